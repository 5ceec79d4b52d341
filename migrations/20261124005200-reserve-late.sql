-- The row of a balance is what many wait for: everything else is written before it is locked, so that it is held for the commit alone.
create or replace function quota.reserve(for_case uuid, in_year integer, of_category text, in_regions text[], at_time timestamptz, beyond boolean) returns text
  language plpgsql volatile security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
declare
  full_region text;
  held quota.hold;
  known boolean;
begin
  select * into held from quota.hold where case_id = for_case;
  known := found;
  if known and held.state <> 'released' then return null; end if;
  -- A look without a lock answers most who come too late.
  select r into full_region from unnest(in_regions) r
    where not beyond and not exists (select 1 from quota.balance b where b.year = in_year and b.category = of_category and b.region = r and b.reserved + b.used < b.places)
    order by r limit 1;
  if full_region is not null then return full_region; end if;
  insert into quota.hold (case_id, year, category, regions, state, held_at) values (for_case, in_year, of_category, in_regions, 'reserved', at_time)
    on conflict (case_id) do update set year = excluded.year, category = excluded.category, regions = excluded.regions, state = 'reserved', held_at = excluded.held_at;
  insert into quota.movement (at, year, region, category, kind, amount, cause, case_id)
    select at_time, in_year, r, of_category, 'reserve', 1, case when beyond then 'appeal-won' else 'application' end, for_case from unnest(in_regions) r;
  if cardinality(in_regions) = 1 then
    update quota.balance b set reserved = reserved + 1
      where b.year = in_year and b.category = of_category and b.region = in_regions[1] and (beyond or b.reserved + b.used < b.places);
    if found or beyond then return null; end if;
    full_region := in_regions[1];
  else
    perform 1 from quota.balance b where b.year = in_year and b.category = of_category and b.region = any (in_regions) order by b.region for update;
    select r into full_region from unnest(in_regions) r
      where not beyond and not exists (select 1 from quota.balance b where b.year = in_year and b.category = of_category and b.region = r and b.reserved + b.used < b.places)
      order by r limit 1;
    if full_region is null then
      update quota.balance b set reserved = reserved + 1 where b.year = in_year and b.category = of_category and b.region = any (in_regions);
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
