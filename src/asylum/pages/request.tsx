import { countryName } from '../../classifier/countries.ts'
import { isRefusal, type Refusal } from '../../platform/act.ts'
import { Fault } from '../../platform/fault.ts'
import { formatDate, type Locale, languages } from '../../platform/language.ts'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { readDate } from '../../ui/read-date.ts'
import { StatusTag } from '../../ui/status-tag.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import { Typed } from '../../ui/typed.tsx'
import { type FormView, get, type Route, type Visit } from '../../ui/visit.ts'
import { judgeAppeal, lodgeAppeal } from '../appeal-refusal.ts'
import { recogniseRefugee, refuseRequest } from '../decide-request.ts'
import { findRecipients, getRequest, nameOf, type RequestFile } from '../find-requests.ts'
import { findPaper } from '../give-certificate.ts'
import { giveConsent, withdrawConsent } from '../give-consent.ts'
import { announceRefusal, giveStatement, takeBackRefusal } from '../hear-person.ts'
import { noteHanding } from '../note-handing.ts'
import { noteFingerprints, postponeDecision, renewalDays, renewCertificate } from '../note-step.ts'
import { asylumOfficers } from '../take-request.ts'
import { termsOf } from '../terms.ts'
import { asylumText } from '../text.ts'
import { isStep, Steps, stepField } from './request-steps.tsx'
import { Decisions, Heard, OnLaw, sayError, WhereItWent } from './show-parts.tsx'

/** One request as the office that has it works on it; each step is a form of its own, sent to the page itself. */
export const asylumFilePages: Route[] = [
  ...formPage({
    path: '/asylum/:id',
    who: asylumOfficers,
    show: (visit, form) => show(visit, form),
    submit,
  }),
  get('/asylum/:id/paper', asylumOfficers, paper),
]

const idOf = (visit: Visit): string => visit.params.id ?? ''

async function show(visit: Visit, form: FormView, refused?: Refusal): Promise<Response> {
  const { instance, actor, locale } = visit
  const t = asylumText(locale)
  const file = await getRequest(instance, actor, idOf(visit))
  const recipients = await findRecipients(instance)
  const does = recipients.find((one) => actor.kind === 'staff' && one.code === actor.institution)?.does ?? []
  const step = isStep(form.values.do) ? form.values.do : undefined
  const errors = form.issues.map(({ path, code }) => ({
    field: stepField(step ?? '', path),
    message: sayError(locale, code),
  }))
  return visit.html(
    <Page
      {...visit.frame}
      title={nameOf(file)}
      hasErrors={errors.length > 0 || refused !== undefined}
      back={{ href: '/asylum', label: t('list.title') }}
    >
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      {refused && (
        <Notice locale={locale} tone="warning" live>
          <p>{t('refused.too-early', { days: renewalDays })}</p>
        </Notice>
      )}
      <ErrorSummary locale={locale} errors={errors} />
      <h1 translate="no">{nameOf(file)}</h1>
      <p class="facts">
        <StatusTag tone={file.state === 'recognised' ? 'success' : 'info'}>
          {t(`state.${file.state}`)}
        </StatusTag>
      </p>
      <SummaryList locale={locale} rows={summaryOf(file, locale)} />
      <Steps visit={visit} file={file} recipients={recipients} does={does} form={form} errors={errors} />
      <section class="flow-small" aria-labelledby="story">
        <h2 id="story">{t('file.story')}</h2>
        <Typed block>{file.story}</Typed>
      </section>
      <Decisions locale={locale} file={file} />
      <Heard locale={locale} file={file} />
      <WhereItWent locale={locale} file={file} />
    </Page>,
    { status: refused ? 409 : 200 },
  )
}

function summaryOf(file: RequestFile, locale: Locale) {
  const t = asylumText(locale)
  const received = Temporal.PlainDate.from(file.received_on)
  const terms = termsOf(received, Temporal.PlainDate.from(file.since))
  const [certificate] = file.certificates
  const day = (value: string) => formatDate(locale, value)
  const late = file.lateReason
    ? t('file.late', { reason: [t(`late.${file.lateReason}`), file.lateWords].filter(Boolean).join('. ') })
    : ''
  return [
    { label: t('new.birthDate'), value: day(file.birthDate) },
    { label: t('new.citizenship'), value: countryName(file.citizenship, locale) },
    { label: t('file.from'), value: countryName(file.persecutedBy, locale) },
    {
      label: t('new.document'),
      value: file.document ? `${file.document.issuingState} ${file.document.number}` : '—',
    },
    { label: t('new.language'), value: languages[file.language as Locale] ?? file.language },
    ...(file.phone ? [{ label: t('new.phone'), value: file.phone }] : []),
    {
      label: t('own.received'),
      value: (
        <>
          {day(file.received_on)}. {file.in_time ? t('file.in-time') : late}{' '}
          <OnLaw locale={locale} {...terms.askBy} />
        </>
      ),
    },
    {
      label: t('own.fingerprints'),
      value: (
        <>
          {day(file.fingerprints_by)}
          {file.fingerprints_on && `; ${t('own.fingerprints.done', { date: day(file.fingerprints_on) })}`}{' '}
          <OnLaw locale={locale} {...terms.fingerprintsBy} />
        </>
      ),
    },
    {
      label: t('own.decide-by'),
      value: (
        <>
          {day(file.decide_by)}{' '}
          {file.postponed_to &&
            t('file.postponed', { date: day(file.postponed_to), why: file.postponedWhy ?? '' })}{' '}
          <OnLaw locale={locale} {...terms.decideBy} />
        </>
      ),
    },
    ...(certificate
      ? [
          {
            label: t('file.paper'),
            value: certificate.given ? (
              <>
                {day(certificate.to)} <a href={`/asylum/${file.id}/paper`}>{t('file.paper.open')}</a>{' '}
                <OnLaw
                  locale={locale}
                  article={terms.certificateUntil.article}
                  state={certificate.law_state}
                />
              </>
            ) : (
              t('file.paper.waits')
            ),
          },
        ]
      : []),
  ]
}

async function submit(visit: Visit): Promise<Response> {
  const { instance, actor, request: form } = visit
  const { text, lists } = visit.answers
  const request = idOf(visit)
  const { do: step } = text
  const said = (name: string) => text[stepField(step ?? '', name)] ?? ''
  const many = (name: string) => {
    const field = stepField(step ?? '', name)
    return lists[field] ?? (text[field] ? [text[field]] : [])
  }
  const held = { request, version: Number(text.version), form }
  let refused: unknown
  switch (step) {
    case 'fingerprints':
      await noteFingerprints(instance, actor, request)
      break
    case 'renew':
      refused = await renewCertificate(instance, actor, { request, form })
      break
    case 'postpone': {
      const to = readDate(text, stepField(step, 'to'))
      await postponeDecision(instance, actor, {
        ...held,
        to: 'date' in to ? to.date : '',
        why: said('why'),
      })
      break
    }
    case 'recognise':
      await recogniseRefugee(instance, actor, { ...held, reasons: said('reasons') })
      break
    case 'announce':
      await announceRefusal(instance, actor, {
        ...held,
        grounds: many('grounds'),
        reasons: said('reasons'),
      })
      break
    case 'take-back':
      await takeBackRefusal(instance, actor, held)
      break
    case 'statement':
      await giveStatement(instance, actor, { request, words: said('words') })
      break
    case 'refuse':
      await refuseRequest(instance, actor, {
        ...held,
        grounds: many('grounds'),
        reasons: said('reasons'),
      })
      break
    case 'appeal':
      await lodgeAppeal(instance, actor, { request, words: said('words'), form })
      break
    case 'judge':
      await judgeAppeal(instance, actor, {
        ...held,
        outcome: said('outcome') as 'upheld',
        reasons: said('reasons'),
      })
      break
    case 'consent': {
      const { language } = await getRequest(instance, actor, request)
      await giveConsent(instance, actor, {
        request,
        recipient: said('recipient'),
        language: language as Locale,
        form,
      })
      break
    }
    case 'withdraw-consent':
      await withdrawConsent(instance, actor, { request, consent: said('consent') })
      break
    case 'handing':
      await noteHanding(instance, actor, {
        request,
        recipient: said('recipient'),
        categories: many('categories'),
        purpose: said('purpose'),
        form,
      })
      break
    default:
      throw new Fault('not-found')
  }
  if (isRefusal(refused)) return show(visit, { values: text, lists, issues: [] }, refused)
  return visit.redirect(`/asylum/${request}`, { flash: asylumText(visit.locale)('done') })
}

/** The paper that counts now, to be printed at the counter. */
async function paper(visit: Visit): Promise<Response> {
  const { id } = await getRequest(visit.instance, visit.actor, idOf(visit))
  const found = await findPaper(visit.instance, visit.actor, id)
  if (!found) throw new Fault('not-found')
  return new Response(Buffer.from(found.pdf), {
    headers: {
      'content-type': 'application/pdf',
      'content-disposition': `inline; filename="${found.serial}.pdf"`,
      'cache-control': 'private, no-store',
    },
  })
}
