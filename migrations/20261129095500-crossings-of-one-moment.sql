-- An entry and an exit of one and the same moment were read in whichever order their rows lay, so the stay depended on which arrived first: the
-- entry stands first, as somebody who leaves must have come.
create or replace function stay.histories(people uuid[])
  returns table (person uuid, entered int[], "left" int[], kinds text[], ground_from int[], ground_to int[], early boolean[])
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  with member as (
    select u.id as person, u.id as member from unnest(people) u(id)
    union all
    select m.same_as, m.id from person.person m where m.same_as = any (people)),
  step as (
    select m.person, c.direction, (c.at at time zone 'Asia/Almaty')::date - date '1970-01-01' as day, c.at,
      row_number() over w as n,
      lead(c.direction) over w as next, (lead(c.at) over w at time zone 'Asia/Almaty')::date - date '1970-01-01' as next_day
    from member m join stay.crossing c on c.person_id = m.member
    where c.superseded_at is null
    window w as (partition by m.person order by c.at, c.direction, c.id)),
  presence as (
    select person, array_agg(day order by n) as entered,
      array_agg(case when next = 'exit' then next_day end order by n) as "left"
    from step where direction = 'entry' group by person),
  -- The first event says from when a contract runs; the newest whether it ended; the newest with a last day until when it was to run.
  event as (
    select m.person, e.id, e.employer_bin, e.number, e.event, e.valid_from, e.valid_to, e.ended_on,
      row_number() over (partition by m.person, e.employer_bin, e.number order by coalesce(e.ended_on, e.valid_from), e.known_at, e.id) as n
    from member m join employment.contract e on e.person_id = m.member where e.superseded_at is null),
  contract as (
    select person, min(id::text)::uuid as id, min(valid_from) as valid_from,
      coalesce((array_agg(valid_to order by n desc) filter (where valid_to is not null))[1], date '2199-12-31') as term,
      (array_agg(ended_on order by n desc))[1] as ended_on
    from event group by person, employer_bin, number),
  stand as (
    select m.person, g.id, g.kind, g.valid_from, least(g.valid_to, coalesce(g.closed_on, g.valid_to)) as valid_to,
      coalesce(g.closed_on < g.valid_to, false) as early
    from member m join stay.ground g on g.person_id = m.member
    union all
    select person, id, 'contract', valid_from, least(term, coalesce(ended_on, term)), coalesce(ended_on < term, false) from contract),
  stands as (
    select person, array_agg(kind order by valid_from, id) as kinds,
      array_agg(valid_from - date '1970-01-01' order by valid_from, id) as ground_from,
      array_agg(valid_to - date '1970-01-01' order by valid_from, id) as ground_to,
      array_agg(early order by valid_from, id) as early
    from stand where valid_to >= valid_from group by person)
  select u.id, coalesce(p.entered, '{}'), coalesce(p."left", '{}'), coalesce(s.kinds, '{}'), coalesce(s.ground_from, '{}'),
    coalesce(s.ground_to, '{}'), coalesce(s.early, '{}')
  from unnest(people) u(id) left join presence p on p.person = u.id left join stands s on s.person = u.id $$;
