-- What is owed and what was paid, in tiyn (1/100 KZT). A payment is an event of the bank, kept as it came, once.

create schema payment;
grant usage on schema payment to qonys_app;

create table payment.obligation (
  id uuid primary key,
  purpose text not null check (purpose in ('prepaid-tax')),
  payer_account uuid not null,
  subject_person uuid not null,
  subject_name text not null,
  case_id uuid,
  case_number text,
  region text not null,
  months integer not null check (months between 1 and 12),
  tiyn bigint not null check (tiyn > 0),
  computed jsonb not null,
  computed_on date not null,
  due_on date not null,
  state text not null check (state in ('open', 'paid', 'lapsed', 'cancelled')),
  order_reference text,
  paid_at timestamptz,
  paid_tiyn bigint,
  opened_at timestamptz not null,
  check ((state = 'paid') = (paid_at is not null and paid_tiyn is not null))
);
comment on column payment.obligation.computed is 'Months, MCI per month, MCI of the day and where both come from.';
create index on payment.obligation (case_id);
create index on payment.obligation (payer_account);
create index on payment.obligation (due_on) where state = 'open';

create table payment.bank_event (
  id text primary key,
  order_id uuid not null,
  type text not null,
  body jsonb not null,
  received_at timestamptz not null
);
comment on table payment.bank_event is 'Signed events of the bank by their own id: repeated and late ones change nothing twice.';

create table payment.bank_order (
  id uuid primary key,
  obligation_id uuid not null references payment.obligation,
  state text not null check (state in ('open', 'paid', 'declined')),
  made_at timestamptz not null
);
comment on table payment.bank_order is 'Orders sent to the bank for an obligation. A declined order is not revived: the next try is a new one.';
create unique index one_order_at_a_time on payment.bank_order (obligation_id) where state <> 'declined';

grant select, insert, update on payment.obligation, payment.bank_order to qonys_app;
grant select, insert on payment.bank_event to qonys_app;
alter table payment.obligation enable row level security;
alter table payment.obligation force row level security;
create policy staff on payment.obligation for select to qonys_app
  using (platform.actor_kind() = 'staff' and platform.covers(array[region]));
create policy own on payment.obligation for all to qonys_app
  using (payer_account::text = platform.actor() or subject_person = (select platform.my_person()));
create policy job on payment.obligation for all using (platform.actor_kind() = 'system');
alter table payment.bank_event enable row level security;
alter table payment.bank_event force row level security;
create policy job on payment.bank_event for all using (platform.actor_kind() = 'system');
alter table payment.bank_order enable row level security;
alter table payment.bank_order force row level security;
create policy of_visible_obligation on payment.bank_order for all to qonys_app using (exists (select 1 from payment.obligation o where o.id = obligation_id));
