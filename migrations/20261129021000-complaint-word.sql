-- A word that only the worker knows: whoever found the paper with the code cannot say where the office should call. Only a keyed hash of
-- it, bound to its complaint, is kept. Wrong words are counted by day.
alter table complaint.complaint add column word_hash bytea, add column wrong_words integer not null default 0, add column wrong_on date;
comment on column complaint.complaint.word_hash is 'Given with the complaint and never later: who has the code alone cannot set one.';
-- Since this day the contact is what somebody with the code alone said.
alter table complaint.contact add column by_code_on date;
