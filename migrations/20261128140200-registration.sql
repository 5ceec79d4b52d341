-- From 1 July 2026 an immigrant registers their own address and the host confirms it (Order of the Minister of Internal Affairs No. 923).

create table stay.registration (
  id uuid primary key,
  person_id uuid not null,
  account_id uuid not null,
  guest_name text not null,
  kind text not null check (kind in ('arrival', 'move')),
  region text not null,
  address text not null,
  since date not null,
  host_name text not null,
  host_contact text not null,
  filed_on date not null,
  due_on date,
  late boolean generated always as (coalesce(filed_on > due_on, false)) stored,
  state text not null default 'waiting' check (state in ('waiting', 'confirmed', 'denied', 'refused', 'withdrawn', 'ended')),
  answered_at timestamptz,
  answered_by text check (answered_by in ('host', 'officer')),
  answer_reason text,
  certificate_id uuid,
  ended_on date,
  ended_because text,
  check (state not in ('confirmed', 'denied', 'refused', 'ended') or answered_by is not null),
  constraint denial_needs_reason check (state <> 'denied' or length(answer_reason) >= 5),
  constraint refusal_is_an_officers check (state <> 'refused' or answered_by = 'officer'),
  check ((state = 'ended') = (ended_on is not null))
);
comment on table stay.registration is 'Where an immigrant says they live. No job ever answers one: a host confirms or denies, an officer decides.';
create unique index one_waiting on stay.registration (person_id) where state = 'waiting';
create unique index one_confirmed on stay.registration (person_id) where state = 'confirmed';
create index on stay.registration (host_contact) where state = 'waiting';
create index on stay.registration (person_id, since);

-- What somebody asks an officer to decide: that their address counts, or how it came that the days were over.
create table stay.explanation (
  case_id uuid primary key,
  person_id uuid not null,
  account_id uuid not null,
  about text not null check (about in ('address', 'overstay')),
  registration_id uuid references stay.registration,
  says text not null,
  asked_at timestamptz not null,
  check ((about = 'address') = (registration_id is not null))
);
create index on stay.explanation (person_id);
grant select, insert, update on stay.registration to qonys_app;
grant select, insert on stay.explanation to qonys_app;

-- The telephone or e-mail that an account signs in with: by it a host is asked, whether they have signed in before or not.
create function stay.my_contact() returns text
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select a.address from person.account a where a.id::text = current_setting('qonys.actor', true) and a.closed_at is null $$;
revoke all on function stay.my_contact from public;
grant execute on function stay.my_contact to qonys_app;

do $$
declare t text;
begin
  foreach t in array array['registration', 'explanation'] loop
    execute format('alter table stay.%I enable row level security', t);
    execute format('alter table stay.%I force row level security', t);
    execute format('create policy job on stay.%I for all using (platform.actor_kind() = ''system'')', t);
  end loop;
end $$;
create policy self on stay.registration for all to qonys_app
  using (platform.actor_kind() = 'person' and person_id = (select platform.my_person()))
  with check (person_id = (select platform.my_person()) and state in ('waiting', 'withdrawn'));
create policy host on stay.registration for select to qonys_app
  using (platform.actor_kind() = 'person' and host_contact = (select stay.my_contact()));
create policy host_answers on stay.registration for update to qonys_app
  using (platform.actor_kind() = 'person' and state = 'waiting' and host_contact = (select stay.my_contact())
    and person_id is distinct from (select platform.my_person()))
  with check (state in ('confirmed', 'denied') and host_contact = (select stay.my_contact())
    and person_id is distinct from (select platform.my_person()));
create policy staff on stay.registration for all to qonys_app
  using (platform.actor_kind() = 'staff' and platform.covers(array[region]));
create policy of_visible_case on stay.explanation for select to qonys_app
  using (exists (select 1 from "case"."case" c where c.id = case_id));
create policy own on stay.explanation for insert to qonys_app with check (account_id::text = platform.actor());

-- A confirmed address ends the one before it, whoever confirmed it and wherever the former was.
create function stay.end_former(registration uuid) returns uuid
  language sql volatile security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  update stay.registration f set state = 'ended', ended_on = n.since, ended_because = 'moved'
  from stay.registration n where n.id = registration and f.person_id = n.person_id and f.id <> n.id and f.state = 'confirmed'
  returning f.id $$;
revoke all on function stay.end_former from public;
grant execute on function stay.end_former to qonys_app;

-- Whether an address is on record is told to whoever may see the person, wherever it is; where it is, is not.
create function stay.registered(person uuid, since date) returns table (state text, "on" date, late boolean)
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select r.state, r.filed_on, r.late from stay.registration r
  where r.person_id = person and r.state in ('waiting', 'confirmed', 'denied', 'refused') and r.filed_on >= since
  order by array_position(array['confirmed', 'waiting', 'denied', 'refused'], r.state), r.filed_on desc limit 1 $$;
revoke all on function stay.registered from public;
grant execute on function stay.registered to qonys_app;
