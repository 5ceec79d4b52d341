-- Complaints of workers, documented or not. The role of the application has no right here at all: only qonys_complaint does, and what a complaint
-- says is sealed with a key that the database does not hold. Days, not moments: a time of day can be matched with a visit.

create schema complaint;
grant usage on schema complaint to qonys_complaint;

create table complaint.complaint (
  id uuid primary key,
  code_hash bytea not null unique,
  region text not null,
  language text not null,
  sealed bytea not null,
  received_on date not null,
  due_on date not null,
  state text not null check (state in ('received', 'answered', 'closed')),
  asked_inspection_on date
);
create index on complaint.complaint (due_on) where state = 'received';

create table complaint.message (
  id bigint generated always as identity primary key,
  complaint_id uuid not null references complaint.complaint,
  author text not null check (author in ('worker', 'office')),
  sealed bytea not null,
  written_on date not null
);
create index on complaint.message (complaint_id);

create table complaint.read (
  complaint_id uuid not null references complaint.complaint,
  staff_id uuid not null,
  read_on date not null,
  primary key (complaint_id, staff_id, read_on)
);
comment on table complaint.read is 'Who of the office opened it; shown to the worker with the answer.';

create table complaint.filed (
  hour timestamptz primary key,
  n integer not null
);
comment on table complaint.filed is 'Against floods: complaints of an hour, all together; nothing of who sent them is kept.';

grant select, insert, update on all tables in schema complaint to qonys_complaint;

-- Inspections. What is proposed is seen by nobody until the week begins, and carries nothing of where it came from.
create schema inspection;
grant usage on schema inspection to qonys_app, qonys_complaint;
create table inspection.proposal (
  id uuid primary key default gen_random_uuid(),
  region text not null,
  employer text not null,
  place text not null
);
create table inspection.visit (
  id uuid primary key default gen_random_uuid(),
  week date not null check (extract(isodow from week) = 1),
  region text not null,
  employer text not null,
  place text not null,
  unique (week, region, employer, place)
);
create index on inspection.visit (region, week);
alter table inspection.visit enable row level security;
alter table inspection.visit force row level security;
create policy staff on inspection.visit for select to qonys_app using (platform.actor_kind() = 'staff' and platform.covers(array[region]));
create policy job on inspection.visit for all using (platform.actor_kind() = 'system');
grant select on inspection.visit to qonys_app;

create function inspection.propose(wanted_region text, wanted_employer text, wanted_place text) returns void
  language sql volatile security definer set search_path = pg_catalog as $$
  insert into inspection.proposal (region, employer, place) values (wanted_region, wanted_employer, wanted_place) $$;
revoke all on function inspection.propose from public;
grant execute on function inspection.propose to qonys_app, qonys_complaint;

-- The list of a week: all proposals, and in each region as many places drawn by chance (at least three), in no order. So a visit that no inspector
-- proposed tells nothing.
create function inspection.release(monday date) returns integer
  language plpgsql volatile security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
declare
  released integer;
begin
  if exists (select 1 from inspection.visit v where v.week = monday) then return 0; end if;
  with taken as (delete from inspection.proposal returning region, employer, place),
  drawn as (
    select p.region, p.employer, p.place from (
      select o.region, o.employer_name as employer, o.address as place, row_number() over (partition by o.region order by random()) as n
      from permit.permit r join permit.offer o on o.id = r.offer_id where r.state = 'active') p
    where p.n <= greatest(3, (select count(*) from taken t where t.region = p.region)))
  insert into inspection.visit (week, region, employer, place)
    select monday, a.region, a.employer, a.place from (select * from taken union select * from drawn) a order by random()
    on conflict do nothing;
  get diagnostics released = row_count;
  return released;
end $$;
revoke all on function inspection.release from public;
grant execute on function inspection.release to qonys_app;
