-- More ways than one to reach a person: an address by channel, an order, quiet hours, and what is worth a line outside.

create table message.address (
  id uuid primary key,
  account_id uuid not null,
  channel text not null check (channel in ('sms', 'email', 'telegram', 'post')),
  -- A telephone (E.164), a mailbox, the number of a chat, or the lines of a postal address.
  address text check (length(address) between 1 and 500),
  -- Proves that the account's holder reads there: typed back (sms, email) or sent to our bot (telegram). Nothing proves a letter box.
  code_hash bytea,
  code_until timestamptz,
  tries integer not null default 0,
  opened_at timestamptz not null,
  proven_at timestamptz,
  removed_at timestamptz,
  check (proven_at is null or address is not null)
);
comment on table message.address is 'Where an account wants news, beside the address it signs in with. Only a proven address gets any.';
create unique index one_of_a_channel on message.address (account_id, channel) where removed_at is null;
create index on message.address (code_hash) where code_hash is not null and removed_at is null;

alter table message.preference
  add column first text not null default 'own' check (first in ('own', 'sms', 'email', 'telegram', 'post')),
  add column worth text not null default 'all' check (worth in ('all', 'deadlines', 'nothing')),
  add column quiet_from integer check (quiet_from between 0 and 23),
  add column quiet_to integer check (quiet_to between 0 and 23),
  add constraint quiet_both check ((quiet_from is null) = (quiet_to is null));
update message.preference set worth = 'nothing' where not outside;
comment on column message.preference.outside is 'Kept for the former version; `worth` says it now.';
comment on column message.preference.first is 'Where a line goes first; what fails there goes to the next address. `own` is the address one signs in with.';

alter table message.delivery drop constraint delivery_channel_check;
alter table message.delivery add constraint delivery_channel_check check (channel in ('sms', 'email', 'telegram', 'post'));
alter table message.delivery add column address_id uuid references message.address, add column after_failed uuid references message.delivery;
comment on column message.delivery.address_id is 'Null: the address the account signs in with.';

grant select, insert, update on message.address to qonys_app;
alter table message.address enable row level security;
alter table message.address force row level security;
create policy job on message.address for all using (platform.actor_kind() = 'system');
create policy own on message.address for all to qonys_app using (account_id::text = platform.actor() and platform.actor_kind() = 'person');

-- An officer sees on a case whether its parties were reached; what else somebody was told is not theirs to see.
create policy staff_of_case on message.message for select to qonys_app
  using (platform.actor_kind() = 'staff' and cause like 'case:%'
    and exists (select 1 from "case"."case" c where c.id::text = split_part(cause, ':', 2)));
create index on message.message (split_part(cause, ':', 2)) where cause like 'case:%';
