import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeWorld, type Staff, type World } from '../../test/world.ts'
import { requireFresh } from '../institution/require-fresh.ts'
import { staff } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'
import { newId } from '../platform/new-id.ts'
import { formPage } from '../ui/form-page.ts'
import { get, post } from '../ui/visit.ts'
import { type Application, makeApplication } from './serve.ts'

let world: World
let app: Application
let officer: Staff
const taken: string[] = []
const words = 'Длинное обоснование, «с кавычками» и <угловыми> скобками'

beforeAll(async () => {
  world = await makeWorld()
  officer = await world.officer('registrar', await world.office())
  const who = staff('registrar')
  app = makeApplication(world.instance, [
    ...formPage({
      path: '/reasons/:id',
      who,
      show: async (visit, form) =>
        visit.html(
          `<form id="answers"><textarea name="reasons">${form.values.reasons ?? ''}</textarea></form>`,
        ),
      submit: async (visit) => {
        if (visit.params.id === 'broken') throw new Error('broken')
        if (visit.params.id === 'stale') throw new Fault('stale-form')
        if (visit.params.id === 'grave') return requireFresh(visit, 10) ?? visit.redirect('/done')
        taken.push(visit.answers.text.reasons ?? '')
        return visit.redirect('/done')
      },
    }),
    get('/list', who, async (visit) => visit.html('list')),
    post('/list/:id/answer', who, async (visit) => {
      taken.push(visit.answers.text.reasons ?? '')
      return visit.redirect('/list')
    }),
  ])
})
afterAll(() => world.close())

async function send(path: string, cookie: string, fields: [string, string][]) {
  const answer = await app.fetch(
    new Request(`http://localhost${path}`, {
      method: 'POST',
      headers: {
        cookie: `${cookie}; qonys_language=ru`,
        origin: 'http://localhost',
        referer: 'http://localhost/list?page=2',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams(fields).toString(),
    }),
  )
  return { status: answer.status, html: await answer.text() }
}

/** What the page's own form would post. */
const carried = (html: string): [string, string][] => {
  const form = html.split('<form id="kept"')[1]?.split('</form>')[0] ?? ''
  const plain = (text: string) =>
    text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
  return [...form.matchAll(/name="([^"]*)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
    name,
    plain(value),
  ])
}

async function ended(): Promise<string> {
  const cookie = await world.signIn(officer)
  await world.owner.done(sql`update platform.session set ended_at = now()`)
  return cookie
}

describe('what was typed is kept', () => {
  it('when the session has ended: after signing in elsewhere the form comes back filled, and nothing is sent unseen', async () => {
    const gone = await send('/reasons/1', await ended(), [
      ['_request', newId()],
      ['reasons', words],
    ])
    expect(gone.status).toBe(401)
    expect(gone.html).toContain('lang="ru"')
    expect(gone.html).toContain('href="/staff/sign-in?to=/signed-in" target="_blank"')
    expect(gone.html).not.toContain('<угловыми>')
    const fields = carried(gone.html)
    expect(Object.fromEntries(fields)).toMatchObject({ reasons: words, _language: 'ru' })

    const cookie = await world.signIn(officer)
    const back = await send('/reasons/1', cookie, fields)
    expect(back.status).toBe(200)
    expect(back.html).toContain(words)
    expect(taken).toEqual([])
  })

  it('to be copied, not sent, where the form does not come back: the next at this desk may be another', async () => {
    const gone = await send('/list/7/answer', await ended(), [['reasons', words]])
    expect(gone.status).toBe(401)
    expect(gone.html).toContain('<blockquote')
    expect(gone.html).toContain('&lt;угловыми&gt;')
    expect(gone.html).not.toContain('id="kept" class')
    // A lone button holds no words: signing in leads back to the page it stood on, as nothing is shown where it posts to.
    const pressed = await send('/list/7/answer', await ended(), [['id', newId()]])
    expect(pressed.html).toContain(`/staff/sign-in?to=${encodeURIComponent('/list?page=2')}`)
  })

  it('when it broke on our side: sent again it is the same request', async () => {
    world.instance.log.level = 'silent'
    const request = newId()
    const broken = await send('/reasons/broken', await world.signIn(officer), [
      ['_request', request],
      ['_later', 'yes'],
      ['reasons', words],
    ])
    world.instance.log.level = 'warn'
    expect(broken.status).toBe(500)
    expect(carried(broken.html)).toEqual([
      ['_request', request],
      ['_later', 'yes'],
      ['reasons', words],
    ])
  })

  it('when somebody changed it meanwhile, and while a fresh proof is given', async () => {
    const cookie = await world.signIn(officer)
    const stale = await send('/reasons/stale', cookie, [['reasons', words]])
    expect(stale.status).toBe(409)
    expect(Object.fromEntries(carried(stale.html))).toEqual({ reasons: words, _language: 'ru' })

    world.clock.add({ minutes: 30 })
    const grave = await send('/reasons/grave', cookie, [['reasons', words]])
    expect(grave.status).toBe(403)
    expect(grave.html).toContain('href="/staff/confirm?to=/signed-in" target="_blank"')
    expect(Object.fromEntries(carried(grave.html))).toMatchObject({ reasons: words })
  })

  it('when a file beside it is too large, whole or in pieces', async () => {
    const boundary = '----walk'
    const part = (name: string, value: string, file = '') =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n${value}\r\n`
    const text = [
      part('_request', newId()),
      part('reasons', `${words}\r\n--${boundary.slice(0, 4)} second line`),
      part('paper', 'x'.repeat(700_000), '; filename="a.jpg"\r\nContent-Type: image/jpeg'),
      part('place', 'Алматы'),
      part('place', 'Астана'),
      `--${boundary}--\r\n`,
    ].join('')
    const bytes = Buffer.from(text)
    for (const size of [bytes.length, 1000, 7]) {
      let at = 0
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          // Pieces are cut anywhere, through letters and through boundaries.
          const piece = bytes.subarray(at, at + (at < 5000 || at > 690_000 ? size : 50_000))
          controller.enqueue(piece)
          at += piece.length
          if (at >= bytes.length) controller.close()
        },
      })
      const answer = await app.fetch(
        new Request('http://localhost/reasons/1', {
          method: 'POST',
          headers: {
            cookie: `${await world.signIn(officer)}; qonys_language=tg`,
            origin: 'http://localhost',
            'content-type': `multipart/form-data; boundary=${boundary}`,
            'content-length': String(bytes.length),
          },
          body,
          duplex: 'half',
        } as RequestInit),
      )
      expect(answer.status).toBe(413)
      const html = await answer.text()
      expect(html).toContain('lang="tg"')
      expect(carried(html).filter(([name]) => !name.startsWith('_'))).toEqual([
        ['reasons', `${words}\n--${boundary.slice(0, 4)} second line`],
        ['place', 'Алматы'],
        ['place', 'Астана'],
      ])
    }
  })

  it('never of a form from another site', async () => {
    const answer = await app.fetch(
      new Request('http://localhost/reasons/1', {
        method: 'POST',
        headers: { origin: 'http://elsewhere.example', 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ reasons: words }).toString(),
      }),
    )
    expect(answer.status).toBe(403)
    expect(await answer.text()).not.toContain('кавычками')
  })
})
