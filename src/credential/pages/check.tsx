import { join } from 'node:path'
import { raw } from 'hono/html'
import { regionName, regionsAt } from '../../classifier/regions.ts'
import { account, anyOf, everyone, staff } from '../../platform/actor.ts'
import { sql } from '../../platform/database.ts'
import { formatDate, type Locale } from '../../platform/language.ts'
import { read } from '../../platform/read.ts'
import { addIsland, islandPath } from '../../ui/assets.ts'
import { DateField } from '../../ui/date-field.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { readDate } from '../../ui/read-date.ts'
import { serveIsland } from '../../ui/serve-island.ts'
import { SummaryList } from '../../ui/summary-list.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { type FormView, get, type Route, type Visit } from '../../ui/visit.ts'
import { placeLabel } from '../certificate-kinds.ts'
import { checkBySerial } from '../check-by-serial.ts'
import { checkerTexts } from '../checker-texts.ts'
import { type CheckedDocument, getDocumentBytes } from '../find-documents.ts'
import { sendDocument } from '../send-document.ts'
import { credentialText } from '../text.ts'

addIsland('checker', join(import.meta.dirname, '..', 'checker.island.ts'))
const worker = serveIsland(join(import.meta.dirname, '..', 'checker-worker.island.ts'))

/**
 * How a stranger checks a document: `/v#…` on their own device (the code's content never reaches us), or `/check` without script by
 * serial number and birth date. Keys and status lists are in api.ts.
 */
export const credentialPages: Route[] = [
  get('/v', everyone, (visit) => showChecker(visit, { values: {}, lists: {}, issues: [] }, undefined, '/v')),
  ...formPage({
    path: '/check',
    who: everyone,
    show: (visit, form) => showChecker(visit, form, undefined, '/check'),
    submit: check,
  }),
  get(
    '/checker-worker.js',
    everyone,
    async () =>
      new Response(worker, {
        headers: {
          'content-type': 'text/javascript; charset=utf-8',
          'cache-control': 'no-cache',
          'service-worker-allowed': '/v',
        },
      }),
  ),
  get(
    '/documents/:serial',
    anyOf(account, staff('permit-officer', 'supervisor', 'appeal-officer', 'registrar')),
    download,
  ),
]

async function download(visit: Visit): Promise<Response> {
  const file = await read(
    visit.instance,
    visit.actor,
    {
      what: 'document',
      who: { to: 'everyone' },
      purpose: visit.actor.kind === 'staff' ? 'case-work' : 'serve-person',
      legalBasis: 'LAW-MIG',
      categories: ['documents'],
    },
    async ({ tx }) => {
      const row = await tx.one<{ id: string; subject: string }>(
        sql`select id, subject from credential.document where serial = ${visit.params.serial ?? ''}`,
      )
      return { answer: await getDocumentBytes(tx, row.id), subjects: [row.subject] }
    },
  )
  return sendDocument(file)
}

async function check(visit: Visit): Promise<Response> {
  const { instance, actor, answers } = visit
  const born = readDate(answers.text, 'birthDate')
  const serial = answers.text.serial ?? ''
  const found = await checkBySerial(instance, actor, serial, 'date' in born ? born.date : undefined)
  return showChecker(visit, { values: answers.text, lists: {}, issues: [] }, found ?? 'none', '/check')
}

async function showChecker(
  visit: Visit,
  form: FormView,
  found: CheckedDocument | 'none' | undefined,
  path: string,
) {
  const { locale } = visit
  const t = credentialText(locale)
  const today = visit.instance.clock.today()
  const regions = Object.fromEntries(regionsAt(today).map(({ code }) => [code, regionName(code, locale)]))
  const shiftDays = Math.round((visit.instance.clock.now().epochMilliseconds - Date.now()) / 86_400_000)
  const { values } = form
  // The page of the codes is kept on the device for when there is no network, also after its owner signed out: it names nobody.
  const { who: _, ...nobody } = visit.frame
  const frame = path === '/v' ? { ...nobody, mode: 'public' as const, nav: [] } : visit.frame
  return visit.html(
    <Page
      {...frame}
      draft={!credentialText.reviewed(visit.locale)}
      title={t('checker.title')}
      hasForm
      islands={[]}
    >
      <h1>{t('checker.title')}</h1>
      <p>{t('checker.lead')}</p>
      {found === 'none' && <Notice locale={locale} tone="warning" title={t('checker.form.not-found')} live />}
      {found && found !== 'none' && <Found locale={locale} found={found} today={today} />}
      {raw('<credential-checker></credential-checker>')}
      <script type="application/json" id="texts">
        {raw(checkerTexts(locale, { regions, shiftDays }))}
      </script>
      <script type="module" src={islandPath('checker')} />
      <h2>{t('checker.form.title')}</h2>
      <Form action="/check" request={visit.request}>
        <TextField
          locale={locale}
          name="serial"
          label={t('checker.serial')}
          value={values.serial}
          width={20}
          look="mono"
          spellcheck={false}
          autocomplete="off"
        />
        <DateField
          locale={locale}
          name="birthDate"
          label={t('checker.form.birth-date')}
          value={{
            day: values['birthDate-day'],
            month: values['birthDate-month'],
            year: values['birthDate-year'],
          }}
        />
        <FormActions locale={locale} label={t('checker.form.submit')} />
      </Form>
    </Page>,
    path === '/v' ? { headers: { 'cache-control': 'private, max-age=300' } } : {},
  )
}

function Found({
  locale,
  found,
  today,
}: {
  locale: Locale
  found: CheckedDocument
  today: Temporal.PlainDate
}) {
  const t = credentialText(locale)
  return (
    <Notice
      locale={locale}
      tone={found.verdict === 'valid' ? 'success' : 'danger'}
      title={t(`verdict.${found.verdict}`)}
      live
    >
      {found.reason && <p>{t(`reason.${found.reason}`)}</p>}
      <SummaryList
        locale={locale}
        rows={[
          { label: t('checker.serial'), value: found.serial },
          ...(found.face
            ? [
                { label: t('checker.name'), value: found.face.name },
                { label: t('checker.region'), value: regionName(found.face.region, locale) },
                ...(found.face.place ? [{ label: t(placeLabel(found.kind)), value: found.face.place }] : []),
              ]
            : []),
          ...(found.validFrom
            ? [{ label: t('checker.valid-from'), value: formatDate(locale, found.validFrom) }]
            : []),
          ...(found.validUntil
            ? [{ label: t('checker.valid-until'), value: formatDate(locale, found.validUntil) }]
            : []),
          { label: t('checker.checked-at'), value: formatDate(locale, today) },
        ]}
      />
    </Notice>
  )
}
