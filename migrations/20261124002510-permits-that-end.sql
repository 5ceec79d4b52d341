-- Each day looks for permits that end.
create index on permit.permit (valid_to) where state = 'active';
