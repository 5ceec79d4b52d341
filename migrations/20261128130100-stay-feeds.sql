-- Crossings, notices and addresses as other institutions report them: corrected by newer rows, each with the file it came in.

alter table stay.crossing add column corrects text, add column feed_file uuid;
create unique index crossing_corrected_once on stay.crossing (source, corrects) where corrects is not null;

alter table stay.arrival_notice add column source text, add column source_reference text, add column corrects text,
  add column known_at timestamptz, add column feed_file uuid;
create unique index notice_reported_once on stay.arrival_notice (source, source_reference);
create unique index notice_corrected_once on stay.arrival_notice (source, corrects) where corrects is not null;

create table stay.reported_address (
  id uuid primary key,
  person_id uuid not null,
  kind text not null check (kind in ('registration', 'address-change')),
  region text not null,
  address text not null,
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  source text not null,
  source_reference text not null,
  corrects text,
  known_at timestamptz not null,
  superseded_at timestamptz,
  feed_file uuid not null,
  unique (source, source_reference)
);
comment on table stay.reported_address is 'Where somebody is registered or has moved, as another institution''s system tells.';
create index on stay.reported_address (person_id, valid_from);
create unique index address_corrected_once on stay.reported_address (source, corrects) where corrects is not null;
grant select on stay.reported_address to qonys_app;
alter table stay.reported_address enable row level security;
alter table stay.reported_address force row level security;
create policy job on stay.reported_address for all using (platform.actor_kind() = 'system');
create policy self on stay.reported_address for select to qonys_app using (person_id = (select platform.my_person()));
create policy staff on stay.reported_address for select to qonys_app
  using (platform.actor_kind() = 'staff' and platform.covers(array[region]));

-- A registration elsewhere is a notice like the host's: whoever is registered owes none.
create or replace function stay.notified(person uuid, since date) returns date
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select greatest(
    (select max(n.arrived_on) from stay.arrival_notice n where n.person_id = person and n.superseded_at is null and n.arrived_on >= since),
    (select max(r.valid_from) from stay.reported_address r where r.person_id = person and r.kind = 'registration' and r.superseded_at is null and r.valid_from >= since)) $$;

create table stay.crossing_line (like feed.line, direction text, at timestamptz, point text);
create table stay.notice_line (like feed.line, host_name text, region text, address text, arrived_on date, noticed_on date, due_on date, filed_by text, filed_at timestamptz);
create table stay.address_line (like feed.line, kind text, region text, address text, valid_from date, valid_to date);
insert into feed.kind (name, shape, target, derived) values
  ('crossings', 'stay.crossing_line', 'stay.crossing', '{}'),
  ('arrival-notices', 'stay.notice_line', 'stay.arrival_notice', '{due_on,filed_at}'),
  ('hotel-notices', 'stay.notice_line', 'stay.arrival_notice', '{due_on,filed_at}'),
  ('registrations', 'stay.address_line', 'stay.reported_address', '{}'),
  ('address-changes', 'stay.address_line', 'stay.reported_address', '{}');
