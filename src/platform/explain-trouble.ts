/** What to do about a trouble with the machine or the database, by the code that Node or PostgreSQL gives it. */
const advice: Record<string, string> = {
  ECONNREFUSED:
    'Nothing answers at that address. If it is the database: is PostgreSQL running, and is DATABASE_URL right?',
  ENOTFOUND: 'No machine has that name. If it is the database: is DATABASE_URL right?',
  ETIMEDOUT: 'Nothing answers at that address. Is DATABASE_URL right, and may this machine reach it?',
  EHOSTUNREACH: 'Nothing answers at that address. Is DATABASE_URL right, and may this machine reach it?',
  '28P01': 'The database does not know this name with this password. See DATABASE_URL.',
  '28000': 'The database does not let this role in. See DATABASE_URL and pg_hba.conf.',
  '3D000': 'Make the database first: createdb NAME, as its owner.',
  '3F000': 'The database has not the form of this program: qonys migrate',
  '42P01': 'The database has not the form of this program: qonys migrate',
  '42703': 'The database has not the form of this program: qonys migrate',
  '42501': 'The role of DATABASE_URL may not do that: qonys migrate says what it lacks.',
  '53100': "The database's disk is full.",
  EEXIST: 'A file stands where a folder should be. See QONYS_STATE.',
  ENOTDIR: 'A file stands where a folder should be. See QONYS_STATE.',
  ENOSPC: 'The disk is full. Make room, or name another folder: QONYS_STATE=/somewhere',
  EACCES: 'This user may not write there. Name another folder: QONYS_STATE=/somewhere',
  EPERM: 'This user may not write there. Name another folder: QONYS_STATE=/somewhere',
  EROFS: 'That folder cannot be written to. Name another one: QONYS_STATE=/somewhere',
}

/**
 * What the person at the keyboard can do about it, in one sentence; looks through the causes of an error. Undefined when nothing is
 * known beyond the message.
 */
export function explainTrouble(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const { code } = error as { code?: string }
  if (code !== undefined && Object.hasOwn(advice, code)) return advice[code]
  const inner = error instanceof AggregateError ? error.errors : [error.cause]
  return inner.map(explainTrouble).find((one) => one !== undefined)
}
