-- "Why did you look at my data?": a question of the person to the institution that looked, with a day by which it answers.
create table oversight.question (
  id uuid primary key,
  read_id bigint not null,
  account_id uuid not null,
  person_id uuid not null,
  institution text not null,
  says text not null,
  asked_at timestamptz not null,
  due_on date not null,
  answer text,
  answered_at timestamptz,
  answered_by uuid,
  check ((answer is null) = (answered_at is null) and (answer is null) = (answered_by is null))
);
create unique index asked_once on oversight.question (read_id, person_id);
create index on oversight.question (institution, due_on) where answer is null;
grant select, insert, update on oversight.question to qonys_app;
alter table oversight.question enable row level security;
alter table oversight.question force row level security;
create policy own on oversight.question for all to qonys_app using (account_id::text = platform.actor());
create policy of_institution on oversight.question for all to qonys_app
  using (platform.actor_kind() = 'staff' and (platform.has_role('supervisor') or platform.has_role('auditor'))
    and institution = (select o.institution from institution.office o where o.id = platform.my_office()));
create policy job on oversight.question for all using (platform.actor_kind() = 'system');

-- What was looked at, for whoever answers: this one record, and nobody else who was on it.
create function oversight.look_in_question(wanted uuid) returns table (at timestamptz, what text, purpose text, legal_basis text, categories text[], actor text, case_id uuid)
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select r.at, r.what, r.purpose, r.legal_basis, r.categories, r.actor, r.case_id
  from oversight.question q join platform.read_record r on r.id = q.read_id where q.id = wanted $$;
revoke all on function oversight.look_in_question from public;
grant execute on function oversight.look_in_question to qonys_app;
