import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { makeDemoBin } from '../../src/person/check-bin.ts'
import { type PersonPersona, writeName } from '../personas.ts'
import { renderPage } from './page.tsx'
import { sendFeed } from './send-feed.ts'
import { chooseLanguage, type FullLocale, partnerText } from './text.ts'

// Senders like a hotels' system, the register of contracts and the tax authority. None of their specifications was seen: the contracts are our proposal.

type Kind = 'hotel-notices' | 'contracts' | 'tax-events'
const reports = ['hotel-notices', 'concluded', 'ended', 'tax-events'] as const
type Report = (typeof reports)[number]

const employer = { employerBin: makeDemoBin('2015-05', 17), employerName: 'Demo Works LLP' }

/** One event of one persona, as the system of a hotel, of the ministry of labour or of the tax authority would send it. */
export function eventOf(
  report: Report,
  person: PersonPersona,
  day: string,
  tenge: number,
): { kind: Kind; event: object } {
  const common = {
    sourceReference: crypto.randomUUID(),
    document: { issuingState: person.nationality, number: person.document.number },
    birthDate: person.birthDate,
  }
  const tiyn = Math.round(tenge * 100)
  switch (report) {
    case 'hotel-notices':
      return {
        kind: 'hotel-notices',
        event: {
          ...common,
          source: 'hotel-demo',
          hostName: 'Hotel Demo',
          region: '75',
          address: 'Dostyk avenue 1',
          arrivedOn: day,
          noticedOn: day,
        },
      }
    case 'tax-events':
      return {
        kind: 'tax-events',
        event: {
          ...common,
          source: 'tax',
          employerBin: employer.employerBin,
          month: day.slice(0, 7),
          incomeTiyn: tiyn,
          taxTiyn: Math.round(tiyn / 10),
        },
      }
    default:
      return {
        kind: 'contracts',
        event: {
          ...common,
          source: 'esutd',
          ...employer,
          number: `DEMO-${person.key}`,
          event: report,
          occupation: '7112',
          region: '75',
          address: 'Abay avenue 10',
          wageTiyn: tiyn,
          validFrom: day,
          ...(report === 'ended' ? { endedOn: day } : {}),
        },
      }
  }
}

/** One page on which the demo's hotels, register of contracts and tax authority report an event of a persona to the app. */
export function reportSenders(options: {
  appUrl: string
  tokens: Record<Kind, string>
  people: PersonPersona[]
}) {
  const people = options.people.filter((person) => person.nationality !== 'KAZ')
  const app = new Hono()
  app.get('/', (c) => show(c, undefined))
  app.post('/', bodyLimit({ maxSize: 10_000 }), async (c) => {
    const form = await c.req.parseBody()
    const person = people.find((one) => one.key === form.persona)
    const report = reports.find((one) => one === form.report)
    const day = /^\d{4}-\d{2}-\d{2}$/.test(String(form.day)) ? String(form.day) : undefined
    const tenge = Number(form.tenge)
    if (!person || !report || !day || !(tenge >= 1 && tenge < 1e9)) return show(c, 'malformed')
    const { kind, event } = eventOf(report, person, day, tenge)
    return show(
      c,
      JSON.stringify(await sendFeed(options.appUrl, options.tokens[kind], kind, [event]), null, 2),
    )
  })

  function show(c: Context, answer: string | undefined) {
    const locale = chooseLanguage(c)
    return c.html(
      renderPage({
        locale,
        partner: 'reports',
        title: partnerText(locale)('reports.title'),
        here: '/reports',
        children: <ReportForm locale={locale} people={people} answer={answer} />,
      }),
      answer === 'malformed' ? 422 : 200,
    )
  }
  return { app }
}

function ReportForm({
  locale,
  people,
  answer,
}: {
  locale: FullLocale
  people: PersonPersona[]
  answer: string | undefined
}) {
  const t = partnerText(locale)
  return (
    <>
      {answer === 'malformed' && <p class="bad">{t('border.malformed')}</p>}
      {answer && answer !== 'malformed' && (
        <>
          <h2>{t('border.answer')}</h2>
          <pre>{answer}</pre>
        </>
      )}
      <p>{t('reports.help')}</p>
      <form method="post" action="/reports">
        <div class="field">
          <label for="report">{t('reports.what')}</label>
          <select id="report" name="report">
            {reports.map((one) => (
              <option value={one}>{t(`reports.${one}`)}</option>
            ))}
          </select>
        </div>
        <div class="field">
          <label for="persona">{t('border.person')}</label>
          <select id="persona" name="persona">
            {people.map((person) => (
              <option value={person.key}>
                {writeName(person.nativeName)} ({person.nationality} {person.document.number})
              </option>
            ))}
          </select>
        </div>
        <div class="field">
          <label for="day">{t('reports.day')}</label>
          <input
            id="day"
            name="day"
            type="date"
            value={Temporal.Now.plainDateISO('Asia/Almaty').toString()}
            required
          />
        </div>
        <div class="field">
          <label for="tenge">{t('reports.sum')}</label>
          <input id="tenge" name="tenge" inputmode="numeric" value="320000" required />
        </div>
        <button type="submit">{t('border.send')}</button>
      </form>
    </>
  )
}
