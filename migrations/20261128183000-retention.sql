-- What is due is erased each night by the module that owns it, what is held stays, and each erasure leaves a proof.

create table oversight.legal_hold (
  id uuid primary key,
  person_id uuid,
  ground text not null check (length(ground) >= 20),
  placed_by uuid not null,
  placed_at timestamptz not null,
  lifted_at timestamptz,
  lifted_by uuid,
  check ((lifted_at is null) = (lifted_by is null))
);
comment on table oversight.legal_hold is 'Nothing of this person (null: of anybody) is erased while it stands.';

create table oversight.erasure_proof (
  id uuid primary key,
  category text not null,
  older_than timestamptz not null,
  rows integer not null check (rows > 0),
  digest bytea not null check (octet_length(digest) = 32),
  held integer not null,
  policy_hash text not null,
  at timestamptz not null
);
comment on column oversight.erasure_proof.digest is 'SHA-256 of the keys of the erased rows, sorted: a backup that still has them can be held against it. It names nobody.';
grant select, insert, update (lifted_at, lifted_by) on oversight.legal_hold to qonys_app;
grant select, insert on oversight.erasure_proof to qonys_app;
do $$
declare t text;
begin
  foreach t in array array['legal_hold', 'erasure_proof'] loop
    execute format('alter table oversight.%I enable row level security', t);
    execute format('alter table oversight.%I force row level security', t);
    execute format('create policy job on oversight.%I for all using (platform.actor_kind() = ''system'')', t);
  end loop;
end $$;
create policy auditor on oversight.legal_hold for all to qonys_app using (platform.actor_kind() = 'staff' and platform.has_role('auditor'));
-- Counts and digests, for everybody.
create policy everybody on oversight.erasure_proof for select to qonys_app using (true);

-- Each answers how many rows went, how many a hold kept, and the digest of the keys. `held`: persons on hold; one null holds all.
create function platform.erased(keys text[], kept bigint) returns jsonb language sql immutable set search_path = pg_catalog as $$
  select jsonb_build_object('rows', cardinality(keys), 'held', kept,
    'digest', encode(sha256(convert_to((select coalesce(string_agg(k, E'\n' order by k), '') from unnest(keys) k), 'UTF8')), 'hex')) $$;

create function person.erase_sign_in_codes(before timestamptz, held uuid[]) returns jsonb
  language sql volatile security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  with gone as (delete from person.sign_in_code c where c.sent_at < before returning c.id::text as key)
  select platform.erased(coalesce(array_agg(key), '{}'), 0) from gone $$;

create function platform.erase_sessions(before timestamptz, held uuid[]) returns jsonb
  language sql volatile security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  with gone as (delete from platform.session s where coalesce(s.ended_at, s.expires_at) < before returning encode(s.token_hash, 'hex') as key)
  select platform.erased(coalesce(array_agg(key), '{}'), 0) from gone $$;

create function message.erase_addresses(before timestamptz, held uuid[]) returns jsonb
  language sql volatile security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  with due as (select m.id, a.person_id from message.address m left join person.account a on a.id = m.account_id where m.removed_at < before),
  free as (select id from due where not (array_position(held, null) is not null or coalesce(person_id = any (held), false))),
  loosened as (update message.delivery d set address_id = null from free where d.address_id = free.id returning 1),
  gone as (delete from message.address m using free where m.id = free.id and (select count(*) from loosened) >= 0 returning m.id::text as key)
  select platform.erased(coalesce(array_agg(key), '{}'), (select count(*) from due) - (select count(*) from free)) from gone $$;

create function message.erase_messages(before timestamptz, held uuid[]) returns jsonb
  language plpgsql volatile security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
declare
  due uuid[];
  kept bigint;
  keys text[];
begin
  select coalesce(array_agg(m.id) filter (where not stays), '{}'), count(*) filter (where stays) into due, kept from (
    select m.id, array_position(held, null) is not null or coalesce(m.person_id = any (held), false) as stays
    from message.message m where m.read_at < before limit 10000) m;
  update message.delivery set after_failed = null where message_id = any (due) and after_failed is not null;
  delete from message.delivery where message_id = any (due);
  with gone as (delete from message.message where id = any (due) returning id::text as key) select coalesce(array_agg(key), '{}') into keys from gone;
  return platform.erased(keys, kept);
end $$;

-- Looks: the row goes, and with it the salt that opens its leaf; the leaf stays, so the log still verifies, and says of nobody anything.
create function oversight.erase_looks(before timestamptz, held uuid[]) returns jsonb
  language plpgsql volatile security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
declare
  due bigint[];
  kept bigint;
  keys text[];
begin
  -- Only what is in the log already: a row that is not would leave a hole in it.
  select coalesce(array_agg(r.id) filter (where not stays), '{}'), count(*) filter (where stays) into due, kept from (
    select r.id, array_position(held, null) is not null or r.subjects && array_remove(held, null) as stays
    from platform.read_record r join oversight.leaf l on l.source = 'read' and l.row_id = r.id where r.at < before order by r.id limit 10000) r;
  insert into oversight.erasure (index, ground, at) select l.index, 'retention.looks', clock_timestamp() from oversight.leaf l
    where l.source = 'read' and l.row_id = any (due) on conflict do nothing;
  delete from oversight.salt s using oversight.leaf l where l.index = s.index and l.source = 'read' and l.row_id = any (due);
  with gone as (delete from platform.read_record where id = any (due) returning id::text as key) select coalesce(array_agg(key), '{}') into keys from gone;
  return platform.erased(keys, kept);
end $$;

do $$
declare f text;
begin
  foreach f in array array['person.erase_sign_in_codes', 'platform.erase_sessions', 'message.erase_addresses', 'message.erase_messages', 'oversight.erase_looks'] loop
    execute format('revoke all on function %s(timestamptz, uuid[]) from public', f);
    execute format('grant execute on function %s(timestamptz, uuid[]) to qonys_app', f);
  end loop;
end $$;
