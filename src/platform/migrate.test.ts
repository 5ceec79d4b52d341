import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { migrate, readMigrations } from './migrate.ts'
import { onServer, testServerVariable } from './test-server.ts'

const server = process.env[testServerVariable] ?? ''
const name = `owner_${randomBytes(6).toString('hex')}`
const url = new URL(server)
url.pathname = `/${name}`
url.username = name
url.password = 'told'

beforeAll(async () => {
  await onServer(server, (client) => client.query(`create role ${name} login password 'told'`))
  await onServer(server, (client) => client.query(`create database ${name}`))
})
afterAll(async () => {
  await onServer(server, (client) => client.query(`drop database if exists ${name} with (force)`))
  await onServer(server, (client) =>
    client.query(
      `drop owned by ${name}; revoke set on parameter "qonys.actor_kind" from ${name}; drop role ${name}`,
    ),
  )
})

it('an owner who is no superuser is told in one go what is missing, and then everything is made', async () => {
  const said = await migrate(url.toString()).then(
    () => '',
    (error: Error) => error.message,
  )
  const statements = said.split('\n').slice(1)
  expect(statements.map((one) => one.trim())).toEqual([
    `alter role ${name} createrole;`,
    `alter role ${name} bypassrls;`,
    `grant set on parameter "qonys.actor_kind" to ${name};`,
    `alter database ${name} owner to ${name};`,
  ])
  for (const one of statements) await onServer(server, (client) => client.query(one))
  expect(await migrate(url.toString())).toEqual(readMigrations().map((one) => one.name))
})
