-- What a stopped or failed scenario had counted goes away. An analyst has no right to delete what names cases, so the rows stayed, and asking
-- again met them.

create function reform.discard_flips(of text) returns void
  language sql volatile security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  delete from reform.flip f using reform.scenario s where f.scenario = $1 and s.id = $1 and s.state <> 'done' $$;
comment on function reform.discard_flips is 'Of a scenario that is not done; what is done is kept as it was counted.';
revoke all on function reform.discard_flips from public;
grant execute on function reform.discard_flips to qonys_app;

do $$ begin
  perform set_config('qonys.actor_kind', 'system', true);
  delete from reform.flip f using reform.scenario s where s.id = f.scenario and s.state in ('cancelled', 'failed');
  perform set_config('qonys.actor_kind', '', true);
end $$;
