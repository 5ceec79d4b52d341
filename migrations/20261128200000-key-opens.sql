-- A key opens the permits of a company or one's own matters of kandas, never both; one of a person lasts for a term.
alter table organisation.api_key
  add column opens text not null default 'company' check (opens in ('company', 'kandas')),
  add column lasts_until timestamptz;
create function organisation.holder_of_key(hash bytea, moment timestamptz) returns table (account_id uuid, opens text)
  language sql stable security definer set search_path = pg_catalog set qonys.actor_kind = 'system' as $$
  select k.account_id, k.opens from organisation.api_key k
  where k.token_hash = hash and k.ended_at is null and (k.lasts_until is null or k.lasts_until > moment) $$;
revoke all on function organisation.holder_of_key from public;
grant execute on function organisation.holder_of_key to qonys_app;
