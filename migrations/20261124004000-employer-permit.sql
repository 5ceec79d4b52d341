-- Permits of employers for foreign labour (Law on Migration; MLSP-279): categories, intra-corporate transfer, seasonal work.

alter table payment.obligation drop constraint obligation_purpose_check;
alter table payment.obligation add constraint obligation_purpose_check check (purpose in ('prepaid-tax', 'permit-fee')) not valid;
alter table payment.obligation drop constraint obligation_months_check;
alter table payment.obligation add constraint obligation_months_check check (months between 1 and 36) not valid;
-- The fee of a permit is owed from the day an officer, or whoever judged an appeal, granted it.
create policy fee on payment.obligation for insert to qonys_app
  with check (purpose = 'permit-fee' and platform.actor_kind() = 'staff' and platform.covers(array[region]));
create unique index one_company_of_account on organisation.employer (account_id, bin) where kind = 'legal-entity';

create schema employer_permit;
grant usage on schema employer_permit to qonys_app;

create table employer_permit.application (
  case_id uuid primary key,
  kind text not null check (kind in ('first', 'extension')),
  category text not null check (category in ('first', 'second', 'third', 'fourth', 'seasonal', 'intra-corporate')),
  employer_id uuid not null,
  employer_account uuid not null,
  employer_name text not null,
  worker_person uuid not null,
  worker_name text not null,
  occupation text not null,
  position text not null,
  regions text[] not null check (cardinality(regions) between 1 and 20),
  address text not null,
  wage_tiyn bigint not null check (wage_tiyn > 0),
  months integer not null check (months between 1 and 36),
  starts_on date not null,
  vacancy_code text,
  vacancy_published_on date,
  staffing jsonb not null,
  transfer jsonb,
  undertakes_replacement boolean not null default false,
  extends_permit uuid,
  extensions_before integer not null default 0,
  expires_on date,
  place text not null default 'none' check (place in ('held', 'none', 'not-needed', 'released')),
  place_reason text,
  fee_mci integer check (fee_mci > 0),
  fee_source text,
  fee_set_by uuid,
  obligation_id uuid,
  filed_at timestamptz not null,
  version integer not null default 1,
  check ((kind = 'extension') = (extends_permit is not null)),
  check (fee_mci is null or (fee_source is not null))
);
comment on column employer_permit.application.staffing is 'Counts the employer states: citizens and all among heads and deputies, among specialists and workers, of a branch, of the category.';
create index on employer_permit.application (employer_account);
create index on employer_permit.application (worker_person);

create table employer_permit.check (
  id uuid primary key,
  case_id uuid not null references employer_permit.application,
  kind text not null check (kind in ('representation', 'qualification', 'entry-ban', 'replacement',
    'administrative-offences', 'migration-police', 'labour-inspection', 'foreign-labour', 'contracts')),
  answer text not null check (answer in ('clear', 'against')),
  source text not null check (source in ('officer', 'registry')),
  note text not null,
  seen_by text not null,
  seen_at timestamptz not null,
  check (source = 'registry' or length(note) >= 3)
);
comment on table employer_permit.check is 'What an officer saw or a registry answered about an application; the last of a kind counts, none is changed.';
create index on employer_permit.check (case_id, kind, seen_at desc);

create table employer_permit.permit (
  id uuid primary key,
  number text not null unique,
  case_id uuid not null,
  decision_id uuid not null,
  employer_id uuid not null,
  employer_account uuid not null,
  employer_name text not null,
  worker_person uuid not null,
  worker_name text not null,
  category text not null,
  occupation text not null,
  position text not null,
  regions text[] not null,
  address text not null,
  wage_tiyn bigint not null,
  valid_from date not null,
  valid_to date not null,
  months integer not null,
  extensions integer not null default 0,
  state text not null check (state in ('awaiting-fee', 'active', 'ended', 'revoked', 'expired', 'lapsed')),
  ended_on date,
  ended_because text,
  document_id uuid,
  granted_at timestamptz not null,
  issued_at timestamptz,
  version integer not null default 1,
  check (valid_to > valid_from),
  check ((state in ('awaiting-fee', 'active')) = (ended_on is null)),
  check ((state = 'awaiting-fee') <= (issued_at is null))
);
create index on employer_permit.permit (employer_id) where state = 'active';
create index on employer_permit.permit (worker_person);
create index on employer_permit.permit (valid_to) where state = 'active';
create sequence employer_permit.number_of_permit;
grant usage on sequence employer_permit.number_of_permit to qonys_app;

create table employer_permit.revocation (
  id uuid primary key,
  permit_id uuid not null references employer_permit.permit,
  reasons text not null check (length(reasons) >= 20),
  at_fault text not null check (at_fault in ('employer', 'worker', 'nobody')),
  announced_by uuid not null,
  announced_at timestamptz not null,
  held_on date not null,
  statement text,
  stated_by uuid,
  stated_at timestamptz,
  outcome text check (outcome in ('revoked', 'taken-back')),
  concluded_at timestamptz
);
create unique index one_at_a_time on employer_permit.revocation (permit_id) where outcome is null;

create table employer_permit.bar (
  id uuid primary key,
  employer_id uuid not null,
  employer_account uuid not null,
  region text not null,
  decision_id uuid not null,
  reasons text not null check (length(reasons) >= 20),
  decided_by uuid not null,
  from_on date not null,
  to_on date not null check (to_on > from_on),
  lifted_on date,
  lifted_because text
);
comment on table employer_permit.bar is 'No new permits for twelve months: an adverse decision of an officer in office, that ends with the revocation it came with.';
create index on employer_permit.bar (employer_id);

grant select, insert, update on all tables in schema employer_permit to qonys_app;
revoke update on employer_permit.check from qonys_app;

do $$
declare t text;
begin
  foreach t in array array['application', 'check', 'permit', 'revocation', 'bar'] loop
    execute format('alter table employer_permit.%I enable row level security', t);
    execute format('alter table employer_permit.%I force row level security', t);
    execute format('create policy job on employer_permit.%I for all using (platform.actor_kind() = ''system'')', t);
  end loop;
  foreach t in array array['application', 'permit'] loop
    execute format('create policy staff on employer_permit.%I for all to qonys_app using (platform.actor_kind() = ''staff'' and platform.covers(regions))', t);
    execute format('create policy party on employer_permit.%I for all to qonys_app
      using (employer_account::text = platform.actor() or worker_person = (select platform.my_person()))', t);
  end loop;
end $$;
create policy institution on employer_permit.permit for select to qonys_app using (platform.actor_kind() = 'client' and platform.covers(regions));
create policy of_visible_application on employer_permit.check for all to qonys_app
  using (exists (select 1 from employer_permit.application a where a.case_id = "check".case_id));
create policy of_visible_permit on employer_permit.revocation for all to qonys_app
  using (exists (select 1 from employer_permit.permit p where p.id = permit_id));
create policy staff on employer_permit.bar for all to qonys_app using (platform.actor_kind() = 'staff' and platform.covers(array[region]));
create policy own on employer_permit.bar for select to qonys_app using (employer_account::text = platform.actor());

-- Whether a bar runs is asked whoever asks, so that a hidden row is never a clean record.
create function employer_permit.barred(employer uuid, on_day date) returns boolean
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select exists (select 1 from employer_permit.bar b join organisation.employer e on e.id = b.employer_id
    where (b.employer_id = employer or e.bin = (select x.bin from organisation.employer x where x.id = employer))
      and on_day between b.from_on and least(b.to_on, coalesce(b.lifted_on - 1, b.to_on))) $$;
revoke all on function employer_permit.barred from public;
grant execute on function employer_permit.barred to qonys_app;
