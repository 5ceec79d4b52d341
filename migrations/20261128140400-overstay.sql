-- Stays whose last lawful day has passed by the clock, for officers to look at. Nothing follows from a row by itself.

create table stay.overstay (
  person_id uuid primary key,
  regions text[] not null,
  last_day date not null,
  reason text not null check (reason in ('per-entry', 'in-window', 'ground')),
  -- What is not known, and so may make it wrong.
  missing text[] not null,
  found_at timestamptz not null,
  checked_at timestamptz not null,
  state text not null default 'open' check (state in ('open', 'contacted', 'invited', 'closed', 'resolved')),
  state_since timestamptz not null,
  version integer not null default 1
);
comment on table stay.overstay is 'The clock''s answer and what is missing; no crossing, no citizenship. A person who left or got a ground is resolved by the next count.';
create index on stay.overstay (last_day desc, person_id) where state in ('open', 'contacted', 'invited');

create table stay.overstay_step (
  id uuid primary key,
  person_id uuid not null references stay.overstay,
  step text not null check (step in ('contact', 'invite', 'close')),
  note text not null check (length(note) >= 5),
  -- No job takes a step.
  staff_id uuid not null references institution.staff,
  at timestamptz not null
);
comment on table stay.overstay_step is 'What a human did. There is no step that punishes: that is another procedure, with its own hearing and appeal.';
create index on stay.overstay_step (person_id, at);
grant select, insert, update on stay.overstay to qonys_app;
grant select, insert on stay.overstay_step to qonys_app;

do $$
declare t text;
begin
  foreach t in array array['overstay', 'overstay_step'] loop
    execute format('alter table stay.%I enable row level security', t);
    execute format('alter table stay.%I force row level security', t);
    execute format('create policy job on stay.%I for all using (platform.actor_kind() = ''system'')', t);
    execute format('create policy self on stay.%I for select to qonys_app using (person_id = (select platform.my_person()))', t);
  end loop;
end $$;
create policy staff on stay.overstay for all to qonys_app using (platform.actor_kind() = 'staff' and platform.covers(regions)
  and (platform.has_role('registrar') or platform.has_role('border-officer') or platform.has_role('supervisor')));
create policy staff on stay.overstay_step for all to qonys_app
  using (platform.actor_kind() = 'staff' and exists (select 1 from stay.overstay o where o.person_id = overstay_step.person_id));

-- When the border last reported anything: what came late cannot be told from what did not happen.
create function stay.border_heard_at() returns timestamptz
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select max(f.received_at) from feed.file f where f.kind = 'crossings' $$;
revoke all on function stay.border_heard_at from public;
grant execute on function stay.border_heard_at to qonys_app;
