-- What officials of the ministry set: proposed by one, published by another, never changed after. Values, holidays and moved days.

create schema policy;
grant usage on schema policy to qonys_app;

create table policy.publication (
  id uuid primary key,
  -- The order of publication; the law of a moment is the files and everything up to a serial.
  serial bigint unique check (serial > 0),
  act text not null check (act in ('set', 'correct', 'withdraw')),
  kind text not null check (kind in ('value', 'moved-day', 'kurban-ait', 'holiday', 'holiday-end', 'whole-year')),
  key text not null check (length(key) between 1 and 80),
  content jsonb not null,
  applies_from date not null,
  applies_to date check (applies_to >= applies_from),
  adopted date not null,
  in_force date not null check (in_force >= adopted),
  instrument text not null check (length(instrument) >= 5),
  article text not null check (length(article) >= 1),
  url text check (url ~ '^https?://'),
  state text not null check (state in ('in force', 'pilot')),
  note text check (length(note) between 1 and 1000),
  withdraws uuid references policy.publication,
  proposed_by uuid not null references institution.staff,
  proposing_institution text not null,
  proposing_kind text not null check (proposing_kind = 'ministry'),
  proposed_at timestamptz not null,
  published_by uuid references institution.staff,
  publishing_institution text,
  publishing_kind text check (publishing_kind = 'ministry'),
  published_at timestamptz,
  declined_by uuid references institution.staff,
  declined_at timestamptz,
  decline_reasons text check (length(decline_reasons) >= 5),
  constraint proposer_of_a_ministry foreign key (proposing_institution, proposing_kind) references institution.institution (code, kind),
  constraint publisher_of_a_ministry foreign key (publishing_institution, publishing_kind) references institution.institution (code, kind),
  constraint same_ministry check (publishing_institution is null or publishing_institution = proposing_institution),
  constraint another_person check (published_by is null or published_by <> proposed_by),
  constraint whole_publication check (num_nulls(serial, published_by, publishing_institution, publishing_kind, published_at) in (0, 5)),
  constraint whole_decline check (num_nulls(declined_by, declined_at, decline_reasons) in (0, 3)),
  constraint one_end check (published_at is null or declined_at is null),
  constraint withdraws_one check ((act = 'withdraw') = (withdraws is not null))
);
comment on table policy.publication is 'One text of the law as the ministry published it. Published, it is never changed: a newer row corrects it, or withdraws it before it applies.';
create unique index one_waiting_proposal on policy.publication (kind, key) where published_at is null and declined_at is null;
create unique index withdrawn_once on policy.publication (withdraws) where published_at is not null;

grant select, insert on policy.publication to qonys_app;
grant update (serial, published_by, publishing_institution, publishing_kind, published_at, declined_by, declined_at, decline_reasons) on policy.publication to qonys_app;
alter table policy.publication enable row level security;
alter table policy.publication force row level security;
create function policy.of_ministry() returns boolean language sql stable set search_path = pg_catalog as $$
  select platform.actor_kind() = 'staff' and exists (
    select 1 from institution.office o join institution.institution i on i.code = o.institution
    where o.id = platform.my_office() and i.kind = 'ministry') $$;
revoke all on function policy.of_ministry from public;
grant execute on function policy.of_ministry to qonys_app;
create policy everybody on policy.publication for select to qonys_app using (published_at is not null);
create policy ministry on policy.publication for select to qonys_app using ((select policy.of_ministry()));
create policy propose on policy.publication for insert to qonys_app
  with check ((select policy.of_ministry()) and proposed_by::text = platform.actor() and published_at is null and declined_at is null);
create policy conclude on policy.publication for update to qonys_app
  using ((select policy.of_ministry()) and published_at is null and declined_at is null)
  with check ((select policy.of_ministry()) and coalesce(published_by, declined_by)::text = platform.actor());
create policy job on policy.publication for all using (platform.actor_kind() = 'system');
