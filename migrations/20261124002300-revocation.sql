-- Before a permit is revoked its holder is told why and heard (Administrative Procedural Code art. 73).
create table permit.revocation (
  id uuid primary key,
  permit_id uuid not null references permit.permit,
  reasons text not null,
  worker_at_fault boolean not null,
  announced_by text not null,
  announced_at timestamptz not null,
  held_on date not null,
  statement text,
  stated_at timestamptz,
  outcome text check (outcome in ('revoked', 'taken-back')),
  concluded_at timestamptz,
  check ((statement is null) = (stated_at is null)),
  check ((outcome is null) = (concluded_at is null))
);
comment on table permit.revocation is 'An announced revocation: the reasons, the day of the hearing, what the holder says. The employer does not read it.';
create unique index one_open on permit.revocation (permit_id) where outcome is null;
grant select, insert, update on permit.revocation to qonys_app;
alter table permit.revocation enable row level security;
alter table permit.revocation force row level security;
create policy staff on permit.revocation for all to qonys_app
  using (platform.actor_kind() = 'staff' and exists (select 1 from permit.permit p where p.id = permit_id));
create policy holder on permit.revocation for all to qonys_app
  using (exists (select 1 from permit.permit p where p.id = permit_id and p.worker_person = (select platform.my_person())));
create policy job on permit.revocation for all using (platform.actor_kind() = 'system');
