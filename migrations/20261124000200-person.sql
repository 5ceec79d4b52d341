-- One person, one record. Facts are dated rows, corrected by newer rows, never overwritten.

create schema person;
grant usage on schema person to qonys_app;

create table person.person (
  id uuid primary key,
  citizenship text not null check (citizenship ~ '^[A-Z]{1,3}$'),
  birth_date text not null check (birth_date ~ '^\d{4}(-\d{2}(-\d{2})?)?$'),
  sex text not null check (sex in ('female', 'male', 'unspecified')),
  latin_name text not null,
  native_name text,
  language text not null default 'ru',
  regions text[] not null default '{}',
  standing text not null check (standing in ('declared', 'verified')),
  photo uuid,
  same_as uuid references person.person,
  registered_at timestamptz not null,
  registered_by text not null,
  version integer not null default 1,
  check (same_as is distinct from id)
);
comment on table person.person is 'A natural person as registered. Names here are the current display forms; their history is in person.name.';
comment on column person.person.regions is 'KATO prefixes where an authority deals with the person; staff posted elsewhere do not see the row.';
comment on column person.person.same_as is 'The surviving record when two are one person. No foreign key is ever rewritten; removing the pointer undoes the merge.';
create index on person.person (same_as) where same_as is not null;
create index on person.person (birth_date);

create table person.name (
  id uuid primary key,
  person_id uuid not null references person.person,
  script text not null check (script in ('latin', 'native')),
  family text,
  given text,
  patronymic text,
  valid_from date,
  known_at timestamptz not null,
  source text not null,
  superseded_at timestamptz,
  -- One name is a whole name: it stands as given name, without a family name.
  check (coalesce(family, given) is not null)
);
create index on person.name (person_id);

create table person.name_key (
  person_id uuid not null references person.person,
  key text collate "C" not null,
  primary key (key, person_id)
);
comment on table person.name_key is 'Folded search keys of every name form; see src/person/fold-name.ts. Ordered by bytes: comparing so leaks nothing, and row-level security lets the index be used.';
create index on person.name_key (person_id);

create table person.travel_document (
  id uuid primary key,
  person_id uuid not null references person.person,
  kind text not null check (kind in ('passport', 'identity-card', 'travel-document', 'visa')),
  issuing_state text not null,
  number text not null,
  issued_on date,
  expires_on date,
  mrz text,
  file_id uuid,
  standing text not null check (standing in ('declared', 'verified')),
  known_at timestamptz not null,
  source text not null,
  superseded_at timestamptz
);
create unique index one_document_one_record on person.travel_document (issuing_state, number, kind) where superseded_at is null;
create index on person.travel_document (number);
create index on person.travel_document (person_id);

create table person.iin (
  person_id uuid not null references person.person,
  iin text not null check (iin ~ '^\d{12}$'),
  warnings text[] not null default '{}',
  standing text not null check (standing in ('declared', 'verified')),
  known_at timestamptz not null,
  source text not null,
  superseded_at timestamptz
);
create unique index one_iin_one_record on person.iin (iin) where superseded_at is null;
create index on person.iin (person_id);

create table person.fact (
  id uuid primary key,
  person_id uuid not null references person.person,
  kind text not null check (kind in ('education', 'occupation', 'last-residence')),
  code text not null,
  detail text,
  standing text not null check (standing in ('declared', 'recognised')),
  valid_from date,
  known_at timestamptz not null,
  source text not null,
  superseded_at timestamptz
);
comment on table person.fact is 'Education (ISCED 2011), occupation (ISCO-08) and last residence (ISO 3166): what was declared and what was recognised stand apart.';
create index on person.fact (person_id);

create table person.contact (
  id uuid primary key,
  person_id uuid not null references person.person,
  channel text not null check (channel in ('phone', 'email')),
  address text not null,
  known_at timestamptz not null,
  source text not null,
  superseded_at timestamptz
);
comment on table person.contact is 'How a person can be reached. Shared phones are common in hostels: a contact never proves who somebody is.';
create index on person.contact (person_id);
create index on person.contact (address) where superseded_at is null;

create table person.family_link (
  id uuid primary key,
  person_id uuid not null references person.person,
  relative_id uuid not null references person.person,
  relation text not null check (relation in ('spouse', 'child', 'parent', 'sibling', 'guardian', 'ward', 'other')),
  standing text not null check (standing in ('declared', 'verified')),
  known_at timestamptz not null,
  source text not null,
  ended_at timestamptz,
  check (person_id <> relative_id)
);
create unique index one_link on person.family_link (person_id, relative_id, relation) where ended_at is null;
create index on person.family_link (relative_id);

create table person.file (
  id uuid primary key,
  person_id uuid references person.person,
  account_id uuid,
  kind text not null check (kind in ('photo', 'travel-document', 'contract', 'evidence')),
  media_type text not null check (media_type in ('image/jpeg', 'image/png', 'image/webp', 'application/pdf')),
  name text not null,
  sha256 bytea not null,
  bytes bytea not null check (octet_length(bytes) <= 10485760),
  uploaded_at timestamptz not null,
  uploaded_by text not null,
  thumbnail bytea check (octet_length(thumbnail) <= 65536)
);
comment on table person.file is 'Photos and documents as they are kept: images re-encoded without their metadata. Without a person it is an upload that only its uploader sees.';
create index on person.file (person_id);
create index on person.file (uploaded_by) where person_id is null;
create index on person.file (account_id) where person_id is null;

create table person.account (
  id uuid primary key,
  channel text not null check (channel in ('phone', 'email')),
  address text not null,
  person_id uuid references person.person,
  language text not null default 'ru',
  opened_at timestamptz not null,
  closed_at timestamptz
);
comment on table person.account is 'A way to sign in without a state account: a phone or e-mail address that answered with a code.';
create unique index one_account on person.account (channel, address) where closed_at is null;
create index on person.account (person_id);

create table person.sign_in_code (
  id uuid primary key,
  channel text not null,
  address text not null,
  code_hash bytea not null,
  link_hash bytea not null,
  sent_at timestamptz not null,
  expires_at timestamptz not null,
  attempts integer not null default 0,
  used_at timestamptz
);
create index on person.sign_in_code (channel, address, sent_at);
create unique index on person.sign_in_code (link_hash);

create table person.registration_draft (
  account_id uuid primary key references person.account,
  answers jsonb not null,
  saved_at timestamptz not null,
  expires_at timestamptz not null,
  version integer not null default 1
);
comment on table person.registration_draft is 'Answers of a registration that is not sent yet, so that it can be finished on another device; 30 days.';

grant select, insert, update on all tables in schema person to qonys_app;
grant delete on person.name_key, person.registration_draft to qonys_app;

alter table person.person enable row level security;
alter table person.person force row level security;
create policy staff on person.person for all to qonys_app
  using (platform.actor_kind() in ('staff', 'client') and platform.covers(regions));
create policy self on person.person for all to qonys_app
  using (id = (select platform.my_person()) or same_as = (select platform.my_person()));
create policy job on person.person for all using (platform.actor_kind() = 'system');
-- A person who registers themself has no record yet.
create policy first on person.person for insert to qonys_app with check (platform.actor_kind() = 'person' and platform.my_person() is null);

do $$
declare t text;
begin
  foreach t in array array['name', 'name_key', 'travel_document', 'iin', 'fact', 'contact'] loop
    execute format('alter table person.%I enable row level security', t);
    execute format('alter table person.%I force row level security', t);
    execute format('create policy of_visible_person on person.%I for all using (exists (select 1 from person.person p where p.id = person_id))', t);
  end loop;
end $$;

-- A family link is on both records.
alter table person.family_link enable row level security;
alter table person.family_link force row level security;
create policy of_visible_person on person.family_link for all
  using (exists (select 1 from person.person p where p.id = person_id) or exists (select 1 from person.person p where p.id = relative_id));

alter table person.file enable row level security;
alter table person.file force row level security;
create policy of_visible_person on person.file for all to qonys_app
  using (person_id is not null and exists (select 1 from person.person p where p.id = person_id));
create policy own_upload on person.file for all to qonys_app
  using (account_id is not null and account_id::text = platform.actor());
-- Uploaded before the person was registered: only for the hand that uploaded it.
create policy of_nobody_yet on person.file for all to qonys_app
  using (person_id is null and uploaded_by = platform.actor() and platform.actor_kind() in ('staff', 'client', 'person'));
create policy job on person.file for all using (platform.actor_kind() = 'system');

alter table person.account enable row level security;
alter table person.account force row level security;
create policy job on person.account for all using (platform.actor_kind() = 'system');
create policy own on person.account for all to qonys_app using (id::text = platform.actor());
create policy staff on person.account for select to qonys_app
  using (platform.actor_kind() = 'staff' and person_id is not null and exists (select 1 from person.person p where p.id = person_id));
alter table person.registration_draft enable row level security;
alter table person.registration_draft force row level security;
create policy own on person.registration_draft for all to qonys_app using (account_id::text = platform.actor());
create policy job on person.registration_draft for all using (platform.actor_kind() = 'system');
alter table person.sign_in_code enable row level security;
alter table person.sign_in_code force row level security;
create policy job on person.sign_in_code for all to qonys_app using (platform.actor_kind() = 'system');

-- Definer functions run as the owner, who is bound by row-level security like everybody (force): they say that they are a job.
-- The only questions that cross regions: does this document or number belong to a record already? They answer with the id alone.
create function person.holder_of_document(issuing text, document_number text, document_kind text) returns uuid
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select coalesce(p.same_as, p.id) from person.travel_document d join person.person p on p.id = d.person_id
  where d.issuing_state = issuing and d.number = document_number and d.kind = document_kind and d.superseded_at is null $$;
create function person.holder_of_iin(wanted text) returns uuid
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select coalesce(p.same_as, p.id) from person.iin i join person.person p on p.id = i.person_id
  where i.iin = wanted and i.superseded_at is null $$;
revoke all on function person.holder_of_document, person.holder_of_iin from public;
grant execute on function person.holder_of_document, person.holder_of_iin to qonys_app;

-- The account behind a session, with the surviving record of its person.
create function person.account_of_session(account uuid) returns jsonb
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select jsonb_build_object('id', a.id, 'person', coalesce(p.same_as, p.id), 'name', p.latin_name, 'language', a.language)
  from person.account a left join person.person p on p.id = a.person_id
  where a.id = account and a.closed_at is null $$;
revoke all on function person.account_of_session from public;
grant execute on function person.account_of_session to qonys_app;

-- Stay and work in a region open the record to its authorities, also when an officer of that region does not see it yet.
create function person.open_to_region(wanted uuid, region text) returns boolean
  language sql volatile security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  with opened as (
    update person.person set regions = array_append(regions, region)
    where id = (select coalesce(x.same_as, x.id) from person.person x where x.id = wanted) and not region = any (regions) returning 1)
  select exists (select 1 from opened) $$;
revoke all on function person.open_to_region from public;
grant execute on function person.open_to_region to qonys_app;

-- Everything of a new person in one statement of the application, under the asker's own row-level security. Answers who holds the
-- document or the IIN already, whom of them the asker may see, and who looks alike, instead of registering; a clerk who was
-- faster between our look and our insert is found by the unique index and answered the same way.
create function person.register(given jsonb) returns jsonb language plpgsql set search_path = pg_catalog as $$
declare
  new_id uuid := (given->>'id')::uuid;
  known timestamptz := (given->>'now')::timestamptz;
  origin text := given->>'source';
  level text := given->>'standing';
  document jsonb := given->'document';
  files uuid[] := array_remove(array[(given->>'photo')::uuid, (document->>'file')::uuid], null);
  by_document uuid := person.holder_of_document(document->>'issuing_state', document->>'number', document->>'kind');
  by_iin uuid := case when given->>'iin' is not null then person.holder_of_iin(given->>'iin') end;
  alike uuid[] := '{}';
begin
  if by_document is null and by_iin is null and not (given->>'confirmed')::boolean then
    select coalesce(array_agg(id), '{}') into alike from (
      select distinct coalesce(p.same_as, p.id) as id from person.name_key k join person.person p on p.id = k.person_id
      where k.key = any (array(select jsonb_array_elements_text(given->'wholes'))) and p.birth_date = given->>'birth_date' limit 10) found;
  end if;
  if by_document is null and by_iin is null and cardinality(alike) = 0 then
    begin
      insert into person.person (id, citizenship, birth_date, sex, latin_name, native_name, language, regions, standing, photo, registered_at, registered_by)
        values (new_id, given->>'citizenship', given->>'birth_date', given->>'sex', given->>'latin_name', given->>'native_name', given->>'language',
          array[given->>'region'], level, (given->>'photo')::uuid, known, platform.actor());
      -- Somebody who registers themself sees their record from here on.
      if platform.actor_kind() = 'person' then
        perform set_config('qonys.person', new_id::text, true);
        update person.account set person_id = new_id where id::text = platform.actor();
        delete from person.registration_draft where account_id::text = platform.actor();
      end if;
      insert into person.travel_document (id, person_id, kind, issuing_state, number, issued_on, expires_on, mrz, file_id, standing, known_at, source)
        values ((document->>'id')::uuid, new_id, document->>'kind', document->>'issuing_state', document->>'number', (document->>'issued_on')::date,
          (document->>'expires_on')::date, document->>'mrz', (document->>'file')::uuid, level, known, origin);
      if given->>'iin' is not null then
        insert into person.iin (person_id, iin, warnings, standing, known_at, source)
          values (new_id, given->>'iin', array(select jsonb_array_elements_text(given->'iin_warnings')), level, known, origin);
      end if;
      insert into person.name (id, person_id, script, family, given, patronymic, known_at, source)
        select x.id, new_id, x.script, x.family, x.given, x.patronymic, known, origin
        from jsonb_to_recordset(given->'names') as x(id uuid, script text, family text, given text, patronymic text);
      insert into person.name_key (person_id, key) select new_id, key from jsonb_array_elements_text(given->'keys') key;
      if jsonb_array_length(given->'facts') > 0 then
        insert into person.fact (id, person_id, kind, code, detail, standing, known_at, source)
          select x.id, new_id, x.kind, x.code, x.detail, 'declared', known, origin
          from jsonb_to_recordset(given->'facts') as x(id uuid, kind text, code text, detail text);
      end if;
      if jsonb_array_length(given->'contacts') > 0 then
        insert into person.contact (id, person_id, channel, address, known_at, source)
          select x.id, new_id, x.channel, x.address, known, origin
          from jsonb_to_recordset(given->'contacts') as x(id uuid, channel text, address text);
      end if;
      if cardinality(files) > 0 then
        update person.file set person_id = new_id where id = any (files) and person_id is null;
        if (select count(distinct f.id) <> (select count(distinct u) from unnest(files) u) from person.file f where f.id = any (files) and f.person_id = new_id) then
          raise exception using errcode = 'QF001';
        end if;
      end if;
      if jsonb_array_length(given->'family') > 0 then
        if exists (select 1 from jsonb_to_recordset(given->'family') as x(relative uuid) where not exists (select 1 from person.person p where p.id = x.relative)) then
          raise exception using errcode = 'QF002';
        end if;
        insert into person.family_link (id, person_id, relative_id, relation, standing, known_at, source)
          select x.id, new_id, x.relative, x.relation, level, known, origin
          from jsonb_to_recordset(given->'family') as x(id uuid, relative uuid, relation text);
      end if;
    exception
      when unique_violation then
        by_document := person.holder_of_document(document->>'issuing_state', document->>'number', document->>'kind');
        by_iin := case when given->>'iin' is not null then person.holder_of_iin(given->>'iin') end;
        if by_document is null and by_iin is null then raise; end if;
      when sqlstate 'QF001' then return jsonb_build_object('unknown', case when given->>'photo' is null then 'documentFile' else 'photo' end);
      when sqlstate 'QF002' then return jsonb_build_object('unknown', 'family');
    end;
  end if;
  return jsonb_build_object('by_document', by_document, 'by_iin', by_iin, 'similar', to_jsonb(alike),
    'visible', (select coalesce(jsonb_agg(p.id), '[]') from person.person p where p.id in (by_document, by_iin)));
end $$;
revoke all on function person.register from public;
grant execute on function person.register to qonys_app;

-- Whoever answers at the address an officer wrote down, and knows passport and birth date, opens the record. All three, for a
-- shared telephone proves nothing and employers know their workers' passports; and once: a second claim goes to an office.
create function person.claim_record(issuing text, document_number text, birth text) returns uuid
  language sql volatile security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  update person.account a set person_id = p.id
    from person.contact c, person.person p, person.travel_document d
    where a.id::text = platform.actor() and a.person_id is null and a.closed_at is null
      and c.channel = a.channel and c.address = a.address and c.superseded_at is null
      and p.id = c.person_id and p.same_as is null and p.birth_date = birth
      and d.person_id = p.id and d.superseded_at is null and d.issuing_state = issuing and d.number = document_number
      and not exists (select 1 from person.account other where other.person_id = p.id and other.closed_at is null)
    returning p.id $$;
revoke all on function person.claim_record from public;
grant execute on function person.claim_record to qonys_app;
