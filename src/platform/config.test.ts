import { expect, it } from 'vitest'
import { readConfig } from './config.ts'

const secret = Buffer.alloc(32).toString('base64url')

it.each(['abc', '0', '70000', '80.5', '-1'])('QONYS_PORT=%s is refused by its name', (port) => {
  expect(() => readConfig({ QONYS_PORT: port, QONYS_SECRET: secret })).toThrow(
    `QONYS_PORT=${port} is no port`,
  )
})
it('the partners stand beside the program unless they are told where', () => {
  expect(readConfig({ QONYS_PORT: '8090', QONYS_SECRET: secret })).toMatchObject({
    port: 8090,
    partnersPort: 8091,
    baseUrl: 'http://localhost:8090',
  })
})
