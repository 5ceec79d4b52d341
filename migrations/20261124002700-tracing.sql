-- A tracing order: the only way to the movements of one person, for one purpose, approved by another institution (after EES Art. 31).
create table oversight.tracing_order (
  id uuid primary key,
  number bigint generated always as identity unique,
  requested_by uuid not null,
  requesting_institution text not null references institution.institution,
  regime text not null check (regime in ('operational-search', 'covert-investigation', 'danger-to-life')),
  purpose text not null check (length(purpose) >= 20),
  reference text not null,
  person_id uuid not null,
  kinds text[] not null check (cardinality(kinds) > 0 and kinds <@ array['crossings', 'arrival-notices']),
  period_from date not null,
  period_to date not null check (period_to >= period_from and period_to <= period_from + 366),
  requested_at timestamptz not null,
  valid_until timestamptz not null check (valid_until > requested_at and valid_until <= requested_at + interval '31 days'),
  -- Deferred, but always with an end: at most a year after the request.
  notice_on date not null check (notice_on <= (requested_at at time zone 'Asia/Almaty')::date + 366),
  urgent boolean not null,
  decided_by uuid,
  deciding_institution text,
  deciding_kind text,
  decided_at timestamptz,
  approved boolean,
  reasons text,
  sealed_at timestamptz,
  noticed_at timestamptz,
  constraint deciding_kind_is_true foreign key (deciding_institution, deciding_kind) references institution.institution (code, kind),
  constraint another_institution check (deciding_institution is null or deciding_institution <> requesting_institution),
  constraint another_person check (decided_by is null or decided_by <> requested_by),
  constraint whole_decision check (num_nulls(decided_by, deciding_institution, deciding_kind, decided_at, approved, reasons) in (0, 6)),
  constraint authority_of_regime check (deciding_kind is null or deciding_kind = case regime when 'covert-investigation' then 'court' else 'prosecutor' end),
  constraint urgent_for_life_only check (not urgent or regime = 'danger-to-life')
);
create index on oversight.tracing_order (person_id);

create table oversight.trace_query (
  id uuid primary key,
  order_id uuid not null references oversight.tracing_order,
  asked_by uuid not null,
  asked_at timestamptz not null default clock_timestamp(),
  answered integer not null
);
create index on oversight.trace_query (order_id);

create table oversight.erasure_certificate (
  order_id uuid not null references oversight.tracing_order,
  certified_by uuid not null,
  certified_at timestamptz not null,
  says text not null check (length(says) >= 20),
  primary key (order_id, certified_by)
);
comment on table oversight.erasure_certificate is 'That what was learned under a sealed urgent order was erased; owed by everybody who asked under it.';

grant select, insert, update on oversight.tracing_order to qonys_app;
grant select, insert on oversight.erasure_certificate to qonys_app;
grant select on oversight.trace_query to qonys_app;

create function oversight.my_institution() returns text language sql stable set search_path = pg_catalog as $$
  select o.institution from institution.office o where o.id = platform.my_office() $$;
revoke all on function oversight.my_institution from public;
grant execute on function oversight.my_institution to qonys_app;

alter table oversight.tracing_order enable row level security;
alter table oversight.tracing_order force row level security;
create policy requester on oversight.tracing_order for all to qonys_app
  using (platform.actor_kind() = 'staff' and platform.has_role('supervisor') and requesting_institution = (select oversight.my_institution()));
create policy authority on oversight.tracing_order for all to qonys_app
  using (platform.actor_kind() = 'staff' and (platform.has_role('prosecutor') or platform.has_role('appeal-officer'))
    and (select i.kind from institution.institution i where i.code = oversight.my_institution())
      = case regime when 'covert-investigation' then 'court' else 'prosecutor' end);
create policy auditor on oversight.tracing_order for select to qonys_app
  using (platform.actor_kind() = 'staff' and platform.has_role('auditor'));
create policy subject on oversight.tracing_order for select to qonys_app
  using (person_id = (select platform.my_person()) and notice_on <= (now() at time zone 'Asia/Almaty')::date);
create policy job on oversight.tracing_order for all using (platform.actor_kind() = 'system');
do $$
declare t text;
begin
  foreach t in array array['trace_query', 'erasure_certificate'] loop
    execute format('alter table oversight.%I enable row level security', t);
    execute format('alter table oversight.%I force row level security', t);
    execute format('create policy of_visible_order on oversight.%I for select to qonys_app using (exists (select 1 from oversight.tracing_order o where o.id = order_id))', t);
    execute format('create policy job on oversight.%I for all using (platform.actor_kind() = ''system'')', t);
  end loop;
end $$;
create policy own on oversight.erasure_certificate for insert to qonys_app with check (certified_by::text = platform.actor());

-- Whether an order opens anything now, by this server's clock: approved and not over, or urgent, not yet decided and younger than a day.
create function oversight.is_open(wanted oversight.tracing_order) returns boolean language sql stable set search_path = pg_catalog as $$
  select wanted.sealed_at is null and clock_timestamp() < wanted.valid_until
    and case when wanted.approved is null then wanted.urgent and clock_timestamp() < wanted.requested_at + interval '24 hours' else wanted.approved end $$;
revoke all on function oversight.is_open from public;
grant execute on function oversight.is_open to qonys_app;

-- What an order covers: of one person, of its kinds, in its period. Only the function below may ask.
create function oversight.covered(wanted oversight.tracing_order) returns table (kind text, at timestamptz, place text, direction text)
  language sql stable set search_path = pg_catalog as $$
  select 'crossings', c.at, c.point, c.direction from stay.crossing c
    where 'crossings' = any (wanted.kinds) and c.person_id = wanted.person_id and c.superseded_at is null
      and (c.at at time zone 'Asia/Almaty')::date between wanted.period_from and wanted.period_to
  union all
  select 'arrival-notices', n.arrived_on::timestamp at time zone 'Asia/Almaty', n.region || ', ' || n.address, null from stay.arrival_notice n
    where 'arrival-notices' = any (wanted.kinds) and n.person_id = wanted.person_id and n.superseded_at is null
      and n.arrived_on between wanted.period_from and wanted.period_to $$;
revoke all on function oversight.covered from public;

-- The one door to movements. It lists the question before it answers.
create function oversight.trace(wanted uuid, question uuid) returns table (kind text, at timestamptz, place text, direction text)
  language plpgsql volatile security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
declare
  found_order oversight.tracing_order;
begin
  select * into found_order from oversight.tracing_order o where o.id = wanted
    and o.requesting_institution = (select f.institution from institution.office f where f.id = platform.my_office())
    and platform.has_role('supervisor');
  if found_order.id is null then raise exception 'no such order' using errcode = 'QT001'; end if;
  if not oversight.is_open(found_order) then raise exception 'the order opens nothing now' using errcode = 'QT002'; end if;
  insert into oversight.trace_query (id, order_id, asked_by, answered)
    select question, wanted, platform.actor()::uuid, count(*) from oversight.covered(found_order);
  return query select c.kind, c.at, c.place, c.direction from oversight.covered(found_order) c order by c.at;
end $$;
revoke all on function oversight.trace from public;
grant execute on function oversight.trace to qonys_app;

-- Counts for everybody; small ones are not hidden, as they name nobody and hide nothing but how often it happens.
create function oversight.tracing_counts() returns table (year integer, regime text, requested integer, approved integer, refused integer, urgent integer,
    sealed integer, queries integer, noticed integer)
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select extract(year from o.requested_at)::int, o.regime, count(*)::int, count(*) filter (where o.approved)::int, count(*) filter (where not o.approved)::int,
    count(*) filter (where o.urgent)::int, count(*) filter (where o.sealed_at is not null)::int,
    coalesce(sum((select count(*) from oversight.trace_query q where q.order_id = o.id)), 0)::int, count(*) filter (where o.noticed_at is not null)::int
  from oversight.tracing_order o group by 1, 2 order by 1 desc, 2 $$;
revoke all on function oversight.tracing_counts from public;
grant execute on function oversight.tracing_counts to qonys_app;

-- A receipt before its day would tell what the order defers.
create or replace function oversight.receipt_parts(read_id bigint) returns table (index bigint, salt bytea, subjects uuid[])
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select l.index, s.salt, r.subjects
  from platform.read_record r
    join oversight.leaf l on l.source = 'read' and l.row_id = r.id
    join oversight.salt s on s.index = l.index
  where r.id = read_id and r.subjects @> array[nullif(current_setting('qonys.person', true), '')::uuid]
    and (r.deferred_until is null or r.deferred_until <= (now() at time zone 'Asia/Almaty')::date) $$;
