-- A consul abroad registers people and confirms who they are, and sees nothing of their stay, work or decisions; whoever works for a
-- bank, a notary or another partner may ask the one question of a right. What a consul may do by law was not read: our proposal.
alter table institution.institution drop constraint if exists institution_kind_check;
alter table institution.institution add constraint institution_kind_check check (kind in ('ministry', 'migration-service',
  'local-executive-body', 'border-service', 'prosecutor', 'court', 'labour-inspectorate', 'ombudsman', 'auditor', 'partner', 'foreign-mission'));
alter table institution.posting drop constraint if exists posting_role_check;
alter table institution.posting add constraint posting_role_check check (role in ('registrar', 'permit-officer', 'supervisor', 'border-officer',
  'appeal-officer', 'analyst', 'prosecutor', 'inspector', 'auditor', 'administrator', 'complaint-officer', 'asylum-officer',
  'consular-officer', 'partner-officer'));

insert into platform.reading_right (role, purpose, category)
select role, purpose, category from (values
  ('consular-officer', 'serve-person', '{identity,documents,photo,education,occupation,family,reveal-document}'),
  ('consular-officer', 'check-document', '{identity,documents,photo,reveal-document}'),
  ('consular-officer', 'keep-record', '{identity,documents,photo,education,occupation,reveal-document,reveal-contact}'),
  ('consular-officer', 'register-person', '{identity}'),
  ('consular-officer', 'one-person-one-record', '{identity,documents}'),
  ('consular-officer', 'find-person', '{identity}'),
  ('consular-officer', 'check-right', '{decision}'),
  ('partner-officer', 'check-right', '{decision}')
) as added (role, purpose, categories), unnest(categories::text[]) as category
on conflict do nothing;
