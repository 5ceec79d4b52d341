-- What a person asks about their own data. Here: that something on the record is wrong.
create schema rights;
grant usage on schema rights to qonys_app;

create table rights.correction_request (
  case_id uuid primary key,
  person_id uuid not null,
  account_id uuid not null,
  about text not null check (about in ('name', 'birth', 'document', 'photo', 'education-work', 'family', 'stay', 'other')),
  says text not null,
  asked_at timestamptz not null
);
comment on table rights.correction_request is 'What a person says is wrong on their record, in their own words; the case decides it.';
create index on rights.correction_request (person_id);
grant select, insert on rights.correction_request to qonys_app;
alter table rights.correction_request enable row level security;
alter table rights.correction_request force row level security;
create policy of_visible_case on rights.correction_request for select to qonys_app
  using (exists (select 1 from "case"."case" c where c.id = case_id));
create policy own on rights.correction_request for insert to qonys_app with check (account_id::text = platform.actor());
create policy job on rights.correction_request for all using (platform.actor_kind() = 'system');

-- Whether an officer changed the record since the request, so that nobody writes "corrected" over nothing.
create function rights.corrected_since(person uuid, since timestamptz) returns boolean
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select exists (select 1 from platform.event e where e.subjects @> array[person] and e.at > since and e.actor_kind = 'staff'
    and e.type in ('name-corrected', 'document-added', 'fact-recognised', 'file-stored', 'family-linked', 'family-link-ended',
      'person-verified', 'arrival-notice-corrected', 'arrival-notice-withdrawn', 'arrival-notified', 'birth-corrected')) $$;
revoke all on function rights.corrected_since from public;
grant execute on function rights.corrected_since to qonys_app;
