-- The section of OKED an employer works in: quotas may be divided by it, and reforms are counted by it. Declared; null where nobody said.
alter table organisation.employer add column if not exists sector text check (sector ~ '^[A-U]$');
