-- The wall is made of rights; row-level security stands behind it all the same, so that no table with something of a person lacks it.
do $$
declare t text;
begin
  foreach t in array array['complaint', 'message', 'read', 'filed'] loop
    execute format('alter table complaint.%I enable row level security', t);
    execute format('alter table complaint.%I force row level security', t);
    execute format('create policy walled on complaint.%I for all to qonys_complaint using (true)', t);
  end loop;
end $$;
alter table inspection.proposal enable row level security;
alter table inspection.proposal force row level security;
create policy job on inspection.proposal for all using (platform.actor_kind() = 'system');
create or replace function inspection.propose(wanted_region text, wanted_employer text, wanted_place text) returns void
  language sql volatile security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  insert into inspection.proposal (region, employer, place) values (wanted_region, wanted_employer, wanted_place) $$;
