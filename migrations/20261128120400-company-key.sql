-- A machine of a company files by API in the name of the account that speaks for it. Only the hash of its token is kept.
create table organisation.api_key (
  id uuid primary key,
  account_id uuid not null,
  name text not null check (length(name) between 1 and 200),
  token_hash bytea not null unique,
  created_at timestamptz not null,
  ended_at timestamptz
);
create index on organisation.api_key (account_id);
grant select, insert on organisation.api_key to qonys_app;
grant update (ended_at) on organisation.api_key to qonys_app;
alter table organisation.api_key enable row level security;
alter table organisation.api_key force row level security;
create policy own on organisation.api_key for all to qonys_app using (account_id::text = platform.actor());
create policy job on organisation.api_key for all using (platform.actor_kind() = 'system');
create function organisation.account_of_key(hash bytea) returns uuid
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select account_id from organisation.api_key where token_hash = hash and ended_at is null $$;
revoke all on function organisation.account_of_key from public;
grant execute on function organisation.account_of_key to qonys_app;

-- What employers owe the employment body: how a special condition of a transfer within a group is kept, and the need of foreign workers next year.
create table employer_permit.special_report (
  id uuid primary key,
  permit_id uuid not null references employer_permit.permit,
  employer_account uuid not null,
  regions text[] not null,
  condition text not null check (condition in ('training', 'retraining', 'upgrading', 'jobs')),
  citizens integer not null check (citizens between 0 and 100000),
  says text not null check (length(says) >= 20),
  period_to date not null,
  reported_at timestamptz not null
);
create index on employer_permit.special_report (permit_id);
create table employer_permit.forecast (
  id uuid primary key,
  employer_id uuid not null,
  employer_account uuid not null,
  region text not null,
  year integer not null check (year between 2012 and 2100),
  category text not null check (category in ('first', 'second', 'third', 'fourth', 'seasonal')),
  occupation text not null,
  workers integer not null check (workers between 1 and 100000),
  reason text not null check (length(reason) >= 10),
  in_time boolean not null,
  filed_at timestamptz not null,
  superseded_at timestamptz
);
create unique index one_forecast on employer_permit.forecast (employer_id, year, region, category, occupation) where superseded_at is null;
grant select, insert on employer_permit.special_report, employer_permit.forecast to qonys_app;
grant update (superseded_at) on employer_permit.forecast to qonys_app;
do $$
declare t text;
begin
  foreach t in array array['special_report', 'forecast'] loop
    execute format('alter table employer_permit.%I enable row level security', t);
    execute format('alter table employer_permit.%I force row level security', t);
    execute format('create policy job on employer_permit.%I for all using (platform.actor_kind() = ''system'')', t);
    execute format('create policy party on employer_permit.%I for all to qonys_app using (employer_account::text = platform.actor())', t);
  end loop;
end $$;
create policy staff on employer_permit.special_report for select to qonys_app using (platform.actor_kind() = 'staff' and platform.covers(regions));
create policy staff on employer_permit.forecast for select to qonys_app using (platform.actor_kind() = 'staff' and platform.covers(array[region]));
