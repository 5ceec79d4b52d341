-- The weights that decide what is shown to a reviewer, as dated rows that everybody among them may read; a new version needs two persons.

create table identity.weights (
  version integer primary key check (version > 0),
  parameters jsonb not null,
  same double precision not null check (same > review and same < 1),
  review double precision not null check (review > 0),
  learned_from text not null check (length(learned_from) >= 10),
  learned_at timestamptz not null,
  records integer not null check (records > 0),
  figures text not null check (length(figures) >= 10),
  origin text not null check (origin in ('shipped', 'proposed')),
  proposed_by uuid,
  proposed_at timestamptz not null,
  adopted_by uuid,
  adopted_at timestamptz,
  rejected_by uuid,
  rejected_at timestamptz,
  check ((origin = 'proposed') = (proposed_by is not null)),
  -- Nobody puts their own proposal in force; only what came with the program needs nobody.
  constraint second_person check (adopted_at is null or origin = 'shipped' or (adopted_by is not null and adopted_by <> proposed_by)),
  check (adopted_at is null or rejected_at is null),
  check ((rejected_by is null) = (rejected_at is null))
);
comment on table identity.weights is 'Versions of the learned weights and thresholds: none is changed or removed. In force is the newest that was adopted.';
comment on column identity.weights.figures is 'What was measured with it, on what, in words.';

grant select, insert on identity.weights to qonys_app;
grant update (adopted_by, adopted_at, rejected_by, rejected_at) on identity.weights to qonys_app;
alter table identity.weights enable row level security;
alter table identity.weights force row level security;
create policy staff on identity.weights for select to qonys_app using (platform.actor_kind() = 'staff');
create policy propose on identity.weights for insert to qonys_app
  with check (platform.actor_kind() = 'staff' and origin = 'proposed' and proposed_by::text = platform.actor() and adopted_at is null and rejected_at is null);
create policy conclude on identity.weights for update to qonys_app
  using (platform.actor_kind() = 'staff' and adopted_at is null and rejected_at is null)
  with check (coalesce(adopted_by, rejected_by)::text = platform.actor());
create policy owner on identity.weights for all using (platform.actor_kind() = 'system');

set local qonys.actor_kind = 'system';
insert into identity.weights (version, parameters, same, review, learned_from, learned_at, records, figures, origin, proposed_at, adopted_at)
values (1, $weights$
{
 "learnedAt": "2026-11-24T17:26:38.5515979Z",
 "records": 60000,
 "prior": 5.780389387225571e-06,
 "family": 1.5118485021550403e-10,
 "namesakes": 1.449683887166387e-05,
 "fields": [
  {
   "name": "given",
   "m": [0, 0.6797929766921275, 0.23546171071776595, 0.015146125844198855, 0.06959918674590783],
   "u": [0, 0.0017783620384766812, 0.0038002896094276543, 0.016539100609247483, 0.9778822477428482],
   "family": [0, 0.02, 0.04, 0.08, 0.86],
   "namesakes": [0, 0.6797929766921275, 0.23546171071776595, 0.015146125844198855, 0.06959918674590783]
  },
  {
   "name": "family",
   "m": [0, 0.7859116827193566, 0.18358381311031166, 0.011723084072463835, 0.01878142009786769],
   "u": [0, 0.0006034982205423897, 0.003720997599801363, 0.017880790134355947, 0.9777947140453003],
   "family": [0, 0.7859116827193566, 0.18358381311031166, 0.011723084072463835, 0.01878142009786769],
   "namesakes": [0, 0.7859116827193566, 0.18358381311031166, 0.011723084072463835, 0.01878142009786769]
  },
  {
   "name": "patronymic",
   "m": [0, 0.9754345162671069, 0.017075326227732255, 0.003853793868797155, 0.0036363636363636364],
   "u": [0, 0.0033184970825535128, 0.0026264882122579935, 0.019250428573675354, 0.9748045861315131],
   "family": [0, 0.9754345162671069, 0.017075326227732255, 0.003853793868797155, 0.0036363636363636364],
   "namesakes": [0, 0.06, 0.02, 0.06, 0.86]
  },
  {
   "name": "birth_date",
   "m": [0, 0.827807048272724, 0.08205278441200865, 0.08650380367890362, 0.0036363636363636364],
   "u": [0, 0.00010470107842110774, 0.0021987226468432623, 0.006065907640139016, 0.9916306686345966],
   "family": [0, 0.03, 0.01, 0.05, 0.91],
   "namesakes": [0, 0.0005, 0.003, 0.006, 0.99]
  },
  {
   "name": "sex",
   "m": [0, 0.9857890548493269, 0.006363636363636364, 0.0036363636363636364, 0.004210945150672972],
   "u": [0, 0.5653416224947571, 1e-05, 1e-05, 0.43465837750524294],
   "family": [0, 0.5, 0.01, 0.01, 0.48],
   "namesakes": [0, 0.9857890548493269, 0.006363636363636364, 0.0036363636363636364, 0.004210945150672972]
  },
  {
   "name": "order of names",
   "m": [0, 0.8971289869252417, 0.09559828580203086, 0.0036363636363636364, 0.0036363636363636364],
   "u": [0, 0.5, 0.5, 1e-05, 1e-05],
   "family": [0, 0.8971289869252417, 0.09559828580203086, 0.0036363636363636364, 0.0036363636363636364],
   "namesakes": [0, 0.8971289869252417, 0.09559828580203086, 0.0036363636363636364, 0.0036363636363636364]
  }
 ]
}
$weights$::jsonb, 0.9, 0.05, '60,000 made-up people of seven origins, bench/identity', '2026-11-24T17:26:38Z', 60000,
  'Of 10,049 true and 1,013,759 false candidate pairs of made-up people: 3.88 % of the true ones missed where one false one in a thousand is accepted.',
  'shipped', '2026-11-24T17:26:38Z', '2026-11-24T17:26:38Z');
reset qonys.actor_kind;

-- By which version a pair was scored, and by which one it stood when somebody answered.
alter table identity.pair add column weights integer not null default 1 references identity.weights;
alter table identity.review add column weights integer not null default 1 references identity.weights;

-- Registering compares by the version in force, whoever registers.
create function identity.weights_in_force() returns integer
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select version from identity.weights where adopted_at is not null order by version desc limit 1 $$;
create function identity.weights_of(wanted integer) returns setof identity.weights
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select * from identity.weights where version = wanted $$;
revoke all on function identity.weights_in_force, identity.weights_of from public;
grant execute on function identity.weights_in_force, identity.weights_of to qonys_app;

-- How many records of the whole register bear a name: what makes a rare name weigh more. Few are not told apart from none.
create function identity.bearers_of(folded text) returns table (bearers integer, records integer)
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select coalesce((select n.records from identity.name_count n where n.value = folded and n.records >= 5), 0),
    (select greatest(reltuples, 1000)::integer from pg_class where oid = 'person.person'::regclass) $$;
revoke all on function identity.bearers_of from public;
grant execute on function identity.bearers_of to qonys_app;

-- As before, and with the version of the weights by which the pair was scored.
create or replace function identity.note_pair(given jsonb) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
declare
  said jsonb := given->'review';
  closed boolean := coalesce(said->>'answer' = 'not-same' and (said->>'decides')::boolean, false);
  by_weights integer := coalesce((given->>'weights')::integer, 1);
  pair uuid;
begin
  insert into identity.pair (id, a, b, regions, probability, steps, facts_digest, state, found_at, weights)
    values ((given->>'id')::uuid, (given->>'a')::uuid, (given->>'b')::uuid, array(select jsonb_array_elements_text(given->'regions')), (given->>'probability')::double precision,
      given->'steps', given->>'digest', case when closed then 'not-same' else 'open' end, (given->>'now')::timestamptz, by_weights)
    on conflict (a, b) do update set state = excluded.state, probability = excluded.probability, steps = excluded.steps, facts_digest = excluded.facts_digest,
      regions = excluded.regions, weights = excluded.weights, version = identity.pair.version + 1
    where identity.pair.facts_digest <> excluded.facts_digest and identity.pair.state in ('open', 'not-same')
    returning id into pair;
  if pair is not null and said is not null then
    insert into identity.review (id, pair_id, answer, reason, reviewed_by, reviewed_at, weights)
      values ((said->>'id')::uuid, pair, said->>'answer', said->>'reason', (said->>'by')::uuid, (given->>'now')::timestamptz, by_weights);
  end if;
  return pair is not null;
end $$;

-- What the self-watch counted: shares and figures of days, nothing of a person.
create table identity.coverage (
  day date not null,
  region text not null,
  field text not null,
  filled integer not null,
  records integer not null check (records >= filled),
  primary key (day, region, field)
);
create table identity.watch (
  day date primary key,
  at timestamptz not null,
  report jsonb not null
);
comment on table identity.watch is 'The report of each day: fields that went missing, error rates of the weights in force on the labelled set, whether people are found by their other spelling, what reviewers said, alarms.';
grant select, insert, update on identity.coverage, identity.watch to qonys_app;
grant delete on identity.coverage to qonys_app;
alter table identity.coverage enable row level security;
alter table identity.coverage force row level security;
alter table identity.watch enable row level security;
alter table identity.watch force row level security;
create policy job on identity.coverage for all using (platform.actor_kind() = 'system');
create policy job on identity.watch for all using (platform.actor_kind() = 'system');
create policy staff on identity.coverage for select to qonys_app using (platform.actor_kind() = 'staff');
create policy staff on identity.watch for select to qonys_app using (platform.actor_kind() = 'staff');
