import { regionName } from '../../classifier/regions.ts'
import { Fault } from '../../platform/fault.ts'
import { formatDate, isLocale, type Locale, languages } from '../../platform/language.ts'
import { isId } from '../../platform/new-id.ts'
import { Button } from '../../ui/button.tsx'
import { Checkboxes } from '../../ui/choices.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Deadline } from '../../ui/deadline.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { InLanguage } from '../../ui/in-language.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { Typed } from '../../ui/typed.tsx'
import { type FormView, get, post, type Route, type Visit } from '../../ui/visit.ts'
import {
  answerComplaint,
  askInspection,
  type ComplaintFile,
  complaintOfficers,
  daysToAnswer,
  findComplaints,
  getComplaint,
} from '../answer-complaint.ts'
import { complaintText } from '../text.ts'
import { hoursOf } from './contact-fields.tsx'

/** The office that reads complaints: list, answer, and the one thing that leaves, an inspection of an employer and a place. */
export const complaintsPages: Route[] = [
  get('/complaints', complaintOfficers, list),
  ...formPage({ path: '/complaints/:id', who: complaintOfficers, show, submit }),
  post('/complaints/:id/inspection', complaintOfficers, inspect),
]

/** From so many days before an answer is due the office is reminded of it. */
const nearDays = 3

async function list(visit: Visit): Promise<Response> {
  const { instance, actor, locale } = visit
  const t = complaintText(locale)
  const rows = await findComplaints(instance, actor)
  const today = instance.clock.today()
  const daysTo = (day: string) => today.until(day).days
  const owed = rows.filter(({ state }) => state === 'received').map((row) => daysTo(row.due_on))
  const late = owed.filter((days) => days < 0).length
  const near = owed.filter((days) => days >= 0 && days <= nearDays).length
  return visit.html(
    <Page {...visit.frame} title={t('list.title')} wide>
      <h1>{t('list.title')}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      {late + near > 0 && (
        <Notice
          locale={locale}
          tone={late > 0 ? 'danger' : 'warning'}
          title={t('list.owed', { late, near })}
        />
      )}
      <DataTable
        locale={locale}
        caption={t('list.title')}
        captionUnseen
        empty={t('list.none')}
        columns={[
          { key: 'due', label: t('list.due'), nowrap: true },
          { key: 'region', label: t('region') },
          { key: 'language', label: t('list.language') },
          { key: 'state', label: t('list.state') },
        ]}
        rows={rows.map((row) => ({
          id: row.id,
          cells: {
            due: (
              <a href={`/complaints/${row.id}`}>
                {row.state === 'received' ? (
                  <Deadline locale={locale} by={row.due_on} days={daysTo(row.due_on)} near={nearDays} />
                ) : (
                  formatDate(locale, row.worker_due_on ?? row.due_on)
                )}
              </a>
            ),
            region: regionName(`KZ-${row.region}`, locale),
            language: isLocale(row.language) ? (
              <InLanguage locale={locale} language={row.language}>
                {languages[row.language]}
              </InLanguage>
            ) : (
              row.language
            ),
            state: t(`state.${row.state}`),
          },
        }))}
      />
    </Page>,
  )
}

async function show(visit: Visit, form: FormView): Promise<Response> {
  const { instance, actor, locale } = visit
  const t = complaintText(locale)
  const file = await getComplaint(instance, actor, idOf(visit))
  const spoken = isLocale(file.language) ? file.language : undefined
  const errors = form.issues.map(() => ({ field: 'answer', message: t('error.too-short') }))
  return visit.html(
    <Page
      {...visit.frame}
      title={t('list.title')}
      hasForm={file.state !== 'closed'}
      hasErrors={errors.length > 0}
      back={{ href: '/complaints', label: t('list.title') }}
    >
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{file.matters.map((one) => t(`matter.${one}`)).join('; ')}</h1>
      <SummaryList
        locale={locale}
        rows={[
          { label: t('list.state'), value: t(`state.${file.state}`) },
          { label: t('list.due'), value: formatDate(locale, file.due_on) },
          { label: t('region'), value: regionName(`KZ-${file.region}`, locale) },
          ...(file.employer ? [{ label: t('employer'), value: file.employer }] : []),
          ...(file.place ? [{ label: t('place'), value: file.place }] : []),
          ...(file.worker_due_on
            ? [{ label: t('answer.within'), value: formatDate(locale, file.worker_due_on) }]
            : []),
          { label: t('list.contact'), value: reachOf(file, locale) },
          { label: t('list.story'), value: <Typed language={spoken}>{file.story}</Typed> },
          ...file.messages.map((one) => ({
            label: `${t(one.author === 'worker' ? 'list.worker' : 'back.office')}, ${formatDate(locale, one.on)}`,
            value: <Typed language={one.author === 'worker' ? spoken : undefined}>{one.words}</Typed>,
          })),
        ]}
      />
      {file.state !== 'closed' && (
        <Form action={`/complaints/${file.id}`} request={visit.request}>
          <Textarea
            locale={locale}
            name="answer"
            label={t('answer')}
            hint={t('answer.hint')}
            rows={6}
            value={form.values.answer}
            error={errors[0]?.message}
          />
          <Select
            locale={locale}
            name="within"
            label={t('answer.within')}
            hint={t('answer.within.hint')}
            optional
            empty={t('answer.within.none')}
            options={daysToAnswer.map((value) => ({
              value,
              label: t('answer.days', { days: Number(value) }),
            }))}
            value={form.values.within}
          />
          <Checkboxes
            locale={locale}
            name="close"
            label={t('answer.close')}
            optional
            options={[{ value: 'yes', label: t('answer.close') }]}
          />
          <FormActions locale={locale} label={t('answer.send')} />
        </Form>
      )}
      <section class="flow-small" aria-labelledby="inspection">
        <h2 id="inspection">{t('inspection')}</h2>
        {file.asked_inspection_on ? (
          <p>{t('inspection.asked', { date: formatDate(locale, file.asked_inspection_on) })}</p>
        ) : (
          <Form id="inspect" action={`/complaints/${file.id}/inspection`} request={visit.request}>
            <p>{t('inspection.lead')}</p>
            <TextField locale={locale} name="employer" label={t('employer')} value={file.employer} />
            <TextField locale={locale} name="place" label={t('place')} value={file.place} />
            <Button kind="secondary">{t('inspection')}</Button>
          </Form>
        )}
      </section>
    </Page>,
  )
}

/** How the worker may be reached, and what became of the last line; or that they must not be. */
function reachOf(file: ComplaintFile, locale: Locale): string {
  const t = complaintText(locale)
  const { contact } = file
  if (contact === null)
    return file.unsafe_on
      ? t('reach.unsafe', { date: formatDate(locale, file.unsafe_on) })
      : t('list.contact.off')
  if (typeof contact === 'string') return contact
  const line = contact.failed_on
    ? t('reach.failed', { date: formatDate(locale, contact.failed_on) })
    : contact.told_on
      ? t('contact.told', { date: formatDate(locale, contact.told_on) })
      : contact.tell_from && contact.channel !== 'call'
        ? t('reach.waits', { date: formatDate(locale, contact.tell_from) })
        : ''
  const byCode = contact.by_code_on && t('reach.by-code', { date: formatDate(locale, contact.by_code_on) })
  return [t(`contact.${contact.channel}`), contact.address, hoursOf(contact), contact.note, byCode, line]
    .filter(Boolean)
    .join('; ')
}

async function submit(visit: Visit): Promise<Response> {
  const { text } = visit.answers
  await answerComplaint(visit.instance, visit.actor, {
    complaint: idOf(visit),
    answer: text.answer ?? '',
    close: text.close === 'yes',
    within: text.within ?? '',
    request: visit.request,
  })
  return visit.redirect('/complaints', { flash: complaintText(visit.locale)('answer.done') })
}

async function inspect(visit: Visit): Promise<Response> {
  const { text } = visit.answers
  await askInspection(visit.instance, visit.actor, {
    complaint: idOf(visit),
    employer: text.employer ?? '',
    place: text.place ?? '',
  })
  return visit.redirect(`/complaints/${idOf(visit)}`, {
    flash: complaintText(visit.locale)('inspection.done'),
  })
}

function idOf(visit: Visit): string {
  if (!isId(visit.params.id)) throw new Fault('not-found')
  return visit.params.id
}
