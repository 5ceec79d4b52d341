-- A log that outsiders can check: RFC 6962 over salted commitments of every event and every read record.

create schema oversight;
grant usage on schema oversight to qonys_app;

-- The job that writes the log reads all records; people and auditors read what they read before.
create policy log_job on platform.read_record for select using (platform.actor_kind() = 'system');

create table oversight.leaf (
  index bigint primary key check (index >= 0),
  source text not null check (source in ('event', 'read')),
  row_id bigint not null,
  commitment bytea not null check (octet_length(commitment) = 32),
  unique (source, row_id)
);
comment on table oversight.leaf is 'The log in its order. What a leaf commits to is a row of platform.event or platform.read_record; the leaf tells nothing about it.';

create table oversight.salt (
  index bigint primary key references oversight.leaf,
  salt bytea not null check (octet_length(salt) = 32)
);
comment on table oversight.salt is 'Opens a commitment. Deleting a salt erases what the leaf said of a person and leaves the log valid.';

create table oversight.node (
  level smallint not null check (level between 0 and 62),
  index bigint not null,
  hash bytea not null check (octet_length(hash) = 32),
  primary key (level, index)
);
comment on table oversight.node is 'Roots of complete subtrees, so that a proof costs a few rows.';

create table oversight.checkpoint (
  id bigint generated always as identity primary key,
  size bigint not null,
  root bytea not null,
  body text not null,
  signature text not null,
  at timestamptz not null
);
create index on oversight.checkpoint (size);

create table oversight.witness (
  name text primary key,
  key text not null,
  admitted_at timestamptz not null default now()
);
comment on table oversight.witness is 'Whose cosignatures are kept and shown. Who trusts which witness is for the reader to say.';

create table oversight.cosignature (
  checkpoint_id bigint not null references oversight.checkpoint,
  witness text not null references oversight.witness,
  line text not null,
  at timestamptz not null,
  primary key (checkpoint_id, witness)
);

-- How far a source was read. Below `low` everything that will ever be there is in the log.
create table oversight.progress (
  source text primary key check (source in ('event', 'read')),
  low bigint not null default 0,
  mark bigint not null default 0,
  mark_at timestamptz not null default '-infinity',
  mark_xid xid8 not null default '0'
);
insert into oversight.progress (source) values ('event'), ('read');

create table oversight.erasure (
  index bigint primary key references oversight.leaf,
  ground text not null,
  at timestamptz not null
);
comment on table oversight.erasure is 'Salts that were deleted on purpose. An auditor asks for each missing salt why it is missing.';

grant select, insert on oversight.leaf, oversight.node, oversight.checkpoint, oversight.cosignature, oversight.erasure to qonys_app;
grant select, insert, delete on oversight.salt to qonys_app;
grant select, update on oversight.progress to qonys_app;
grant select on oversight.witness to qonys_app;

do $$
declare t text;
begin
  foreach t in array array['leaf', 'salt', 'node', 'checkpoint', 'witness', 'cosignature', 'progress', 'erasure'] loop
    execute format('alter table oversight.%I enable row level security', t);
    execute format('alter table oversight.%I force row level security', t);
    execute format('create policy job on oversight.%I for all using (platform.actor_kind() = ''system'')', t);
  end loop;
end $$;

-- A person's own receipt: where a read of them stands in the log and what opens it; nothing for anybody else's.
create function oversight.receipt_parts(read_id bigint) returns table (index bigint, salt bytea, subjects uuid[])
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select l.index, s.salt, r.subjects
  from platform.read_record r
    join oversight.leaf l on l.source = 'read' and l.row_id = r.id
    join oversight.salt s on s.index = l.index
  where r.id = read_id and r.subjects @> array[nullif(current_setting('qonys.person', true), '')::uuid] $$;
revoke all on function oversight.receipt_parts from public;
grant execute on function oversight.receipt_parts to qonys_app;
