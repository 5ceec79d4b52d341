-- Who takes requests for asylum and decides them: officers of the local employment body, and of the body above it for appeals.
alter table institution.posting drop constraint if exists posting_role_check;
alter table institution.posting add constraint posting_role_check check (role in ('registrar', 'permit-officer', 'supervisor', 'border-officer',
  'appeal-officer', 'analyst', 'prosecutor', 'inspector', 'auditor', 'administrator', 'complaint-officer', 'asylum-officer'));
