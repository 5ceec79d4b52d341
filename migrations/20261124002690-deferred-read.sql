-- A read may be told to the person later, never not at all: the day is written with the read, and from that day it shows by itself.
alter table platform.read_record add column deferred_until date;
comment on column platform.read_record.deferred_until is 'Under a tracing order: from this day (Asia/Almaty) the person sees the read. Nobody has to remember it.';
drop policy subject_read on platform.read_record;
create policy subject_read on platform.read_record for select to qonys_app
  using ((subjects @> array[platform.my_person()]
      and (deferred_until is null or deferred_until <= (now() at time zone 'Asia/Almaty')::date))
    or (platform.actor_kind() = 'staff' and platform.has_role('auditor')));

-- So that an order can be tied to a kind of institution by a key.
alter table institution.institution add constraint code_and_kind unique (code, kind);
