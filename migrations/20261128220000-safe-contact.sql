-- How a worker may be reached safely, apart from what the complaint says, so that it can be erased at once; and whose turn it is to answer.
create table complaint.contact (
  complaint_id uuid primary key references complaint.complaint,
  stop_hash bytea not null unique,
  sealed bytea not null,
  -- The line that waits: from which day, under which id the gateway knows it. Never the day of what it is about.
  tell_from date,
  line uuid,
  told_on date,
  failed_on date,
  check ((tell_from is null) = (line is null))
);
comment on table complaint.contact is 'Channel, address, hours and a note, sealed. The row is deleted when the worker says that it is no longer safe.';
create index on complaint.contact (tell_from) where tell_from is not null;
alter table complaint.contact enable row level security;
alter table complaint.contact force row level security;
create policy walled on complaint.contact for all to qonys_complaint using (true);
grant select, insert, update, delete on complaint.contact to qonys_complaint;

alter table complaint.complaint add column unsafe_on date, add column worker_due_on date, add column reminded_on date;
comment on column complaint.complaint.unsafe_on is 'Since this day the worker says: do not reach me.';
alter table complaint.complaint drop constraint if exists complaint_state_check;
alter table complaint.complaint add constraint complaint_state_check check (state in ('received', 'asked', 'answered', 'closed')) not valid;
alter table complaint.complaint validate constraint complaint_state_check;
alter table complaint.message add column request uuid unique;
