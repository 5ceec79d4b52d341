-- Cases by the words of a name, planned once a connection: making the plan anew cost twice what the search does. Whatever is asked for, the way
-- is the same, a few steps down the index for each region and each key, so no plan gets better by knowing the words.

-- Asks as whoever asks: row-level security holds. `keys`: keys that lead down the index, beginnings or (`whole`) whole words; `sift`: patterns of which the
-- name must fit one; `rest`: a JSON array of such arrays, for names of more than two words. `regions` null: the whole country.
create function "case".find_by_name(keys text[], whole boolean, sift text[], rest jsonb, regions text[], most integer) returns setof "case"."case"
  language plpgsql stable rows 25 set search_path = pg_catalog set plan_cache_mode = force_generic_plan as $$
declare
  -- Bytes are compared: every text that begins so lies below the beginning and the highest letter, and only itself below the lowest.
  past text := case when whole then chr(1) else chr(1114111) end;
begin
  if regions is null then
    return query select c.* from (
        select one.word, one.case_id from unnest(keys) k(key) cross join lateral (
          select w.word, w.case_id from "case".name_word w
          where w.word >= k.key and w.word < k.key || past and (sift is null or ' ' || w.name_key || ' ' like any (sift))
            and (rest is null or not exists (select from jsonb_array_elements(rest) r
              where not ' ' || w.name_key || ' ' like any (array(select jsonb_array_elements_text(r)))))
          order by w.word, w.case_id limit most) one
        order by one.word, one.case_id limit most) found
      join "case"."case" c on c.id = found.case_id order by found.word, found.case_id;
  else
    return query select c.* from (
        select one.word, one.case_id from unnest(regions) o(region) cross join unnest(keys) k(key) cross join lateral (
          select w.word, w.case_id from "case".name_word w
          where w.region = o.region and w.word >= k.key and w.word < k.key || past and (sift is null or ' ' || w.name_key || ' ' like any (sift))
            and (rest is null or not exists (select from jsonb_array_elements(rest) r
              where not ' ' || w.name_key || ' ' like any (array(select jsonb_array_elements_text(r)))))
          order by w.word, w.case_id limit most) one
        order by one.word, one.case_id limit most) found
      join "case"."case" c on c.id = found.case_id order by found.word, found.case_id;
  end if;
end $$;
revoke all on function "case".find_by_name from public;
grant execute on function "case".find_by_name to qonys_app;
