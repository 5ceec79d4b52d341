-- Issued documents, kept byte for byte, the keys that sign them and the lists that say which were revoked.

create schema credential;
grant usage on schema credential to qonys_app;

create table credential.signing_key (
  kid text primary key,
  public_jwk jsonb not null,
  sealed bytea not null,
  active_from timestamptz not null,
  retired_at timestamptz,
  withdrawn_at timestamptz,
  withdrawn_reason text,
  check (public_jwk->>'kid' = kid and not public_jwk ? 'd'),
  check ((withdrawn_at is null) = (withdrawn_reason is null))
);
comment on table credential.signing_key is 'ES256 keys; the private half is sealed with a key derived from the installation''s secret.';
create unique index one_active_key on credential.signing_key ((true)) where retired_at is null and withdrawn_at is null;

create table credential.status_list (
  id integer primary key,
  version bigint not null default 0,
  opened_at timestamptz not null
);
create table credential.status_entry (
  list_id integer not null references credential.status_list,
  idx integer not null check (idx between 0 and 131071),
  status smallint not null default 0 check (status between 0 and 2),
  primary key (list_id, idx)
);
comment on table credential.status_entry is 'Indexes are drawn at random and never used twice, so that the public list tells nothing but what is revoked.';
create index not_valid on credential.status_entry (list_id, idx) where status <> 0;

create table credential.document (
  id uuid primary key,
  serial text not null unique,
  kind text not null check (kind in ('labour-permit', 'decision-letter')),
  cause uuid not null,
  subject uuid not null,
  case_id uuid,
  permit_id uuid,
  regions text[] not null,
  shared_with uuid[] not null default '{}',
  birth_date text not null,
  languages text[] not null,
  policy_hash text not null,
  form text not null,
  pdf bytea not null check (octet_length(pdf) <= 10485760),
  sha256 bytea not null check (sha256 = sha256(pdf)),
  face jsonb,
  credential text,
  presentation text,
  list_id integer,
  idx integer,
  valid_from date,
  valid_until date,
  issued_at timestamptz not null,
  suspended_at timestamptz,
  revoked_at timestamptz,
  ended_reason text,
  unique (list_id, idx),
  unique (kind, cause),
  foreign key (list_id, idx) references credential.status_entry (list_id, idx),
  check (num_nonnulls(face, credential, presentation, list_id, idx, valid_from, valid_until) in (0, 7)),
  check ((kind = 'labour-permit') = (credential is not null)),
  check ((revoked_at is null and suspended_at is null) = (ended_reason is null))
);
comment on table credential.document is 'Every document as it was handed out. The bytes never change; only whether it still counts does.';
comment on column credential.document.cause is 'The decision it certifies: one decision gives one document of a kind, however often the job runs.';
comment on column credential.document.shared_with is 'Accounts that may open it beside its holder: the employer whom a permit binds.';
comment on column credential.document.policy_hash is 'The version of the law of its day.';
comment on column credential.document.form is 'Hash of the templates it was set with.';
create index on credential.document (subject);
create index on credential.document (case_id) where case_id is not null;
create index on credential.document (permit_id) where permit_id is not null;

grant select, insert on all tables in schema credential to qonys_app;
grant update (retired_at, withdrawn_at, withdrawn_reason) on credential.signing_key to qonys_app;
grant update (version) on credential.status_list to qonys_app;
grant update (status) on credential.status_entry to qonys_app;
grant update (suspended_at, revoked_at, ended_reason) on credential.document to qonys_app;

alter table credential.document enable row level security;
alter table credential.document force row level security;
create policy staff on credential.document for all to qonys_app
  using (platform.actor_kind() = 'staff' and platform.covers(regions));
create policy holder on credential.document for select to qonys_app
  using (subject = (select platform.my_person())
    or exists (select 1 from person.person p where p.id = subject and p.same_as = (select platform.my_person())));
create policy shared on credential.document for select to qonys_app
  using (platform.actor_kind() = 'person' and platform.actor() = any (shared_with::text[]));
create policy job on credential.document for all using (platform.actor_kind() = 'system');

-- Revocation is final, in the list and in the record.
create function credential.revocation_is_final() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  raise exception 'a revoked document stays revoked' using errcode = 'check_violation', constraint = 'revocation_is_final';
end $$;
create trigger revocation_is_final before update on credential.status_entry
  for each row when (old.status = 1 and new.status <> 1) execute function credential.revocation_is_final();
create trigger revocation_is_final before update on credential.document
  for each row when (old.revoked_at is not null and new.revoked_at is distinct from old.revoked_at)
  execute function credential.revocation_is_final();

-- The check without a code: whoever holds the paper and knows the birth date sees what the code would have shown.
create function credential.check_document(wanted_serial text, wanted_birth_date text) returns jsonb
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select jsonb_build_object('kind', d.kind, 'serial', d.serial, 'face', d.face, 'validFrom', d.valid_from, 'validUntil', d.valid_until,
    'issuedAt', d.issued_at, 'suspended', d.suspended_at is not null, 'revoked', d.revoked_at is not null)
  from credential.document d where d.serial = wanted_serial and d.birth_date = wanted_birth_date $$;
revoke all on function credential.check_document from public;
grant execute on function credential.check_document to qonys_app;
