-- What other institutions report, by file or one by one. Rows of a file carry its id; what cannot be taken waits here, with the reason.

create schema feed;
grant usage on schema feed to qonys_app;

create table feed.file (
  id uuid primary key,
  kind text not null,
  institution text not null references institution.institution,
  sha256 bytea not null check (octet_length(sha256) = 32),
  bytes bigint not null,
  lines integer not null,
  recorded integer not null,
  repeated integer not null,
  waiting integer not null,
  quarantined integer not null,
  sent_by_kind text not null,
  sent_by text not null,
  received_at timestamptz not null,
  answer jsonb not null,
  unique (institution, kind, sha256)
);
comment on table feed.file is 'Each file that was taken, once: one act. The same file of the same institution gets the same answer.';
create index on feed.file (kind, received_at);

create table feed.quarantine (
  id uuid primary key,
  file uuid not null,
  kind text not null,
  institution text not null,
  line integer not null,
  reason text not null,
  field text,
  content text,
  fields jsonb,
  digest uuid not null,
  issuing_state text,
  document_number text,
  birth_date text,
  iin text,
  state text not null default 'waiting' check (state in ('waiting', 'recorded', 'dropped')),
  received_at timestamptz not null,
  decided_at timestamptz,
  decided_by text,
  because text,
  unique (institution, kind, digest),
  check (num_nonnulls(content, fields) = 1),
  check ((state = 'waiting') = (decided_at is null)),
  check (state <> 'dropped' or because is not null)
);
comment on table feed.quarantine is 'Lines that are no facts yet: not readable, not possible, or of a person who is not registered. Kept as they came: text, or the fields by column.';
create index quarantine_by_document on feed.quarantine (issuing_state, document_number) where state = 'waiting' and reason = 'person-not-known';
create index quarantine_by_iin on feed.quarantine (iin) where state = 'waiting' and reason = 'person-not-known' and iin is not null;
create index quarantine_waiting on feed.quarantine (kind, reason, id) where state = 'waiting';

-- What every line of every feed has. A shape has it first, then the columns of its own table.
create table feed.line (
  line integer not null,
  reason text,
  field text,
  content text,
  source text,
  source_reference text,
  corrects text,
  withdrawn boolean,
  issuing_state text,
  document_number text,
  birth_date text,
  iin text
);
comment on table feed.line is 'A shape, always empty: a file is copied into a temporary table like it.';

create table feed.kind (
  name text primary key,
  shape text not null,
  target text not null,
  by_iin boolean not null default false,
  -- Of the target's columns: what we made of the line, not what was sent.
  derived text[] not null default '{}'
);

grant select on feed.file to qonys_app;
grant select, update on feed.quarantine to qonys_app;
do $$
declare t text;
begin
  foreach t in array array['file', 'quarantine'] loop
    execute format('alter table feed.%I enable row level security', t);
    execute format('alter table feed.%I force row level security', t);
    execute format('create policy job on feed.%I for all using (platform.actor_kind() = ''system'')', t);
    execute format('create policy operator on feed.%I for all to qonys_app
      using (platform.actor_kind() = ''staff'' and platform.has_role(''administrator'') and platform.my_regions() = ''{*}'')', t);
  end loop;
end $$;

-- The answer to a file that was taken before. Two programs with the same file do not take it at once.
create function feed.known_file(of_institution text, of_kind text, digest bytea) returns jsonb
  language plpgsql volatile security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('feed.file ' || of_institution || ' ' || of_kind || ' ' || encode(digest, 'hex'), 0));
  return (select f.answer from feed.file f where f.institution = of_institution and f.kind = of_kind and f.sha256 = digest);
end $$;

-- A temporary table for the lines of one file, the application's to fill and nobody's to read.
create function feed.open_stage(of_kind text) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  shape text := (select k.shape from feed.kind k where k.name = of_kind);
begin
  drop table if exists pg_temp.stage;
  execute format('create temporary table stage (like %s) on commit drop', shape::regclass);
  grant insert on pg_temp.stage to qonys_app;
end $$;

-- Takes what lies in the stage, in one go, in any order: a line whose id is known changes nothing, a correction sets aside the fact it
-- names, also when that comes later. Nothing is overwritten. Ids of a sender stand in the name of their institution: nobody corrects
-- what another has told.
create function feed.take(given jsonb) returns jsonb
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp set qonys.actor_kind = 'system' as $$
declare
  of_kind feed.kind;
  file uuid := (given->>'file')::uuid;
  sender text := given->>'institution';
  known timestamptz := (given->>'now')::timestamptz;
  columns text;
  staged text;
  same text;
  matched text;
  all_lines integer;
  sound integer;
  recorded integer;
  repeated integer := 0;
  waiting integer := 0;
  kept integer := 0;
  counts jsonb;
begin
  select * into strict of_kind from feed.kind where name = given->>'kind';
  -- Only a table that `open_stage` made: this function runs with its owner's rights.
  if not exists (select from pg_class c join pg_roles r on r.oid = c.relowner
    where c.oid = 'pg_temp.stage'::regclass and c.relkind = 'r' and r.rolname = current_user) then
    raise exception 'no stage is open';
  end if;
  select string_agg(format('%I', a.attname), ', ' order by a.attnum), string_agg(format('s.%I', a.attname), ', ' order by a.attnum),
      string_agg(format('t.%1$I is not distinct from s.%1$I', a.attname), ' and ') filter (where not a.attname::text = any (of_kind.derived))
    into columns, staged, same
    from pg_attribute a where a.attrelid = of_kind.shape::regclass and a.attnum > 0 and not a.attisdropped
      and not exists (select from pg_attribute l where l.attrelid = 'feed.line'::regclass and l.attname = a.attname and l.attnum > 0);
  matched := 'select s.line, coalesce(p.same_as, p.id) as person from pg_temp.stage s
      join person.travel_document d on d.issuing_state = s.issuing_state and d.number = s.document_number and d.superseded_at is null
      join person.person p on p.id = d.person_id and p.birth_date = s.birth_date where s.reason is null';
  if of_kind.by_iin then
    matched := matched || ' and s.iin is null union all select s.line, coalesce(p.same_as, p.id) from pg_temp.stage s
      join person.iin i on i.iin = s.iin and i.superseded_at is null join person.person p on p.id = i.person_id where s.reason is null';
  end if;
  select count(*), count(*) filter (where s.reason is null) into all_lines, sound from pg_temp.stage s;
  if all_lines > 1000 then analyze pg_temp.stage; end if;

  -- First the facts that are corrected: two of one person and day must not stand beside each other for a moment.
  if exists (select from pg_temp.stage s where s.corrects is not null and s.reason is null) then
    execute format('update %1$s t set superseded_at = $1 from pg_temp.stage s
      where s.reason is null and s.corrects is not null and t.source = $2 || ''/'' || s.source and t.source_reference = s.corrects and t.superseded_at is null
        and not exists (select from %1$s x where x.source = t.source and x.source_reference = s.source_reference)', of_kind.target)
      using known, sender;
  end if;
  execute format('with corrected as materialized (
      select $2 || ''/'' || s.source as source, s.corrects from pg_temp.stage s where s.corrects is not null and s.reason is null
      union select t.source, t.corrects from %1$s t where t.corrects is not null and t.source like $4)
    insert into %1$s (id, person_id, source, source_reference, corrects, known_at, superseded_at, feed_file, %2$s)
    select ($3 || lpad(to_hex(s.line), 12, ''0''))::uuid, m.person, $2 || ''/'' || s.source, s.source_reference, s.corrects, $1,
      case when s.withdrawn or k.corrects is not null then $1 end, $5, %3$s
    from (%4$s) m join pg_temp.stage s on s.line = m.line
      left join corrected k on k.source = $2 || ''/'' || s.source and k.corrects = s.source_reference
    on conflict do nothing', of_kind.target, columns, staged, matched)
    using known, sender, left(file::text, 24), replace(replace(sender, '_', '\_'), '%', '\%') || '/%', file;
  get diagnostics recorded = row_count;

  if recorded < sound then
    execute format('with matched as (%3$s), rest as (
        select s.*, case
          when t.id is not null then case when %2$s and t.corrects is not distinct from s.corrects and coalesce(m.person = coalesce(h.same_as, h.id), true) then ''repeated'' else ''id-reused'' end
          when m.person is null then ''person-not-known''
          when s.corrects is not null and exists (select from %1$s k where k.source = $2 || ''/'' || s.source and k.corrects = s.corrects) then ''corrected-already''
          else ''known-otherwise'' end as verdict
        from pg_temp.stage s
          left join (select line, min(person::text)::uuid as person from matched group by line) m on m.line = s.line
          left join %1$s t on t.source = $2 || ''/'' || s.source and t.source_reference = s.source_reference
          left join person.person h on h.id = t.person_id
        where s.reason is null and not exists (select from %1$s i where i.id = ($3 || lpad(to_hex(s.line), 12, ''0''))::uuid)),
      kept as (
        insert into feed.quarantine (id, file, kind, institution, line, reason, fields, digest, issuing_state, document_number, birth_date, iin, received_at)
        select ($3 || lpad(to_hex(r.line), 12, ''0''))::uuid, $4, $5, $2, r.line, r.verdict, f.fields, md5(f.fields::text)::uuid,
          r.issuing_state, r.document_number, r.birth_date, r.iin, $1
        from rest r, lateral (select jsonb_strip_nulls(to_jsonb(r) - ''line'' - ''verdict'') - $6 as fields) f where r.verdict <> ''repeated''
        on conflict do nothing)
      select jsonb_build_object(''repeated'', count(*) filter (where verdict = ''repeated''),
        ''kept'', count(*) filter (where verdict in (''person-not-known'', ''known-otherwise'')), ''wrong'', count(*) filter (where verdict in (''id-reused'', ''corrected-already'')),
        ''lines'', (select coalesce(jsonb_agg(jsonb_build_object(''line'', w.line, ''code'', w.verdict)), ''[]'') from (select line, verdict from rest
          where verdict in (''id-reused'', ''corrected-already'') order by line limit 100) w)) from rest',
      of_kind.target, same, matched)
      using known, sender, left(file::text, 24), file, of_kind.name, of_kind.derived into counts;
    repeated := (counts->>'repeated')::integer;
    waiting := (counts->>'kept')::integer;
    kept := (counts->>'wrong')::integer;
  end if;
  if sound < all_lines then
    insert into feed.quarantine (id, file, kind, institution, line, reason, field, content, digest, received_at)
      select (left(file::text, 24) || lpad(to_hex(s.line), 12, '0'))::uuid, file, of_kind.name, sender, s.line, s.reason, s.field, s.content, md5(s.content)::uuid, known
      from pg_temp.stage s where s.reason is not null on conflict do nothing;
    kept := kept + all_lines - sound;
  end if;
  return jsonb_build_object('lines', all_lines, 'recorded', recorded, 'repeated', repeated, 'waiting', waiting, 'quarantined', kept,
    'wrong', coalesce(counts->'lines', '[]') || (select coalesce(jsonb_agg(w), '[]') from (select jsonb_strip_nulls(jsonb_build_object('line', s.line, 'code', s.reason, 'field', s.field)) as w
      from pg_temp.stage s where s.reason is not null order by s.line limit 100) x),
    'subjects', case when all_lines > 1000 then '[]' else feed.subjects_of(of_kind.target, file, recorded) end);
end $$;

-- Persons of the rows that the stage has just become; they are named by the act where it is small.
create function feed.subjects_of(target text, file uuid, recorded integer) returns jsonb
  language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  found jsonb := '[]';
begin
  if recorded > 0 then
    execute format('select coalesce(jsonb_agg(distinct t.person_id), ''[]'') from %s t
      where t.id in (select ($1 || lpad(to_hex(s.line), 12, ''0''))::uuid from pg_temp.stage s)', target) using left(file::text, 24) into found;
  end if;
  return found;
end $$;
revoke all on function feed.subjects_of from public;

-- Keeps the answer to a file; the last statement of its act.
create function feed.keep_file(given jsonb, answer jsonb) returns void
  language sql volatile security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  insert into feed.file (id, kind, institution, sha256, bytes, lines, recorded, repeated, waiting, quarantined, sent_by_kind, sent_by, received_at, answer)
  values ((given->>'file')::uuid, given->>'kind', given->>'institution', decode(given->>'sha256', 'hex'), (given->>'bytes')::bigint, (given->>'lines')::integer,
    (given->>'recorded')::integer, (given->>'repeated')::integer, (given->>'waiting')::integer, (given->>'quarantined')::integer, given->>'sent_by_kind', given->>'sent_by',
    (given->>'now')::timestamptz, answer) $$;

revoke all on function feed.known_file, feed.open_stage, feed.take, feed.keep_file from public;
grant execute on function feed.known_file, feed.open_stage, feed.take, feed.keep_file to qonys_app;
