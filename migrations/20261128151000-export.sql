-- A list that leaves the system: asked for by one, approved by another, marked, told to everybody on it, and over after a day.
create table oversight.export (
  id uuid primary key,
  number bigint generated always as identity unique,
  kind text not null check (kind in ('cases', 'people')),
  region text,
  from_day date not null,
  to_day date not null check (to_day >= from_day and to_day <= from_day + 366),
  purpose text not null check (length(purpose) >= 20),
  recipient text not null check (length(recipient) >= 3),
  asked_by uuid not null,
  institution text not null,
  asked_at timestamptz not null,
  decided_by uuid,
  decided_at timestamptz,
  approved boolean,
  reasons text check (length(reasons) >= 10),
  expires_at timestamptz,
  watermark text unique,
  downloads integer not null default 0,
  rows integer,
  constraint another_person check (decided_by is null or decided_by <> asked_by),
  constraint whole_decision check (num_nulls(decided_by, decided_at, approved, reasons) in (0, 4)),
  constraint approved_ends check (coalesce(approved, false) = (expires_at is not null) and (expires_at is null or expires_at <= decided_at + interval '24 hours')),
  constraint approved_is_marked check (coalesce(approved, false) = (watermark is not null)),
  constraint downloaded_is_approved check (downloads = 0 or coalesce(approved, false))
);
create index on oversight.export (institution, asked_at desc);
grant select, insert, update (decided_by, decided_at, approved, reasons, expires_at, watermark, downloads, rows) on oversight.export to qonys_app;
alter table oversight.export enable row level security;
alter table oversight.export force row level security;
create policy own on oversight.export for all to qonys_app using (platform.actor_kind() = 'staff' and asked_by::text = platform.actor());
create policy approver on oversight.export for all to qonys_app
  using (platform.actor_kind() = 'staff' and platform.has_role('supervisor') and institution = (select oversight.my_institution()));
create policy auditor on oversight.export for select to qonys_app using (platform.actor_kind() = 'staff' and platform.has_role('auditor'));
create policy job on oversight.export for all using (platform.actor_kind() = 'system');

-- The name under a decision is of whoever makes it.
create function oversight.decides_as_themself() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  if new.decided_by is distinct from old.decided_by and new.decided_by::text is distinct from platform.actor() then
    raise exception 'a decision in another name' using errcode = 'check_violation', constraint = 'decides_as_themself';
  end if;
  return new;
end $$;
create trigger decides_as_themself before update on oversight.export for each row execute function oversight.decides_as_themself();
