-- Officers of asylum find nobody in the register; like everybody of the staff they may ask the one question of a code that somebody shows them.
insert into platform.reading_right (role, purpose, category) values ('asylum-officer', 'check-right', 'decision') on conflict do nothing;
