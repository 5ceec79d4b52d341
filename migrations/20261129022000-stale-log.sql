-- Movements and lists leave only while the public log is signed: a look that no outsider could find later is not given.

-- How long ago the log was last signed; before the first checkpoint, how long ago anything happened that it should hold.
create function oversight.log_age(now_at timestamptz) returns interval
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select now_at - coalesce((select c.at from oversight.checkpoint c order by c.id desc limit 1), (select e.at from platform.event e order by e.id limit 1), now_at) $$;
revoke all on function oversight.log_age from public;
grant execute on function oversight.log_age to qonys_app;

create function oversight.fresh_log() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
  if oversight.log_age(new.at) > interval '4 hours' then
    raise exception 'log-stale: the newest checkpoint is older than four hours' using errcode = 'object_not_in_prerequisite_state';
  end if;
  return new;
end $$;
revoke all on function oversight.fresh_log from public;
create trigger fresh_log before insert on platform.read_record for each row
  when (new.actor_kind = 'staff' and (new.purpose = 'export' or 'movement' = any (new.categories))) execute function oversight.fresh_log();
