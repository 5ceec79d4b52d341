import { countries, countryName } from '../../classifier/countries.ts'
import { everyone } from '../../platform/actor.ts'
import { collator, formatDate } from '../../platform/language.ts'
import { numberAt, valueAt } from '../../policy/value-at.ts'
import { Button } from '../../ui/button.tsx'
import { DateField, dateParts } from '../../ui/date-field.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Page } from '../../ui/page.tsx'
import { readDate } from '../../ui/read-date.ts'
import { Select } from '../../ui/select.tsx'
import { get, type Route, type Visit } from '../../ui/visit.ts'
import { countDays, type Presence } from '../count-days.ts'
import { isUnionCitizen } from '../grounds.ts'
import { stayText } from '../text.ts'
import { StayAnswered } from './stay-panel.tsx'

/** How long one may stay, reckoned from what is typed. It is a GET: the answers are in the address, and nowhere else. */
export const calculatorPages: Route[] = [get('/stay', everyone, show)]

const rows = [1, 2, 3] as const

function show(visit: Visit): Promise<Response> {
  const { locale, url } = visit
  const t = stayText(locale)
  const values = Object.fromEntries(url.searchParams)
  const today = visit.instance.clock.today()
  const asked = url.searchParams.has('citizenship')
  const read = asked ? readPresences(values) : { presences: [], errors: [] }
  const errors = read.errors.map(({ field, code }) => ({ field, message: t(`error.${code}`) }))
  const error = (field: string) => errors.find((one) => one.field === field)?.message
  const citizenship = values.citizenship ?? ''
  const answer =
    asked && errors.length === 0 && read.presences.length > 0
      ? countDays({
          presences: read.presences,
          grounds: [],
          unionCitizen: isUnionCitizen(citizenship, today),
          today,
        })
      : undefined
  const order = collator(locale)
  const window = numberAt('stay.window', today)
  return Promise.resolve(
    visit.html(
      <Page
        {...visit.frame}
        title={t('calc.title')}
        hasErrors={errors.length > 0}
        draft={!stayText.reviewed(locale)}
      >
        <ErrorSummary locale={locale} errors={errors} />
        <h1>{t('calc.title')}</h1>
        <p class="lead">{t('calc.lead')}</p>
        {answer && (
          <>
            <StayAnswered locale={locale} stay={answer} citizenship={citizenship} today={today} />
            <p>{t('calc.not')}</p>
            <p class="hint">
              {t('calc.rests-on')}:{' '}
              <a href="/rules" lang="en">
                {valueAt('stay.visa-free-per-entry', today).article}
              </a>
              . {formatDate(locale, today)}
            </p>
          </>
        )}
        <form method="get" action="/stay" class="flow">
          <Select
            locale={locale}
            name="citizenship"
            label={t('calc.citizenship')}
            value={citizenship || 'UZB'}
            empty={false}
            options={countries()
              .filter(({ kind, alpha3 }) => kind === 'country' && alpha3 !== 'KAZ')
              .map(({ alpha3 }) => ({ value: alpha3, label: countryName(alpha3, locale) }))
              .sort((a, b) => order.compare(a.label, b.label))}
          />
          <fieldset class="group flow">
            <legend>{t('calc.stays', { window })}</legend>
            {rows.map((row) => (
              <>
                <DateField
                  locale={locale}
                  name={`in${row}`}
                  label={`${row}. ${t('calc.entered')}`}
                  optional={row > 1}
                  value={dateParts(values, `in${row}`)}
                  error={error(`in${row}`)}
                />
                <DateField
                  locale={locale}
                  name={`out${row}`}
                  label={`${row}. ${t('calc.left')}`}
                  optional
                  value={dateParts(values, `out${row}`)}
                  error={error(`out${row}`)}
                />
              </>
            ))}
          </fieldset>
          <Button>{t('calc.count')}</Button>
        </form>
      </Page>,
      { status: errors.length > 0 ? 422 : 200 },
    ),
  )
}

function readPresences(values: Record<string, string>) {
  const presences: Presence[] = []
  const errors: { field: string; code: 'day' | 'required' | 'order' }[] = []
  for (const row of rows) {
    const entered = readDate(values, `in${row}`)
    const left = readDate(values, `out${row}`)
    if ('code' in entered) {
      if (entered.code !== 'day-missing') errors.push({ field: `in${row}`, code: 'day' })
      else if (row === 1 || 'date' in left) errors.push({ field: `in${row}`, code: 'required' })
      continue
    }
    if ('code' in left && left.code !== 'day-missing') errors.push({ field: `out${row}`, code: 'day' })
    else if ('date' in left && left.date < entered.date) errors.push({ field: `out${row}`, code: 'order' })
    else presences.push({ entered: entered.date, ...('date' in left ? { left: left.date } : {}) })
  }
  presences.sort((a, b) => (a.entered < b.entered ? -1 : 1))
  return { presences, errors }
}
