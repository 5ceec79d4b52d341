-- What people are told, and how it reached them. The text stays here; outside goes only that there is news.

create schema message;
grant usage on schema message to qonys_app;

create table message.message (
  id uuid primary key,
  account_id uuid not null,
  person_id uuid,
  template text not null,
  values jsonb not null,
  link text not null check (link ~ '^/'),
  cause text not null,
  created_at timestamptz not null,
  read_at timestamptz
);
comment on column message.message.cause is 'What it tells of; the same cause is told an account once.';
create unique index told_once on message.message (account_id, cause);
create index on message.message (account_id, created_at desc);

create table message.delivery (
  id uuid primary key,
  message_id uuid not null references message.message,
  channel text not null check (channel in ('sms', 'email')),
  state text not null check (state in ('queued', 'sent', 'delivered', 'failed')),
  code text,
  changed_at timestamptz not null
);
create index on message.delivery (message_id);

create table message.preference (
  account_id uuid primary key,
  outside boolean not null,
  changed_at timestamptz not null
);
comment on column message.preference.outside is 'Whether a line by SMS or e-mail says that there is news. Codes to sign in come anyway.';

grant select, insert, update on all tables in schema message to qonys_app;
do $$
declare t text;
begin
  foreach t in array array['message', 'delivery', 'preference'] loop
    execute format('alter table message.%I enable row level security', t);
    execute format('alter table message.%I force row level security', t);
    execute format('create policy job on message.%I for all using (platform.actor_kind() = ''system'')', t);
  end loop;
end $$;
create policy own on message.message for all to qonys_app using (account_id::text = platform.actor());
create policy own on message.delivery for select to qonys_app using (exists (select 1 from message.message m where m.id = message_id));
create policy own on message.preference for all to qonys_app using (account_id::text = platform.actor());
