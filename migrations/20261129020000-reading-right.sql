-- Who of the staff may open what for which purpose. These rows are the one source: the program shows by them, and no read record of
-- staff is written outside of them, so that nothing leaves. What is not here is denied. While a former version still runs, a look of
-- it that is wider than these rows is answered as if there were nothing.

create table platform.reading_right (
  role text not null,
  purpose text not null,
  category text not null,
  primary key (role, purpose, category)
);
comment on table platform.reading_right is 'One row opens one kind of personal data to one role of staff for one purpose. Changed by a migration alone.';
grant select on platform.reading_right to qonys_app;

insert into platform.reading_right (role, purpose, category)
select role, purpose, category from (values
  -- A person stands before somebody, or asked for a service.
  ('{registrar,permit-officer}', 'serve-person', '{identity,documents,photo,education,occupation,family,stay,employment,decision,health,reveal-iin,reveal-document,reveal-contact}'),
  ('{supervisor}', 'serve-person', '{identity,documents,photo,education,occupation,family,stay,decision,reveal-iin,reveal-document}'),
  ('{border-officer}', 'serve-person', '{identity,documents,photo,family,stay,decision,reveal-document}'),
  -- A case: one's own, a colleague's, an appealed one.
  ('{registrar,permit-officer,supervisor}', 'case-work', '{identity,case,documents,photo,education,occupation,stay,employment,decision,health,reveal-iin,reveal-document,reveal-contact}'),
  ('{appeal-officer}', 'case-work', '{identity,case,documents,photo,education,occupation,stay,employment,decision,reveal-iin,reveal-document}'),
  -- Is this document of this person, may they be here?
  ('{registrar,permit-officer,supervisor,border-officer}', 'check-document', '{identity,documents,photo,stay,decision,reveal-iin,reveal-document}'),
  -- The register itself: nothing of work, of papers of health, of decisions.
  ('{registrar,border-officer}', 'keep-record', '{identity,documents,photo,education,occupation,stay,reveal-iin,reveal-document,reveal-contact}'),
  ('{permit-officer,supervisor}', 'keep-record', '{identity,documents,photo,education,occupation,reveal-iin,reveal-document,reveal-contact}'),
  ('{registrar,permit-officer,border-officer}', 'register-person', '{identity}'),
  ('{registrar,permit-officer,border-officer,supervisor}', 'one-person-one-record', '{identity,documents}'),
  ('{registrar,supervisor}', 'one-person-one-record', '{reveal-document}'),
  ('{registrar}', 'keep-register', '{identity,family}'),
  -- Another authority asks lawfully: those answer who answer for an office or for a permit.
  ('{permit-officer,supervisor}', 'answer-authority', '{identity,documents,stay,employment,decision,reveal-iin,reveal-document,reveal-contact}'),
  ('{registrar,permit-officer,supervisor,appeal-officer,border-officer}', 'find-person', '{identity}'),
  ('{registrar,border-officer,supervisor}', 'register-stay', '{identity,stay}'),
  ('{permit-officer,supervisor}', 'employ-in-household', '{identity,employment,decision}'),
  ('{permit-officer,supervisor}', 'employ-foreign-workers', '{identity,employment,decision}'),
  ('{permit-officer,supervisor}', 'offer-of-work', '{identity,employment}'),
  ('{permit-officer,supervisor}', 'pay-tax', '{payment}'),
  ('{registrar,permit-officer,supervisor}', 'export', '{identity,case}'),
  -- Movements open under an order alone; who decides on one or audits it reads the order, not the movements.
  ('{supervisor}', 'tracing-order', '{order,movement}'),
  ('{prosecutor,appeal-officer,auditor}', 'tracing-order', '{order}'),
  ('{supervisor,auditor}', 'answer-question', '{reads}'),
  -- A line that is no fact yet carries the name and the number that somebody reported.
  ('{administrator}', 'mend-report', '{identity,documents,stay,employment}'),
  ('{analyst,administrator}', 'study-draft-law', '{decision}'),
  -- Whoever stands before somebody who shows a code for one question may ask it.
  ('{registrar,permit-officer,supervisor,border-officer,appeal-officer,analyst,prosecutor,inspector,auditor,administrator,complaint-officer}', 'check-right', '{decision}')
) as first (roles, purpose, categories), unnest(roles::text[]) as role, unnest(categories::text[]) as category;

-- Refuses the read record, and with its transaction the data, when one kind of data in it is not open to the one who asks.
create function platform.judge_reading() returns trigger language plpgsql set search_path = pg_catalog as $$
declare
  closed text[];
begin
  if cardinality(new.categories) = 0 then
    raise exception 'reading-not-open: a look must name what it shows' using errcode = 'insufficient_privilege';
  end if;
  select array_agg(c order by c) into closed from unnest(new.categories) c
    where not exists (select 1 from platform.reading_right r
      where r.purpose = split_part(new.purpose, ':', 1) and r.category = c and platform.has_role(r.role));
  if closed is not null then
    raise exception 'reading-not-open: % for %', closed, new.purpose using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
revoke all on function platform.judge_reading from public;
-- Before `watch_reading`, which empties the kinds of a look that it withholds: triggers fire in the order of their names.
create trigger judge_reading before insert on platform.read_record for each row
  when (new.actor_kind = 'staff' and platform.actor_kind() = 'staff') execute function platform.judge_reading();

-- Under everything else: a role to which no purpose opens the register of persons finds nobody in it, whatever a query asks.
create function platform.may_see(wanted text) returns boolean language sql stable security definer set search_path = pg_catalog as $$
  select platform.actor_kind() is distinct from 'staff'
    or exists (select 1 from platform.reading_right r where r.category = wanted and platform.has_role(r.role)) $$;
revoke all on function platform.may_see from public;
grant execute on function platform.may_see to qonys_app;
create policy matrix on person.person as restrictive for all to qonys_app using ((select platform.may_see('identity')));
create policy matrix on person.travel_document as restrictive for all to qonys_app using ((select platform.may_see('documents')));
create policy matrix on person.iin as restrictive for all to qonys_app using ((select platform.may_see('documents')));
create policy matrix on person.fact as restrictive for all to qonys_app using ((select platform.may_see('education')));
create policy matrix on employment.contract as restrictive for all to qonys_app using ((select platform.may_see('employment')));
