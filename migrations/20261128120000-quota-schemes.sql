-- One ledger for several quotas: places of employers' permits, of household permits, of kandas. A key may be divided by sector
-- (sections of OKED); where it is not, the sector is `all`. What needs no place is counted apart.

alter table quota.allocation add column if not exists scheme text not null default 'employer';
alter table quota.allocation add column if not exists sector text not null default 'all';
alter table quota.balance add column if not exists scheme text not null default 'employer';
alter table quota.balance add column if not exists sector text not null default 'all';
alter table quota.hold add column if not exists scheme text not null default 'employer';
alter table quota.hold add column if not exists sectors text[];
alter table quota.hold add column if not exists amount integer not null default 1 check (amount between 1 and 100);
alter table quota.hold add column if not exists until date;
alter table quota.movement add column if not exists scheme text not null default 'employer';
alter table quota.movement add column if not exists sector text not null default 'all';
comment on column quota.hold.sectors is 'Beside each region the sector whose place is held; null for holds of before there were sectors.';
comment on column quota.hold.until is 'A place that is still only reserved after this day goes back unused.';
comment on column quota.allocation.region is 'KATO prefix, or KZ for a pool of the whole country.';

do $$
declare t text;
begin
  foreach t in array array['allocation', 'balance', 'hold', 'movement'] loop
    execute format('alter table quota.%I drop constraint if exists known_scheme', t);
    execute format('alter table quota.%I add constraint known_scheme check (scheme in (''employer'', ''household'', ''kandas''))', t);
    if t <> 'hold' then
      execute format('alter table quota.%I drop constraint if exists known_sector', t);
      execute format('alter table quota.%I add constraint known_sector check (sector = ''all'' or sector ~ ''^[A-U]$'')', t);
    end if;
  end loop;
end $$;
alter table quota.allocation drop constraint if exists allocation_year_region_category_version_key;
alter table quota.allocation drop constraint if exists one_version;
alter table quota.allocation add constraint one_version unique (scheme, year, region, category, sector, version);
alter table quota.balance drop constraint if exists balance_pkey;
alter table quota.balance add constraint balance_pkey primary key (scheme, year, region, category, sector);
alter table quota.movement drop constraint if exists movement_kind_check;
alter table quota.movement add constraint movement_kind_check check (kind in ('allocate', 'reserve', 'use', 'release', 'return', 'outside'));
comment on table quota.movement is 'Append-only. `release` gives back a reserved place, `return` a used one; `allocate` carries the difference to the former version; `outside` counts what needed no place, with the reason, and moves nothing.';
create index if not exists movement_outside on quota.movement (scheme, year) where kind = 'outside';
create index if not exists hold_until on quota.hold (until) where state = 'reserved' and until is not null;

-- Holds places in each of the regions for a case, or none at all: of the sector where the key is divided by sector, else of all. The
-- row of a balance is what many wait for: everything else is written before it is locked. The same case asks again: the same
-- answer. Returns null when it is held, else the region without a place.
create or replace function quota.reserve(for_case uuid, in_scheme text, in_year integer, of_category text, of_sector text, in_regions text[],
    how_many integer, till date, at_time timestamptz, beyond boolean) returns text
  language plpgsql volatile security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
declare
  full_region text;
  held quota.hold;
  known boolean;
  of_sectors text[];
begin
  select * into held from quota.hold where case_id = for_case;
  known := found;
  if known and held.state <> 'released' then return null; end if;
  select array_agg(case when of_sector <> 'all' and exists (select 1 from quota.balance b where b.scheme = in_scheme and b.year = in_year
      and b.region = r and b.category = of_category and b.sector = of_sector) then of_sector else 'all' end order by o)
    into of_sectors from unnest(in_regions) with ordinality as u(r, o);
  -- A look without a lock answers most who come too late.
  select r into full_region from unnest(in_regions, of_sectors) as u(r, s)
    where not beyond and not exists (select 1 from quota.balance b where b.scheme = in_scheme and b.year = in_year and b.category = of_category
      and b.region = r and b.sector = s and b.reserved + b.used + how_many <= b.places)
    order by r limit 1;
  if full_region is not null then return full_region; end if;
  insert into quota.hold (case_id, scheme, year, category, regions, sectors, amount, until, state, held_at)
    values (for_case, in_scheme, in_year, of_category, in_regions, of_sectors, how_many, till, 'reserved', at_time)
    on conflict (case_id) do update set scheme = excluded.scheme, year = excluded.year, category = excluded.category, regions = excluded.regions,
      sectors = excluded.sectors, amount = excluded.amount, until = excluded.until, state = 'reserved', held_at = excluded.held_at;
  insert into quota.movement (at, scheme, year, region, category, sector, kind, amount, cause, case_id)
    select at_time, in_scheme, in_year, r, of_category, s, 'reserve', how_many, case when beyond then 'appeal-won' else 'application' end, for_case
    from unnest(in_regions, of_sectors) as u(r, s);
  if cardinality(in_regions) = 1 then
    update quota.balance b set reserved = reserved + how_many
      where b.scheme = in_scheme and b.year = in_year and b.category = of_category and b.region = in_regions[1] and b.sector = of_sectors[1]
        and (beyond or b.reserved + b.used + how_many <= b.places);
    if found or beyond then return null; end if;
    full_region := in_regions[1];
  else
    perform 1 from quota.balance b join unnest(in_regions, of_sectors) as u(r, s) on b.region = u.r and b.sector = u.s
      where b.scheme = in_scheme and b.year = in_year and b.category = of_category order by b.region, b.sector for update of b;
    select r into full_region from unnest(in_regions, of_sectors) as u(r, s)
      where not beyond and not exists (select 1 from quota.balance b where b.scheme = in_scheme and b.year = in_year and b.category = of_category
        and b.region = r and b.sector = s and b.reserved + b.used + how_many <= b.places)
      order by r limit 1;
    if full_region is null then
      update quota.balance b set reserved = reserved + how_many from unnest(in_regions, of_sectors) as u(r, s)
        where b.scheme = in_scheme and b.year = in_year and b.category = of_category and b.region = u.r and b.sector = u.s;
      return null;
    end if;
  end if;
  -- Somebody was faster between the look and the lock: nothing was held.
  delete from quota.movement where case_id = for_case and kind = 'reserve' and at = at_time;
  if known then update quota.hold set state = 'released' where case_id = for_case;
  else delete from quota.hold where case_id = for_case;
  end if;
  return full_region;
end $$;

-- The form of before there were schemes, for programs that still run.
create or replace function quota.reserve(for_case uuid, in_year integer, of_category text, in_regions text[], at_time timestamptz, beyond boolean) returns text
  language sql volatile security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select quota.reserve(for_case, 'employer', in_year, of_category, 'all', in_regions, 1, null, at_time, beyond) $$;

create or replace function quota.move(for_case uuid, target text, why text, at_time timestamptz) returns integer
  language plpgsql volatile security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
declare
  held quota.hold;
  of_sectors text[];
begin
  select * into held from quota.hold where case_id = for_case for update;
  if not found or held.state = 'released' or held.state = target then return 0; end if;
  if target not in ('used', 'released') then raise exception 'no such state: %', target; end if;
  of_sectors := coalesce(held.sectors, array_fill('all'::text, array[cardinality(held.regions)]));
  perform 1 from quota.balance b join unnest(held.regions, of_sectors) as u(r, s) on b.region = u.r and b.sector = u.s
    where b.scheme = held.scheme and b.year = held.year and b.category = held.category order by b.region, b.sector for update of b;
  update quota.balance b set
      reserved = reserved - (case when held.state = 'reserved' then held.amount else 0 end),
      used = used + (case when target = 'used' then held.amount when held.state = 'used' then -held.amount else 0 end)
    from unnest(held.regions, of_sectors) as u(r, s)
    where b.scheme = held.scheme and b.year = held.year and b.category = held.category and b.region = u.r and b.sector = u.s;
  insert into quota.movement (at, scheme, year, region, category, sector, kind, amount, cause, case_id)
    select at_time, held.scheme, held.year, r, held.category, s,
      case when target = 'used' then 'use' when held.state = 'used' then 'return' else 'release' end, held.amount, why, for_case
    from unnest(held.regions, of_sectors) as u(r, s);
  update quota.hold set state = target where case_id = for_case;
  return cardinality(held.regions) * held.amount;
end $$;

create or replace function quota.confirm(which uuid, by_staff uuid, at_time timestamptz) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
declare
  given quota.allocation;
  before integer;
begin
  update quota.allocation set confirmed_by = by_staff, confirmed_at = at_time
    where id = which and confirmed_at is null and rejected_at is null returning * into given;
  if not found then return false; end if;
  select places into before from quota.balance b where b.scheme = given.scheme and b.year = given.year and b.region = given.region
    and b.category = given.category and b.sector = given.sector for update;
  insert into quota.balance (scheme, year, region, category, sector, places)
    values (given.scheme, given.year, given.region, given.category, given.sector, given.places)
    on conflict (scheme, year, region, category, sector) do update set places = excluded.places;
  insert into quota.movement (at, scheme, year, region, category, sector, kind, amount, cause, allocation_id)
    values (at_time, given.scheme, given.year, given.region, given.category, given.sector, 'allocate', given.places - coalesce(before, 0), given.ground, given.id);
  return true;
end $$;

-- What needed no place, once for a case and region: counted with the reason.
create or replace function quota.outside(for_case uuid, in_scheme text, in_year integer, of_category text, of_sector text, in_regions text[],
    why text, at_time timestamptz) returns void
  language sql volatile security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  insert into quota.movement (at, scheme, year, region, category, sector, kind, amount, cause, case_id)
  select at_time, in_scheme, in_year, r, of_category, of_sector, 'outside', 1, why, for_case from unnest(in_regions) r
  where not exists (select 1 from quota.movement m where m.case_id = for_case and m.kind = 'outside' and m.region = r) $$;

-- Counts for everybody: how many needed no place, by reason. Whose they were stays with the staff of the region.
create or replace function quota.counted_outside(in_scheme text, in_year integer) returns table (region text, category text, cause text, count integer)
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select m.region, m.category, m.cause, count(*)::int from quota.movement m
  where m.scheme = in_scheme and m.year = in_year and m.kind = 'outside' group by 1, 2, 3 order by 1, 2, 3 $$;

revoke all on function quota.reserve(uuid, text, integer, text, text, text[], integer, date, timestamptz, boolean), quota.outside, quota.counted_outside from public;
grant execute on function quota.reserve(uuid, text, integer, text, text, text[], integer, date, timestamptz, boolean), quota.outside, quota.counted_outside to qonys_app;
