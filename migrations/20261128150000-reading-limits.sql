-- How much a member of staff reads is counted with each read record, and a read beyond what is set is withheld before anything leaves.

create table oversight.reading_limit (
  id bigint generated always as identity primary key,
  role text,
  measure text not null check (measure in ('opened', 'outside', 'listed', 'queued')),
  hours integer not null check (hours in (1, 24, 168, 672)),
  soft integer not null check (soft > 0),
  hard integer not null check (hard > soft),
  valid_from date not null,
  valid_to date check (valid_to >= valid_from),
  ground text not null check (length(ground) >= 10),
  set_by uuid
);
comment on table oversight.reading_limit is 'Persons a member of staff may open, open outside their own cases, see in lists, or see in the queue, in so many hours. A role''s own row adds to the row of everybody: the more generous holds.';
comment on column oversight.reading_limit.soft is 'Beyond it: identity proved again and a reason.';
comment on column oversight.reading_limit.hard is 'Beyond it: locked until a supervisor or auditor unlocks.';

insert into oversight.reading_limit (role, measure, hours, soft, hard, valid_from, ground)
select role, measure, hours, soft, hard, date '2026-01-01', 'First setting of ours, proposed: no norm was measured in an office yet'
from (values
  (null, 'opened', 1, 60, 120), (null, 'opened', 24, 250, 500),
  (null, 'outside', 24, 60, 150), (null, 'outside', 168, 150, 300), (null, 'outside', 672, 400, 800),
  (null, 'listed', 1, 1500, 3000), (null, 'listed', 24, 6000, 12000),
  (null, 'queued', 1, 5000, 15000), (null, 'queued', 24, 20000, 60000),
  ('registrar', 'outside', 24, 150, 300), ('registrar', 'outside', 168, 600, 1200), ('registrar', 'outside', 672, 2400, 4800),
  ('border-officer', 'opened', 1, 120, 240), ('border-officer', 'opened', 24, 600, 1200),
  ('border-officer', 'outside', 24, 600, 1200), ('border-officer', 'outside', 168, 2500, 5000), ('border-officer', 'outside', 672, 9000, 18000)
) as first (role, measure, hours, soft, hard);

create table oversight.reading_count (
  staff_id uuid not null,
  measure text not null,
  hour timestamptz not null,
  n integer not null,
  -- What an unlocking let go: it stays counted, and no longer stands against the limit.
  forgiven integer not null default 0 check (forgiven <= n),
  primary key (staff_id, measure, hour)
);

create table oversight.reading_opened (
  staff_id uuid not null,
  day date not null,
  person_id uuid not null,
  outside boolean not null,
  purpose text not null,
  primary key (staff_id, day, person_id)
);
comment on table oversight.reading_opened is 'Whom a member of staff opened on a day: a page opened twice, or with its photograph, is one.';

create table oversight.reading_leave (
  id uuid primary key,
  staff_id uuid not null,
  given_at timestamptz not null,
  until timestamptz not null check (until > given_at and until <= given_at + interval '8 hours'),
  reason text not null check (length(reason) >= 20)
);
comment on table oversight.reading_leave is 'Beyond a soft limit somebody proved who they are and said why: they go on, up to the hard limit, and their supervisor reads the reason.';
create index on oversight.reading_leave (staff_id, until);

create table oversight.reading_lock (
  id uuid primary key default gen_random_uuid(),
  staff_id uuid not null,
  measure text not null,
  locked_at timestamptz not null,
  locked_by uuid,
  why text not null,
  unlocked_at timestamptz,
  unlocked_by uuid,
  unlock_reason text check (length(unlock_reason) >= 20),
  check (num_nulls(unlocked_at, unlocked_by, unlock_reason) in (0, 3)),
  constraint nobody_unlocks_themself check (unlocked_by is distinct from staff_id or unlocked_by is null)
);
create unique index one_lock on oversight.reading_lock (staff_id, measure) where unlocked_at is null;

create table oversight.reading_alarm (
  id uuid primary key default gen_random_uuid(),
  staff_id uuid not null,
  kind text not null check (kind in ('soft', 'hard', 'decoy', 'pattern', 'lock')),
  measure text not null,
  at timestamptz not null,
  day date not null,
  n integer not null,
  most integer not null,
  seen_by uuid,
  seen_at timestamptz,
  finding text check (length(finding) >= 10),
  check (num_nulls(seen_by, seen_at, finding) in (0, 3)),
  constraint nobody_judges_themself check (seen_by is distinct from staff_id or seen_by is null),
  unique (staff_id, kind, measure, day)
);

create table oversight.decoy (
  person_id uuid primary key,
  placed_by uuid not null,
  placed_at timestamptz not null
);
comment on table oversight.decoy is 'Records of nobody. No work leads to them: who opens one is asked why.';

grant select on oversight.reading_count, oversight.reading_opened, oversight.reading_alarm, oversight.reading_lock to qonys_app;
grant update (seen_by, seen_at, finding) on oversight.reading_alarm to qonys_app;
grant insert, update (unlocked_at, unlocked_by, unlock_reason) on oversight.reading_lock to qonys_app;
grant insert on oversight.reading_alarm to qonys_app;
grant select, insert on oversight.reading_leave, oversight.decoy to qonys_app;
grant select, insert, update (valid_to) on oversight.reading_limit to qonys_app;

-- A supervisor watches the people posted to their office, never themself; an auditor everybody else.
create function oversight.watches(watched uuid) returns boolean language sql stable security definer set search_path = pg_catalog as $$
  select current_setting('qonys.actor_kind', true) = 'staff' and watched::text <> current_setting('qonys.actor', true)
    and ('auditor' = any (string_to_array(current_setting('qonys.roles', true), ','))
      or ('supervisor' = any (string_to_array(current_setting('qonys.roles', true), ','))
        and exists (select 1 from institution.posting p where p.staff_id = watched and p.office_id::text = current_setting('qonys.office', true)))) $$;
revoke all on function oversight.watches from public;
grant execute on function oversight.watches to qonys_app;

do $$
declare t text;
begin
  foreach t in array array['reading_limit', 'reading_count', 'reading_opened', 'reading_leave', 'reading_lock', 'reading_alarm', 'decoy'] loop
    execute format('alter table oversight.%I enable row level security', t);
    execute format('alter table oversight.%I force row level security', t);
    execute format('create policy job on oversight.%I for all using (platform.actor_kind() = ''system'')', t);
  end loop;
  foreach t in array array['reading_count', 'reading_opened', 'reading_leave', 'reading_lock', 'reading_alarm'] loop
    execute format('create policy watcher on oversight.%I for all to qonys_app using (oversight.watches(staff_id))', t);
  end loop;
end $$;
create policy own on oversight.reading_leave for all to qonys_app using (platform.actor_kind() = 'staff' and staff_id::text = platform.actor());
create policy own on oversight.reading_lock for select to qonys_app using (platform.actor_kind() = 'staff' and staff_id::text = platform.actor());
create policy staff on oversight.reading_limit for select to qonys_app using (platform.actor_kind() = 'staff');
create policy auditor on oversight.reading_limit for all to qonys_app using (platform.actor_kind() = 'staff' and platform.has_role('auditor'));
create policy auditor on oversight.decoy for all to qonys_app using (platform.actor_kind() = 'staff' and platform.has_role('auditor'));

-- What is counted, judged and, beyond the limits, withheld: with the read record itself, so that no read of staff goes around it.
-- `what` then begins with `locked:` or `reason-owed:` and no kind of data is named, as none leaves. The log commits to both.
create function oversight.watch_reading() returns trigger
  language plpgsql security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
declare
  me uuid := new.actor::uuid;
  this_hour timestamptz := date_trunc('hour', new.at, 'UTC');
  on_day date := (new.at at time zone 'Asia/Almaty')::date;
  -- A list stays a list when it has one line.
  single boolean := new.what <> 'queue' and new.what !~ 'list$' and (cardinality(new.subjects) = 1 or new.case_id is not null);
  is_outside boolean;
  fresh uuid[] := '{}';
  measures text[];
  amount integer := cardinality(new.subjects);
  worst record;
  verdict text;
begin
  if single then
    is_outside := not exists (select 1 from "case"."case" c where c.subjects && new.subjects
      and (c.assigned_to = me or exists (select 1 from "case".decision d where d.case_id = c.id and d.decided_by = me)));
    with added as (insert into oversight.reading_opened (staff_id, day, person_id, outside, purpose)
      select me, on_day, s, is_outside, new.purpose from unnest(new.subjects) s on conflict do nothing returning person_id)
      select coalesce(array_agg(person_id), '{}') into fresh from added;
    amount := least(cardinality(fresh), 1);
    if amount = 0 and new.what = 'person-record' then
      update oversight.reading_opened o set purpose = new.purpose
        where o.staff_id = me and o.day = on_day and o.person_id = any (new.subjects) and o.purpose <> new.purpose;
    end if;
    measures := case when is_outside then array['opened', 'outside'] else array['opened'] end;
    if is_outside and exists (select 1 from oversight.decoy d where d.person_id = any (new.subjects)) then
      insert into oversight.reading_alarm (staff_id, kind, measure, at, day, n, most) values (me, 'decoy', 'opened', new.at, on_day, 1, 0)
        on conflict do nothing;
    end if;
  else
    measures := array[case when new.what = 'queue' then 'queued' else 'listed' end];
  end if;
  -- The row is also the queue in which the reads of one member of staff stand: two at once cannot both be the last allowed.
  insert into oversight.reading_count as c (staff_id, measure, hour, n) select me, m, this_hour, amount from unnest(measures) m order by m
    on conflict (staff_id, measure, hour) do update set n = c.n + excluded.n;
  if exists (select 1 from oversight.reading_lock l where l.staff_id = me and l.measure = any (measures) and l.unlocked_at is null) then
    verdict := 'locked';
  elsif amount > 0 then
    select x.measure, x.soft, x.hard, x.n into worst from (
      select l.measure, l.hours, max(l.soft) as soft, max(l.hard) as hard,
        (select sum(c.n - c.forgiven) from oversight.reading_count c where c.staff_id = me and c.measure = l.measure
          and c.hour > this_hour - make_interval(hours => l.hours)) as n
      from oversight.reading_limit l
      where l.measure = any (measures) and l.valid_from <= on_day and (l.valid_to is null or l.valid_to >= on_day)
        and (l.role is null or platform.has_role(l.role))
      group by l.measure, l.hours) x
    where x.n > x.soft order by x.n > x.hard desc, x.n - x.soft desc limit 1;
    if worst.n > worst.hard then
      verdict := 'locked';
      insert into oversight.reading_lock (staff_id, measure, locked_at, why) values (me, worst.measure, new.at, 'hard') on conflict do nothing;
      insert into oversight.reading_alarm (staff_id, kind, measure, at, day, n, most) values (me, 'hard', worst.measure, new.at, on_day, worst.n, worst.hard)
        on conflict do nothing;
    elsif worst.n > worst.soft and not exists (select 1 from oversight.reading_leave v where v.staff_id = me and v.given_at <= new.at and v.until > new.at) then
      verdict := 'reason-owed';
      insert into oversight.reading_alarm (staff_id, kind, measure, at, day, n, most) values (me, 'soft', worst.measure, new.at, on_day, worst.n, worst.soft)
        on conflict do nothing;
    end if;
  end if;
  if verdict is not null then
    -- Nothing was seen, so nothing counts.
    update oversight.reading_count c set n = greatest(c.n - amount, c.forgiven) where c.staff_id = me and c.measure = any (measures) and c.hour = this_hour;
    delete from oversight.reading_opened o where o.staff_id = me and o.day = on_day and o.person_id = any (fresh);
    new.what := verdict || ':' || new.what;
    new.categories := '{}';
  end if;
  perform set_config('qonys.withheld', coalesce(verdict, ''), true);
  return new;
end $$;
revoke all on function oversight.watch_reading from public;
create trigger watch_reading before insert on platform.read_record for each row
  when (new.actor_kind = 'staff' and new.what <> 'export') execute function oversight.watch_reading();

-- Writes a read record as whoever asks and answers what withholds the data, if anything does.
create function platform.record_read(at timestamptz, what text, actor_kind text, actor text, institution text, office uuid, purpose text, legal_basis text,
    categories text[], subjects uuid[], case_id uuid, deferred_until date) returns text
  language plpgsql volatile set search_path = pg_catalog as $$
begin
  perform set_config('qonys.withheld', '', true);
  insert into platform.read_record (at, what, actor_kind, actor, institution, office, purpose, legal_basis, categories, subjects, case_id, deferred_until)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);
  return nullif(current_setting('qonys.withheld', true), '');
end $$;
revoke all on function platform.record_read from public;
grant execute on function platform.record_read to qonys_app;

-- With an unlocking: what was read stays counted and no longer stands against the limit.
create function oversight.forgive_reading(of_staff uuid, of_measure text) returns integer
  language plpgsql volatile security definer set search_path = pg_catalog as $$
declare
  forgiven_rows integer;
begin
  if not oversight.watches(of_staff) then return 0; end if;
  perform set_config('qonys.actor_kind', 'system', true);
  update oversight.reading_count c set forgiven = c.n where c.staff_id = of_staff and c.measure = of_measure;
  get diagnostics forgiven_rows = row_count;
  perform set_config('qonys.actor_kind', 'staff', true);
  return forgiven_rows;
end $$;
revoke all on function oversight.forgive_reading from public;
grant execute on function oversight.forgive_reading to qonys_app;

-- Who read far more outside their own cases in a week than colleagues of their role do: the slow scraper that keeps below each limit.
create function oversight.raise_patterns(now_at timestamptz, least_outside integer, times numeric) returns integer
  language plpgsql volatile security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
declare
  raised integer;
begin
  with week as (
    select p.staff_id, min(p.role) as role, coalesce((select sum(c.n) from oversight.reading_count c where c.staff_id = p.staff_id and c.measure = 'outside'
      and c.hour > now_at - interval '168 hours'), 0)::int as n
    from institution.posting p where p.valid_from <= (now_at at time zone 'Asia/Almaty')::date
      and (p.valid_to is null or p.valid_to >= (now_at at time zone 'Asia/Almaty')::date) group by p.staff_id),
  judged as (
    select w.staff_id, w.n, (select percentile_cont(0.5) within group (order by o.n) from week o where o.role = w.role and o.staff_id <> w.staff_id) as median
    from week w where w.n >= least_outside)
  insert into oversight.reading_alarm (staff_id, kind, measure, at, day, n, most)
    select j.staff_id, 'pattern', 'outside', now_at, (now_at at time zone 'Asia/Almaty')::date, j.n, ceil(j.median * times)::int
    from judged j where j.median is not null and j.n > j.median * times
      and not exists (select 1 from oversight.reading_alarm a where a.staff_id = j.staff_id and a.kind = 'pattern' and a.at > now_at - interval '168 hours')
    on conflict do nothing;
  get diagnostics raised = row_count;
  return raised;
end $$;
revoke all on function oversight.raise_patterns from public;
grant execute on function oversight.raise_patterns to qonys_app;

-- A record of nobody, registered as any other, by the hand that registered last in its region.
create function oversight.place_decoy(given jsonb, auditor uuid) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
begin
  if not ('auditor' = any (string_to_array(current_setting('qonys.roles', true), ','))) then
    raise exception 'only an auditor places a decoy' using errcode = 'insufficient_privilege';
  end if;
  perform person.register(given);
  if not exists (select 1 from person.person p where p.id = (given->>'id')::uuid) then return false; end if;
  update person.person set registered_by = coalesce((select p.registered_by from person.person p where p.regions && array[given->>'region']
    and p.id::text <> given->>'id' and p.registered_by <> 'self' order by p.registered_at desc limit 1), registered_by) where id = (given->>'id')::uuid;
  insert into oversight.decoy (person_id, placed_by, placed_at) values ((given->>'id')::uuid, auditor, (given->>'now')::timestamptz);
  return true;
end $$;
revoke all on function oversight.place_decoy from public;
grant execute on function oversight.place_decoy to qonys_app;

-- For what the asker opened this person on this day, so that the next page of the same work need not ask again.
create function oversight.purpose_of_day(person uuid, on_day date) returns text
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select o.purpose from oversight.reading_opened o where o.staff_id::text = platform.actor() and o.day = on_day and o.person_id = person $$;
revoke all on function oversight.purpose_of_day from public;
grant execute on function oversight.purpose_of_day to qonys_app;
