-- Machines of institutions have limits of volume too: how many persons one may read in an hour and in a day. Beyond them nothing leaves,
-- and the try is on record. The first numbers are proposed; no norm was measured.
create table oversight.machine_limit (
  id uuid primary key default gen_random_uuid(),
  client_id uuid,
  hours integer not null check (hours in (1, 24)),
  most integer not null check (most > 0),
  valid_from date not null,
  set_by uuid,
  set_at timestamptz not null
);
comment on table oversight.machine_limit is 'Of one machine, or (without one) of all that have none of their own; the newest that is in force counts.';
create index on oversight.machine_limit (client_id, hours, valid_from);
create table oversight.machine_count (
  client text not null,
  hour timestamptz not null,
  n integer not null,
  withheld integer not null default 0,
  primary key (client, hour)
);
insert into oversight.machine_limit (hours, most, valid_from, set_at) values (1, 2000, '2013-11-25', now()), (24, 10000, '2013-11-25', now());
do $$
declare t text;
begin
  foreach t in array array['machine_limit', 'machine_count'] loop
    execute format('alter table oversight.%I enable row level security', t);
    execute format('alter table oversight.%I force row level security', t);
    execute format('create policy job on oversight.%I for all using (platform.actor_kind() = ''system'')', t);
    execute format('create policy auditor on oversight.%I for all to qonys_app using (platform.actor_kind() = ''staff'' and platform.has_role(''auditor''))', t);
  end loop;
end $$;
grant select, insert on oversight.machine_limit to qonys_app;
grant select on oversight.machine_count to qonys_app;

create function oversight.most_of_machine(machine text, in_hours integer, on_day date) returns integer
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select l.most from oversight.machine_limit l
  where (l.client_id is null or l.client_id::text = machine) and l.hours = in_hours and l.valid_from <= on_day
  order by l.client_id is null, l.valid_from desc, l.set_at desc limit 1 $$;
revoke all on function oversight.most_of_machine from public;
grant execute on function oversight.most_of_machine to qonys_app;

create function oversight.watch_machine() returns trigger
  language plpgsql security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
declare
  this_hour timestamptz := date_trunc('hour', new.at, 'UTC');
  on_day date := (new.at at time zone 'Asia/Almaty')::date;
  amount integer := cardinality(new.subjects);
  in_hour integer;
  in_day integer;
begin
  -- The row is also the queue in which the reads of one machine stand.
  insert into oversight.machine_count as c (client, hour, n) values (new.actor, this_hour, amount)
    on conflict (client, hour) do update set n = c.n + excluded.n returning c.n into in_hour;
  select sum(c.n) into in_day from oversight.machine_count c where c.client = new.actor and c.hour > this_hour - interval '24 hours';
  if in_hour > oversight.most_of_machine(new.actor, 1, on_day) or in_day > oversight.most_of_machine(new.actor, 24, on_day) then
    -- Nothing was seen, so nothing counts.
    update oversight.machine_count c set n = c.n - amount, withheld = c.withheld + 1 where c.client = new.actor and c.hour = this_hour;
    new.what := 'locked:' || new.what;
    new.categories := '{}';
    perform set_config('qonys.withheld', 'machine-limit', true);
  end if;
  return new;
end $$;
revoke all on function oversight.watch_machine from public;
create trigger watch_machine before insert on platform.read_record for each row
  when (new.actor_kind = 'client') execute function oversight.watch_machine();
