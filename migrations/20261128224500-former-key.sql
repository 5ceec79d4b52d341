-- A program of the version before, running beside the new one, takes every key for one of a company: a person's key is none to it.
create or replace function organisation.account_of_key(hash bytea) returns uuid
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select account_id from organisation.api_key where token_hash = hash and ended_at is null and opens = 'company' $$;
