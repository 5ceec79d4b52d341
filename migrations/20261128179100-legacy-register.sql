-- Old registers that were imported: the file as one act, and from which line each record came, with the regions of then and of today.

create table identity.register_file (
  id uuid primary key,
  register text not null check (length(register) >= 5),
  ground text not null check (length(ground) >= 5),
  file_name text not null,
  digest text not null unique check (digest ~ '^[0-9a-f]{64}$'),
  map jsonb not null,
  people integer not null check (people > 0),
  lines_left_out jsonb not null,
  imported_at timestamptz not null
);
comment on table identity.register_file is 'An imported file of an old register; its digest, so that it comes once. The lines that made no person, by reason.';
create table identity.register_row (
  file_id uuid not null references identity.register_file,
  line integer not null check (line > 1),
  legacy_id text not null,
  person_id uuid not null,
  stays jsonb not null,
  primary key (file_id, legacy_id)
);
comment on column identity.register_row.stays is 'Regions as the register wrote them, their code of that day where the classifier knows it, and the regions of today that may be meant.';
create index on identity.register_row (person_id);
grant select, insert on identity.register_file, identity.register_row to qonys_app;
alter table identity.register_file enable row level security;
alter table identity.register_file force row level security;
alter table identity.register_row enable row level security;
alter table identity.register_row force row level security;
create policy job on identity.register_file for all using (platform.actor_kind() = 'system');
create policy job on identity.register_row for all using (platform.actor_kind() = 'system');
create policy staff on identity.register_file for select to qonys_app using (platform.actor_kind() = 'staff');
create policy of_visible_person on identity.register_row for select to qonys_app
  using (exists (select 1 from person.person p where p.id = person_id));
-- A person sees from which register their record came.
create policy own_file on identity.register_file for select to qonys_app
  using (exists (select 1 from identity.register_row r where r.file_id = register_file.id));
