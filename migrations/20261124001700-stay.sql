-- Who is in the country, on what ground and until when. Crossings come from the border; silence of a feed changes nothing.

create schema stay;
grant usage on schema stay to qonys_app;

create table stay.crossing (
  id uuid primary key,
  person_id uuid not null,
  direction text not null check (direction in ('entry', 'exit')),
  at timestamptz not null,
  point text not null,
  source text not null,
  source_reference text not null,
  known_at timestamptz not null,
  superseded_at timestamptz,
  unique (source, source_reference)
);
create index on stay.crossing (person_id, at);

create table stay.arrival_notice (
  id uuid primary key,
  person_id uuid not null,
  host_account uuid,
  host_name text not null,
  region text not null,
  address text not null,
  arrived_on date not null,
  noticed_on date not null,
  due_on date not null,
  late boolean generated always as (noticed_on > due_on) stored,
  filed_by text not null,
  filed_at timestamptz not null,
  superseded_at timestamptz
);
create unique index one_notice on stay.arrival_notice (person_id, arrived_on) where superseded_at is null;
create index on stay.arrival_notice (host_account) where host_account is not null;

create table stay.ground (
  id uuid primary key,
  person_id uuid not null,
  kind text not null check (kind in ('visa-free', 'visa', 'labour-permit', 'residence', 'bridging', 'other')),
  valid_from date not null,
  valid_to date not null,
  basis uuid,
  law_state text not null check (law_state in ('in force', 'pilot', 'proposed', 'unverified')),
  opened_at timestamptz not null,
  closed_on date,
  closed_because text,
  check (valid_to >= valid_from),
  check ((closed_on is null) = (closed_because is null))
);
comment on table stay.ground is 'A lawful ground to be in the country. Officers of other matters see only that there is one, and until when.';
create index on stay.ground (person_id, valid_from);

grant select, insert, update on all tables in schema stay to qonys_app;

do $$
declare t text;
begin
  foreach t in array array['crossing', 'arrival_notice', 'ground'] loop
    execute format('alter table stay.%I enable row level security', t);
    execute format('alter table stay.%I force row level security', t);
    execute format('create policy job on stay.%I for all using (platform.actor_kind() = ''system'')', t);
    execute format('create policy self on stay.%I for select to qonys_app using (person_id = (select platform.my_person()))', t);
  end loop;
end $$;
create policy staff on stay.ground for all to qonys_app
  using (platform.actor_kind() = 'staff' and exists (select 1 from person.person p where p.id = person_id));
create policy staff on stay.arrival_notice for all to qonys_app
  using (platform.actor_kind() = 'staff' and platform.covers(array[region]));
create policy host on stay.arrival_notice for all to qonys_app using (host_account::text = platform.actor());
-- Crossings: the border service records them; nobody reads another's movements. The clock's answer is computed as a job.
create policy border on stay.crossing for insert to qonys_app
  with check (platform.actor_kind() in ('client', 'staff'));

-- The notifying host knows the guest by their document; the answer is the record's id, nothing of its content.
create function stay.guest_by_document(issuing text, document_number text, birth text) returns uuid
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select coalesce(p.same_as, p.id) from person.travel_document d join person.person p on p.id = d.person_id
  where d.issuing_state = issuing and d.number = document_number and d.superseded_at is null and p.birth_date = birth $$;
revoke all on function stay.guest_by_document from public;
grant execute on function stay.guest_by_document to qonys_app;

-- The clock counts days of presence whoever asks for its answer; the crossings themselves stay closed.
create function stay.presence(person uuid) returns table (entered date, "left" date)
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select (c.at at time zone 'Asia/Almaty')::date,
    (select (x.at at time zone 'Asia/Almaty')::date from stay.crossing x
      where x.person_id = person and x.direction = 'exit' and x.superseded_at is null and x.at > c.at
        and not exists (select 1 from stay.crossing n where n.person_id = person and n.direction = 'entry'
          and n.superseded_at is null and n.at > c.at and n.at < x.at)
      order by x.at limit 1)
  from stay.crossing c
  where c.person_id = person and c.direction = 'entry' and c.superseded_at is null
  order by c.at $$;
revoke all on function stay.presence from public;
grant execute on function stay.presence to qonys_app;

-- Whether a notice is on record is told to whoever may see the person, wherever the host lives: an officer of another region must
-- not read its absence from what row-level security hides.
create function stay.notified(person uuid, since date) returns date
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select max(n.arrived_on) from stay.arrival_notice n
  where n.person_id = person and n.superseded_at is null and n.arrived_on >= since $$;
revoke all on function stay.notified from public;
grant execute on function stay.notified to qonys_app;
