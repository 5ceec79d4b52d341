-- A visa or a residence permit that an officer saw: its number stands beside its days.
alter table stay.ground add column document text check (length(document) between 3 and 40);
