-- The whole clock: more kinds of ground, and the days of many people in one round trip.

alter table stay.ground drop constraint ground_kind_check;
-- Asylum, trafficking and a pending appeal are all 'other', with nothing that tells them apart: officers see one wording.
alter table stay.ground add constraint ground_kind_check check (kind in
  ('visa-free', 'visa', 'labour-permit', 'residence', 'kandas', 'union-contract', 'union-family', 'bridging', 'other'));
alter table stay.ground add constraint other_says_nothing check (kind <> 'other' or closed_because is null or closed_because = 'ended');

-- Crossings stay closed; this gives days for the clock, also of records joined to a person, whoever asks for its answer.
create function stay.histories(people uuid[])
  returns table (person uuid, entered int[], "left" int[], kinds text[], ground_from int[], ground_to int[], early boolean[])
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  with member as (
    select u.id as person, u.id as member from unnest(people) u(id)
    union all
    select m.same_as, m.id from person.person m where m.same_as = any (people)),
  step as (
    select m.person, c.direction, (c.at at time zone 'Asia/Almaty')::date - date '1970-01-01' as day, c.at,
      lead(c.direction) over w as next, (lead(c.at) over w at time zone 'Asia/Almaty')::date - date '1970-01-01' as next_day
    from member m join stay.crossing c on c.person_id = m.member
    where c.superseded_at is null
    window w as (partition by m.person order by c.at)),
  presence as (
    select person, array_agg(day order by at) as entered,
      array_agg(case when next = 'exit' then next_day end order by at) as "left"
    from step where direction = 'entry' group by person),
  stands as (
    select m.person, array_agg(g.kind order by g.valid_from, g.id) as kinds,
      array_agg(g.valid_from - date '1970-01-01' order by g.valid_from, g.id) as ground_from,
      array_agg(least(g.valid_to, coalesce(g.closed_on, g.valid_to)) - date '1970-01-01' order by g.valid_from, g.id) as ground_to,
      array_agg(coalesce(g.closed_on < g.valid_to, false) order by g.valid_from, g.id) as early
    from member m join stay.ground g on g.person_id = m.member
    where least(g.valid_to, coalesce(g.closed_on, g.valid_to)) >= g.valid_from
    group by m.person)
  select u.id, coalesce(p.entered, '{}'), coalesce(p."left", '{}'), coalesce(s.kinds, '{}'), coalesce(s.ground_from, '{}'),
    coalesce(s.ground_to, '{}'), coalesce(s.early, '{}')
  from unnest(people) u(id) left join presence p on p.person = u.id left join stands s on s.person = u.id $$;
revoke all on function stay.histories from public;
grant execute on function stay.histories to qonys_app;
