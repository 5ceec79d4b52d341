-- The case file: what is asked, who has it, until when, what was decided by whom and how to appeal. It knows no permit.

create schema "case";
grant usage on schema "case" to qonys_app;

create sequence "case".number_of_year;
grant usage on sequence "case".number_of_year to qonys_app;

create table "case"."case" (
  id uuid primary key,
  number text not null unique,
  kind text not null,
  state text not null check (state in ('submitted', 'in-review', 'waiting-on-applicant', 'hearing', 'decided', 'appealed', 'withdrawn', 'closed')),
  outcome text check (outcome in ('granted', 'refused', 'withdrawn', 'lapsed')),
  applicant_account uuid,
  applicant_person uuid,
  subjects uuid[] not null check (cardinality(subjects) > 0),
  subject_name text not null,
  region text not null,
  office_id uuid not null,
  assigned_to uuid,
  lease_until timestamptz,
  due_on date,
  governing_date date not null,
  opened_at timestamptz not null,
  closed_at timestamptz,
  tags text[] not null default '{}',
  version integer not null default 1
);
comment on column "case"."case".governing_date is 'The day whose law decides the case.';
comment on column "case"."case".tags is 'What an officer should see in the list: late-feed, corrected, appeal, urgent.';
create index queue_of_office on "case"."case" (office_id, due_on, id) where closed_at is null;
create index queue_of_officer on "case"."case" (assigned_to, due_on, id) where closed_at is null and assigned_to is not null;
create index on "case"."case" (applicant_account) where applicant_account is not null;
create index on "case"."case" using gin (subjects);

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
  answer text,
  answered_at timestamptz
);
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
  constraint adverse_needs_appeal check (not adverse or (appeal_to is not null and appeal_until > decided_at::date)),
  constraint refusing_is_adverse check (adverse = (kind in ('refuse', 'revoke', 'uphold'))),
  constraint human_is_named check ((decided_by_kind = 'staff') = (decided_by is not null)),
  constraint proposed_law_decides_nothing check (not law_states && array['proposed'])
);
create index on "case".decision (case_id);

create function "case".decider_is_in_office() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  if new.decided_by is not null and not exists (
    select 1 from institution.staff s where s.id = new.decided_by
      and s.active_from <= new.decided_at::date and (s.active_to is null or s.active_to >= new.decided_at::date)) then
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

alter table "case"."case" enable row level security;
alter table "case"."case" force row level security;
create policy staff on "case"."case" for all to qonys_app
  using (platform.actor_kind() = 'staff' and platform.covers(array[region]));
create policy party on "case"."case" for all to qonys_app
  using (applicant_account::text = platform.actor() or subjects @> array[platform.my_person()]);
create policy job on "case"."case" for all using (platform.actor_kind() = 'system');

do $$
declare t text;
begin
  foreach t in array array['attachment', 'information_request', 'hearing', 'decision', 'appeal'] loop
    execute format('alter table "case".%I enable row level security', t);
    execute format('alter table "case".%I force row level security', t);
    execute format('create policy of_visible_case on "case".%I for all to qonys_app using (exists (select 1 from "case"."case" c where c.id = case_id))', t);
  end loop;
end $$;
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
