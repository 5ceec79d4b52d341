-- What administrators of the database ask it outside the program is collected from the server's own log, and told to the persons.
-- A statement that names persons is a look at them; one that does not is a look at the whole register, which is told to everybody.
alter table platform.read_record drop constraint if exists read_record_subjects_check;
alter table platform.read_record add constraint read_record_subjects_check
  check (case when what = 'whole-register' then cardinality(subjects) = 0 else cardinality(subjects) > 0 end) not valid;
alter table platform.read_record validate constraint read_record_subjects_check;
create index on platform.read_record (id) where what = 'whole-register';
drop policy append on platform.read_record;
create policy append on platform.read_record for insert to qonys_app
  with check ((actor_kind = platform.actor_kind() and actor = platform.actor()) or (actor_kind = 'database' and platform.actor_kind() = 'system'));
drop policy subject_read on platform.read_record;
create policy subject_read on platform.read_record for select to qonys_app
  using (((subjects @> array[platform.my_person()] or (what = 'whole-register' and platform.my_person() is not null))
      and (deferred_until is null or deferred_until <= (now() at time zone 'Asia/Almaty')::date))
    or (platform.actor_kind() = 'staff' and platform.has_role('auditor')));
create or replace function oversight.receipt_parts(read_id bigint) returns table (index bigint, salt bytea, subjects uuid[])
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select l.index, s.salt, r.subjects
  from platform.read_record r
    join oversight.leaf l on l.source = 'read' and l.row_id = r.id
    join oversight.salt s on s.index = l.index
  where r.id = read_id and (r.subjects @> array[nullif(current_setting('qonys.person', true), '')::uuid]
      or (r.what = 'whole-register' and nullif(current_setting('qonys.person', true), '') is not null))
    and (r.deferred_until is null or r.deferred_until <= (now() at time zone 'Asia/Almaty')::date) $$;

create table oversight.server_log (
  file text primary key,
  read_to bigint not null,
  read_at timestamptz not null
);
comment on table oversight.server_log is 'How far each file of the server''s log was read.';
create table oversight.log_beat (
  n bigint generated always as identity primary key,
  at timestamptz not null,
  seen_at timestamptz
);
comment on table oversight.log_beat is 'Words written into the server''s log to be found there again: when one is not, logging was off.';
create table oversight.administrator_session (
  session text primary key,
  account text not null,
  client text,
  began_at timestamptz not null,
  statements integer not null default 0,
  ended_at timestamptz
);
comment on table oversight.administrator_session is 'Each sign-in to the database by other accounts than the program''s. One that said nothing switched its logging off.';
create table oversight.administrator_statement (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  account text not null,
  session text not null,
  program text,
  tables text[] not null,
  categories text[] not null,
  whole boolean not null,
  persons integer not null,
  read_id bigint not null references platform.read_record on delete cascade,
  statement text not null
);
create index on oversight.administrator_statement (read_id);
comment on column oversight.administrator_statement.statement is 'As it was asked, at most 4,000 letters; only auditors see it, and it goes with its look.';
create table oversight.administrator_alarm (
  id uuid primary key default gen_random_uuid(),
  kind text not null check (kind in ('log-silent', 'log-cut', 'session-silent', 'logging-changed')),
  at timestamptz not null,
  account text,
  about text not null,
  unique (kind, about)
);
do $$
declare t text;
begin
  foreach t in array array['server_log', 'log_beat', 'administrator_session', 'administrator_statement', 'administrator_alarm'] loop
    execute format('alter table oversight.%I enable row level security', t);
    execute format('alter table oversight.%I force row level security', t);
    execute format('create policy job on oversight.%I for all using (platform.actor_kind() = ''system'')', t);
    execute format('create policy auditor on oversight.%I for select to qonys_app using (platform.actor_kind() = ''staff'' and platform.has_role(''auditor''))', t);
    execute format('grant select, insert on oversight.%I to qonys_app', t);
  end loop;
end $$;
grant update on oversight.server_log, oversight.log_beat, oversight.administrator_session to qonys_app;
grant delete on oversight.administrator_statement, oversight.log_beat, oversight.administrator_session to qonys_app;

-- The files of the log, for jobs alone. They may hold what was asked of other databases of the server: the reader leaves that out.
create function oversight.list_server_log() returns table (file text, size bigint, changed timestamptz)
  language sql stable security definer set search_path = pg_catalog as $$
  select name, l.size, modification from pg_ls_logdir() l
  where name ~ '^[A-Za-z0-9._-]+\.json$' and current_setting('qonys.actor_kind', true) = 'system' $$;
create function oversight.read_server_log(file text, from_byte bigint, most bigint) returns bytea
  language plpgsql stable security definer set search_path = pg_catalog as $$
begin
  if current_setting('qonys.actor_kind', true) is distinct from 'system' or file !~ '^[A-Za-z0-9._-]+\.json$' then return null; end if;
  return pg_read_binary_file(current_setting('log_directory') || '/' || file, from_byte, least(most, 16777216), true);
end $$;
create function oversight.beat(n bigint) returns void
  language plpgsql volatile set search_path = pg_catalog as $$
begin
  raise log 'qonys beat % %', current_database(), n;
end $$;
-- Which tables hold something of a person: those that row-level security guards. For the judge of statements.
create function oversight.guarded_tables() returns table (name text)
  language sql stable security definer set search_path = pg_catalog as $$
  select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    and ((c.relrowsecurity and c.relforcerowsecurity) or c.relkind in ('v', 'm') or n.nspname || '.' || c.relname ~ '^pgboss\.(job|archive)|^pgboss\.j[0-9a-f]{10}') $$;
-- Of ids that a statement named, those of persons.
create function oversight.persons_among(ids uuid[]) returns uuid[]
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select coalesce(array_agg(distinct p.id), '{}') from person.person p where p.id = any (ids) $$;
do $$
declare f text;
begin
  foreach f in array array['list_server_log()', 'read_server_log(text, bigint, bigint)', 'beat(bigint)', 'guarded_tables()', 'persons_among(uuid[])'] loop
    execute format('revoke all on function oversight.%s from public', f);
    execute format('grant execute on function oversight.%s to qonys_app', f);
  end loop;
end $$;
