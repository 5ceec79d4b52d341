-- Work of each calendar day (Asia/Almaty), done once by whichever worker comes first.
create table platform.daily_work (
  work text not null,
  day date not null,
  begun_at timestamptz not null,
  done_at timestamptz,
  primary key (work, day)
);
grant select, insert, update, delete on platform.daily_work to qonys_app;
alter table platform.daily_work enable row level security;
alter table platform.daily_work force row level security;
create policy job on platform.daily_work for all using (platform.actor_kind() = 'system');
