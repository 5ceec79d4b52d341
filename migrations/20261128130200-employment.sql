-- Contracts of work and months of income as the registers of other institutions report them. Nothing is inferred from them here.

create schema employment;
grant usage on schema employment to qonys_app;

create table employment.contract (
  id uuid primary key,
  person_id uuid not null,
  number text not null,
  event text not null check (event in ('concluded', 'changed', 'ended')),
  employer_bin text not null check (employer_bin ~ '^\d{12}$'),
  employer_name text not null,
  occupation text not null,
  region text not null,
  address text not null,
  wage_tiyn bigint not null check (wage_tiyn > 0),
  valid_from date not null,
  valid_to date,
  ended_on date,
  source text not null,
  source_reference text not null,
  corrects text,
  known_at timestamptz not null,
  superseded_at timestamptz,
  feed_file uuid not null,
  unique (source, source_reference),
  check (valid_to >= valid_from),
  check ((event = 'ended') = (ended_on is not null))
);
comment on table employment.contract is 'Each registered event of a contract of work: concluded, changed, ended. Wage a month in tiyn.';
create index on employment.contract (person_id, number, valid_from);
create index on employment.contract (employer_bin);
create unique index contract_corrected_once on employment.contract (source, corrects) where corrects is not null;

create table employment.tax_event (
  id uuid primary key,
  person_id uuid not null,
  employer_bin text not null check (employer_bin ~ '^\d{12}$'),
  month date not null check (extract(day from month) = 1),
  income_tiyn bigint not null check (income_tiyn >= 0),
  tax_tiyn bigint not null check (tax_tiyn >= 0),
  source text not null,
  source_reference text not null,
  corrects text,
  known_at timestamptz not null,
  superseded_at timestamptz,
  feed_file uuid not null,
  unique (source, source_reference)
);
comment on table employment.tax_event is 'Income and tax withheld of one person by one employer for one month, in tiyn.';
create index on employment.tax_event (person_id, month);
create unique index tax_corrected_once on employment.tax_event (source, corrects) where corrects is not null;

grant select on employment.contract, employment.tax_event to qonys_app;
do $$
declare t text;
begin
  foreach t in array array['contract', 'tax_event'] loop
    execute format('alter table employment.%I enable row level security', t);
    execute format('alter table employment.%I force row level security', t);
    execute format('create policy job on employment.%I for all using (platform.actor_kind() = ''system'')', t);
    execute format('create policy self on employment.%I for select to qonys_app using (person_id = (select platform.my_person()))', t);
  end loop;
end $$;
create policy staff on employment.contract for select to qonys_app
  using (platform.actor_kind() = 'staff' and platform.covers(array[region]));

create table employment.contract_line (like feed.line, number text, event text, employer_bin text, employer_name text, occupation text, region text, address text,
  wage_tiyn bigint, valid_from date, valid_to date, ended_on date);
create table employment.tax_line (like feed.line, employer_bin text, month date, income_tiyn bigint, tax_tiyn bigint);
insert into feed.kind (name, shape, target, by_iin) values
  ('contracts', 'employment.contract_line', 'employment.contract', true),
  ('tax-events', 'employment.tax_line', 'employment.tax_event', true);
