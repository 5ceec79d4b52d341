-- Labour permits. Here: the permit of a labour immigrant to work in a household (Law on Migration art. 43-2).

create schema permit;
grant usage on schema permit to qonys_app;

create table permit.offer (
  id uuid primary key,
  employer_id uuid not null,
  employer_account uuid not null,
  employer_name text not null,
  worker_person uuid not null,
  worker_name text not null,
  kind_of_work text not null,
  duties text not null,
  wage_tiyn bigint not null check (wage_tiyn > 0),
  region text not null,
  address text not null,
  months integer not null check (months between 1 and 12),
  starts_on date not null,
  state text not null check (state in ('sent', 'confirmed', 'declined', 'withdrawn', 'expired', 'used')),
  made_at timestamptz not null,
  answer_by date not null,
  version integer not null default 1
);
create index on permit.offer (employer_account);
create index on permit.offer (worker_person);

create table permit.confirmation (
  offer_id uuid primary key references permit.offer,
  answer text not null check (answer in ('confirmed', 'declined')),
  language text not null,
  text text not null,
  text_sha256 bytea not null,
  reason text,
  answered_at timestamptz not null,
  answered_by uuid not null
);
comment on table permit.confirmation is 'What the worker read, in their language, word for word, and their answer. The copy is theirs.';

create table permit.application (
  case_id uuid primary key,
  kind text not null check (kind in ('first', 'extension', 'change-of-employer')),
  offer_id uuid not null references permit.offer,
  employer_id uuid not null,
  worker_person uuid not null,
  months integer not null check (months between 1 and 12),
  starts_on date not null,
  extends_permit uuid,
  obligation_id uuid not null,
  filed_at timestamptz not null
);
create index on permit.application (worker_person);

create table permit.permit (
  id uuid primary key,
  number text not null unique,
  case_id uuid not null,
  decision_id uuid not null,
  employer_id uuid not null,
  employer_account uuid not null,
  worker_person uuid not null,
  offer_id uuid not null references permit.offer,
  region text not null,
  valid_from date not null,
  valid_to date not null,
  months integer not null check (months between 1 and 12),
  state text not null check (state in ('active', 'ended', 'revoked', 'expired')),
  ended_on date,
  ended_because text,
  document_id uuid,
  issued_at timestamptz not null,
  version integer not null default 1,
  check (valid_to > valid_from),
  check ((state = 'active') = (ended_on is null))
);
create index on permit.permit (employer_id) where state = 'active';
create index on permit.permit (worker_person);
create sequence permit.number_of_permit;
grant usage on sequence permit.number_of_permit to qonys_app;

grant select, insert, update on all tables in schema permit to qonys_app;
revoke update on permit.confirmation from qonys_app;

alter table permit.offer enable row level security;
alter table permit.offer force row level security;
create policy staff on permit.offer for all to qonys_app using (platform.actor_kind() = 'staff' and platform.covers(array[region]));
create policy party on permit.offer for all to qonys_app
  using (employer_account::text = platform.actor() or worker_person = (select platform.my_person()));
create policy job on permit.offer for all using (platform.actor_kind() = 'system');
alter table permit.permit enable row level security;
alter table permit.permit force row level security;
create policy staff on permit.permit for all to qonys_app using (platform.actor_kind() = 'staff' and platform.covers(array[region]));
create policy party on permit.permit for all to qonys_app
  using (employer_account::text = platform.actor() or worker_person = (select platform.my_person()));
create policy job on permit.permit for all using (platform.actor_kind() = 'system');
do $$
declare t text;
begin
  foreach t in array array['confirmation', 'application'] loop
    execute format('alter table permit.%I enable row level security', t);
    execute format('alter table permit.%I force row level security', t);
    execute format('create policy of_visible_offer on permit.%I for all using (exists (select 1 from permit.offer o where o.id = offer_id))', t);
  end loop;
end $$;

-- The employer typed the worker's document and date of birth; the offer then carries the name as registered.
create function permit.name_for_offer(person uuid) returns text
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select p.latin_name from person.person p where p.id = person $$;
-- How many run in a household on any of these days; counted whoever asks, so that a hidden row is never an empty place.
create function permit.workers_in_household(employer uuid, first_day date, last_day date, besides uuid) returns integer
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select count(distinct p.worker_person)::int from permit.permit p
  where p.employer_id = employer and p.worker_person <> besides and p.valid_from <= last_day
    and coalesce(p.ended_on, p.valid_to) >= first_day $$;
revoke all on function permit.name_for_offer, permit.workers_in_household from public;
grant execute on function permit.name_for_offer, permit.workers_in_household to qonys_app;

-- What an authority saw of a worker and need not ask again: fingerprints, medical certificate, insurance.
create table permit.evidence (
  id uuid primary key,
  worker_person uuid not null,
  kind text not null check (kind in ('fingerprints', 'medical-certificate', 'medical-insurance')),
  valid_to date,
  seen_by text not null,
  seen_at timestamptz not null,
  withdrawn_at timestamptz
);
create index on permit.evidence (worker_person);
grant select, insert, update on permit.evidence to qonys_app;
alter table permit.evidence enable row level security;
alter table permit.evidence force row level security;
create policy staff on permit.evidence for all to qonys_app
  using (platform.actor_kind() = 'staff' and exists (select 1 from person.person p where p.id = worker_person));
create policy self on permit.evidence for select to qonys_app using (worker_person = (select platform.my_person()));
create policy job on permit.evidence for all using (platform.actor_kind() = 'system');

-- A new employer may not see the former one's permit; the question and the end of it are asked of the whole country.
create function permit.works_elsewhere(worker uuid, employer uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select exists (select 1 from permit.permit p where p.worker_person = worker and p.state = 'active' and p.employer_id <> employer) $$;
create function permit.end_former(worker uuid, last_day date) returns setof uuid
  language sql volatile security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  update permit.permit set state = 'ended', ended_on = last_day, ended_because = 'change-of-employer', version = version + 1
  where worker_person = worker and state = 'active' returning id $$;
revoke all on function permit.works_elsewhere, permit.end_former from public;
grant execute on function permit.works_elsewhere, permit.end_former to qonys_app;

-- Institutions' machines read the permits of their regions; the check by document answers for the whole country.
create policy institution on permit.permit for select to qonys_app using (platform.actor_kind() = 'client' and platform.covers(array[region]));
create policy institution on permit.offer for select to qonys_app using (platform.actor_kind() = 'client' and platform.covers(array[region]));
create function permit.running(worker uuid, on_day date) returns table (number text, region text, kind_of_work text, valid_from date, valid_to date)
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select p.number, p.region, o.kind_of_work, p.valid_from, p.valid_to from permit.permit p join permit.offer o on o.id = p.offer_id
  where p.worker_person = worker and p.valid_from <= on_day
    and case p.state when 'revoked' then p.ended_on - 1 else coalesce(p.ended_on, p.valid_to) end >= on_day
  order by p.valid_to desc limit 1 $$;
revoke all on function permit.running from public;
grant execute on function permit.running to qonys_app;
