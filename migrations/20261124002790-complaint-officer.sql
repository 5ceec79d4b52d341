-- Who answers complaints: an office of the ombudsman, apart from migration and labour enforcement.
alter table institution.posting drop constraint if exists posting_role_check;
alter table institution.posting add constraint posting_role_check check (role in ('registrar', 'permit-officer', 'supervisor', 'border-officer',
  'appeal-officer', 'analyst', 'prosecutor', 'inspector', 'auditor', 'administrator', 'complaint-officer'));
