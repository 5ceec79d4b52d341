-- The keys of somebody who has none are written without asking for each whether it is there.
create or replace function identity.keep_keys(person uuid, forms text[], birth_date text, sex text, version smallint, at timestamptz, keys bigint[]) returns void
  language plpgsql volatile security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
declare
  newcomer boolean;
begin
  insert into identity.match_form as f (person_id, forms, birth_date, sex, version, keyed_at) values (person, forms, birth_date, sex, version, at)
    on conflict (person_id) do update set forms = excluded.forms, birth_date = excluded.birth_date, sex = excluded.sex, version = excluded.version, keyed_at = excluded.keyed_at
    returning f.xmax = 0 into newcomer;
  if newcomer then
    begin
      insert into identity.match_key (key, person_id) select k, person from unnest(keys) k;
      return;
    exception when unique_violation then null;
    end;
  end if;
  insert into identity.match_key (key, person_id) select k, person from unnest(keys) k on conflict do nothing;
end $$;
