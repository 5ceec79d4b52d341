-- Places for foreign workers: allocated by year, region and category in versions within the year, held, used and given back.

create schema quota;
grant usage on schema quota to qonys_app;

create table quota.allocation (
  id uuid primary key,
  year integer not null check (year between 2012 and 2100),
  region text not null,
  category text not null,
  version integer not null check (version > 0),
  places integer not null check (places >= 0),
  valid_from date not null,
  ground text not null check (length(ground) >= 5),
  proposed_by uuid,
  proposed_at timestamptz not null,
  confirmed_by uuid,
  confirmed_at timestamptz,
  rejected_at timestamptz,
  check ((confirmed_at is null) = (confirmed_by is null)),
  check (confirmed_by is null or proposed_by is distinct from confirmed_by),
  check (confirmed_at is null or rejected_at is null),
  unique (year, region, category, version)
);
comment on table quota.allocation is 'One version of one allocation; a later one replaces it, none is changed. Two persons set it.';

create table quota.balance (
  year integer not null,
  region text not null,
  category text not null,
  places integer not null check (places >= 0),
  reserved integer not null default 0 check (reserved >= 0),
  used integer not null default 0 check (used >= 0),
  primary key (year, region, category)
);
comment on table quota.balance is 'The sum of the movements of a key, written with them. A lowered allocation may lie below what is held: then nothing new is given.';

create table quota.hold (
  case_id uuid primary key,
  year integer not null,
  category text not null,
  regions text[] not null check (cardinality(regions) >= 1),
  state text not null check (state in ('reserved', 'used', 'released')),
  held_at timestamptz not null
);

create table quota.movement (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  year integer not null,
  region text not null,
  category text not null,
  kind text not null check (kind in ('allocate', 'reserve', 'use', 'release', 'return')),
  amount integer not null,
  cause text not null,
  case_id uuid,
  allocation_id uuid
);
comment on table quota.movement is 'Append-only. `release` gives back a reserved place, `return` a used one; `allocate` carries the difference to the former version.';
create index on quota.movement (year, region, category, id);
create index on quota.movement (case_id);

grant select on all tables in schema quota to qonys_app;
grant insert on quota.allocation to qonys_app;
grant update (rejected_at) on quota.allocation to qonys_app;
do $$
declare t text;
begin
  foreach t in array array['allocation', 'balance', 'hold', 'movement'] loop
    execute format('alter table quota.%I enable row level security', t);
    execute format('alter table quota.%I force row level security', t);
    execute format('create policy job on quota.%I for all using (platform.actor_kind() = ''system'')', t);
  end loop;
end $$;
-- Numbers of places name nobody: everybody may read them. Whose case moved one is for the staff of the region.
create policy everybody on quota.balance for select to qonys_app using (true);
create policy everybody on quota.allocation for select to qonys_app using (confirmed_at is not null or platform.actor_kind() = 'staff');
create policy propose on quota.allocation for insert to qonys_app
  with check (platform.actor_kind() = 'staff' and confirmed_at is null);
create policy reject on quota.allocation for update to qonys_app using (platform.actor_kind() = 'staff' and confirmed_at is null);
create policy staff on quota.movement for select to qonys_app using (platform.actor_kind() = 'staff' and platform.covers(array[region]));
create policy staff on quota.hold for select to qonys_app using (platform.actor_kind() = 'staff' and platform.covers(regions));

-- Holds one place in each of the regions for a case, or none at all. The rows are locked in one order, so that nobody waits in a
-- circle. The same case asks again: the same answer. Returns null when it is held, else the region without a place.
create function quota.reserve(for_case uuid, in_year integer, of_category text, in_regions text[], at_time timestamptz, beyond boolean) returns text
  language plpgsql volatile security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
declare
  full_region text;
  held quota.hold;
begin
  select * into held from quota.hold where case_id = for_case;
  if found and held.state <> 'released' then return null; end if;
  perform 1 from quota.balance b where b.year = in_year and b.category = of_category and b.region = any (in_regions) order by b.region for update;
  select r into full_region from unnest(in_regions) r
    where not exists (select 1 from quota.balance b where b.year = in_year and b.category = of_category and b.region = r and b.reserved + b.used < b.places)
    order by r limit 1;
  -- An appeal was won: the person gets what was refused, and the next one finds one place fewer.
  if beyond then full_region := null; end if;
  if full_region is not null then return full_region; end if;
  update quota.balance b set reserved = reserved + 1 where b.year = in_year and b.category = of_category and b.region = any (in_regions);
  insert into quota.hold (case_id, year, category, regions, state, held_at) values (for_case, in_year, of_category, in_regions, 'reserved', at_time)
    on conflict (case_id) do update set year = excluded.year, category = excluded.category, regions = excluded.regions, state = 'reserved', held_at = excluded.held_at;
  insert into quota.movement (at, year, region, category, kind, amount, cause, case_id)
    select at_time, in_year, r, of_category, 'reserve', 1, case when beyond then 'appeal-won' else 'application' end, for_case from unnest(in_regions) r;
  return null;
end $$;

-- Moves what a case holds on: to `used`, or back to the pool. Returns the number of places moved; 0 when there was nothing to move.
create function quota.move(for_case uuid, target text, why text, at_time timestamptz) returns integer
  language plpgsql volatile security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
declare
  held quota.hold;
begin
  select * into held from quota.hold where case_id = for_case for update;
  if not found or held.state = 'released' or held.state = target then return 0; end if;
  if target not in ('used', 'released') then raise exception 'no such state: %', target; end if;
  perform 1 from quota.balance b where b.year = held.year and b.category = held.category and b.region = any (held.regions) order by b.region for update;
  update quota.balance b set
      reserved = reserved - (case when held.state = 'reserved' then 1 else 0 end),
      used = used + (case when target = 'used' then 1 when held.state = 'used' then -1 else 0 end)
    where b.year = held.year and b.category = held.category and b.region = any (held.regions);
  insert into quota.movement (at, year, region, category, kind, amount, cause, case_id)
    select at_time, held.year, r, held.category,
      case when target = 'used' then 'use' when held.state = 'used' then 'return' else 'release' end, 1, why, for_case from unnest(held.regions) r;
  update quota.hold set state = target where case_id = for_case;
  return cardinality(held.regions);
end $$;

-- A second person confirms: the balance takes the new number of places; what is held stays held.
create function quota.confirm(which uuid, by_staff uuid, at_time timestamptz) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
declare
  given quota.allocation;
  before integer;
begin
  update quota.allocation set confirmed_by = by_staff, confirmed_at = at_time
    where id = which and confirmed_at is null and rejected_at is null returning * into given;
  if not found then return false; end if;
  select places into before from quota.balance where year = given.year and region = given.region and category = given.category for update;
  insert into quota.balance (year, region, category, places) values (given.year, given.region, given.category, given.places)
    on conflict (year, region, category) do update set places = excluded.places;
  insert into quota.movement (at, year, region, category, kind, amount, cause, allocation_id)
    values (at_time, given.year, given.region, given.category, 'allocate', given.places - coalesce(before, 0), given.ground, given.id);
  return true;
end $$;
revoke all on function quota.reserve, quota.move, quota.confirm from public;
grant execute on function quota.reserve, quota.move, quota.confirm to qonys_app;
