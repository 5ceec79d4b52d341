-- A person asks that their data be used for nothing but what the law makes needful; an officer decides, and releases it again with reasons.
create table person.restriction (
  id uuid primary key,
  person_id uuid not null references person.person,
  case_id uuid not null,
  because text not null check (length(because) >= 20),
  since timestamptz not null,
  placed_by text not null,
  released_at timestamptz,
  released_by text,
  released_because text,
  check (num_nonnulls(released_at, released_by, released_because) in (0, 3)),
  check (released_because is null or length(released_because) >= 20 or released_because = 'withdrawn')
);
comment on table person.restriction is 'While it stands the record leaves in no list, is studied for no draft of law and joined with no other.';
create unique index one_restriction on person.restriction (person_id) where released_at is null;
alter table person.restriction enable row level security;
alter table person.restriction force row level security;
create policy of_visible_person on person.restriction for all to qonys_app
  using (platform.actor_kind() in ('staff', 'person') and exists (select 1 from person.person p where p.id = person_id));
create policy job on person.restriction for all using (platform.actor_kind() = 'system');
grant select, insert, update (released_at, released_by, released_because) on person.restriction to qonys_app;

-- Ids of all records that are restricted, with those joined to them: for questions that must leave them out, asked once a statement.
create function person.restricted() returns uuid[]
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select coalesce(array_agg(distinct p.id), '{}') from person.restriction r
    join person.person x on x.id = r.person_id
    join person.person p on p.id = x.id or p.same_as = x.id or p.id = x.same_as
  where r.released_at is null $$;
revoke all on function person.restricted from public;
grant execute on function person.restricted to qonys_app;

alter table rights.correction_request drop constraint if exists correction_request_about_check;
alter table rights.correction_request add constraint correction_request_about_check check (about in
  ('name', 'birth', 'document', 'photo', 'education-work', 'family', 'stay', 'other', 'use-of-data', 'restrict-use', 'decision-by-system')) not valid;
alter table rights.correction_request validate constraint correction_request_about_check;
