-- Authorities, offices, staff, postings and jurisdictions: what two-institution rules and row-level security rest on.

create schema institution;
grant usage on schema institution to qonys_app;

create table institution.institution (
  code text primary key check (code ~ '^[a-z0-9-]+$'),
  kind text not null check (kind in ('ministry', 'migration-service', 'local-executive-body', 'border-service', 'prosecutor', 'court', 'labour-inspectorate', 'ombudsman', 'auditor', 'partner')),
  names jsonb not null check (names ?& array['kk', 'ru', 'en']),
  valid_from date not null default '2011-07-22',
  valid_to date
);

create table institution.office (
  id uuid primary key,
  institution text not null references institution.institution,
  names jsonb not null check (names ?& array['kk', 'ru', 'en']),
  region text,
  address jsonb,
  valid_from date not null default '2011-07-22',
  valid_to date
);
comment on column institution.office.region is 'KATO prefix of the region it sits in; null for national offices.';

create table institution.staff (
  id uuid primary key,
  subject text unique,
  name text not null,
  email text,
  active_from date not null,
  active_to date,
  constraint period check (active_to is null or active_to >= active_from)
);
comment on column institution.staff.subject is 'Subject identifier at the identity provider; sign-in is refused and sessions end when active_to has passed.';

create table institution.posting (
  id uuid primary key,
  staff_id uuid not null references institution.staff,
  office_id uuid not null references institution.office,
  role text not null check (role in ('registrar', 'permit-officer', 'supervisor', 'border-officer', 'appeal-officer', 'analyst', 'prosecutor', 'inspector', 'auditor', 'administrator')),
  regions text[] not null check (cardinality(regions) > 0),
  valid_from date not null,
  valid_to date
);
comment on column institution.posting.regions is 'KATO prefixes the posting covers; {*} is the whole country.';
create index on institution.posting (staff_id);

create table institution.jurisdiction (
  office_id uuid not null references institution.office,
  matter text not null,
  region text not null,
  valid_from date not null,
  valid_to date,
  primary key (matter, region, valid_from)
);
comment on table institution.jurisdiction is 'Which office decides which matter for which region; * stands for every region.';

create table institution.passkey (
  id text primary key,
  staff_id uuid not null references institution.staff,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null default '{}',
  label text not null,
  created_at timestamptz not null,
  used_at timestamptz,
  removed_at timestamptz
);
create index on institution.passkey (staff_id);

create table institution.client (
  id uuid primary key,
  institution text not null references institution.institution,
  name text not null,
  token_hash bytea not null unique,
  scopes text[] not null,
  regions text[] not null check (cardinality(regions) > 0),
  created_at timestamptz not null,
  ends_at timestamptz
);
comment on table institution.client is 'Machines of other institutions and companies; only the hash of the bearer token is kept.';

grant select, insert, update on all tables in schema institution to qonys_app;

-- Staff are named to the public they serve (who decided), but only administrators change them.
alter table institution.staff enable row level security;
alter table institution.staff force row level security;
create policy read on institution.staff for select to qonys_app using (true);
create policy change on institution.staff for all to qonys_app
  using (platform.actor_kind() = 'system' or platform.has_role('administrator'))
  with check (platform.actor_kind() = 'system' or platform.has_role('administrator'));
alter table institution.passkey enable row level security;
alter table institution.passkey force row level security;
create policy own on institution.passkey for all to qonys_app
  using (platform.actor_kind() = 'system' or staff_id::text = platform.actor())
  with check (platform.actor_kind() = 'system' or staff_id::text = platform.actor());
