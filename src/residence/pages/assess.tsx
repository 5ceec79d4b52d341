import type { CaseRow } from '../../case/case-row.ts'
import { readCase } from '../../case/look-at-case.ts'
import { CheckTable } from '../../case/pages/check-table.tsx'
import { parse } from '../../platform/act.ts'
import { staff } from '../../platform/actor.ts'
import { Fault } from '../../platform/fault.ts'
import { formatMoment, type Locale } from '../../platform/language.ts'
import { saysIn } from '../../policy/text.ts'
import { Radios } from '../../ui/choices.tsx'
import { Details } from '../../ui/details.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { LawStateTag } from '../../ui/law-state-tag.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { DocumentImage } from '../../ui/side-by-side.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { Typed } from '../../ui/typed.tsx'
import type { FormView, Route, Visit } from '../../ui/visit.ts'
import { type ApplicationRow, getApplication, kandasCard, kandasStatus } from '../application-row.ts'
import { assessEvidence } from '../assess-evidence.ts'
import { evidenceKind, evidenceModel } from '../evidence-model.ts'
import { type Checks, figures, findChecks, kindsFor } from '../find-checks.ts'
import { type EvidenceRow, weighPerson } from '../find-evidence.ts'
import { recordResidenceCheck } from '../record-check.ts'
import { residenceText } from '../text.ts'
import type { Weight } from '../weigh-evidence.ts'
import { issueText, readNumber } from './form-text.ts'
import { evidenceTones, forOfficers, kindName } from './show-evidence.tsx'

const officers = staff('permit-officer', 'supervisor')

/** Where an officer assesses each document with the guide beside it, and records what they looked up. */
export const assessPages: Route[] = [
  ...formPage({ path: '/cases/:number/evidence', who: officers, show: showEvidence, submit: assess }),
  ...formPage({
    path: '/cases/:number/residence-checks',
    who: officers,
    show: showChecks,
    submit: record,
  }),
]

interface Seen {
  row: CaseRow
  application: ApplicationRow
  checks: Checks
  evidence: EvidenceRow[]
  weight: Weight
}

const look = (visit: Visit): Promise<Seen> =>
  readCase(visit, 'ethnicity-evidence', async ({ tx }, row) => {
    if (row.kind !== kandasStatus && row.kind !== kandasCard) throw new Fault('not-found')
    const application = await getApplication(tx, row.id)
    return {
      row,
      application,
      checks: await findChecks(tx, row.id),
      ...(await weighPerson(tx, application.person_id)),
    }
  })

async function showEvidence(visit: Visit, form: FormView): Promise<Response> {
  const { locale } = visit
  const t = residenceText(locale)
  const seen = await look(visit)
  const errors = form.issues.map((issue) => ({ field: issue.path, message: issueText(locale, issue) }))
  const base = (name: string) => ({
    locale,
    name,
    value: form.values[name],
    error: errors.find((one) => one.field === name)?.message,
  })
  const { model, hash } = evidenceModel()
  return visit.html(
    <Page
      {...visit.frame}
      title={t('assess.title')}
      hasForm
      hasErrors={errors.length > 0}
      back={{ href: `/cases/${seen.row.number}`, label: seen.row.number }}
    >
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('assess.title')}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      <p class="lead">{t('assess.lead')}</p>
      <p class="facts">
        <LawStateTag locale={locale} state={model.state} />
        <span class="hint">{t('documents.proposal')}</span>
        <span class="hint" translate="no">
          {model.from} · {hash.slice(0, 12)}
        </span>
      </p>
      <section class="flow-small" aria-labelledby="sets">
        <h2 id="sets">{t('assess.sets')}</h2>
        <ul>
          {seen.weight.sets.map((one) => (
            <li>
              {saysIn(one.set.says, locale)}{' '}
              <StatusTag tone={one.complete ? 'success' : one.covered ? 'info' : 'quiet'}>
                {t(`assess.set.${one.complete ? 'complete' : one.covered ? 'covered' : 'open'}`)}
              </StatusTag>
            </li>
          ))}
        </ul>
      </section>
      {seen.evidence.length === 0 && <Notice locale={locale} tone="info" title={t('assess.none')} />}
      {seen.evidence.map((one) => (
        <ShowOne locale={locale} one={one} />
      ))}
      {seen.row.closed_at === null && seen.evidence.length > 0 && (
        <section class="flow-small" aria-labelledby="assess">
          <h2 id="assess">{t('assess.save')}</h2>
          <Form
            action={`/cases/${seen.row.number}/evidence`}
            request={visit.request}
            hidden={{ version: form.values.version ?? String(seen.row.version) }}
          >
            <Radios
              {...base('evidence')}
              label={t('assess.which')}
              options={seen.evidence.map((one) => ({
                value: one.id,
                label: (
                  <>
                    {kindName(one.kind, locale)}: <Typed>{one.about}</Typed>
                  </>
                ),
              }))}
            />
            <Radios
              {...base('answer')}
              label={t('assess.answer')}
              options={(['accepted', 'doubt', 'rejected'] as const).map((value) => ({
                value,
                label: t(`assess.${value}`),
              }))}
            />
            <Textarea {...base('reasons')} label={t('assess.reasons')} rows={3} />
            <FormActions locale={locale} label={t('assess.save')} />
          </Form>
        </section>
      )}
      <p>
        <a href="/kandas/guide">{t('guide.title')}</a>
      </p>
    </Page>,
  )
}

/** One document with its picture, what an officer found last, and the guide. */
function ShowOne({ locale, one }: { locale: Locale; one: EvidenceRow }) {
  const t = residenceText(locale)
  const kind = evidenceKind(one.kind)
  const proves = kind && forOfficers(kind.proves, locale)
  return (
    <section class="document flow-small" aria-labelledby={`of-${one.id}`}>
      <h2 id={`of-${one.id}`}>{kindName(one.kind, locale)}</h2>
      <Typed block>{one.about}</Typed>
      {one.file_id &&
        (one.media_type?.startsWith('image/') ? (
          <DocumentImage src={`/files/${one.file_id}`} alt={one.about} open={t('evidence.file')} />
        ) : (
          <p>
            <a href={`/files/${one.file_id}`}>{t('evidence.file')}</a>
          </p>
        ))}
      {kind && proves && (
        <Details title={t('guide.proves')} open={one.answer === null}>
          <p lang={proves.lang}>{proves.text}</p>
          <h3>{t('guide.traps')}</h3>
          <ul>
            {kind.traps.map((trap) => {
              const words = forOfficers(trap, locale)
              return <li lang={words.lang}>{words.text}</li>
            })}
          </ul>
        </Details>
      )}
      {one.answer && (
        <p class="facts">
          <StatusTag tone={evidenceTones[one.answer]}>{t(`evidence.${one.answer}`)}</StatusTag>
          <Typed>{one.reasons}</Typed>
          {one.assessed_at && <span class="hint">{formatMoment(locale, one.assessed_at)}</span>}
        </p>
      )}
    </section>
  )
}

async function assess(visit: Visit): Promise<Response> {
  const { row } = await look(visit)
  const { evidence, answer, reasons = '', version } = visit.answers.text
  const given = parse(assessEvidence.input, {
    caseId: row.id,
    expectedVersion: Number(version),
    evidence,
    answer,
    reasons,
  })
  await assessEvidence(visit.instance, visit.actor, given, visit.request)
  return visit.redirect(`/cases/${row.number}/evidence`, {
    flash: residenceText(visit.locale)('assess.done'),
  })
}

async function showChecks(visit: Visit, form: FormView): Promise<Response> {
  const { locale } = visit
  const t = residenceText(locale)
  const seen = await look(visit)
  const kinds = kindsFor(seen.application)
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
      title={t('checks.title')}
      hasForm
      hasErrors={errors.length > 0}
      back={{ href: `/cases/${seen.row.number}`, label: seen.row.number }}
    >
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('checks.title')}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      <p class="lead">{t('checks.lead')}</p>
      <CheckTable
        locale={locale}
        title={t('checks.title')}
        columns={{ kind: t('checks.kind'), answer: t('checks.answer'), note: t('checks.note') }}
        lines={kinds.map((kind) => {
          const check = seen.checks[kind]
          return {
            kind,
            label: t(`check.${kind}`),
            answer: check?.answer,
            says: check
              ? check.figure === null
                ? t(`checks.${check.answer}`)
                : String(check.figure)
              : t('checks.open'),
            note: check ? `${check.note}, ${formatMoment(locale, check.seen_at)}` : '',
          }
        })}
      />
      {seen.row.closed_at === null && (
        <Form
          action={`/cases/${seen.row.number}/residence-checks`}
          request={visit.request}
          hidden={{ version: form.values.version ?? String(seen.row.version) }}
        >
          <Radios
            {...base('kind')}
            label={t('checks.kind')}
            options={kinds.map((value) => ({ value, label: t(`check.${value}`) }))}
          />
          <Radios
            {...base('answer')}
            label={t('checks.answer')}
            options={[
              { value: 'clear', label: t('checks.clear') },
              { value: 'against', label: t('checks.against') },
            ]}
          />
          {kinds.some((one) => figures.includes(one)) && (
            <TextField
              {...base('figure')}
              label={t('checks.figure')}
              inputmode="numeric"
              width={4}
              optional
            />
          )}
          <Textarea {...base('note')} label={t('checks.note')} rows={3} />
          <FormActions locale={locale} label={t('checks.save')} />
        </Form>
      )}
    </Page>,
  )
}

async function record(visit: Visit): Promise<Response> {
  const { row } = await look(visit)
  const { kind, answer, figure, note = '', version } = visit.answers.text
  const given = parse(recordResidenceCheck.input, {
    caseId: row.id,
    expectedVersion: Number(version),
    kind,
    answer,
    figure: readNumber(figure),
    note,
  })
  await recordResidenceCheck(visit.instance, visit.actor, given, visit.request)
  return visit.redirect(`/cases/${row.number}/residence-checks`, {
    flash: residenceText(visit.locale)('checks.done'),
  })
}
