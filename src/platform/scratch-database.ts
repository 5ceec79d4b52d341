import { randomBytes } from 'node:crypto'
import { rolePassword } from './config.ts'
import { urlForRole } from './database.ts'
import {
  onServer,
  testFailureVariable,
  testServerVariable,
  testTemplateVariable,
  urlOfDatabase,
} from './test-server.ts'

/** A database of one test file: all migrations, no rows but theirs. */
export interface ScratchDatabase {
  ownerUrl: string
  /** The connection string of another login role, such as `qonys_app`. */
  urlFor(role: string): string
  drop(): Promise<void>
}

/**
 * A new database copied from the run's template, in some tens of milliseconds. Call it in `beforeAll` and `drop()` in
 * `afterAll`; what a broken test leaves is dropped at the end of the run.
 * @throws Error outside a test run, or when the run's server or template could not be made (a broken migration)
 */
export async function scratchDatabase(): Promise<ScratchDatabase> {
  const failure = process.env[testFailureVariable]
  if (failure) throw new Error(`no test database: ${failure}`)
  const server = process.env[testServerVariable]
  const template = process.env[testTemplateVariable]
  const secret = process.env.QONYS_SECRET
  if (!server || !template || !secret)
    throw new Error('scratchDatabase() works in a test run only: test/global-setup.ts starts its server')
  const name = template.replace('template', randomBytes(6).toString('hex'))
  await onServer(server, (client) => client.query(`create database ${name} template ${template}`))
  const ownerUrl = urlOfDatabase(server, name)
  return {
    ownerUrl,
    urlFor: (role) => urlForRole(ownerUrl, role, rolePassword(Buffer.from(secret, 'base64url'), role)),
    async drop() {
      await onServer(server, (client) => client.query(`drop database if exists ${name} with (force)`))
    },
  }
}
