import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type World } from '../../test/world.ts'
import { sql } from '../platform/database.ts'
import { newId } from '../platform/new-id.ts'
import { routes } from './routes.ts'
import { type Listening, listen, makeApplication } from './serve.ts'
import { readProxies, whoseAddress } from './whose-address.ts'

describe('the address that a request came from', () => {
  const proxies = readProxies('10.0.0.0/8, 192.0.2.7 fd00::/8')
  it.each([
    ['nobody’s proxy: what it says of others is not read', '203.0.113.5', '198.51.100.1', '203.0.113.5'],
    ['one proxy of ours', '10.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['an address that the sender wrote before it', '10.0.0.1', '1.1.1.1, 198.51.100.1', '198.51.100.1'],
    ['two proxies of ours', '10.0.0.1', '1.1.1.1, 198.51.100.1, 192.0.2.7', '198.51.100.1'],
    ['nothing but proxies', '10.0.0.1', '10.0.0.9', '10.0.0.9'],
    ['a proxy that says nothing', '10.0.0.1', undefined, '10.0.0.1'],
    ['words that are no address', '10.0.0.1', '198.51.100.1, unknown', '10.0.0.1'],
    ['IPv4 inside IPv6', '::ffff:10.0.0.1', '::ffff:198.51.100.1', '198.51.100.1'],
    ['IPv6 by its /64', 'fd00::1', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['the same house', 'fd00::1', '2001:db8:1:2::99', '2001:db8:1:2::/64'],
    ['no connection', undefined, '198.51.100.1', undefined],
  ])('%s', (_name, peer, forwarded, address) => {
    expect(whoseAddress(peer, forwarded, proxies)).toBe(address)
  })
  it('is never what a header says where no proxy is trusted', () => {
    expect(whoseAddress('10.0.0.1', '198.51.100.1', readProxies(''))).toBe('10.0.0.1')
  })
  it.each(['10.0.0', '10.0.0.0/33', 'proxy.example', 'fd00::/129', '10.0.0.0/x'])(
    'does not start with %s for a proxy',
    (given) => {
      expect(() => readProxies(given)).toThrow('QONYS_TRUSTED_PROXIES')
    },
  )
})

describe('S9: codes that one network asks for', () => {
  let world: World
  const programs: Listening[] = []
  beforeAll(async () => {
    world = await makeWorld()
    // Two programs of one installation behind a proxy on this machine, and one that trusts nobody.
    const trusting = { ...world.instance, config: { ...world.instance.config, trustedProxies: '127.0.0.1' } }
    for (const instance of [trusting, trusting, world.instance])
      programs.push(await listen(makeApplication(instance, routes), 0))
  })
  afterAll(async () => {
    await Promise.all(programs.map((one) => one.close()))
    await world.close()
  })
  let serial = 0
  /** Asks for a code of a number never asked for before. */
  const ask = (program: number, forwarded: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const phone = `+7701${String(++serial).padStart(7, '0')}`
      const url = programs[program]?.url ?? ''
      const asking = request(
        `${url}/sign-in`,
        {
          method: 'POST',
          headers: {
            host: 'localhost',
            origin: 'http://localhost',
            connection: 'close',
            'content-type': 'application/x-www-form-urlencoded',
            'x-forwarded-for': forwarded,
          },
        },
        (answer) => {
          answer.resume()
          answer.on('end', () => resolve(answer.statusCode ?? 0))
        },
      )
      asking.on('error', reject)
      asking.end(new URLSearchParams({ _request: newId(), address: phone }).toString())
    })
  const used = () =>
    world.owner.rows<{ count: number }>(
      sql`select count from platform.rate where count > 5 order by count desc`,
    )

  it('are counted for both programs together, by the address that our proxy saw', async () => {
    for (let n = 0; n < 20; n++) expect(await ask(n % 2, '198.51.100.1')).toBe(303)
    expect(await used()).toEqual([{ count: 20 }])
    await world.owner.done(sql`update platform.rate set count = 300 where count = 20`)
    expect(await ask(0, '198.51.100.1')).toBe(429)
    expect(await ask(1, '198.51.100.1')).toBe(429)
    expect(await ask(1, '198.51.100.2'), 'another network').toBe(303)
    expect(await ask(0, '198.51.100.77, 198.51.100.1'), 'another address written before it').toBe(429)
    world.clock.add({ hours: 1 })
    expect(await ask(0, '198.51.100.1'), 'an hour later').toBe(303)
  })
  it('are not counted elsewhere because of a header that anybody may write', async () => {
    await world.owner.done(sql`truncate platform.rate`)
    for (let n = 0; n < 8; n++) expect(await ask(2, `203.0.113.${n}`)).toBe(303)
    expect(await used()).toEqual([{ count: 8 }])
  })
  it('leave no address in the database', async () => {
    const { rows } = await world.owner.one<{ rows: string }>(
      sql`select string_agg(r::text, ' ') as rows from platform.rate r`,
    )
    expect(rows).not.toMatch(/127\.0|203\.0|198\.51/)
  })
})
