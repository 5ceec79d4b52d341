-- What everything else rests on: requests that happen once, events, read records, sessions, settings.
-- Row-level security reads who is asking from settings that live only inside the transaction.

create schema if not exists platform;
grant usage on schema platform to qonys_app;
grant select on platform.migration to qonys_app;

create function platform.actor_kind() returns text language sql stable parallel safe
  as $$ select nullif(current_setting('qonys.actor_kind', true), '') $$;
create function platform.actor() returns text language sql stable parallel safe
  as $$ select nullif(current_setting('qonys.actor', true), '') $$;
create function platform.my_person() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('qonys.person', true), '')::uuid $$;
create function platform.my_office() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('qonys.office', true), '')::uuid $$;
create function platform.my_regions() returns text[] language sql stable parallel safe
  as $$ select string_to_array(nullif(current_setting('qonys.regions', true), ''), ',') $$;
create function platform.has_role(wanted text) returns boolean language sql stable parallel safe
  as $$ select wanted = any (string_to_array(coalesce(current_setting('qonys.roles', true), ''), ',')) $$;
-- An empty list of regions means none, never all.
create function platform.covers(regions text[]) returns boolean language sql stable parallel safe
  as $$ select coalesce(platform.my_regions() = '{*}' or platform.my_regions() && regions, false) $$;
comment on function platform.covers is 'Whether the staff member asking is posted to one of these regions (KATO prefixes).';

create table platform.setting (
  key text primary key,
  value jsonb not null,
  changed_at timestamptz not null default now()
);
grant select, insert, update on platform.setting to qonys_app;

create table platform.request (
  id uuid primary key,
  actor text not null,
  act text not null,
  body_hash bytea not null,
  answer jsonb,
  at timestamptz not null default now()
);
comment on table platform.request is 'Every POST that was carried out, once: same id and body, same answer.';
grant select, insert, update (answer) on platform.request to qonys_app;

create table platform.event (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  act text not null,
  type text not null,
  actor_kind text not null,
  actor text not null,
  institution text,
  office uuid,
  subjects uuid[] not null,
  case_id uuid,
  ground text,
  before jsonb,
  after jsonb,
  request uuid
);
comment on table platform.event is 'What happened: who, when, on what ground, before, after. Appended by acts, never changed.';
create index on platform.event using gin (subjects);
create index on platform.event (case_id, id) where case_id is not null;
create index on platform.event (request) where request is not null;
grant select, insert on platform.event to qonys_app;
alter table platform.event enable row level security;
alter table platform.event force row level security;
create policy append on platform.event for insert to qonys_app
  with check (actor_kind = platform.actor_kind() and actor = platform.actor());
create policy staff_read on platform.event for select to qonys_app
  using (platform.actor_kind() in ('staff', 'system') or subjects @> array[platform.my_person()]
    or (actor_kind = platform.actor_kind() and actor = platform.actor()));

create table platform.read_record (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  what text not null,
  actor_kind text not null,
  actor text not null,
  institution text,
  office uuid,
  purpose text not null,
  legal_basis text not null,
  categories text[] not null,
  subjects uuid[] not null check (cardinality(subjects) > 0),
  case_id uuid
);
comment on table platform.read_record is 'Who looked at whose data, why, on what basis. One record for a list, naming all it showed.';
create index on platform.read_record using gin (subjects);
grant select, insert on platform.read_record to qonys_app;
alter table platform.read_record enable row level security;
alter table platform.read_record force row level security;
create policy append on platform.read_record for insert to qonys_app
  with check (actor_kind = platform.actor_kind() and actor = platform.actor());
create policy subject_read on platform.read_record for select to qonys_app
  using (subjects @> array[platform.my_person()] or (platform.actor_kind() = 'staff' and platform.has_role('auditor')));

create table platform.session (
  token_hash bytea primary key,
  kind text not null check (kind in ('staff', 'person')),
  staff_id uuid,
  account_id uuid,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  authenticated_at timestamptz not null,
  methods text[] not null default '{}',
  id_token text,
  check ((kind = 'staff') = (staff_id is not null) and (kind = 'person') = (account_id is not null))
);
comment on table platform.session is 'Opaque sessions: only the hash of the token is kept, so a copy of the table opens nothing.';
create index on platform.session (staff_id) where staff_id is not null;
create index on platform.session (account_id) where account_id is not null;
grant select, insert, update on platform.session to qonys_app;

create table platform.rate (
  key text not null,
  window_start timestamptz not null,
  count integer not null,
  primary key (key, window_start)
);
comment on table platform.rate is 'How often something was tried, by hashed key, shared by all processes.';
grant select, insert, update, delete on platform.rate to qonys_app;
