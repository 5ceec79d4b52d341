-- Beside "this is wrong": a person objects to a use of their data, or wants a person to look at what the system decided.
alter table rights.correction_request drop constraint correction_request_about_check;
alter table rights.correction_request add constraint correction_request_about_check check (about in
  ('name', 'birth', 'document', 'photo', 'education-work', 'family', 'stay', 'other', 'use-of-data', 'decision-by-system'));
alter table rights.correction_request add column decided_case text;
comment on column rights.correction_request.decided_case is 'Number of the case whose decision by the system is to be looked at by a person.';
alter table rights.correction_request add constraint names_the_decision check ((about = 'decision-by-system') = (decided_case is not null)) not valid;
