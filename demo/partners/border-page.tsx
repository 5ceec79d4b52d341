import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { type PersonPersona, writeName } from '../personas.ts'
import { renderPage } from './page.tsx'
import { type BorderCrossing, sendFeed } from './send-feed.ts'
import { chooseLanguage, type FullLocale, partnerText } from './text.ts'

/** Checkpoints of the demo; the codes are ours. Names are proper names, in the three languages. */
export const checkpoints = {
  konysbayeva: {
    kk: 'Б. Қонысбаев (Өзбекстан)',
    ru: 'Б. Конысбаева (Узбекистан)',
    en: 'B. Konysbayeva (Uzbekistan)',
  },
  korday: { kk: 'Қордай (Қырғызстан)', ru: 'Кордай (Кыргызстан)', en: 'Korday (Kyrgyzstan)' },
  'almaty-airport': { kk: 'Алматы әуежайы', ru: 'Аэропорт Алматы', en: 'Almaty airport' },
} as const
type Checkpoint = keyof typeof checkpoints
const isCheckpoint = (value: unknown): value is Checkpoint =>
  typeof value === 'string' && Object.hasOwn(checkpoints, value)

/** The border service of the demo: one page that reports one crossing of one persona to the app. */
export function borderFeed(options: { appUrl: string; token: string; people: PersonPersona[] }) {
  const travellers = options.people.filter((person) => person.nationality !== 'KAZ')
  const app = new Hono()

  app.get('/', (c) => show(c, undefined))

  app.post('/', bodyLimit({ maxSize: 10_000 }), async (c) => {
    const form = await c.req.parseBody()
    const person = travellers.find((one) => one.key === form.persona)
    const crossedAt = readMoment(form.crossedAt)
    if (!person || !crossedAt || !isCheckpoint(form.checkpoint)) return show(c, 'malformed')
    const crossing: BorderCrossing = {
      document: { issuingState: person.nationality, number: person.document.number },
      birthDate: person.birthDate,
      direction: form.direction === 'exit' ? 'exit' : 'entry',
      at: crossedAt,
      point: form.checkpoint,
      source: 'border-feed',
      sourceReference: crypto.randomUUID(),
    }
    const answer = await sendFeed(options.appUrl, options.token, 'crossings', [crossing])
    return show(c, JSON.stringify(answer, null, 2))
  })

  function show(c: Context, answer: string | undefined) {
    const locale = chooseLanguage(c)
    const title = partnerText(locale)('border.title')
    const children = <CrossingForm locale={locale} travellers={travellers} answer={answer} />
    return c.html(
      renderPage({ locale, partner: 'border', title, here: '/border', children }),
      answer === 'malformed' ? 422 : 200,
    )
  }

  return { app }
}

/** A date and time as a browser's field gives it, meant as time in Kazakhstan (Asia/Almaty). */
function readMoment(value: unknown): string | undefined {
  try {
    const local = Temporal.PlainDateTime.from(String(value), { overflow: 'reject' })
    return local.toZonedDateTime('Asia/Almaty').toString({ timeZoneName: 'never' })
  } catch {
    return undefined
  }
}

function CrossingForm(props: {
  locale: FullLocale
  travellers: PersonPersona[]
  answer: string | undefined
}) {
  const t = partnerText(props.locale)
  const now = Temporal.Now.plainDateTimeISO('Asia/Almaty').toString({ smallestUnit: 'minute' })
  return (
    <>
      {props.answer === 'malformed' && <p class="bad">{t('border.malformed')}</p>}
      {props.answer && props.answer !== 'malformed' && (
        <>
          <h2>{t('border.answer')}</h2>
          <pre>{props.answer}</pre>
        </>
      )}
      <p>{t('border.help')}</p>
      <form method="post" action="/border">
        <div class="field">
          <label for="persona">{t('border.person')}</label>
          <select id="persona" name="persona">
            {props.travellers.map((person) => (
              <option value={person.key}>
                {writeName(person.nativeName)} ({person.nationality} {person.document.number})
              </option>
            ))}
          </select>
        </div>
        <div class="field">
          <label for="direction">{t('border.direction')}</label>
          <select id="direction" name="direction">
            <option value="entry">{t('border.entry')}</option>
            <option value="exit">{t('border.exit')}</option>
          </select>
        </div>
        <div class="field">
          <label for="checkpoint">{t('border.checkpoint')}</label>
          <select id="checkpoint" name="checkpoint">
            {(Object.keys(checkpoints) as Checkpoint[]).map((code) => (
              <option value={code}>{checkpoints[code][props.locale]}</option>
            ))}
          </select>
        </div>
        <div class="field">
          <label for="crossedAt">{t('border.crossedAt')}</label>
          <input id="crossedAt" name="crossedAt" type="datetime-local" value={now} required />
        </div>
        <button type="submit">{t('border.send')}</button>
      </form>
    </>
  )
}
