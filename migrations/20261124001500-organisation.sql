-- Employers: also private persons, who employ most labour immigrants by far.

create schema organisation;
grant usage on schema organisation to qonys_app;

create table organisation.employer (
  id uuid primary key,
  kind text not null check (kind in ('private-person', 'legal-entity')),
  person_id uuid,
  account_id uuid,
  bin text check (bin ~ '^\d{12}$'),
  name text not null,
  region text not null,
  address text not null,
  registered_at timestamptz not null,
  registered_by text not null,
  check ((kind = 'private-person') = (person_id is not null) and (kind = 'legal-entity') = (bin is not null))
);
create unique index one_household on organisation.employer (person_id) where kind = 'private-person';

grant select, insert, update on organisation.employer to qonys_app;
alter table organisation.employer enable row level security;
alter table organisation.employer force row level security;
create policy staff on organisation.employer for all to qonys_app
  using (platform.actor_kind() = 'staff' and platform.covers(array[region]));
create policy own on organisation.employer for all to qonys_app
  using (account_id::text = platform.actor() or person_id = (select platform.my_person()));
create policy job on organisation.employer for all using (platform.actor_kind() = 'system');
