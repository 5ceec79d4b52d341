import { traceEntries } from '../../case/pages/show-trace.tsx'
import { householdWorkName } from '../../classifier/occupations.ts'
import { isRefusal } from '../../platform/act.ts'
import { account, anyOf, staff } from '../../platform/actor.ts'
import { formatDate, formatMoment, formatMoney, type Locale, languages } from '../../platform/language.ts'
import { decide } from '../../policy/compile-route.ts'
import { prepaidTax } from '../../policy/prepaid-tax.ts'
import { Button } from '../../ui/button.tsx'
import { Deadline } from '../../ui/deadline.tsx'
import { Details } from '../../ui/details.tsx'
import { Form } from '../../ui/form.tsx'
import { htmlLanguage } from '../../ui/language-switch.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { Trace } from '../../ui/trace.tsx'
import { get, post, type Route, type Visit } from '../../ui/visit.ts'
import { applyForPermit, householdPermit } from '../apply-for-permit.ts'
import {
  type ConfirmationLanguage,
  confirmationLanguages,
  confirmationText,
  confirmOffer,
} from '../confirm-offer.ts'
import { getOffer, type OfferFile } from '../get-offer.ts'
import { permitText } from '../text.ts'
import { groundText } from './household-form.ts'
import { offerTones } from './tones.ts'

const parties = anyOf(account, staff('permit-officer', 'supervisor'))

/** The offer: the worker reads it in their language and answers; the employer sees how it stands and applies. */
export const offerPages: Route[] = [
  get('/offers/:id', parties, (visit) => show(visit)),
  post('/offers/:id', account, answer),
  get('/offers/:id/copy', parties, copy),
  post('/offers/:id/apply', account, apply),
]

async function show(visit: Visit, problem?: string): Promise<Response> {
  const { locale, actor } = visit
  const t = permitText(locale)
  const file = await getOffer(visit)
  const { offer, side, confirmation } = file
  return visit.html(
    <Page
      {...visit.frame}
      title={t('offer.title')}
      draft={!permitText.reviewed(locale)}
      {...(actor.kind === 'person'
        ? side === 'worker'
          ? { back: { href: '/me', label: t('permit.mine') } }
          : { back: { href: '/household', label: t('household.title') } }
        : {})}
    >
      <h1>{t('offer.title')}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      {problem && (
        <Notice locale={locale} tone="warning" live>
          <p>{problem}</p>
        </Notice>
      )}
      {side === 'worker' && offer.state === 'sent' ? (
        <Answering visit={visit} file={file} />
      ) : (
        <>
          <Standing visit={visit} file={file} />
          {confirmation && (
            <p>
              <a href={`/offers/${offer.id}/copy`}>{t('offer.copy')}</a>
            </p>
          )}
          {side === 'employer' && offer.state === 'confirmed' && <Applying visit={visit} file={file} />}
        </>
      )}
    </Page>,
    { status: problem ? 409 : 200 },
  )
}

/** The language to read in: asked for, else the page's, else Russian, which most of the region reads. */
function readingLanguage(visit: Visit): ConfirmationLanguage {
  const is = (text: string | null): text is ConfirmationLanguage =>
    confirmationLanguages.some((one) => one === text)
  const asked = visit.url.searchParams.get('in')
  return is(asked) ? asked : is(visit.locale) ? visit.locale : 'ru'
}

function Answering({ visit, file }: { visit: Visit; file: OfferFile }) {
  const { locale } = visit
  const { offer } = file
  const language = readingLanguage(visit)
  const t = permitText(language)
  const hidden = { version: String(offer.version), language }
  const days = visit.instance.clock.today().until(Temporal.PlainDate.from(offer.answer_by)).days
  return (
    <>
      <p class="lead">{permitText(locale)('offer.read')}</p>
      <nav aria-label={permitText(locale)('offer.language')}>
        <p class="hint">{permitText(locale)('offer.language')}</p>
        <ul class="facts">
          {confirmationLanguages.map((one) => (
            <li>
              <a
                href={`/offers/${offer.id}?in=${one}`}
                lang={htmlLanguage(one)}
                aria-current={one === language ? 'true' : undefined}
              >
                {languages[one]}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div class="typed contract" lang={htmlLanguage(language)}>
        {confirmationText(offer, language)}
      </div>
      <Deadline locale={locale} by={offer.answer_by} days={days} />
      <Form
        id="agree"
        action={`/offers/${offer.id}`}
        request={visit.request}
        hidden={{ ...hidden, answer: 'confirmed' }}
      >
        <Button icon="check">{t('offer.agree')}</Button>
      </Form>
      <Details title={t('offer.disagree')}>
        <Form
          id="disagree"
          action={`/offers/${offer.id}`}
          request={visit.request}
          hidden={{ ...hidden, answer: 'declined' }}
        >
          <Textarea
            locale={language}
            name="reason"
            label={t('offer.reason')}
            optional
            rows={2}
            maxlength={500}
          />
          <Button kind="secondary">{t('offer.disagree')}</Button>
        </Form>
      </Details>
    </>
  )
}

function Standing({ visit, file }: { visit: Visit; file: OfferFile }) {
  const { locale } = visit
  const t = permitText(locale)
  const { offer, caseNumber, side } = file
  return (
    <>
      {offer.state === 'expired' && <p>{t('offer.expired')}</p>}
      <SummaryList
        locale={locale}
        rows={[
          {
            label: t('permit.state'),
            value: <StatusTag tone={offerTones[offer.state]}>{t(`offer.state.${offer.state}`)}</StatusTag>,
          },
          ...(side === 'worker'
            ? [{ label: t('offer.from'), value: offer.employer_name }]
            : [{ label: t('household.worker'), value: offer.worker_name }]),
          ...termRows(offer, locale),
          ...(offer.state === 'sent'
            ? [{ label: t('offer.answer-by'), value: formatDate(locale, offer.answer_by) }]
            : []),
          ...(caseNumber
            ? [{ label: t('case'), value: <a href={`/cases/${caseNumber}`}>{caseNumber}</a> }]
            : []),
        ]}
      />
    </>
  )
}

export function termRows(offer: OfferFile['offer'], locale: Locale) {
  const t = permitText(locale)
  return [
    { label: t('offer.work'), value: `${householdWorkName(offer.kind_of_work, locale)}. ${offer.duties}` },
    { label: t('offer.place'), value: offer.address },
    { label: t('offer.wage'), value: formatMoney(locale, offer.wage_tiyn) },
    {
      label: t('offer.term'),
      value: t('offer.term.value', { months: offer.months, start: formatDate(locale, offer.starts_on) }),
    },
  ]
}

/** What the rules ask, over what the offer already says; the rest the office knows or asks for. */
function Applying({ visit, file }: { visit: Visit; file: OfferFile }) {
  const { locale } = visit
  const t = permitText(locale)
  const { offer } = file
  const today = visit.instance.clock.today()
  const { trace } = decide(
    householdPermit,
    {
      'employer-kind': 'natural-person',
      'worker-confirmed-offer': true,
      'kind-of-work': offer.kind_of_work,
      'months-requested': offer.months,
      'application-kind': 'first',
    },
    today,
  )
  return (
    <section class="flow" aria-labelledby="apply">
      <h2 id="apply">{t('apply.title')}</h2>
      <p>
        {t('apply.lead', {
          sum: formatMoney(locale, prepaidTax(offer.months, today).tiyn),
          months: offer.months,
        })}
      </p>
      <Form id="apply-form" action={`/offers/${offer.id}/apply`} request={visit.request}>
        <Button icon="send">{t('apply.send')}</Button>
      </Form>
      <Details title={t('apply.conditions')}>
        <p>{t('apply.conditions.lead')}</p>
        <Trace locale={locale} lines={traceEntries(trace, locale)} />
      </Details>
    </section>
  )
}

async function answer(visit: Visit): Promise<Response> {
  const { text } = visit.answers
  const id = visit.params.id ?? ''
  const given = text.answer === 'confirmed' ? ('confirmed' as const) : ('declined' as const)
  const result = await confirmOffer(
    visit.instance,
    visit.actor,
    {
      offer: id,
      expectedVersion: Number(text.version),
      language: text.language as ConfirmationLanguage,
      answer: given,
      ...(text.reason ? { reason: text.reason } : {}),
    },
    visit.request,
  )
  const t = permitText(visit.locale)
  if (isRefusal(result)) return visit.redirect(`/offers/${id}`, { flash: t('offer.expired') })
  return visit.redirect(`/offers/${id}`, {
    flash: t(given === 'confirmed' ? 'offer.agreed' : 'offer.declined'),
  })
}

async function apply(visit: Visit): Promise<Response> {
  const filed = await applyForPermit(
    visit.instance,
    visit.actor,
    { offer: visit.params.id ?? '' },
    visit.request,
  )
  if (isRefusal(filed))
    return show(visit, filed.refused.map((ground) => groundText(visit.locale, ground)).join(' '))
  return visit.redirect(`/payments/${filed.obligation}`)
}

/** What the worker confirmed, word for word, in the language they read, for printing; the text's digest proves it unchanged. */
async function copy(visit: Visit): Promise<Response> {
  const { locale } = visit
  const t = permitText(locale)
  const { offer, confirmation } = await getOffer(visit)
  if (!confirmation) return visit.redirect(`/offers/${offer.id}`)
  return visit.html(
    <Page
      {...visit.frame}
      title={t('offer.copy')}
      back={{ href: `/offers/${offer.id}`, label: t('offer.title') }}
    >
      <h1>{t('offer.copy')}</h1>
      <p>{t('offer.copy.kept', { date: formatMoment(locale, confirmation.answered_at) })}</p>
      <p>
        <StatusTag tone={offerTones[confirmation.answer]}>
          {t(`offer.state.${confirmation.answer}`)}
        </StatusTag>
      </p>
      <div class="typed contract" lang={htmlLanguage(confirmation.language)}>
        {confirmation.text}
      </div>
      {locale !== confirmation.language && <SummaryList locale={locale} rows={termRows(offer, locale)} />}
      <p class="hint">
        {t('offer.digest')}: <code>{confirmation.digest}</code>
      </p>
    </Page>,
  )
}
