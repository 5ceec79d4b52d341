-- Whoever is looked for is compared with up to fifty others, of whom hardly one is likely. Their birth and sex now stand beside their
-- spellings, so that comparing reads no record of a person; regions and what a record was joined with are read for the likely ones alone.

alter table identity.match_form add birth_date text, add sex text;
comment on column identity.match_form.birth_date is 'As in the record when it was keyed; empty in rows of before there was this column, which are compared by the record and keyed anew, day by day.';

-- As identity.candidates, which the former version still asks, but of the people only what is compared: id, birth, sex, spellings.
create function identity.alike_by_keys(first bigint[], second bigint[], third bigint[], enough integer, most integer, crowd integer, own text[], without uuid) returns json
  language plpgsql volatile security definer set search_path = pg_catalog set qonys.actor_kind = 'system'
  set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  tier bigint[];
  ids uuid[];
  weights double precision[];
  met uuid[] := '{}';
  met_weights double precision[] := '{}';
  people uuid[];
  best integer;
begin
  if coalesce(platform.actor(), '') in ('', 'public') then raise insufficient_privilege; end if;
  for n in 1..3 loop
    tier := case n when 1 then first when 2 then second else third end;
    select array_agg(h.id), array_agg(ln(2e7::double precision / g.n)) into ids, weights
      from unnest(tier) w(key) cross join lateral (
        select array_agg(m.person_id) as ids, count(*) as n from (select person_id from identity.match_key where key = w.key limit crowd + 1) m) g
        cross join lateral unnest(g.ids) h(id)
      where g.n <= crowd;
    if ids is not null then
      met := met || ids;
      met_weights := met_weights || weights;
      select array_agg(f.id order by f.weight desc), max(f.shared) into people, best from (
        select u.id, sum(u.weight) as weight, count(*) as shared from unnest(met, met_weights) u(id, weight)
        group by u.id order by weight desc limit most) f;
    end if;
    exit when enough > 0 and best >= enough;
  end loop;
  return json_build_object(
    'people', case when people is null then '[]' else (select coalesce(json_agg(json_build_array(f.person_id,
        coalesce(f.birth_date, (select p.birth_date from person.person p where p.id = f.person_id)), coalesce(f.sex, (select p.sex from person.person p where p.id = f.person_id)),
        f.forms) order by u.place), '[]')
      from unnest(people) with ordinality u(id, place) join identity.match_form f on f.person_id = u.id where f.person_id is distinct from without) end,
    'counts', case when people is null then '{}' else (select coalesce(json_object_agg(n.value, n.records), '{}') from unnest(own) o(name) join identity.name_count n on n.value = o.name) end,
    'all', (select greatest(reltuples, 1000)::int from pg_class where oid = 'person.person'::regclass),
    'weights', identity.weights_in_force());
end $$;

-- The record that each of them stands for today, and its regions.
create function identity.standing_for(people uuid[]) returns table (id uuid, record uuid, regions text[])
  language plpgsql volatile security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
begin
  if coalesce(platform.actor(), '') in ('', 'public') then raise insufficient_privilege; end if;
  return query select p.id, coalesce(s.id, p.id), coalesce(s.regions, p.regions) from person.person p left join person.person s on s.id = p.same_as where p.id = any (people);
end $$;

create function identity.keep_keys(person uuid, forms text[], birth_date text, sex text, version smallint, at timestamptz, keys bigint[]) returns void
  language sql volatile security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  insert into identity.match_form (person_id, forms, birth_date, sex, version, keyed_at) values (person, forms, birth_date, sex, version, at)
    on conflict (person_id) do update set forms = excluded.forms, birth_date = excluded.birth_date, sex = excluded.sex, version = excluded.version, keyed_at = excluded.keyed_at;
  insert into identity.match_key (key, person_id) select key, person from unnest(keys) key on conflict do nothing $$;

revoke all on function identity.alike_by_keys, identity.standing_for, identity.keep_keys(uuid, text[], text, text, smallint, timestamptz, bigint[]) from public;
grant execute on function identity.alike_by_keys, identity.standing_for, identity.keep_keys(uuid, text[], text, text, smallint, timestamptz, bigint[]) to qonys_app;
