-- The case file: what is asked, who has it, until when, what was decided by whom and how to appeal. It knows no permit.

create schema "case";
grant usage on schema "case" to qonys_app;

create sequence "case".number_of_year;
grant usage on sequence "case".number_of_year to qonys_app;

create table "case"."case" (
  id uuid primary key,
  number text collate "C" not null unique,
  kind text not null,
  state text not null check (state in ('submitted', 'in-review', 'waiting-on-applicant', 'hearing', 'decided', 'appealed', 'withdrawn', 'closed')),
  outcome text check (outcome in ('granted', 'refused', 'withdrawn', 'lapsed')),
  applicant_account uuid,
  applicant_person uuid,
  subjects uuid[] not null check (cardinality(subjects) > 0),
  subject_name text not null,
  name_key text not null,
  region text not null,
  office_id uuid not null,
  assigned_to uuid,
  lease_until timestamptz,
  due_on date,
  -- What the queue is ordered by: a case without a term stands last.
  queue_day date not null generated always as (coalesce(due_on, date '9999-12-31')) stored,
  governing_date date not null,
  opened_at timestamptz not null,
  closed_at timestamptz,
  tags text[] not null default '{}',
  version integer not null default 1
);
comment on column "case"."case".governing_date is 'The day whose law decides the case.';
comment on column "case"."case".tags is 'What an officer should see in the list: late-feed, corrected, appeal, urgent.';
comment on column "case"."case".closed_at is 'When it left the queue; an appeal brings it back.';
create index queue_of_office on "case"."case" (office_id, queue_day, id) where closed_at is null;
create index queue_unassigned on "case"."case" (office_id, queue_day, id) where closed_at is null and assigned_to is null;
create index queue_of_officer on "case"."case" (assigned_to, queue_day, id) where closed_at is null and assigned_to is not null;
create index on "case"."case" (applicant_account) where applicant_account is not null;
create index on "case"."case" using gin (subjects);

create table "case".name_word (
  word text collate "C" not null,
  region text not null,
  case_id uuid not null references "case"."case",
  -- All words of the name, in the index too: several words are sifted without opening a case.
  name_key text not null,
  primary key (region, word, case_id) include (name_key)
);
comment on table "case".name_word is 'Each word of the folded name, so that a search by any beginning is one step down an index. Ordered by bytes: comparing so leaks nothing, and row-level security lets the index be used.';
create index on "case".name_word (word, case_id) include (name_key);

create table "case".attachment (
  case_id uuid not null references "case"."case",
  file_id uuid not null,
  label text not null,
  attached_at timestamptz not null,
  attached_by text not null,
  primary key (case_id, file_id)
);

create table "case".information_request (
  id uuid primary key,
  case_id uuid not null references "case"."case",
  asks text not null check (length(trim(asks)) >= 5),
  asked_by uuid not null,
  asked_at timestamptz not null,
  answer_by date not null,
  days_left integer,
  answer text,
  answered_at timestamptz
);
comment on column "case".information_request.days_left is 'Working days the term still had when we asked: the clock stands still until the answer.';
create unique index one_open_question on "case".information_request (case_id) where answered_at is null;
create index on "case".information_request (case_id);

create table "case".hearing (
  id uuid primary key,
  case_id uuid not null references "case"."case",
  preliminary_reasons text not null check (length(trim(preliminary_reasons)) >= 20),
  grounds jsonb not null,
  announced_by uuid not null,
  announced_at timestamptz not null,
  held_on date not null,
  statement text,
  statement_at timestamptz,
  outcome text check (outcome in ('heard', 'no-statement', 'withdrawn'))
);
comment on table "case".hearing is 'Before a refusal the person hears the preliminary reasons and may answer.';
create index on "case".hearing (case_id);

create table "case".decision (
  id uuid primary key,
  case_id uuid not null references "case"."case",
  kind text not null check (kind in ('grant', 'refuse', 'revoke', 'extend', 'end', 'uphold', 'overturn', 'correct')),
  adverse boolean not null,
  decided_by_kind text not null check (decided_by_kind in ('staff', 'system')),
  decided_by uuid,
  decided_at timestamptz not null,
  reasons text,
  trace jsonb not null,
  facts jsonb not null,
  governing_date date not null,
  policy_hash text not null,
  law_states text[] not null,
  appeal_to text,
  appeal_until date,
  hearing_id uuid references "case".hearing,
  supersedes uuid references "case".decision,
  -- No adverse decision without an identified human, reasons and an appeal route.
  constraint adverse_needs_a_human check (not adverse or (decided_by_kind = 'staff' and decided_by is not null)),
  constraint adverse_needs_reasons check (not adverse or (reasons is not null and length(trim(reasons)) >= 20)),
  constraint adverse_needs_appeal check (not adverse or (appeal_to is not null and appeal_until is not null and appeal_until > (decided_at at time zone 'Asia/Almaty')::date)),
  constraint refusal_needs_a_hearing check (kind <> 'refuse' or hearing_id is not null),
  constraint refusing_is_adverse check (adverse = (kind in ('refuse', 'revoke', 'uphold'))),
  constraint human_is_named check ((decided_by_kind = 'staff') = (decided_by is not null)),
  constraint proposed_law_decides_nothing check (not law_states && array['proposed'])
);
create index on "case".decision (case_id);

create function "case".decider_is_in_office() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  if new.decided_by is not null and not exists (
    select 1 from institution.staff s where s.id = new.decided_by
      and s.active_from <= (new.decided_at at time zone 'Asia/Almaty')::date
      and (s.active_to is null or s.active_to >= (new.decided_at at time zone 'Asia/Almaty')::date)) then
    raise exception 'the decision names nobody in office' using errcode = 'check_violation', constraint = 'decider_is_in_office';
  end if;
  return new;
end $$;
create trigger decider_is_in_office before insert on "case".decision
  for each row execute function "case".decider_is_in_office();

create table "case".appeal (
  id uuid primary key,
  case_id uuid not null references "case"."case",
  decision_id uuid not null references "case".decision,
  text text not null check (length(trim(text)) >= 10),
  lodged_at timestamptz not null,
  lodged_by text not null,
  in_time boolean not null,
  office_id uuid not null,
  from_office uuid not null,
  decide_by date,
  decided_by uuid,
  decided_at timestamptz,
  outcome text check (outcome in ('upheld', 'overturned', 'withdrawn')),
  reasons text,
  check ((outcome in ('upheld', 'overturned')) = (decided_by is not null and reasons is not null) or outcome is null or outcome = 'withdrawn')
);
create unique index one_open_appeal on "case".appeal (decision_id) where outcome is null;
create index on "case".appeal (case_id);

create table "case".draft (
  id uuid primary key,
  kind text not null,
  account_id uuid not null,
  answers jsonb not null,
  language text not null,
  governing_date date not null,
  saved_at timestamptz not null,
  expires_at timestamptz not null,
  submitted_case uuid,
  version integer not null default 1
);
create index on "case".draft (account_id, saved_at desc);

create table "case".saved_filter (
  id uuid primary key,
  staff_id uuid not null,
  name text not null check (length(trim(name)) between 1 and 60),
  query text not null,
  saved_at timestamptz not null,
  unique (staff_id, name)
);

grant select, insert, update on all tables in schema "case" to qonys_app;
grant delete on "case".saved_filter, "case".draft to qonys_app;
revoke update on "case".decision from qonys_app;
revoke update on "case".name_word from qonys_app;

alter table "case"."case" enable row level security;
alter table "case"."case" force row level security;
-- Each question about who is asking stands in a select of its own: it is answered once a statement, not once a row.
create policy staff on "case"."case" for all to qonys_app
  using ((select platform.actor_kind() = 'staff')
    and ((select coalesce(platform.my_regions() = '{*}', false)) or region = any ((select platform.my_regions())::text[])));
create policy party on "case"."case" for all to qonys_app
  using ((select platform.actor_kind() = 'person')
    and (applicant_account::text = (select platform.actor()) or applicant_person = (select platform.my_person()) or subjects @> array[(select platform.my_person())]));
create policy job on "case"."case" for all using ((select platform.actor_kind() = 'system'));

alter table "case".name_word enable row level security;
alter table "case".name_word force row level security;
create policy staff on "case".name_word for select to qonys_app
  using ((select platform.actor_kind() = 'staff')
    and ((select coalesce(platform.my_regions() = '{*}', false)) or region = any ((select platform.my_regions())::text[])));
create policy with_its_case on "case".name_word for insert to qonys_app
  with check (exists (select 1 from "case"."case" c where c.id = case_id and c.region = name_word.region));
create policy job on "case".name_word for all using ((select platform.actor_kind() = 'system'));

do $$
declare t text;
begin
  foreach t in array array['attachment', 'information_request', 'hearing', 'decision', 'appeal'] loop
    execute format('alter table "case".%I enable row level security', t);
    execute format('alter table "case".%I force row level security', t);
    execute format('create policy seen_with_its_case on "case".%I for select to qonys_app using (exists (select 1 from "case"."case" c where c.id = case_id))', t);
  end loop;
  foreach t in array array['information_request', 'hearing', 'appeal'] loop
    execute format('create policy changed_with_its_case on "case".%I for update to qonys_app using (exists (select 1 from "case"."case" c where c.id = case_id))', t);
  end loop;
end $$;
create policy add on "case".attachment for insert to qonys_app
  with check (exists (select 1 from "case"."case" c where c.id = case_id) and attached_by = platform.actor());
create policy add on "case".appeal for insert to qonys_app
  with check (exists (select 1 from "case"."case" c where c.id = case_id) and lodged_by = platform.actor());
-- Nobody asks, announces or decides in another's name, and no job does it in the name of a human.
create policy add on "case".information_request for insert to qonys_app
  with check (exists (select 1 from "case"."case" c where c.id = case_id) and platform.actor_kind() = 'staff' and asked_by::text = platform.actor());
create policy add on "case".hearing for insert to qonys_app
  with check (exists (select 1 from "case"."case" c where c.id = case_id) and platform.actor_kind() = 'staff' and announced_by::text = platform.actor());
create policy add on "case".decision for insert to qonys_app
  with check (exists (select 1 from "case"."case" c where c.id = case_id)
    and (decided_by_kind = 'system' or (platform.actor_kind() = 'staff' and decided_by::text = platform.actor())));

alter table "case".draft enable row level security;
alter table "case".draft force row level security;
create policy own on "case".draft for all to qonys_app using (account_id::text = platform.actor() or platform.actor_kind() = 'system');
alter table "case".saved_filter enable row level security;
alter table "case".saved_filter force row level security;
create policy own on "case".saved_filter for all to qonys_app using (staff_id::text = platform.actor());

-- Nobody judges the appeal against their own decision.
create function "case".appeal_has_another_judge() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  if new.decided_by is not null and exists (
    select 1 from "case".decision d where d.id = new.decision_id and d.decided_by = new.decided_by) then
    raise exception 'the appeal is judged by the one who decided' using errcode = 'check_violation', constraint = 'appeal_has_another_judge';
  end if;
  return new;
end $$;
create trigger appeal_has_another_judge before insert or update on "case".appeal
  for each row execute function "case".appeal_has_another_judge();

-- How many cases wait, for the officer who asks: exactly for their own, up to a cap for what nobody has in their office. It runs as
-- a job, so that the row-level check is made once and the indexes alone answer; whom it counts for it takes from who is asking.
create function "case".queue_counts(today_ends date, tomorrow_ends date, week_ends date, today date, most integer)
  returns table (list text, bucket text, cases integer)
  language plpgsql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
declare
  me uuid := platform.actor()::uuid;
  mine_office uuid := platform.my_office();
begin
  return query select 'mine'::text, b.name, (select count(*)::integer from "case"."case" c
      where c.assigned_to = me and c.closed_at is null and c.queue_day >= b.first and c.queue_day < b.last)
    from (values ('overdue', '-infinity'::date, today), ('today', today, today_ends + 1), ('tomorrow', today_ends + 1, tomorrow_ends + 1),
      ('week', tomorrow_ends + 1, week_ends + 1), ('later', week_ends + 1, 'infinity'::date)) b (name, first, last);
  return query select 'unassigned'::text, b.name, (select count(*)::integer from (select from "case"."case" c
      where c.office_id = mine_office and c.assigned_to is null and c.closed_at is null and c.queue_day >= b.first and c.queue_day < b.last
      limit most) capped)
    from (values ('overdue', '-infinity'::date, today), ('today', today, today_ends + 1), ('tomorrow', today_ends + 1, tomorrow_ends + 1),
      ('week', tomorrow_ends + 1, week_ends + 1), ('later', week_ends + 1, 'infinity'::date)) b (name, first, last);
end $$;
revoke all on function "case".queue_counts from public;
grant execute on function "case".queue_counts to qonys_app;
