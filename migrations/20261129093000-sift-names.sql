-- Sifting a name by a pattern (LIKE ANY) cost twice what finding the letters does, and at a million cases the sifting was most of a search by two words.
-- "case".find_by_name stays while a former version calls it.

-- Asks as whoever asks: row-level security holds. `keys`: keys that lead down the index, beginnings or (`whole`) whole words; `sift`: texts of which one must
-- stand in the name's keys, with a space before it and (`whole`) after it; `rest`: a JSON array of such arrays, for names of more than two words. `regions` null:
-- the whole country.
create function "case".find_by_keys(keys text[], whole boolean, sift text[], rest jsonb, regions text[], most integer) returns setof "case"."case"
  language plpgsql stable rows 25 set search_path = pg_catalog set plan_cache_mode = force_generic_plan as $$
declare
  -- Bytes are compared: every text that begins so lies below the beginning and the highest letter, and only itself below the lowest.
  past text := case when whole then chr(1) else chr(1114111) end;
  -- A word seldom has more than four keys; going through a list for every name costs more than four names for the first of them. An absent one finds nothing.
  s1 text := sift[1]; s2 text := sift[2]; s3 text := sift[3]; s4 text := sift[4];
  further text[] := nullif(sift[5:], '{}');
begin
  if regions is null then
    return query select c.* from (
        select one.word, one.case_id from unnest(keys) k(key) cross join lateral (
          select w.word, w.case_id from "case".name_word w
          where w.word >= k.key and w.word < k.key || past
            and (sift is null or strpos(' ' || w.name_key || ' ', s1) > 0 or strpos(' ' || w.name_key || ' ', s2) > 0
              or strpos(' ' || w.name_key || ' ', s3) > 0 or strpos(' ' || w.name_key || ' ', s4) > 0
              or (further is not null and exists (select from unnest(further) f where strpos(' ' || w.name_key || ' ', f) > 0)))
            and (rest is null or not exists (select from jsonb_array_elements(rest) r
              where not exists (select from jsonb_array_elements_text(r) f where strpos(' ' || w.name_key || ' ', f) > 0)))
          order by w.word, w.case_id limit most) one
        order by one.word, one.case_id limit most) found
      join "case"."case" c on c.id = found.case_id order by found.word, found.case_id;
  else
    return query select c.* from (
        select one.word, one.case_id from unnest(regions) o(region) cross join unnest(keys) k(key) cross join lateral (
          select w.word, w.case_id from "case".name_word w
          where w.region = o.region and w.word >= k.key and w.word < k.key || past
            and (sift is null or strpos(' ' || w.name_key || ' ', s1) > 0 or strpos(' ' || w.name_key || ' ', s2) > 0
              or strpos(' ' || w.name_key || ' ', s3) > 0 or strpos(' ' || w.name_key || ' ', s4) > 0
              or (further is not null and exists (select from unnest(further) f where strpos(' ' || w.name_key || ' ', f) > 0)))
            and (rest is null or not exists (select from jsonb_array_elements(rest) r
              where not exists (select from jsonb_array_elements_text(r) f where strpos(' ' || w.name_key || ' ', f) > 0)))
          order by w.word, w.case_id limit most) one
        order by one.word, one.case_id limit most) found
      join "case"."case" c on c.id = found.case_id order by found.word, found.case_id;
  end if;
end $$;
revoke all on function "case".find_by_keys from public;
grant execute on function "case".find_by_keys to qonys_app;
