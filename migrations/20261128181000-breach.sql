-- A breach of personal data: what was found out, whom it touches, by when the authority is told, who was told when.
create table oversight.breach (
  id uuid primary key,
  detected_at timestamptz not null,
  actor text not null,
  seen_from timestamptz not null,
  seen_to timestamptz not null check (seen_to > seen_from),
  what text,
  account text not null check (length(account) >= 20),
  affected integer not null,
  notice_due date not null,
  told integer not null default 0,
  told_at timestamptz
);
comment on table oversight.breach is 'Found in the log by who looked and when; `account` says in plain words what happened. No person is named in it: the log names them.';
alter table oversight.breach enable row level security;
alter table oversight.breach force row level security;
create policy job on oversight.breach for all using (platform.actor_kind() = 'system');
create policy auditor on oversight.breach for select to qonys_app using (platform.actor_kind() = 'staff' and platform.has_role('auditor'));
grant select, insert, update (told, told_at) on oversight.breach to qonys_app;
