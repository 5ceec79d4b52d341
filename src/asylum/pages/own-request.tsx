import { officeName } from '../../institution/find-office.ts'
import { account } from '../../platform/actor.ts'
import { Fault } from '../../platform/fault.ts'
import { formatDate } from '../../platform/language.ts'
import { policy } from '../../policy/load-policy.ts'
import { withUnit } from '../../policy/text.ts'
import { numberAt, valueAt } from '../../policy/value-at.ts'
import { Button } from '../../ui/button.tsx'
import { Details } from '../../ui/details.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { Typed } from '../../ui/typed.tsx'
import { type FormView, get, type Route, type Visit } from '../../ui/visit.ts'
import { lodgeAppeal } from '../appeal-refusal.ts'
import { findOwnRequest, findRecipients, type RecipientRow, type RequestFile } from '../find-requests.ts'
import { findPaper } from '../give-certificate.ts'
import { consentWords, giveConsent, withdrawConsent } from '../give-consent.ts'
import { giveStatement } from '../hear-person.ts'
import { termsOf } from '../terms.ts'
import { asylumText } from '../text.ts'
import { Decisions, Heard, OnLaw, Recipients, sayError, WhereItWent } from './show-parts.tsx'

/** The person's own request: behind a fresh proof of who they are, with a way to leave at once. */
export const ownAsylumPages: Route[] = [
  ...formPage({ path: '/me/asylum', who: account, show, submit }),
  get('/me/asylum/paper', account, paper),
]

/** Minutes after which whoever holds the telephone proves again that it is theirs; everybody who comes here, with a request or without. */
const freshMinutes = 15
const harmless = 'https://www.kazhydromet.kz/'

function proveAgain(visit: Visit): Response | undefined {
  const { session, instance } = visit
  const minutes = session && instance.clock.now().since(session.authenticatedAt).total('minutes')
  return minutes === undefined || minutes > freshMinutes
    ? visit.redirect('/sign-in?to=%2Fme%2Fasylum')
    : undefined
}

async function show(visit: Visit, form: FormView): Promise<Response> {
  const again = proveAgain(visit)
  if (again) return again
  const { instance, actor, locale } = visit
  const t = asylumText(locale)
  const [file, recipients] = await Promise.all([findOwnRequest(instance, actor), findRecipients(instance)])
  const errors = form.issues.map(({ path, code }) => ({
    field: path === 'words' ? `${form.values.do}-words` : path,
    message: sayError(locale, code),
  }))
  return visit.html(
    <Page
      {...visit.frame}
      title={t('own.title')}
      hasErrors={errors.length > 0}
      draft={!asylumText.reviewed(locale)}
      back={{ href: '/me', label: t('own.back') }}
      exit={harmless}
    >
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('own.title')}</h1>
      {file ? (
        <Own visit={visit} file={file} recipients={recipients} form={form} errors={errors} />
      ) : (
        <HowToAsk visit={visit} />
      )}
      <p>{t('own.safe')}</p>
      <Details title={t('own.recipients')}>
        <Recipients locale={locale} recipients={recipients} />
      </Details>
    </Page>,
  )
}

function HowToAsk({ visit }: { visit: Visit }) {
  const { locale, instance } = visit
  const t = asylumText(locale)
  const today = instance.clock.today()
  const { article, state } = valueAt('refugee.application-days', today)
  return (
    <>
      <p class="lead">{t('own.lead')}</p>
      <p>{t('own.none')}</p>
      <h2>{t('own.how')}</h2>
      <ul>
        <li>
          {t('own.how.where')} <a href="/offices">{t('own.offices')}</a>
        </li>
        <li>
          {t('own.how.when', { days: numberAt('refugee.application-days', today) })}{' '}
          <OnLaw locale={locale} article={article} state={state} />
        </li>
        <li>{t('own.how.paper')}</li>
      </ul>
    </>
  )
}

interface Shown {
  visit: Visit
  file: RequestFile
  recipients: RecipientRow[]
  form: FormView
  errors: { field: string; message: string }[]
}

function Own({ visit, file, recipients, form, errors }: Shown) {
  const { locale } = visit
  const t = asylumText(locale)
  const day = (value: string) => formatDate(locale, value)
  const terms = termsOf(Temporal.PlainDate.from(file.received_on), Temporal.PlainDate.from(file.since))
  const [certificate] = file.certificates
  const waits = file.state === 'pending' || file.state === 'hearing'
  const words = (step: 'statement' | 'appeal', label: string, hint?: string) => (
    <Form id={`form-${step}`} action="/me/asylum" request={visit.request} hidden={{ do: step }}>
      <Textarea
        locale={locale}
        name={`${step}-words`}
        label={label}
        hint={hint}
        rows={6}
        value={form.values[`${step}-words`]}
        error={errors.find((one) => one.field === `${step}-words`)?.message}
      />
      <FormActions locale={locale} label={t(`own.${step}.send`)} />
    </Form>
  )
  const hearing = file.state === 'hearing' ? file.hearings[0] : undefined
  return (
    <>
      <p class="lead">{t(`own.state.${file.state}`)}.</p>
      {certificate && (
        <section class="flow-small" aria-labelledby="paper">
          <h2 id="paper">{t('own.paper')}</h2>
          {certificate.given ? (
            <>
              <p>
                {t('own.paper.until')} <b>{day(certificate.to)}</b>{' '}
                <OnLaw
                  locale={locale}
                  article={terms.certificateUntil.article}
                  state={certificate.law_state}
                />
              </p>
              <p>
                <a href="/me/asylum/paper">{t('own.paper.open')}</a>
              </p>
              {(waits || file.state === 'appealed') && <p>{t('own.paper.renew')}</p>}
            </>
          ) : (
            <p>{t('own.paper.waits')}</p>
          )}
        </section>
      )}
      {hearing && (
        <Notice locale={locale} tone="warning" title={t('own.hearing')}>
          <p>{t('own.hearing.on', { date: day(hearing.held_on) })}</p>
        </Notice>
      )}
      {hearing && !hearing.statement && words('statement', t('own.statement'))}
      {file.state === 'refused' && (
        <section class="flow-small" aria-labelledby="appeal">
          <h2 id="appeal">{t('own.appeal')}</h2>
          {words('appeal', t('own.appeal.words'), t('own.appeal.hint'))}
        </section>
      )}
      <Decisions locale={locale} file={file} />
      <Heard locale={locale} file={file} />
      <SummaryList
        locale={locale}
        rows={[
          {
            label: t('own.received'),
            value: file.in_time ? day(file.received_on) : `${day(file.received_on)}. ${t('own.late')}`,
          },
          ...(waits
            ? [
                {
                  label: t('own.fingerprints'),
                  value: file.fingerprints_on
                    ? t('own.fingerprints.done', { date: day(file.fingerprints_on) })
                    : day(file.fingerprints_by),
                },
                {
                  label: t('own.decide-by'),
                  value: (
                    <>
                      {day(file.decide_by)}
                      {file.postponed_to && (
                        <>
                          . {t('own.postponed', { date: day(file.postponed_to) })}:{' '}
                          <Typed>{file.postponedWhy}</Typed>
                        </>
                      )}{' '}
                      <OnLaw locale={locale} {...terms.decideBy} />
                    </>
                  ),
                },
              ]
            : []),
        ]}
      />
      {file.state !== 'closed' && <Rights visit={visit} file={file} />}
      <Consents visit={visit} file={file} recipients={recipients} />
      <WhereItWent locale={locale} file={file} />
    </>
  )
}

/** Work without a permit, and what else, each with the article and how firm it is. */
function Rights({ visit, file }: { visit: Visit; file: RequestFile }) {
  const { locale, instance } = visit
  const t = asylumText(locale)
  const today = instance.clock.today()
  const work = valueAt('refugee.work-permit-needed', today)
  const welfare = valueAt('refugee.welfare', today)
  const words = policy().values.get('refugee.welfare')?.words
  return (
    <section class="flow-small" aria-labelledby="rights">
      <h2 id="rights">{t('own.rights')}</h2>
      <ul>
        {work.value === false && (
          <li>
            {t('own.rights.work', { date: formatDate(locale, file.received_on) })}{' '}
            <OnLaw locale={locale} article={work.article} state={work.state} />
          </li>
        )}
        <li>
          {t('own.rights.welfare')} {withUnit(locale, welfare.value, welfare.unit, words)}{' '}
          <OnLaw locale={locale} article={welfare.article} state={welfare.state} />
        </li>
      </ul>
    </section>
  )
}

function Consents({ visit, file, recipients }: Pick<Shown, 'visit' | 'file' | 'recipients'>) {
  const { locale, request } = visit
  const t = asylumText(locale)
  const bodies = recipients.filter(
    (one) =>
      one.kind === 'international' &&
      !file.consents.some((given) => given.recipient === one.code && !given.withdrawn_on),
  )
  return (
    <section class="flow-small" aria-labelledby="consent">
      <h2 id="consent">{t('own.consent')}</h2>
      <p>{t('own.consent.lead')}</p>
      {file.consents.map((one) => (
        <>
          <p>{t('own.consent.given', { date: formatDate(locale, one.given_on) })}</p>
          <blockquote lang={one.language}>{one.words}</blockquote>
          {one.draft && <p class="hint">{t('own.draft')}</p>}
          {one.withdrawn_on ? (
            <p>{t('own.consent.withdrawn', { date: formatDate(locale, one.withdrawn_on) })}</p>
          ) : (
            <Form
              id={`withdraw-${one.id}`}
              action="/me/asylum"
              request={request}
              hidden={{ do: 'withdraw', consent: one.id }}
            >
              <Button kind="secondary">{t('own.consent.withdraw')}</Button>
            </Form>
          )}
        </>
      ))}
      {bodies.map((one) => (
        <Form
          id={`consent-${one.code}`}
          action="/me/asylum"
          request={request}
          hidden={{ do: 'consent', recipient: one.code }}
        >
          <blockquote>{consentWords(locale, one.names)}</blockquote>
          <Button kind="secondary">{t('own.consent.give', { name: officeName(one.names, locale) })}</Button>
        </Form>
      ))}
    </section>
  )
}

async function submit(visit: Visit): Promise<Response> {
  const again = proveAgain(visit)
  if (again) return again
  const { instance, actor, locale, request: form } = visit
  const { text } = visit.answers
  const t = asylumText(locale)
  const file = await findOwnRequest(instance, actor)
  if (!file) throw new Fault('not-found')
  const request = file.id
  const back = (flash: string) => visit.redirect('/me/asylum', { flash })
  switch (text.do) {
    case 'statement':
      await giveStatement(instance, actor, { request, words: text['statement-words'] ?? '' })
      return back(t('own.statement.done'))
    case 'appeal':
      await lodgeAppeal(instance, actor, { request, words: text['appeal-words'] ?? '', form })
      return back(t('own.appeal.done'))
    case 'consent':
      await giveConsent(instance, actor, {
        request,
        recipient: text.recipient ?? '',
        language: locale,
        form,
      })
      return back(t('own.consent.done'))
    case 'withdraw':
      await withdrawConsent(instance, actor, { request, consent: text.consent ?? '' })
      return back(t('own.consent.off'))
    default:
      throw new Fault('not-found')
  }
}

async function paper(visit: Visit): Promise<Response> {
  const again = proveAgain(visit)
  if (again) return again
  const file = await findOwnRequest(visit.instance, visit.actor)
  const found = file && (await findPaper(visit.instance, visit.actor, file.id))
  if (!found) throw new Fault('not-found')
  return new Response(Buffer.from(found.pdf), {
    headers: {
      'content-type': 'application/pdf',
      'content-disposition': `inline; filename="${found.serial}.pdf"`,
      'cache-control': 'private, no-store',
    },
  })
}
