-- An application that is begun and not sent: answers as typed, and the moment whose law its applicant saw first.
create table "case".application_draft (
  account_id uuid not null,
  kind text not null,
  answers jsonb not null,
  begun_at timestamptz not null,
  saved_at timestamptz not null,
  expires_at timestamptz not null,
  version integer not null default 1,
  primary key (account_id, kind)
);
create index on "case".application_draft (expires_at);
comment on table "case".application_draft is 'One for each kind and account, kept 30 days after it was last saved; begun_at tells under which law it was begun.';
grant select, insert, update, delete on "case".application_draft to qonys_app;
alter table "case".application_draft enable row level security;
alter table "case".application_draft force row level security;
create policy own on "case".application_draft for all to qonys_app using (platform.actor_kind() = 'person' and account_id::text = platform.actor());
create policy job on "case".application_draft for all using (platform.actor_kind() = 'system');
