-- Lines of feeds that became no facts have a term too: after it they are erased with a proof, unless a person on hold may be the one they are about.
create function feed.erase_quarantine(before timestamptz, held uuid[]) returns jsonb
  language plpgsql volatile security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
declare
  due uuid[];
  kept bigint;
  keys text[];
begin
  select coalesce(array_agg(q.id) filter (where not stays), '{}'), count(*) filter (where stays) into due, kept from (
    select l.id, array_position(held, null) is not null
      or exists (select 1 from person.iin i where i.iin = l.iin and i.person_id = any (held))
      or exists (select 1 from person.travel_document d where d.issuing_state = l.issuing_state and d.number = l.document_number and d.person_id = any (held)) as stays
    from feed.quarantine l where coalesce(l.decided_at, l.received_at) < before order by l.id limit 10000) q;
  with gone as (delete from feed.quarantine where id = any (due) returning id::text as key) select coalesce(array_agg(key), '{}') into keys from gone;
  return platform.erased(keys, kept);
end $$;
revoke all on function feed.erase_quarantine(timestamptz, uuid[]) from public;
grant execute on function feed.erase_quarantine(timestamptz, uuid[]) to qonys_app;
