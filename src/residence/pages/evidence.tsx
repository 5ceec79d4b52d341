import { uploadLimit } from '../../person/pages/keep-uploads.ts'
import { storeFile } from '../../person/store-file.ts'
import { isRefusal, parse } from '../../platform/act.ts'
import { account } from '../../platform/actor.ts'
import { sql } from '../../platform/database.ts'
import { Fault } from '../../platform/fault.ts'
import { formatMoment } from '../../platform/language.ts'
import { newId } from '../../platform/new-id.ts'
import { read } from '../../platform/read.ts'
import { saysIn } from '../../policy/text.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { FileField } from '../../ui/file-field.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { Typed } from '../../ui/typed.tsx'
import { type FormView, post, type Route, type Visit } from '../../ui/visit.ts'
import { addEvidence, withdrawEvidence } from '../add-evidence.ts'
import { evidenceModel } from '../evidence-model.ts'
import { weighPerson } from '../find-evidence.ts'
import { residenceText } from '../text.ts'
import { issueText } from './form-text.ts'
import { evidenceTones, kindName, ShowWeight } from './show-evidence.tsx'

/** A person's own documents of ethnicity: added one at a time, with what each officer found and what is still missing. */
export const evidencePages: Route[] = [
  ...formPage({
    path: '/kandas/evidence',
    who: account,
    bodyLimit: uploadLimit,
    show: (visit, form) => show(visit, form),
    submit,
  }),
  post('/kandas/evidence/withdraw', account, withdraw),
]

function own(visit: Visit) {
  const { actor } = visit
  if (actor.kind !== 'person' || !actor.person) return undefined
  const person = actor.person
  return read(
    visit.instance,
    actor,
    {
      what: 'own-evidence',
      who: account,
      purpose: 'serve-person',
      legalBasis: 'LAW-MIG',
      categories: ['documents'],
    },
    async ({ tx }) => ({
      answer: {
        ...(await weighPerson(tx, person)),
        country: (
          await tx.one<{ citizenship: string }>(
            sql`select citizenship from person.person where id = ${person}::uuid`,
          )
        ).citizenship,
      },
      subjects: [person],
    }),
  )
}

async function show(visit: Visit, form: FormView): Promise<Response> {
  const { locale } = visit
  const t = residenceText(locale)
  const mine = await own(visit)
  if (!mine) return visit.redirect('/me')
  const errors = form.issues.map((issue) => ({ field: issue.path, message: issueText(locale, issue) }))
  const base = (name: string) => ({
    locale,
    name,
    value: form.values[name],
    error: errors.find((one) => one.field === name)?.message,
  })
  return visit.html(
    <Page
      {...visit.frame}
      title={t('evidence.title')}
      hasForm
      hasErrors={errors.length > 0}
      draft={!residenceText.reviewed(locale)}
      back={{ href: '/kandas', label: t('kandas.title') }}
    >
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('evidence.title')}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      <p class="lead">{t('evidence.lead')}</p>
      {mine.evidence.length === 0 && <p class="hint">{t('evidence.none')}</p>}
      {mine.evidence.map((one) => (
        <article class="document flow-small">
          <h2>{kindName(one.kind, locale)}</h2>
          <Typed block>{one.about}</Typed>
          <p class="facts">
            <StatusTag tone={one.answer ? evidenceTones[one.answer] : 'waiting'}>
              {t(`evidence.${one.answer ?? 'waiting'}`)}
            </StatusTag>
            {one.file_id && <a href={`/files/${one.file_id}`}>{t('evidence.file')}</a>}
            <span class="hint">{formatMoment(locale, one.added_at)}</span>
          </p>
          {one.reasons && <Typed block>{one.reasons}</Typed>}
          <Form
            id={`withdraw-${one.id}`}
            action="/kandas/evidence/withdraw"
            request={newId()}
            hidden={{ evidence: one.id }}
          >
            <Button kind="secondary">
              {t('evidence.withdraw')}
              <span class="unseen"> {kindName(one.kind, locale)}</span>
            </Button>
          </Form>
        </article>
      ))}
      <section class="flow-small" aria-labelledby="missing">
        <h2 id="missing">{t('documents.title')}</h2>
        <ShowWeight locale={locale} weight={mine.weight} country={mine.country} />
      </section>
      <section class="flow-small" aria-labelledby="add">
        <h2 id="add">{t('evidence.add')}</h2>
        <Form action="/kandas/evidence" request={visit.request} files>
          <Select
            {...base('kind')}
            label={t('evidence.kind')}
            options={evidenceModel().model.kinds.map((one) => ({
              value: one.id,
              label: saysIn(one.name, locale),
            }))}
          />
          <Textarea
            {...base('about')}
            label={t('evidence.about')}
            hint={t('evidence.about.hint')}
            rows={2}
            maxlength={200}
          />
          <FileField {...base('file')} label={t('evidence.file')} camera="environment" optional />
          <FormActions locale={locale} label={t('evidence.add')} />
        </Form>
      </section>
    </Page>,
  )
}

async function submit(visit: Visit): Promise<Response> {
  const { actor, instance } = visit
  if (actor.kind !== 'person' || !actor.person) throw new Fault('not-allowed')
  const { text, files } = visit.answers
  const given = parse(addEvidence.input, { kind: text.kind ?? '', about: text.about ?? '' })
  const upload = files.file?.[0]
  let file: string | undefined
  if (upload && upload.bytes.byteLength > 0) {
    const stored = await storeFile(instance, actor, {
      kind: 'evidence',
      name: upload.name,
      bytes: upload.bytes,
      person: actor.person,
      path: 'file',
    })
    if (!isRefusal(stored)) file = stored.id
  }
  await addEvidence(instance, actor, { ...given, ...(file ? { file } : {}) }, visit.request)
  return visit.redirect('/kandas/evidence', { flash: residenceText(visit.locale)('evidence.added') })
}

async function withdraw(visit: Visit): Promise<Response> {
  const given = parse(withdrawEvidence.input, { evidence: visit.answers.text.evidence })
  await withdrawEvidence(visit.instance, visit.actor, given, visit.request)
  return visit.redirect('/kandas/evidence', { flash: residenceText(visit.locale)('evidence.withdrawn') })
}
