-- Certificates of modules to come are documents like permits; which kinds there are, the program says.
do $$
declare c text;
begin
  for c in select conname from pg_constraint where conrelid = 'credential.document'::regclass and contype = 'c'
    and (conname in ('document_kind_check', 'scanned_has_credential') or pg_get_constraintdef(oid) like '%labour-permit%credential IS NOT NULL%')
  loop execute format('alter table credential.document drop constraint %I', c); end loop;
end $$;
alter table credential.document add constraint document_kind_check check (kind ~ '^[a-z]+(-[a-z]+)+$');
alter table credential.document add constraint scanned_has_credential check ((kind <> 'decision-letter') = (credential is not null));
