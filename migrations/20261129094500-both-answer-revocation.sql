-- Employer and worker are both heard before a permit is revoked. There was room for one answer, so that whoever spoke first took the other's word
-- away, and the permit could be revoked before its hearing. The former version writes the first answer only.
alter table employer_permit.revocation
  add column if not exists second_statement text,
  add column if not exists second_by uuid,
  add column if not exists second_at timestamptz;
