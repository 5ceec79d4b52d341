-- A code that a holder makes for one question of somebody who checks them: used once, for a few minutes. Only its hash is kept.
create table residence.right_code (
  id uuid primary key,
  status_id uuid not null references residence.status,
  person_id uuid not null,
  right_asked text not null,
  code_hash bytea not null unique,
  made_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > made_at),
  used_at timestamptz
);
comment on table residence.right_code is 'One question about one right that a holder lets somebody ask, once. What was asked stands in the read record.';
create index on residence.right_code (status_id);
create index on residence.right_code (ends_at);
grant select, insert, delete on residence.right_code to qonys_app;
alter table residence.right_code enable row level security;
alter table residence.right_code force row level security;
create policy own on residence.right_code for all to qonys_app using (person_id = (select platform.my_person()));
create policy job on residence.right_code for all using (platform.actor_kind() = 'system');

-- Uses a code up and answers what holds about the status it is for; nothing when it was used, is over or never was.
create function residence.use_code(hash bytea, moment timestamptz)
  returns table (right_asked text, person_id uuid, kind text, state text, valid_from date, valid_to date, revoked boolean)
  language sql volatile security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  with used as (
    update residence.right_code c set used_at = moment
    where c.code_hash = hash and c.used_at is null and c.ends_at > moment
    returning c.right_asked, c.status_id)
  select u.right_asked, s.person_id, s.kind, s.state, s.valid_from, s.valid_to,
    coalesce(d.revoked_at is not null or d.suspended_at is not null, false)
  from used u join residence.status s on s.id = u.status_id left join credential.document d on d.id = s.document_id $$;
revoke all on function residence.use_code from public;
grant execute on function residence.use_code to qonys_app;
