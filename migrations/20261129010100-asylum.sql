-- Requests for asylum. The role of the application has no right here: only qonys_asylum does, and only for institutions on a list that no
-- page can lengthen. Who asks is a keyed digest; what is said, and from where somebody fled, is sealed with a key that the database does not
-- hold. Days, not moments.

create schema asylum;
grant usage on schema asylum, institution to qonys_asylum;
grant select on institution.institution, institution.office, institution.jurisdiction to qonys_asylum;
grant select (id, name, active_from, active_to) on institution.staff to qonys_asylum;
create policy named_in_decisions on institution.staff for select to qonys_asylum using (true);

create function asylum.actor_kind() returns text language sql stable set search_path = pg_catalog as
  $$ select coalesce(current_setting('qonys.actor_kind', true), '') $$;
create function asylum.my_institution() returns text language sql stable set search_path = pg_catalog as
  $$ select coalesce(current_setting('qonys.asylum_institution', true), '') $$;
create function asylum.me() returns text language sql stable set search_path = pg_catalog as
  $$ select coalesce(current_setting('qonys.actor', true), '') $$;
create function asylum.my_person() returns bytea language sql stable set search_path = pg_catalog as
  $$ select decode(coalesce(current_setting('qonys.asylum_person', true), ''), 'hex') $$;

-- Whoever may have anything of a request. No state but Kazakhstan, so neither a country of origin nor any consulate, and no authority that
-- enforces: the kinds that may stand here are named, and the register of institutions must call them the same.
create table asylum.recipient (
  code text primary key check (code ~ '^[a-z0-9-]+$'),
  names jsonb not null check (names ?& array['kk', 'ru', 'en']),
  kind text not null,
  country text,
  does text[] not null check (cardinality(does) > 0 and does <@ array['receives', 'judges', 'told']),
  ground text not null check (length(trim(ground)) >= 10),
  listed_on date not null,
  ended_on date,
  constraint named_kinds_only check (kind in ('local-executive-body', 'ministry', 'court', 'ombudsman', 'international')),
  constraint no_foreign_state check (case when kind = 'international' then country is null else country is not null and country = 'KAZ' end),
  constraint international_is_only_told check (kind <> 'international' or does = array['told'])
);
comment on table asylum.recipient is 'The only institutions that data of asylum may be read by or handed to. Rows come from the owner of the database (qonys asylum allow).';

create function asylum.recipient_is_what_it_says() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  if (new.kind = 'international') <> not exists (select 1 from institution.institution i where i.code = new.code) then
    raise exception 'an institution of the register is no international body, nor the other way' using errcode = 'check_violation', constraint = 'recipient_is_what_it_says';
  end if;
  if new.kind <> 'international' and not exists (select 1 from institution.institution i where i.code = new.code and i.kind = new.kind) then
    raise exception 'the register of institutions calls it something else' using errcode = 'check_violation', constraint = 'recipient_is_what_it_says';
  end if;
  return new;
end $$;
create trigger recipient_is_what_it_says before insert or update on asylum.recipient
  for each row execute function asylum.recipient_is_what_it_says();

-- On the list, today, for this; and still what the list says that it is.
create function asylum.listed(code text, what text) returns boolean language sql stable set search_path = pg_catalog as $$
  select exists (select 1 from asylum.recipient r where r.code = listed.code and what = any (r.does) and r.ended_on is null
    and (r.kind = 'international' or exists (select 1 from institution.institution i where i.code = r.code and i.kind = r.kind))) $$;

create table asylum.request (
  id uuid primary key,
  form uuid not null unique,
  person_key bytea not null check (length(person_key) = 32),
  institution text not null references asylum.recipient,
  office_id uuid not null,
  region text not null,
  language text not null,
  sealed bytea not null,
  in_time boolean not null,
  received_on date not null,
  fingerprints_by date not null,
  fingerprints_on date,
  decide_by date not null,
  postponed_to date,
  postponed_why bytea,
  state text not null check (state in ('pending', 'hearing', 'refused', 'appealed', 'recognised', 'closed')),
  appealed_on date,
  version integer not null default 1,
  constraint postponed_with_a_reason check ((postponed_to is null) = (postponed_why is null)),
  constraint postponed_no_longer_than_a_year check (postponed_to > decide_by and postponed_to <= decide_by + interval '12 months')
);
create unique index one_open on asylum.request (person_key) where state in ('pending', 'hearing');
create index on asylum.request (institution, state);
comment on column asylum.request.person_key is 'Keyed digest of the person''s id: no join leads from here to a person without the key.';

create table asylum.certificate (
  id uuid primary key,
  request_id uuid not null references asylum.request,
  form uuid not null unique,
  valid_from date not null,
  valid_to date not null check (valid_to >= valid_from),
  law_state text not null check (law_state in ('in force', 'pilot', 'unverified')),
  given boolean not null default false
);
create index on asylum.certificate (request_id);
create index on asylum.certificate (id) where not given;
comment on column asylum.certificate.given is 'Whether the paper was made and the days count; until then a turn of the worker tries again.';

create table asylum.hearing (
  id uuid primary key,
  request_id uuid not null references asylum.request,
  form uuid not null unique,
  announced_on date not null,
  announced_by uuid not null,
  held_on date not null check (held_on > announced_on),
  grounds text[] not null check (cardinality(grounds) > 0),
  sealed bytea not null check (octet_length(sealed) >= 50),
  statement bytea,
  stated_on date,
  check ((statement is null) = (stated_on is null)),
  unique (id, request_id)
);

-- The same constraints as of any decision (case.decision), and one more: no refusal rests on unverified law alone. Reasons are sealed; of
-- twenty letters sealing makes fifty octets (28 of its own and two quotation marks).
create table asylum.decision (
  id uuid primary key,
  request_id uuid not null references asylum.request,
  form uuid not null unique,
  kind text not null check (kind in ('recognise', 'refuse', 'uphold', 'overturn')),
  adverse boolean not null,
  decided_by uuid not null,
  office_id uuid not null,
  institution text not null,
  decided_on date not null,
  reasons bytea not null,
  grounds text[] not null,
  law_states text[] not null check (cardinality(law_states) > 0),
  policy_hash text not null,
  hearing_id uuid,
  supersedes uuid references asylum.decision,
  appeal_to uuid,
  appeal_until date,
  foreign key (hearing_id, request_id) references asylum.hearing (id, request_id),
  constraint refusing_is_adverse check (adverse = (kind in ('refuse', 'uphold'))),
  constraint adverse_needs_reasons check (octet_length(reasons) >= 50),
  constraint adverse_needs_grounds check (not adverse or cardinality(grounds) > 0),
  constraint adverse_needs_appeal check (not adverse or (appeal_to is not null and appeal_until is not null and appeal_until > decided_on)),
  constraint refusal_needs_a_hearing check (kind <> 'refuse' or hearing_id is not null),
  constraint judged_is_superseded check ((kind in ('uphold', 'overturn')) = (supersedes is not null)),
  constraint proposed_law_decides_nothing check (not law_states && array['proposed']),
  constraint refusal_rests_on_law_that_was_seen check (not adverse or law_states && array['in force', 'pilot'])
);
create index on asylum.decision (request_id);

create table asylum.appeal (
  id uuid primary key,
  request_id uuid not null references asylum.request,
  decision_id uuid not null references asylum.decision,
  form uuid not null unique,
  sealed bytea not null,
  lodged_on date not null,
  in_time boolean not null,
  decide_by date not null,
  outcome text check (outcome in ('upheld', 'overturned'))
);
create unique index one_open_appeal on asylum.appeal (decision_id) where outcome is null;
create index on asylum.appeal (request_id);

create function asylum.decision_is_sound() returns trigger language plpgsql set search_path = pg_catalog as $$
declare
  hearing asylum.hearing;
  former asylum.decision;
begin
  if not exists (select 1 from institution.staff s where s.id = new.decided_by and s.active_from <= new.decided_on
      and (s.active_to is null or s.active_to >= new.decided_on)) then
    raise exception 'the decision names nobody in office' using errcode = 'check_violation', constraint = 'decider_is_in_office';
  end if;
  if new.hearing_id is not null then
    select h.* into hearing from asylum.hearing h where h.id = new.hearing_id;
    if new.decided_on < hearing.held_on and hearing.statement is null then
      raise exception 'decided before the hearing' using errcode = 'check_violation', constraint = 'heard_before_refused';
    end if;
  end if;
  if new.supersedes is not null then
    select d.* into former from asylum.decision d where d.id = new.supersedes and d.request_id = new.request_id;
    if former.id is null or former.decided_by = new.decided_by or former.office_id = new.office_id then
      raise exception 'the appeal is judged by the one who decided, or by their office' using errcode = 'check_violation', constraint = 'appeal_has_another_judge';
    end if;
  end if;
  return new;
end $$;
create trigger decision_is_sound before insert on asylum.decision for each row execute function asylum.decision_is_sound();

create table asylum.consent (
  id uuid primary key,
  request_id uuid not null references asylum.request,
  recipient text not null references asylum.recipient,
  form uuid not null unique,
  language text not null,
  words text not null check (length(words) >= 20),
  draft boolean not null,
  given_on date not null,
  given_with text not null check (given_with in ('officer', 'self')),
  withdrawn_on date
);
create unique index one_consent on asylum.consent (request_id, recipient) where withdrawn_on is null;
comment on column asylum.consent.words is 'The very sentence that was agreed to, in the language it was read in.';

create table asylum.handing (
  id uuid primary key,
  request_id uuid not null references asylum.request,
  recipient text not null references asylum.recipient,
  form uuid not null unique,
  categories text[] not null check (cardinality(categories) > 0 and categories <@ array['contact', 'identity', 'story', 'state']),
  purpose bytea not null check (octet_length(purpose) >= 40),
  consent_id uuid references asylum.consent,
  handed_on date not null,
  handed_by uuid not null
);
create index on asylum.handing (request_id);

create function asylum.handing_is_allowed() returns trigger language plpgsql set search_path = pg_catalog as $$
declare
  kind text;
begin
  if not asylum.listed(new.recipient, 'told') then
    raise exception 'nothing of asylum goes there' using errcode = 'check_violation', constraint = 'recipient_is_listed';
  end if;
  select r.kind into kind from asylum.recipient r where r.code = new.recipient;
  if kind = 'international' and not exists (select 1 from asylum.consent c where c.id = new.consent_id and c.request_id = new.request_id
      and c.recipient = new.recipient and c.withdrawn_on is null) then
    raise exception 'the person did not agree, or no longer does' using errcode = 'check_violation', constraint = 'person_agrees';
  end if;
  return new;
end $$;
create trigger handing_is_allowed before insert on asylum.handing for each row execute function asylum.handing_is_allowed();

create table asylum.read (
  request_id uuid not null references asylum.request,
  staff_id uuid not null,
  institution text not null,
  read_on date not null,
  primary key (request_id, staff_id, read_on)
);
comment on table asylum.read is 'Who of which institution opened it, shown to the person; behind the wall, as a record elsewhere would tell that there is a request.';

grant select on asylum.recipient to qonys_asylum;
grant select, insert on all tables in schema asylum to qonys_asylum;
revoke insert on asylum.recipient from qonys_asylum;
grant update (state, version, fingerprints_on, postponed_to, postponed_why, appealed_on) on asylum.request to qonys_asylum;
grant update (given) on asylum.certificate to qonys_asylum;
grant update (statement, stated_on) on asylum.hearing to qonys_asylum;
grant update (outcome) on asylum.appeal to qonys_asylum;
grant update (withdrawn_on) on asylum.consent to qonys_asylum;

do $$
declare t text;
begin
  foreach t in array array['recipient', 'request', 'certificate', 'hearing', 'decision', 'appeal', 'consent', 'handing', 'read'] loop
    execute format('alter table asylum.%I enable row level security', t);
    execute format('alter table asylum.%I force row level security', t);
  end loop;
  foreach t in array array['certificate', 'hearing', 'decision', 'appeal', 'consent', 'handing', 'read'] loop
    execute format('create policy with_its_request on asylum.%I for select to qonys_asylum using (exists (select 1 from asylum.request r where r.id = request_id))', t);
  end loop;
  foreach t in array array['certificate', 'hearing', 'appeal', 'consent'] loop
    execute format('create policy changed_with_its_request on asylum.%I for update to qonys_asylum using (exists (select 1 from asylum.request r where r.id = request_id))', t);
  end loop;
end $$;
create policy public_list on asylum.recipient for select to qonys_asylum using (true);
create policy owner on asylum.recipient for all to current_user using (true) with check (true);

-- The body that took it; the body above it once there is an appeal; the person; and the turn that gives certificates.
create policy office on asylum.request for all to qonys_asylum
  using (asylum.actor_kind() = 'staff' and ((institution = asylum.my_institution() and asylum.listed(institution, 'receives'))
    or (appealed_on is not null and asylum.listed(asylum.my_institution(), 'judges'))));
create policy own on asylum.request for select to qonys_asylum using (asylum.actor_kind() = 'person' and person_key = asylum.my_person());
-- All that a person does to the row is to appeal.
create policy own_change on asylum.request for update to qonys_asylum
  using (asylum.actor_kind() = 'person' and person_key = asylum.my_person()) with check (state = 'appealed' and person_key = asylum.my_person());
create policy turn on asylum.request for select to qonys_asylum using (asylum.actor_kind() = 'system');

-- Nobody writes in another's name.
create policy add on asylum.certificate for insert to qonys_asylum
  with check (asylum.actor_kind() = 'staff' and exists (select 1 from asylum.request r where r.id = request_id));
create policy add on asylum.hearing for insert to qonys_asylum
  with check (asylum.actor_kind() = 'staff' and announced_by::text = asylum.me() and exists (select 1 from asylum.request r where r.id = request_id));
create policy add on asylum.decision for insert to qonys_asylum
  with check (asylum.actor_kind() = 'staff' and decided_by::text = asylum.me() and institution = asylum.my_institution()
    and exists (select 1 from asylum.request r where r.id = request_id)
    and asylum.listed(institution, case when kind in ('uphold', 'overturn') then 'judges' else 'receives' end));
create policy add on asylum.appeal for insert to qonys_asylum with check (exists (select 1 from asylum.request r where r.id = request_id));
create policy add on asylum.consent for insert to qonys_asylum with check (exists (select 1 from asylum.request r where r.id = request_id));
create policy add on asylum.handing for insert to qonys_asylum
  with check (asylum.actor_kind() = 'staff' and handed_by::text = asylum.me() and exists (select 1 from asylum.request r where r.id = request_id));
create policy add on asylum.read for insert to qonys_asylum
  with check (asylum.actor_kind() = 'staff' and staff_id::text = asylum.me() and exists (select 1 from asylum.request r where r.id = request_id));
