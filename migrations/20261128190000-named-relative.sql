-- A person says who their relatives are. They cannot look into the register, so nobody is linked by it: an officer with the
-- papers finds the relative's record and links it, or says why not.
create table person.named_relative (
  id uuid primary key,
  person_id uuid not null references person.person,
  relation text not null check (relation in ('spouse', 'child', 'parent', 'sibling', 'guardian', 'ward', 'other')),
  name text not null check (length(name) between 1 and 200),
  birth_date date,
  issuing_state text,
  document_number text,
  named_at timestamptz not null,
  taken_back_at timestamptz,
  settled_at timestamptz,
  settled_by text,
  link_id uuid references person.family_link,
  why_not text check (length(why_not) between 20 and 1000),
  check (settled_at is null or (settled_by is not null and (link_id is null) <> (why_not is null))),
  check (settled_at is null or taken_back_at is null)
);
comment on table person.named_relative is 'Relatives as the person named them; open until linked, declined with reasons, or taken back.';
create index on person.named_relative (person_id);
create index on person.named_relative (named_at) where settled_at is null and taken_back_at is null;
alter table person.named_relative enable row level security;
alter table person.named_relative force row level security;
create policy of_visible_person on person.named_relative for all to qonys_app
  using (exists (select 1 from person.person p where p.id = person_id));
create policy job on person.named_relative for all using (platform.actor_kind() = 'system');
grant select, insert, update on person.named_relative to qonys_app;
