-- The policy time machine and the register of reforms: drafts of the law, what they would have decided otherwise, what is proposed.

create schema reform;
grant usage on schema reform to qonys_app;

create function reform.my_institution() returns text language sql stable set search_path = pg_catalog as $$
  select o.institution from institution.office o where o.id = platform.my_office() $$;
-- Who works on drafts, and for whom: the analysts and the administrator of one institution.
create function reform.works_for(institution text) returns boolean language sql stable set search_path = pg_catalog as $$
  select platform.actor_kind() = 'staff' and (platform.has_role('analyst') or platform.has_role('administrator')) and institution = reform.my_institution() $$;

create table reform.draft (
  id uuid primary key,
  institution text not null references institution.institution,
  title text not null check (length(title) between 3 and 400),
  recommendation text not null check (length(recommendation) >= 20),
  changes jsonb not null default '[]',
  cases jsonb not null default '[]',
  turns jsonb not null default '[]',
  made_by uuid not null,
  made_at timestamptz not null,
  closed_at timestamptz,
  version integer not null default 1
);
comment on table reform.draft is 'What an analyst would change in the law: changes, the cases that pin them down, and cases of today whose answer is meant to turn.';

create table reform.scenario (
  id text primary key check (id ~ '^[0-9a-f]{24}$'),
  institution text not null references institution.institution,
  -- Changes, cases and turns as they were: a draft that goes on being written changes no scenario.
  draft jsonb not null,
  draft_id uuid not null references reform.draft,
  law text not null,
  kind text,
  since date,
  until date,
  decided_through date not null,
  state text not null check (state in ('running', 'done', 'cancelled', 'failed')),
  because text,
  done integer not null default 0,
  total integer,
  after_id uuid,
  result jsonb,
  asked_by uuid not null,
  asked_at timestamptz not null,
  finished_at timestamptz,
  shared_at timestamptz,
  check ((state = 'running') = (finished_at is null)),
  check (shared_at is null or state = 'done')
);
comment on column reform.scenario.id is 'From the draft, the law it is made from, and which decisions were replayed: the same asked again is the same scenario.';

create table reform.flip (
  scenario text not null references reform.scenario on delete cascade,
  decision uuid not null,
  case_id uuid not null,
  region text not null,
  before text not null,
  after text not null,
  because text[] not null,
  primary key (scenario, decision)
);
comment on table reform.flip is 'Past decisions that a draft would answer otherwise, with the conditions that turn them. It is read, so whom it names learns of it.';

create table reform.proposal (
  id uuid primary key,
  institution text not null references institution.institution,
  scenario text not null references reform.scenario,
  title text not null,
  recommendation text not null check (length(recommendation) >= 20),
  gaps jsonb not null default '[]',
  proposed_by uuid not null,
  proposed_at timestamptz not null,
  published_by uuid,
  published_at timestamptz,
  rejected_by uuid,
  rejected_at timestamptz,
  rejected_because text,
  adopted_act text,
  adopted_on date,
  adopted_by uuid,
  constraint another_person_publishes check (published_by is null or published_by <> proposed_by),
  check ((published_by is null) = (published_at is null)),
  check (published_at is null or rejected_at is null),
  check (num_nulls(rejected_by, rejected_at, rejected_because) in (0, 3)),
  check (num_nulls(adopted_act, adopted_on, adopted_by) in (0, 3)),
  check (adopted_act is null or published_at is not null)
);
comment on table reform.proposal is 'A draft put before the public: nothing of it is law until an act is adopted, and even then the law itself changes by its own act.';

grant select, insert on all tables in schema reform to qonys_app;
grant update (title, recommendation, changes, cases, turns, closed_at, version) on reform.draft to qonys_app;
grant update (state, because, done, total, after_id, result, finished_at, shared_at) on reform.scenario to qonys_app;
grant delete on reform.flip to qonys_app;
grant update (published_by, published_at, rejected_by, rejected_at, rejected_because, adopted_act, adopted_on, adopted_by) on reform.proposal to qonys_app;
do $$
declare t text;
begin
  foreach t in array array['draft', 'scenario', 'flip', 'proposal'] loop
    execute format('alter table reform.%I enable row level security', t);
    execute format('alter table reform.%I force row level security', t);
    execute format('create policy job on reform.%I for all using (platform.actor_kind() = ''system'')', t);
    if t <> 'flip' then
      execute format('create policy own on reform.%I for all to qonys_app using (reform.works_for(institution))', t);
    end if;
  end loop;
end $$;
create policy shared on reform.scenario for select to qonys_app using (shared_at is not null);
create policy published on reform.proposal for select to qonys_app using (published_at is not null);
create policy of_region on reform.flip for select to qonys_app
  using (platform.covers(array[region]) and exists (select 1 from reform.scenario s where s.id = scenario and reform.works_for(s.institution)));
