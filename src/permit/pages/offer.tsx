import { traceEntries } from '../../case/pages/show-trace.tsx'
import { isRefusal } from '../../platform/act.ts'
import { account, anyOf, staff } from '../../platform/actor.ts'
import { dayOf } from '../../platform/clock.ts'
import { Fault } from '../../platform/fault.ts'
import { formatDate, formatMoment, formatMoney, type Locale } from '../../platform/language.ts'
import { changesSince, type LawChange } from '../../policy/changes-since.ts'
import { decide } from '../../policy/compile-route.ts'
import { lawKnownAt } from '../../policy/follow-law.ts'
import { changesUnseen, Governs, LawChanged, seenNow } from '../../policy/law-changed.tsx'
import { prepaidTax } from '../../policy/prepaid-tax.ts'
import { policyText, saysIn } from '../../policy/text.ts'
import { Button, ButtonRow } from '../../ui/button.tsx'
import { Deadline } from '../../ui/deadline.tsx'
import { Details } from '../../ui/details.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { htmlLanguage } from '../../ui/language-switch.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Trace } from '../../ui/trace.tsx'
import { Typed } from '../../ui/typed.tsx'
import { get, post, type Route, type Visit } from '../../ui/visit.ts'
import { applyForPermit, householdPermit } from '../apply-for-permit.ts'
import {
  type ConfirmationLanguage,
  confirmationLanguages,
  confirmationText,
  confirmOffer,
} from '../confirm-offer.ts'
import { householdScope } from '../law-scope.ts'
import { lookAtOffer, type OfferSeen } from '../look-at-offer.ts'
import type { OfferRow } from '../offer-row.ts'
import { permitText } from '../text.ts'
import { withdrawOffer } from '../withdraw-offer.ts'
import { groundText } from './household-form.ts'
import { termRows } from './term-rows.ts'
import { offerTones } from './tones.ts'

const readers = anyOf(account, staff('permit-officer', 'supervisor'))

/** An offer: the worker reads and answers it, the employer sees where it stands and goes on to the application. */
export const offerPages: Route[] = [
  get('/offers/:id', readers, show),
  post('/offers/:id', account, answer),
  post('/offers/:id/withdraw', account, withdraw),
  get('/offers/:id/copy', readers, copy),
  get('/offers/:id/apply', account, (visit) => check(visit)),
  post('/offers/:id/apply', account, apply),
]

const names: Record<ConfirmationLanguage, string> = {
  uz: 'Oʻzbekcha',
  tg: 'Тоҷикӣ',
  ky: 'Кыргызча',
  ru: 'Русский',
  kk: 'Қазақша',
  en: 'English',
  zh: '中文',
  tr: 'Türkçe',
}
const readIn = (asked: string | null | undefined, locale: Locale): ConfirmationLanguage =>
  [asked, locale].map((one) => confirmationLanguages.find((each) => each === one)).find(Boolean) ?? 'ru'

async function show(visit: Visit): Promise<Response> {
  const { locale } = visit
  const t = permitText(locale)
  const seen = await lookAtOffer(visit.instance, visit.actor, visit.params.id)
  const { offer, side } = seen
  const today = visit.instance.clock.today()
  const waits = offer.state === 'sent' && offer.answer_by >= today.toString()
  return visit.html(
    <Page
      {...visit.frame}
      title={t('offer.title')}
      draft={!permitText.reviewed(locale)}
      {...(side === 'employer' ? { back: { href: '/household', label: t('household.title') } } : {})}
      {...(side === 'worker' ? { back: { href: '/me', label: t('permit.mine') } } : {})}
    >
      <h1>{t('offer.title')}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      <p>
        <StatusTag tone={offerTones[offer.state]}>{t(`offer.state.${offer.state}`)}</StatusTag>
      </p>
      {waits && (
        <Deadline
          locale={locale}
          by={offer.answer_by}
          days={today.until(Temporal.PlainDate.from(offer.answer_by)).days}
        />
      )}
      {side === 'worker' && waits ? (
        <Reading visit={visit} seen={seen} />
      ) : (
        <SummaryList locale={locale} rows={termsOf(offer, locale)} />
      )}
      {side === 'worker' && offer.state === 'confirmed' && <p>{t('offer.agreed')}</p>}
      {side === 'worker' && offer.state === 'declined' && <p>{t('offer.declined')}</p>}
      {!waits && ['sent', 'expired'].includes(offer.state) && <p>{t('offer.expired')}</p>}
      {side === 'employer' && offer.state === 'confirmed' && (
        <ButtonRow>
          <Button href={`/offers/${offer.id}/apply`} icon="arrow-right">
            {t('apply.title')}
          </Button>
        </ButtonRow>
      )}
      {side === 'employer' && (offer.state === 'sent' || offer.state === 'confirmed') && (
        <Details title={t('offer.withdraw')}>
          <p>{t('offer.withdraw.effect')}</p>
          <Form
            id="withdraw"
            action={`/offers/${offer.id}/withdraw`}
            request={visit.request}
            hidden={{ version: String(offer.version) }}
          >
            <Button kind="secondary">{t('offer.withdraw')}</Button>
          </Form>
        </Details>
      )}
      {seen.confirmation && (
        <p>
          <a href={`/offers/${offer.id}/copy`}>{t('offer.copy')}</a>
        </p>
      )}
    </Page>,
  )
}

/** The text in the language that is confirmed, the other languages, and the two answers of equal weight. */
function Reading({ visit, seen }: { visit: Visit; seen: OfferSeen }) {
  const { locale } = visit
  const { offer } = seen
  const t = permitText(locale)
  const language = readIn(visit.url.searchParams.get('read'), locale)
  const own = permitText(language)
  return (
    <>
      <p class="lead">{t('offer.read')}</p>
      <nav aria-label={t('offer.language')}>
        <p class="facts">
          <span>{t('offer.language')}</span>
          {confirmationLanguages.map((one) => (
            <a
              href={`/offers/${offer.id}?read=${one}`}
              lang={htmlLanguage(one)}
              aria-current={one === language ? 'true' : undefined}
            >
              {names[one]}
            </a>
          ))}
        </p>
      </nav>
      <section lang={htmlLanguage(language)} class="flow-small">
        {confirmationText(offer, language)
          .split('\n')
          .map((line) => (
            <p class="lead">
              <Line line={line} duties={offer.duties} />
            </p>
          ))}
        {seen.elsewhere && <p class="lead">{own('offer.change')}</p>}
      </section>
      <Form
        action={`/offers/${offer.id}`}
        request={visit.request}
        hidden={{ version: String(offer.version), language }}
      >
        <TextField locale={locale} name="reason" label={t('offer.reason')} optional maxlength={500} />
        <ButtonRow>
          <Button name="answer" value="confirmed" icon="check">
            {own('offer.agree')}
          </Button>
          <Button kind="secondary" name="answer" value="declined" icon="x">
            {own('offer.disagree')}
          </Button>
        </ButtonRow>
      </Form>
    </>
  )
}

/** A line of the offer in the worker's language, in which the employer's own words stand as they were typed. */
function Line({ line, duties }: { line: string; duties: string }) {
  const at = line.indexOf(duties)
  if (at < 0) return <>{line}</>
  return (
    <>
      {line.slice(0, at)}
      <Typed>{duties}</Typed>
      {line.slice(at + duties.length)}
    </>
  )
}

const termsOf = (offer: OfferRow, locale: Locale) => {
  const t = permitText(locale)
  return [
    { label: t('offer.from'), value: offer.employer_name },
    { label: t('summary.worker'), value: offer.worker_name },
    ...termRows(offer, locale),
    {
      label: t('offer.term'),
      value: t('offer.term.value', { months: offer.months, start: formatDate(locale, offer.starts_on) }),
    },
    { label: t('offer.answer-by'), value: formatDate(locale, offer.answer_by) },
  ]
}

async function answer(visit: Visit): Promise<Response> {
  const { text } = visit.answers
  const id = visit.params.id ?? ''
  const given = text.answer === 'confirmed' || text.answer === 'declined' ? text.answer : undefined
  if (!given) return visit.redirect(`/offers/${id}`)
  const done = await confirmOffer(
    visit.instance,
    visit.actor,
    {
      offer: id,
      expectedVersion: Number(text.version),
      language: readIn(text.language, visit.locale),
      answer: given,
      ...(text.reason ? { reason: text.reason } : {}),
    },
    visit.request,
  )
  if (isRefusal(done)) return visit.redirect(`/offers/${id}`)
  return visit.redirect(`/offers/${id}`)
}

async function withdraw(visit: Visit): Promise<Response> {
  const id = visit.params.id ?? ''
  const expectedVersion = Number(visit.answers.text.version)
  await withdrawOffer(visit.instance, visit.actor, { offer: id, expectedVersion }, visit.request)
  return visit.redirect(`/offers/${id}`, { flash: permitText(visit.locale)('offer.withdraw.done') })
}

/** What was confirmed, word for word as it was kept, and the same offer in the reader's language. */
async function copy(visit: Visit): Promise<Response> {
  const { locale } = visit
  const t = permitText(locale)
  const { offer, confirmation } = await lookAtOffer(visit.instance, visit.actor, visit.params.id)
  if (!confirmation) throw new Fault('not-found')
  const other = readIn(undefined, locale)
  return visit.html(
    <Page
      {...visit.frame}
      draft={!permitText.reviewed(visit.locale)}
      title={t('offer.copy')}
      back={{ href: `/offers/${offer.id}`, label: t('offer.title') }}
    >
      <h1>{t('offer.copy')}</h1>
      <p>{t('offer.copy.kept', { date: formatMoment(locale, confirmation.answered_at) })}</p>
      <StatusTag tone={offerTones[confirmation.answer]}>{t(`offer.state.${confirmation.answer}`)}</StatusTag>
      <section lang={htmlLanguage(confirmation.language)} class="flow-small">
        <h2>{names[confirmation.language]}</h2>
        {confirmation.text.split('\n').map((line) => (
          <p>
            <Line line={line} duties={offer.duties} />
          </p>
        ))}
      </section>
      {other !== confirmation.language && (
        <section lang={htmlLanguage(other)} class="flow-small">
          <h2>{names[other]}</h2>
          {confirmationText(offer, other)
            .split('\n')
            .map((line) => (
              <p>
                <Line line={line} duties={offer.duties} />
              </p>
            ))}
        </section>
      )}
      <p class="hint">
        {t('offer.digest')}: <span class="mono">{confirmation.sha256}</span>
      </p>
    </Page>,
  )
}

/**
 * What is asked before applying. Only what the employer's own offer answers is shown with a verdict: what the registers know of the
 * worker is not the employer's to read.
 */
async function check(visit: Visit, refused?: string, unseen: LawChange[] = []): Promise<Response> {
  const { locale } = visit
  const t = permitText(locale)
  const { offer, side, others } = await lookAtOffer(visit.instance, visit.actor, visit.params.id)
  if (side !== 'employer') throw new Fault('not-found')
  if (offer.state !== 'confirmed') return visit.redirect(`/offers/${offer.id}`)
  const today = visit.instance.clock.today()
  const { trace } = decide(
    householdPermit,
    {
      'employer-kind': 'natural-person',
      'workers-in-household': others + 1,
      'application-kind': 'first',
      'months-requested': offer.months,
      'months-total': offer.months,
      'kind-of-work': offer.kind_of_work,
      'worker-confirmed-offer': true,
    },
    today,
  )
  const sum = formatMoney(locale, prepaidTax(offer.months, today).tiyn)
  const madeAt = offer.made_at.toTemporalInstant()
  const changes = changesSince(madeAt, visit.instance.clock.now(), householdScope)
  const madeOn = dayOf(madeAt)
  const former = prepaidTax(offer.months, madeOn, lawKnownAt(madeAt)).tiyn
  return visit.html(
    <Page
      {...visit.frame}
      title={t('apply.title')}
      draft={!permitText.reviewed(locale)}
      back={{ href: `/offers/${offer.id}`, label: t('offer.title') }}
    >
      {refused && <Notice locale={locale} tone="danger" title={refused} live />}
      <h1>{t('apply.title')}</h1>
      <p class="lead">{t('apply.lead', { sum, months: offer.months })}</p>
      {unseen.length > 0 ? (
        <LawChanged locale={locale} since={today} changes={unseen} unsent />
      ) : (
        changes.length > 0 && <LawChanged locale={locale} since={madeOn} changes={changes} />
      )}
      {changes.length > 0 && (
        <p>{policyText(locale)('changed.sum', { before: formatMoney(locale, former), after: sum })}</p>
      )}
      <SummaryList locale={locale} rows={termsOf(offer, locale)} />
      <Governs locale={locale} on={today} />
      <Form action={`/offers/${offer.id}/apply`} request={visit.request} hidden={seenNow(visit)}>
        <FormActions locale={locale} label={t('apply.send')} />
      </Form>
      <p>{t('apply.conditions.lead')}</p>
      <Trace
        locale={locale}
        title={t('apply.conditions')}
        lines={traceEntries(
          trace.filter((line) => line.verdict !== 'missing'),
          locale,
        )}
      />
      <section class="flow-small">
        <h2>{t('apply.registers')}</h2>
        <ul>
          {trace
            .filter((line) => line.verdict === 'missing')
            .map((line) => (
              <li>
                {saysIn(line.says, locale)}
                <br />
                <span class="hint">{saysIn(line.request, locale)}</span>
              </li>
            ))}
        </ul>
      </section>
    </Page>,
    { status: refused || unseen.length > 0 ? 409 : 200 },
  )
}

async function apply(visit: Visit): Promise<Response> {
  const unseen = changesUnseen(visit, householdScope)
  if (unseen.length > 0) return check(visit, undefined, unseen)
  const answer = await applyForPermit(
    visit.instance,
    visit.actor,
    { offer: visit.params.id ?? '' },
    visit.request,
  )
  if (isRefusal(answer)) {
    const [ground] = answer.refused
    return visit.redirect(`/offers/${visit.params.id}`, {
      flash: ground ? groundText(visit.locale, ground) : '',
    })
  }
  return visit.redirect(`/payments/${answer.obligation}`)
}
