import { findCountry, statesIn } from '../../classifier/countries.ts'
import { everyone } from '../../platform/actor.ts'
import { formatDate } from '../../platform/language.ts'
import { numberAt } from '../../policy/value-at.ts'
import { Button } from '../../ui/button.tsx'
import { DateField, dateParts } from '../../ui/date-field.tsx'
import { Details } from '../../ui/details.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { get, type Route, type Visit } from '../../ui/visit.ts'
import { countDays } from '../count-days.ts'
import { stayText } from '../text.ts'
import { comingBack } from '../what-if.ts'
import { calculatorRows, documentKinds, readStays } from './read-stays.ts'
import { groundName, StayAnswered, StayReasons } from './stay-panel.tsx'

/** How long one may stay, reckoned from what is typed. It is a GET: the answers are in the address, and nowhere else. */
export const calculatorPages: Route[] = [get('/stay', everyone, show)]

function show(visit: Visit): Promise<Response> {
  const { locale, url } = visit
  const t = stayText(locale)
  const values = Object.fromEntries(url.searchParams)
  const today = visit.instance.clock.today()
  const asked = url.searchParams.has('citizenship')
  const typed = asked ? readStays(values, today.toString()) : undefined
  const errors = (typed?.errors ?? []).map(({ field, code }) => ({ field, message: t(`error.${code}`) }))
  const error = (field: string) => errors.find((one) => one.field === field)?.message
  const citizenship = values.citizenship ?? 'UZB'
  const date = (name: string, label: string, optional = true) => (
    <DateField
      locale={locale}
      name={name}
      label={label}
      optional={optional}
      value={dateParts(values, name)}
      error={error(name)}
    />
  )
  const rows = (...of: number[]) =>
    calculatorRows
      .filter((row) => of.includes(row))
      .map((row) => (
        <>
          {date(`in${row}`, `${row}. ${t('calc.entered')}`, row > 1)}
          {date(`out${row}`, `${row}. ${t('calc.left')}`)}
        </>
      ))
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
        {typed && errors.length === 0 && <Answer visit={visit} citizenship={citizenship} typed={typed} />}
        <form method="get" action="/stay" class="flow not-printed">
          <Select
            locale={locale}
            name="citizenship"
            label={t('calc.citizenship')}
            value={citizenship}
            empty={false}
            options={statesIn(locale).filter(
              ({ value }) => findCountry(value)?.kind === 'country' && value !== 'KAZ',
            )}
          />
          <fieldset class="group flow">
            <legend>{t('calc.stays', { window: numberAt('stay.window', today) })}</legend>
            {rows(1, 2)}
            <Details title={t('calc.more')} open={typed !== undefined && typed.presences.length > 2}>
              {rows(3, 4)}
            </Details>
          </fieldset>
          <Details
            title={t('calc.document')}
            open={Boolean(values.document) || Boolean(error('from') ?? error('to'))}
          >
            <Select
              locale={locale}
              name="document"
              label={t('calc.document.kind')}
              value={values.document ?? ''}
              options={documentKinds.map((kind) => ({ value: kind, label: groundName(locale, kind) }))}
            />
            {date('from', t('calc.document.from'))}
            {date('to', t('calc.document.to'))}
            {date('ended', t('calc.document.ended'))}
          </Details>
          <Details
            title={t('calc.what-if')}
            open={typed?.back !== undefined || Boolean(error('leave') ?? error('back'))}
          >
            {date('leave', t('calc.leave'))}
            {date('back', t('calc.back'))}
          </Details>
          {date('on', t('calc.on'))}
          <Button>{t('calc.count')}</Button>
        </form>
      </Page>,
      { status: errors.length > 0 ? 422 : 200 },
    ),
  )
}

function Answer(props: { visit: Visit; citizenship: string; typed: ReturnType<typeof readStays> }) {
  const { visit, citizenship, typed } = props
  const { locale } = visit
  const t = stayText(locale)
  const day = (text: string) => formatDate(locale, text)
  const on = Temporal.PlainDate.from(typed.on)
  const stay = countDays({ presences: typed.presences, grounds: typed.grounds, citizenship, today: on })
  const back = typed.back ? comingBack({ ...typed, citizenship, back: typed.back }) : undefined
  return (
    <section class="flow-small" aria-live="polite">
      <StayAnswered locale={locale} stay={stay} />
      <StayReasons locale={locale} stay={stay} />
      {back && typed.back && (
        <div class="flow-small">
          <h2>{t('calc.what-if')}</h2>
          <p>
            {back.days > 0 && back.until
              ? t('calc.back.answer', { back: day(typed.back), until: day(back.until), days: back.days })
              : t('calc.back.none', { back: day(typed.back) })}
          </p>
          {back.fullFrom && back.full && (
            <p>{t('calc.back.full', { date: day(back.fullFrom), days: back.full })}</p>
          )}
        </div>
      )}
      <p>{t('calc.not')}</p>
      <p class="hint">
        {t('calc.law', { date: day(typed.on) })} <a href="/rules">{t('calc.rests-on')}</a>. {t('calc.print')}
      </p>
    </section>
  )
}
