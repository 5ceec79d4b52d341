-- How often the rules of a kind of case decided, for everybody: numbers alone, and none below five.
create function "case".decided(of_kind text) returns table (decision text, by_whom text, year integer, n integer)
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select d.kind, d.decided_by_kind, extract(year from d.decided_at at time zone 'Asia/Almaty')::int, case when count(*) >= 5 then count(*)::int end
  from "case".decision d join "case"."case" c on c.id = d.case_id where c.kind = of_kind
  group by 1, 2, 3 order by 3 desc, 1, 2 $$;
revoke all on function "case".decided from public;
grant execute on function "case".decided to qonys_app;
