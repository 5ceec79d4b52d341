import type { Application } from '../src/app/serve.ts'
import { newId } from '../src/platform/new-id.ts'

/** Opens a page; `as` is the cookie of a session. */
export async function openPage(app: Application, path: string, as?: string, language = 'en') {
  const answer = await app.fetch(
    new Request(`http://localhost${path}`, {
      headers: { ...(as ? { cookie: as } : {}), 'accept-language': language },
    }),
  )
  return { status: answer.status, headers: answer.headers, body: await answer.text() }
}

/** Sends a form as its button does, with a request of its own unless one is given; `to` is where it led. */
export async function pressButton(
  app: Application,
  path: string,
  fields: Record<string, string>,
  as: string,
) {
  const answer = await app.fetch(
    new Request(`http://localhost${path}`, {
      method: 'POST',
      headers: {
        cookie: as,
        origin: 'http://localhost',
        'accept-language': 'en',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ _request: newId(), ...fields }).toString(),
    }),
  )
  return { status: answer.status, to: answer.headers.get('location') ?? '', body: await answer.text() }
}
