-- Status of kandas and Kandas card: evidence of ethnicity, family, applications, what officers saw, statuses, steps to citizenship.

create schema residence;
grant usage on schema residence to qonys_app;

create table residence.evidence (
  id uuid primary key,
  person_id uuid not null,
  kind text not null,
  about text not null check (length(about) between 2 and 200),
  file_id uuid,
  added_at timestamptz not null,
  added_by text not null,
  withdrawn_at timestamptz
);
comment on table residence.evidence is 'A document by which a person shows that they are an ethnic Kazakh; of the person, not of one case: kept for later ones.';
create index on residence.evidence (person_id);

create table residence.assessment (
  id uuid primary key,
  evidence_id uuid not null references residence.evidence,
  case_id uuid not null,
  answer text not null check (answer in ('accepted', 'doubt', 'rejected')),
  reasons text not null check (length(reasons) >= 10),
  model text not null,
  assessed_by uuid not null,
  assessed_at timestamptz not null
);
comment on table residence.assessment is 'What an officer found of one document, with reasons; the last counts, none is changed. `model` is the hash of the evidence model of the day.';
create index on residence.assessment (evidence_id, assessed_at desc);

create table residence.family_member (
  id uuid primary key,
  person_id uuid not null,
  person_name text not null,
  member uuid not null,
  member_name text not null,
  relation text not null check (relation in ('spouse', 'child', 'parent', 'sibling', 'ward')),
  minor boolean not null,
  state text not null check (state in ('asked', 'joined', 'declined', 'removed')),
  asked_at timestamptz not null,
  answered_at timestamptz,
  check (person_id <> member)
);
comment on table residence.family_member is 'Who goes into an application with the person. An adult joins by their own answer only.';
create unique index one_row_of_member on residence.family_member (person_id, member) where state in ('asked', 'joined');
create index on residence.family_member (member);

create table residence.application (
  case_id uuid primary key,
  route text not null check (route in ('kandas-status', 'kandas-card')),
  kind text not null check (kind in ('first', 'extension')),
  person_id uuid not null,
  account_id uuid not null,
  person_name text not null,
  region text not null,
  settlement text not null,
  applied_from text not null check (applied_from ~ '^[A-Z]{3}$'),
  ground text,
  card_route text,
  details text,
  accepts_contract boolean,
  in_pilot boolean not null default false,
  card_years integer check (card_years between 1 and 30),
  work_years integer check (work_years between 0 and 30),
  extension_months integer check (extension_months between 1 and 60),
  extends_status uuid,
  extensions_before integer not null default 0,
  expires_on date,
  place text not null default 'none' check (place in ('held', 'none', 'not-needed', 'released')),
  place_reason text,
  filed_at timestamptz not null,
  check ((kind = 'extension') = (extends_status is not null and extension_months is not null)),
  check (route = 'kandas-card' or ground is not null),
  check (route = 'kandas-status' or (card_route is not null and card_years is not null and kind = 'first'))
);
create index on residence.application (person_id);

create table residence.application_member (
  case_id uuid not null references residence.application,
  person_id uuid not null,
  name text not null,
  relation text not null,
  minor boolean not null,
  primary key (case_id, person_id)
);

create table residence.check (
  id uuid primary key,
  case_id uuid not null references residence.application,
  kind text not null,
  answer text not null check (answer in ('clear', 'against')),
  figure integer check (figure between 0 and 100000),
  note text not null check (length(note) >= 3),
  seen_by uuid not null,
  seen_at timestamptz not null,
  check (not (kind = 'ethnicity' and answer = 'against') or length(note) >= 20)
);
comment on table residence.check is 'What an officer looked up about an application; the last of a kind counts, none is changed.';
create index on residence.check (case_id, kind, seen_at desc);

create table residence.status (
  id uuid primary key,
  number text not null unique,
  kind text not null check (kind in ('kandas-status', 'kandas-card')),
  person_id uuid not null,
  person_name text not null,
  principal uuid not null,
  minor boolean not null,
  case_id uuid not null,
  decision_id uuid not null,
  region text not null,
  settlement text not null,
  ground text not null,
  valid_from date not null,
  valid_to date not null check (valid_to >= valid_from),
  extensions integer not null default 0,
  state text not null check (state in ('active', 'ended', 'expired')),
  ended_on date,
  ended_because text check (ended_because in ('citizenship', 'renounced', 'term-over')),
  ended_reference text,
  document_id uuid,
  issued_at timestamptz not null,
  version integer not null default 1,
  check ((state = 'active') = (ended_on is null)),
  check ((state = 'active') = (ended_because is null))
);
comment on table residence.status is 'A status or card of one person. `principal` is who applied; a minor''s is theirs to read and to end.';
create unique index one_of_a_kind on residence.status (person_id, kind) where state = 'active';
create index on residence.status (valid_to) where state = 'active';
create index on residence.status (case_id);
create sequence residence.number_of_status;
grant usage on sequence residence.number_of_status to qonys_app;

create table residence.step (
  id uuid primary key,
  person_id uuid not null,
  step text not null,
  done_on date,
  said_by text not null check (said_by in ('person', 'officer')),
  said_at timestamptz not null
);
comment on table residence.step is 'Steps on the way to citizenship that the person or an officer told; the last of a step counts, an empty day takes it back.';
create index on residence.step (person_id, step, said_at desc);

grant select, insert, update on residence.evidence, residence.family_member, residence.application, residence.status to qonys_app;
grant select, insert on residence.assessment, residence.application_member, residence.check, residence.step to qonys_app;

do $$
declare t text;
begin
  foreach t in array array['evidence', 'assessment', 'family_member', 'application', 'application_member', 'check', 'status', 'step'] loop
    execute format('alter table residence.%I enable row level security', t);
    execute format('alter table residence.%I force row level security', t);
    execute format('create policy job on residence.%I for all using (platform.actor_kind() = ''system'')', t);
  end loop;
end $$;
create policy staff on residence.application for all to qonys_app using (platform.actor_kind() = 'staff' and platform.covers(array[region]));
create policy party on residence.application for all to qonys_app
  using (platform.actor_kind() = 'person' and (account_id::text = platform.actor() or person_id = (select platform.my_person())
    or exists (select 1 from "case"."case" c where c.id = case_id)));
create policy of_visible_application on residence.application_member for all to qonys_app
  using (exists (select 1 from residence.application a where a.case_id = application_member.case_id));
create policy of_visible_application on residence.check for all to qonys_app
  using (exists (select 1 from residence.application a where a.case_id = "check".case_id));
create policy own on residence.evidence for all to qonys_app using (person_id = (select platform.my_person()));
create policy staff on residence.evidence for select to qonys_app
  using (platform.actor_kind() = 'staff' and exists (select 1 from residence.application a where a.person_id = evidence.person_id));
create policy of_visible_evidence on residence.assessment for all to qonys_app
  using (exists (select 1 from residence.evidence e where e.id = evidence_id));
create policy own on residence.family_member for all to qonys_app
  using ((select platform.my_person()) in (person_id, member));
create policy staff on residence.status for all to qonys_app using (platform.actor_kind() = 'staff' and platform.covers(array[region]));
create policy institution on residence.status for select to qonys_app using (platform.actor_kind() = 'client' and platform.covers(array[region]));
create policy party on residence.status for all to qonys_app
  using (person_id = (select platform.my_person()) or (minor and principal = (select platform.my_person())));
create policy own on residence.step for all to qonys_app using (person_id = (select platform.my_person()));
create policy staff on residence.step for all to qonys_app
  using (platform.actor_kind() = 'staff' and exists (select 1 from residence.status s where s.person_id = step.person_id));

-- One question about one holder, for whoever holds the serial number and the birth date: what runs, until when. No name leaves.
create function residence.holder_of(wanted_serial text, wanted_birth_date text)
  returns table (status_id uuid, person_id uuid, kind text, state text, valid_from date, valid_to date, revoked boolean)
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select s.id, s.person_id, s.kind, s.state, s.valid_from, s.valid_to, d.revoked_at is not null or d.suspended_at is not null
  from credential.document d join residence.status s on s.id = d.permit_id
  where d.serial = wanted_serial and d.birth_date = wanted_birth_date and d.kind in ('kandas-certificate', 'kandas-card') $$;
-- Whether somebody may be named a family member, and under which name: the asker holds number and birth date of their document.
create function residence.name_of_member(person uuid) returns table (name text, birth_date text)
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select p.latin_name, p.birth_date from person.person p where p.id = person $$;
revoke all on function residence.holder_of, residence.name_of_member from public;
grant execute on function residence.holder_of, residence.name_of_member to qonys_app;
