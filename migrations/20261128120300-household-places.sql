-- A household permit takes a place of the household quota of its region. `not-needed` for extensions and where no quota was set.
alter table permit.application add column if not exists place text not null default 'not-needed'
  check (place in ('held', 'none', 'not-needed', 'released'));
-- The cases of the permits that a new employer's permit ends: their places go back.
create or replace function permit.end_former_cases(worker uuid, last_day date) returns table (id uuid, case_id uuid)
  language sql volatile security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  update permit.permit p set state = 'ended', ended_on = last_day, ended_because = 'change-of-employer', version = version + 1
  where p.worker_person = worker and p.state = 'active' returning p.id, p.case_id $$;
revoke all on function permit.end_former_cases from public;
grant execute on function permit.end_former_cases to qonys_app;
