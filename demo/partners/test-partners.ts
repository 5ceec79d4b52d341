import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { personas } from '../personas.ts'
import { type PartnerSecrets, startPartners } from './start.tsx'

export const testSecrets: PartnerSecrets = {
  idp: { clientId: 'qonys', clientSecret: 'a-secret-for-tests-only', cookieKey: 'another-for-tests' },
  gateway: {
    token: 'gateway-token',
    webhookSecret: `whsec_${Buffer.alloc(32, 1).toString('base64')}`,
    botSecret: 'bot-secret',
  },
  bank: { token: 'bank-token', webhookSecret: `whsec_${Buffer.alloc(32, 2).toString('base64')}` },
  border: { token: 'border-token' },
  hotels: { token: 'hotels-token' },
  contracts: { token: 'contracts-token' },
  tax: { token: 'tax-token' },
  registries: { token: 'registries-token' },
}

export interface Heard {
  path: string
  headers: Headers
  body: string
  /** What the app answered. */
  status: number
}

/** An app that hears the partners out and answers with the statuses given, in turn, then 204. */
export async function startHearingApp(statuses: number[] = []) {
  const heard: Heard[] = []
  let answer: { status: number; json: unknown } | undefined
  const server = createServer(async (req, res) => {
    const body = await readBody(req)
    const status = answer?.status ?? statuses.shift() ?? 204
    heard.push({
      path: req.url ?? '',
      headers: new Headers(req.headers as Record<string, string>),
      body,
      status,
    })
    res.writeHead(status, { 'content-type': 'application/json' })
    res.end(answer ? JSON.stringify(answer.json) : undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    heard,
    answerWith(status: number, json: unknown) {
      answer = { status, json }
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function readBody(req: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of req) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}

export const makeFolder = () => mkdtempSync(join(tmpdir(), 'qonys-partners-'))
export const removeFolder = (folder: string) => rmSync(folder, { recursive: true, force: true })

export const startTestPartners = (appUrl: string, dataDir: string) =>
  startPartners({
    port: 0,
    appUrl,
    dataDir,
    secrets: testSecrets,
    personas,
    lateMs: 400,
    firstRetryMs: 40,
  })
