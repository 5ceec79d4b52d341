import { nameIn } from '../../classifier/names.ts'
import { isRefusal } from '../../platform/act.ts'
import { dayOf } from '../../platform/clock.ts'
import { Fault } from '../../platform/fault.ts'
import { formatDate } from '../../platform/language.ts'
import { look } from '../../platform/read.ts'
import { Button, ButtonRow } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { Typed } from '../../ui/typed.tsx'
import { type FormView, get, type Route, type Visit } from '../../ui/visit.ts'
import { findEntry } from '../find-entries.ts'
import { findDrafts } from '../find-reforms.ts'
import { addChange, drafters, startDraft } from '../keep-draft.ts'
import { draftWords, reformText } from '../text.ts'
import { fieldsOf } from './form-words.ts'

/** Drafts of the law, and a new one, also from what the register recommends. For analysts. */
export const draftsPages: Route[] = [
  get('/reform/drafts', drafters, list),
  ...formPage({ path: '/reform/drafts/new', who: drafters, start, show: showNew, submit: begin }),
]

async function list(visit: Visit): Promise<Response> {
  const { locale } = visit
  const t = draftWords(locale)
  const drafts = await look(visit.instance, visit.actor, findDrafts)
  return visit.html(
    <Page
      {...visit.frame}
      title={t('drafts')}
      wide
      back={{ href: '/reform', label: reformText(locale)('title') }}
    >
      <h1>{t('drafts')}</h1>
      <p class="lead">{t('drafts.lead')}</p>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      <ButtonRow>
        <Button href="/reform/drafts/new" icon="plus">
          {t('new')}
        </Button>
        <Button href="/reform/waiting" kind="secondary">
          {t('waiting')}
        </Button>
      </ButtonRow>
      <DataTable
        locale={locale}
        caption={t('drafts')}
        captionUnseen
        empty={t('drafts.none')}
        columns={[
          { key: 'title', label: t('title') },
          { key: 'begun', label: t('begun'), nowrap: true },
          { key: 'changes', label: t('changes'), numeric: true },
          { key: 'state', label: t('state') },
        ]}
        rows={drafts.map((one) => ({
          id: one.id,
          cells: {
            title: (
              <a href={`/reform/drafts/${one.id}`}>
                <Typed>{one.title}</Typed>
              </a>
            ),
            begun: formatDate(locale, dayOf(one.made_at)),
            changes: String(one.changes.length),
            state: t(one.closed_at ? 'state.closed' : 'state.open'),
          },
        }))}
      />
    </Page>,
  )
}

async function start(visit: Visit): Promise<Partial<FormView>> {
  const entry = findEntry(visit.url.searchParams.get('entry') ?? undefined)
  return entry
    ? {
        values: {
          entry: entry.id,
          title: nameIn(entry.title, visit.locale),
          recommendation: nameIn(entry.recommendation, visit.locale).trim(),
        },
      }
    : {}
}

function showNew(visit: Visit, form: FormView): Promise<Response> {
  const { locale } = visit
  const t = draftWords(locale)
  const { errors, field } = fieldsOf(locale, form)
  return Promise.resolve(
    visit.html(
      <Page
        {...visit.frame}
        title={t('new')}
        hasForm
        hasErrors={errors.length > 0}
        back={{ href: '/reform/drafts', label: t('drafts') }}
      >
        <ErrorSummary locale={locale} errors={errors} />
        <h1>{t('new')}</h1>
        <Form action="/reform/drafts/new" request={visit.request} hidden={{ entry: form.values.entry }}>
          <TextField {...field('title')} label={t('title')} />
          <Textarea {...field('recommendation')} label={t('recommendation')} rows={6} />
          <FormActions locale={locale} label={t('new')} />
        </Form>
      </Page>,
    ),
  )
}

async function begin(visit: Visit): Promise<Response> {
  const { title = '', recommendation = '', entry } = visit.answers.text
  const made = await startDraft(visit.instance, visit.actor, { title, recommendation }, visit.request)
  if (isRefusal(made)) throw new Fault('wrong-state')
  let version = 1
  for (const change of findEntry(entry)?.changes ?? [])
    await addChange(visit.instance, visit.actor, { draft: made.id, version: version++, change })
  return visit.redirect(`/reform/drafts/${made.id}`)
}
