import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { askPartner } from './ask-partner.ts'

let server: Server | undefined
afterEach(() => {
  server?.close()
  server?.closeAllConnections()
})

async function partner(listener: RequestListener, timeoutMs = 2000) {
  server = createServer(listener)
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: 'key', timeoutMs }
}
const Answer = z.object({ number: z.int() })
const request = { method: 'GET', path: '/x' } as const

describe('a request to a partner', () => {
  test('carries the token and reads the answer', async () => {
    const asked = await partner((req, res) =>
      res.end(JSON.stringify({ number: req.headers.authorization === 'Bearer key' ? 7 : 0 })),
    )
    expect(await askPartner(asked, request, Answer)).toEqual({ answer: { number: 7 } })
  })

  test.each([
    [500, '{}', { failed: 'unavailable', retry: true }],
    [429, '{}', { failed: 'too-many-requests', retry: true }],
    [409, '{"code":"id-reused"}', { failed: 'id-reused', retry: false }],
    [404, '<html>', { failed: 'refused-404', retry: false }],
    [422, '{"code":"<script>"}', { failed: 'refused-422', retry: false }],
    [200, 'not json', { failed: 'unreadable-answer', retry: true }],
    [200, '{"number":"7"}', { failed: 'unreadable-answer', retry: true }],
  ])('%i with %s is data', async (status, body, failure) => {
    const asked = await partner((_req, res) => res.writeHead(status).end(body))
    expect(await askPartner(asked, request, Answer)).toEqual(failure)
  })

  test('a redirect is not followed, for the token would go with it', async () => {
    const paths: string[] = []
    const asked = await partner((req, res) => {
      paths.push(req.url ?? '')
      res.writeHead(302, { location: '/elsewhere' }).end()
    })
    expect(await askPartner(asked, request, Answer)).toEqual({ failed: 'refused-302', retry: false })
    expect(paths).toEqual(['/x'])
  })

  test('silence ends at the timeout, before the headers or in the middle of the body', async () => {
    const silent = await partner(() => {}, 100)
    expect(await askPartner(silent, request, Answer)).toEqual({ failed: 'timeout', retry: true })
    server?.closeAllConnections()
    server?.close()
    const halting = await partner((_req, res) => res.write('{"num'), 100)
    expect(await askPartner(halting, request, Answer)).toEqual({ failed: 'timeout', retry: true })
  })

  test('a broken connection is worth another try', async () => {
    const asked = await partner((req) => req.socket.destroy())
    expect(await askPartner(asked, request, Answer)).toEqual({ failed: 'unreachable', retry: true })
  })
})
