-- Whom a newcomer may be is asked by keys: made of the names in their normal form, parts of the birth date and document numbers, so that
-- two records of one person share some of them after a typo, another script, a wrong date or a name left out.

create table identity.match_form (
  person_id uuid primary key,
  forms text[] not null check (cardinality(forms) % 3 = 0),
  version smallint not null,
  keyed_at timestamptz not null
);
comment on table identity.match_form is 'Given name, family name and father''s name of each spelling of a person, also former ones, in the form in which they are compared (src/identity/normal-form.ts).';
create table identity.match_key (
  key bigint not null,
  person_id uuid not null,
  primary key (key, person_id)
);
comment on table identity.match_key is 'Hashes of what two records of one person still share after a mistake (src/identity/match-keys.ts). Keys are added, never taken away: a person is found under a former name and date too.';
create table identity.name_count (
  value text collate "C" primary key,
  records integer not null
);
comment on table identity.name_count is 'How many records bear a given or family name, counted once a day: a rare name says more than a common one. It names nobody.';

grant select, insert, update on identity.match_form, identity.match_key to qonys_app;
grant select, insert, delete on identity.name_count to qonys_app;
do $$
declare t text;
begin
  foreach t in array array['match_form', 'match_key', 'name_count'] loop
    execute format('alter table identity.%I enable row level security', t);
    execute format('alter table identity.%I force row level security', t);
    execute format('create policy job on identity.%I for all using (platform.actor_kind() = ''system'')', t);
  end loop;
end $$;

-- Records that share keys, those first that share the rarer ones. It looks from tier to tier and stops when somebody shares `enough`
-- keys of the first (0: never). A key that more than `crowd` people have says nothing and is left out. The answer is what is compared of
-- them, and nothing else of the person: the program scores it, and shows of it only what the asker may see. Whoever may register asks,
-- nobody else. Volatile, or the planner would ask it once more to guess how many rows come.
create function identity.candidates(first bigint[], second bigint[], third bigint[], enough integer, most integer, crowd integer, own text[], without uuid) returns jsonb
  language plpgsql volatile security definer set search_path = pg_catalog set qonys.actor_kind = 'system' set plan_cache_mode = force_generic_plan as $$
declare
  wanted bigint[] := first;
  people uuid[];
  best integer;
begin
  if coalesce(platform.actor(), '') in ('', 'public') then raise insufficient_privilege; end if;
  for tier in 1..3 loop
    if tier = 2 then wanted := wanted || second; elsif tier = 3 then wanted := wanted || third; end if;
    select array_agg(f.id order by f.weight desc), max(f.shared) into people, best from (
      select h.id, sum(ln(2e7::double precision / g.n)) as weight, count(*) as shared
      from unnest(wanted) w(key) cross join lateral (
        select array_agg(m.person_id) as ids, count(*) as n from (select person_id from identity.match_key where key = w.key limit crowd + 1) m) g
        cross join lateral unnest(g.ids) h(id)
      where g.n <= crowd group by h.id order by weight desc limit most) f;
    exit when enough > 0 and best >= enough;
  end loop;
  return jsonb_build_object(
    'people', (select coalesce(jsonb_agg(jsonb_build_array(coalesce(s.id, p.id), p.birth_date, p.sex, coalesce(s.regions, p.regions), f.forms) order by u.place), '[]')
      from unnest(people) with ordinality u(id, place) join identity.match_form f on f.person_id = u.id join person.person p on p.id = u.id
        left join person.person s on s.id = p.same_as
      where without is null or without not in (p.id, coalesce(s.id, p.id))),
    'counts', (select coalesce(jsonb_object_agg(n.value, n.records), '{}') from identity.name_count n where n.value = any (own)),
    'all', (select greatest(reltuples, 1000)::int from pg_class where oid = 'person.person'::regclass));
end $$;

-- The keys of a record, whoever changed it: written in the same transaction as the change.
create function identity.keep_keys(person uuid, forms text[], version smallint, at timestamptz, keys bigint[]) returns void
  language sql volatile security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  insert into identity.match_form (person_id, forms, version, keyed_at) values (person, forms, version, at)
    on conflict (person_id) do update set forms = excluded.forms, version = excluded.version, keyed_at = excluded.keyed_at;
  insert into identity.match_key (key, person_id) select key, person from unnest(keys) key on conflict do nothing $$;
revoke all on function identity.candidates, identity.keep_keys from public;
grant execute on function identity.candidates, identity.keep_keys to qonys_app;

-- What a digest of a pair is made of: the facts as they are written.
create function identity.compared(a uuid, b uuid) returns jsonb
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select jsonb_agg(jsonb_build_object('id', p.id, 'birth_date', p.birth_date, 'sex', p.sex, 'names', (
      select coalesce(jsonb_agg(jsonb_build_object('family', n.family, 'given', n.given, 'patronymic', n.patronymic) order by n.script), '[]')
      from person.name n where n.person_id = p.id and n.superseded_at is null)) order by p.id)
    from person.person p where p.id in (a, b) $$;

-- Whoever registers notes a pair with a record of any region, and what they said of it; only reviewers see it afterwards.
create function identity.note_pair(given jsonb) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
declare
  said jsonb := given->'review';
  closed boolean := coalesce(said->>'answer' = 'not-same' and (said->>'decides')::boolean, false);
  pair uuid;
begin
  insert into identity.pair (id, a, b, regions, probability, steps, facts_digest, state, found_at)
    values ((given->>'id')::uuid, (given->>'a')::uuid, (given->>'b')::uuid, array(select jsonb_array_elements_text(given->'regions')), (given->>'probability')::double precision,
      given->'steps', given->>'digest', case when closed then 'not-same' else 'open' end, (given->>'now')::timestamptz)
    on conflict (a, b) do update set state = excluded.state, probability = excluded.probability, steps = excluded.steps, facts_digest = excluded.facts_digest,
      regions = excluded.regions, version = identity.pair.version + 1
    where identity.pair.facts_digest <> excluded.facts_digest and identity.pair.state in ('open', 'not-same')
    returning id into pair;
  if pair is not null and said is not null then
    insert into identity.review (id, pair_id, answer, reason, reviewed_by, reviewed_at)
      values ((said->>'id')::uuid, pair, said->>'answer', said->>'reason', (said->>'by')::uuid, (given->>'now')::timestamptz);
  end if;
  return pair is not null;
end $$;
revoke all on function identity.compared, identity.note_pair from public;
grant execute on function identity.compared, identity.note_pair to qonys_app;
