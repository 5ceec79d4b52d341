-- A draft belongs to the person who registers themself, or to the officer who asks somebody the questions.
alter table person.registration_draft add column id uuid not null default gen_random_uuid();
alter table person.registration_draft add column staff_id uuid;
alter table person.registration_draft add column language text not null default 'ru';
alter table person.registration_draft drop constraint registration_draft_pkey;
alter table person.registration_draft add primary key (id);
alter table person.registration_draft alter column account_id drop not null;
alter table person.registration_draft add constraint of_account unique (account_id);
alter table person.registration_draft add constraint one_owner check (num_nonnulls(account_id, staff_id) = 1);
create index on person.registration_draft (staff_id) where staff_id is not null;
create index on person.registration_draft (expires_at);
comment on column person.registration_draft.staff_id is 'The officer who registers somebody step by step, reading the questions to them; nobody else sees the draft.';
create policy of_officer on person.registration_draft for all to qonys_app
  using (platform.actor_kind() = 'staff' and staff_id::text = platform.actor());

-- Uploads that no record took are erased when their draft is.
grant delete on person.file to qonys_app;
create policy erase_untaken on person.file as restrictive for delete to qonys_app using (person_id is null);
