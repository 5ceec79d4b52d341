-- Records that may be of one person: found by scores, decided by people, joined by a pointer that can be taken away again.

create schema identity;
grant usage on schema identity to qonys_app;

create table identity.looked (
  person_id uuid primary key,
  looked_at timestamptz not null
);
comment on table identity.looked is 'Whose record was compared with the others, and when; looked at again when a name is newer.';

create table identity.pair (
  id uuid primary key,
  a uuid not null,
  b uuid not null,
  regions text[] not null,
  probability double precision not null check (probability between 0 and 1),
  steps jsonb not null,
  facts_digest text not null,
  state text not null check (state in ('open', 'proposed', 'same', 'not-same')),
  found_at timestamptz not null,
  version integer not null default 1,
  check (a < b),
  unique (a, b)
);
comment on column identity.pair.facts_digest is 'Of the names and birth dates that were compared: a decided pair is opened again only when it changes.';
create index on identity.pair (probability desc) where state in ('open', 'proposed');

create table identity.review (
  id uuid primary key,
  pair_id uuid not null references identity.pair,
  answer text not null check (answer in ('same', 'not-same', 'unsure', 'unmerge')),
  reason text not null check (length(reason) >= 10),
  reviewed_by uuid not null,
  reviewed_at timestamptz not null
);
create index on identity.review (pair_id);

create table identity.merge (
  id uuid primary key,
  pair_id uuid not null references identity.pair,
  survivor uuid not null,
  merged uuid not null,
  proposed_by uuid not null,
  proposed_at timestamptz not null,
  confirmed_by uuid,
  confirmed_at timestamptz,
  undone_by uuid,
  undone_at timestamptz,
  check (survivor <> merged),
  -- No probabilistic merge by one person, and none by a program.
  check (confirmed_by is distinct from proposed_by),
  check ((confirmed_by is null) = (confirmed_at is null)),
  check (undone_at is null or undone_by is not null)
);
create unique index one_running_merge on identity.merge (pair_id) where undone_at is null;

grant select, insert, update on all tables in schema identity to qonys_app;
revoke update on identity.review from qonys_app;
do $$
declare t text;
begin
  foreach t in array array['looked', 'pair', 'review', 'merge'] loop
    execute format('alter table identity.%I enable row level security', t);
    execute format('alter table identity.%I force row level security', t);
    execute format('create policy job on identity.%I for all using (platform.actor_kind() = ''system'')', t);
  end loop;
end $$;
create policy staff on identity.pair for all to qonys_app
  using (platform.actor_kind() = 'staff' and (platform.has_role('registrar') or platform.has_role('supervisor')) and platform.covers(regions));
create policy of_visible_pair on identity.review for all to qonys_app using (exists (select 1 from identity.pair p where p.id = pair_id));
create policy of_visible_pair on identity.merge for all to qonys_app using (exists (select 1 from identity.pair p where p.id = pair_id));

-- The two sides of a pair stand in two regions and the reviewer must see both: what is compared, and nothing else of the person.
create function identity.sides(pair uuid) returns jsonb
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select jsonb_agg(jsonb_build_object('id', p.id, 'latin_name', p.latin_name, 'native_name', p.native_name, 'birth_date', p.birth_date, 'sex', p.sex,
      'citizenship', p.citizenship, 'registered_at', p.registered_at, 'regions', p.regions, 'photo', p.photo, 'same_as', p.same_as,
      'documents', (select coalesce(jsonb_agg(d.issuing_state || ' ' || d.number order by d.known_at), '[]') from person.travel_document d where d.person_id = p.id)) order by p.id)
    from person.person p join identity.pair q on p.id in (q.a, q.b) where q.id = pair $$;

-- No foreign key is rewritten: the pointer joins, taking it away parts.
create function person.join_records(merged uuid, survivor uuid) returns boolean
  language sql volatile security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  with joined as (update person.person set same_as = survivor where id = merged and same_as is null
    and not exists (select 1 from person.person s where s.id = survivor and s.same_as is not null)
    and not exists (select 1 from person.person o where o.same_as = merged) returning 1)
  select exists (select 1 from joined) $$;
create function person.part_records(merged uuid, survivor uuid) returns boolean
  language sql volatile security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  with parted as (update person.person set same_as = null where id = merged and same_as = survivor returning 1)
  select exists (select 1 from parted) $$;
-- What was shown of either while they were one.
create function identity.disclosures(people uuid[], since timestamptz, until timestamptz) returns table (at timestamptz, institution text, what text, purpose text)
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select r.at, r.institution, r.what, r.purpose from platform.read_record r where r.subjects && people and r.at between since and until order by r.at desc limit 200 $$;
revoke all on function identity.sides, person.join_records, person.part_records, identity.disclosures from public;
grant execute on function identity.sides, person.join_records, person.part_records, identity.disclosures to qonys_app;
create index on person.name (known_at);
