import { educationLevelName, educationLevels } from '../../classifier/education.ts'
import { occupationName, occupations } from '../../classifier/occupations.ts'
import { staff } from '../../platform/actor.ts'
import { Fault } from '../../platform/fault.ts'
import { formatMoment } from '../../platform/language.ts'
import { Checkboxes, Radios } from '../../ui/choices.tsx'
import { DateField, dateParts } from '../../ui/date-field.tsx'
import { FileField } from '../../ui/file-field.tsx'
import { readDate } from '../../ui/read-date.ts'
import { Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import type { Route } from '../../ui/visit.ts'
import { addDocument } from '../add-document.ts'
import { correctIdentity } from '../correct-identity.ts'
import { correctName } from '../correct-name.ts'
import { findFiles } from '../find-files.ts'
import { recogniseFact } from '../recognise-fact.ts'
import { recordText } from '../record-text.ts'
import { registrars } from '../register-person.ts'
import { storeFile } from '../store-file.ts'
import { verifyPerson } from '../verify-person.ts'
import { keepUploads, uploadLimit } from './keep-uploads.ts'
import { personFromForm } from './person-from-form.ts'
import { recordAction } from './record-action.tsx'
import { errorsOf } from './registration-fields.tsx'
import { PartFields } from './registration-parts.tsx'

const recognisers = staff('registrar', 'permit-officer')
const fileKinds = ['photo', 'travel-document', 'contract', 'evidence'] as const

const name = recordAction({
  path: 'name',
  who: registrars,
  title: 'name.title',
  done: 'name.done',
  at: { name: 'latinGiven' },
  labels: { script: 'name.script', name: 'name.script', reason: 'name.reason', validFrom: 'name.from' },
  fields({ visit: { locale, instance }, record, values, issues, error }) {
    const t = recordText(locale)
    const part = (script: string) =>
      record.names.find((one) => one.script === script && !one.superseded_at) ?? null
    const shown = part('latin')
    const filled = {
      latinFamily: shown?.family ?? '',
      latinGiven: shown?.given ?? '',
      nativeFamily: part('native')?.family ?? '',
      nativeGiven: part('native')?.given ?? '',
      nativePatronymic: part('native')?.patronymic ?? '',
    }
    const view = {
      locale,
      values: { ...filled, ...values },
      errors: issues.flatMap(({ path }) =>
        path === 'name' ? [{ field: 'latinGiven', message: error('latinGiven') ?? '' }] : [],
      ),
      self: false,
      today: instance.clock.today(),
    }
    return (
      <>
        <Radios
          locale={locale}
          name="script"
          label={t('name.script')}
          value={values.script}
          error={error('script')}
          options={(['latin', 'native'] as const).map((value) => ({ value, label: t(`name.${value}`) }))}
        />
        <PartFields part="name" view={view} />
        <Textarea
          locale={locale}
          name="reason"
          label={t('name.reason')}
          hint={t('name.reason.hint')}
          rows={3}
          maxlength={500}
          value={values.reason}
          error={error('reason')}
        />
        <DateField
          locale={locale}
          name="validFrom"
          label={t('name.from')}
          hint={t('name.from.hint')}
          optional
          value={dateParts(values, 'validFrom')}
          error={error('validFrom')}
        />
      </>
    )
  },
  submit(visit, person, version) {
    const { text } = visit.answers
    const { latinName, nativeName } = personFromForm(text)
    const from = readDate(text, 'validFrom')
    const blank = 'code' in from && from.code === 'day-missing'
    return correctName(
      visit.instance,
      visit.actor,
      {
        person,
        version,
        script: text.script as 'latin',
        name: (text.script === 'native' ? nativeName : latinName) ?? {},
        reason: text.reason ?? '',
        ...(blank ? {} : { validFrom: 'date' in from ? String(from.date) : 'wrong' }),
      },
      visit.request,
    )
  },
})

const identity = recordAction({
  path: 'identity',
  who: registrars,
  title: 'identity.title',
  done: 'identity.done',
  labels: { reason: 'name.reason' },
  errors: (locale, issues) =>
    errorsOf(locale, issues).map((one) =>
      one.field === 'reason'
        ? {
            ...one,
            message: recordText(locale)('error.required', { field: recordText(locale)('name.reason') }),
          }
        : one,
    ),
  fields({ visit: { locale, instance }, record, values, issues, error }) {
    const t = recordText(locale)
    const [year = '', month = '', day = ''] = record.birth_date.split('-')
    const filled = {
      'birthDate-year': year,
      'birthDate-month': month,
      'birthDate-day': day,
      sex: record.sex,
      citizenship: record.citizenship,
    }
    const view = {
      locale,
      values: { ...filled, ...values },
      errors: errorsOf(locale, issues),
      self: false,
      today: instance.clock.today(),
    }
    return (
      <>
        <PartFields part="about" view={view} />
        <Textarea
          locale={locale}
          name="reason"
          label={t('name.reason')}
          hint={t('identity.reason.hint')}
          rows={3}
          maxlength={500}
          value={values.reason}
          error={error('reason')}
        />
      </>
    )
  },
  submit(visit, person, version) {
    const { text } = visit.answers
    const { birthDate, sex, citizenship, iin } = personFromForm(text)
    return correctIdentity(
      visit.instance,
      visit.actor,
      { person, version, birthDate, sex, citizenship, reason: text.reason ?? '', ...(iin ? { iin } : {}) },
      visit.request,
    )
  },
  refused: { 'iin-already-registered': 'identity.iin-taken' },
})

const document = recordAction({
  path: 'document',
  who: registrars,
  title: 'document.title',
  done: 'document.done',
  labels: {},
  errors: errorsOf,
  bodyLimit: uploadLimit,
  above: ({ visit }) => <p class="lead">{recordText(visit.locale)('document.lead')}</p>,
  fields: ({ visit: { locale, instance }, values, issues }) => (
    <PartFields
      part="document"
      view={{
        locale,
        values,
        errors: errorsOf(locale, issues),
        self: false,
        today: instance.clock.today(),
      }}
    />
  ),
  async submit(visit, person) {
    const values = await keepUploads(visit)
    visit.answers.text = values
    const { document, mrz, typedByHand, documentFile } = personFromForm(values)
    return addDocument(
      visit.instance,
      visit.actor,
      {
        person,
        document,
        ...(mrz ? { mrz } : {}),
        ...(typedByHand ? { typedByHand } : {}),
        ...(documentFile ? { file: documentFile } : {}),
      },
      visit.request,
    )
  },
  refused: { 'document-already-registered': 'document.taken' },
})

const files = recordAction({
  path: 'files',
  who: registrars,
  title: 'files.title',
  button: 'files.add',
  done: 'files.done',
  labels: { kind: 'files.kind', file: 'files.file' },
  bodyLimit: uploadLimit,
  async above({ visit, record }) {
    const { locale, instance, actor } = visit
    const t = recordText(locale)
    const kept = await findFiles(instance, actor, record.id)
    if (kept.length === 0) return <p>{t('files.none')}</p>
    return (
      <ul>
        {kept.map((file) => (
          <li>
            <a href={`/files/${file.id}`}>{file.name}</a> {t(`files.kind.${file.kind}`)},{' '}
            {formatMoment(locale, file.uploaded_at)}
            {file.current && `, ${t('files.current')}`}
          </li>
        ))}
      </ul>
    )
  },
  fields({ visit: { locale }, values, error }) {
    const t = recordText(locale)
    return (
      <>
        <Radios
          locale={locale}
          name="kind"
          label={t('files.kind')}
          value={values.kind}
          error={error('kind')}
          options={fileKinds.map((value) => ({ value, label: t(`files.kind.${value}`) }))}
        />
        <FileField locale={locale} name="file" label={t('files.file')} error={error('file')} />
      </>
    )
  },
  async submit(visit, person) {
    const { text, files } = visit.answers
    const kind = fileKinds.find((one) => one === text.kind)
    const file = files.file?.[0]
    const missing = [...(kind ? [] : ['kind']), ...(file && file.bytes.byteLength > 0 ? [] : ['file'])]
    if (!kind || !file || missing.length > 0)
      throw new Fault('invalid-input', { issues: missing.map((path) => ({ path, code: 'required' })) })
    const { name, bytes } = file
    return storeFile(visit.instance, visit.actor, { kind, name, bytes, person, path: 'file' }, visit.request)
  },
})

const fact = recordAction({
  path: 'facts',
  who: recognisers,
  title: 'fact.title',
  done: 'fact.done',
  at: { code: 'kind' },
  labels: { kind: 'fact.kind', code: 'fact.kind', basis: 'fact.basis' },
  above: ({ visit }) => <p class="lead">{recordText(visit.locale)('fact.lead')}</p>,
  fields({ visit: { locale }, values, error }) {
    const t = recordText(locale)
    const levels = educationLevels().map(({ code }) => ({
      value: code,
      label: educationLevelName(code, locale),
    }))
    const work = occupations().map(({ code }) => ({ value: code, label: occupationName(code, locale) }))
    return (
      <>
        <Radios
          locale={locale}
          name="kind"
          label={t('fact.kind')}
          value={values.kind}
          error={error('kind')}
          options={[
            {
              value: 'education',
              label: t('fact.education'),
              follow: (
                <Select
                  locale={locale}
                  name="level"
                  label={t('fact.level')}
                  optional
                  value={values.level}
                  options={levels}
                />
              ),
            },
            {
              value: 'occupation',
              label: t('fact.occupation'),
              follow: (
                <Select
                  locale={locale}
                  name="work"
                  label={t('fact.work')}
                  optional
                  value={values.work}
                  options={work}
                />
              ),
            },
          ]}
        />
        <TextField
          locale={locale}
          name="basis"
          label={t('fact.basis')}
          hint={t('fact.basis.hint')}
          value={values.basis}
          error={error('basis')}
        />
      </>
    )
  },
  submit(visit, person) {
    const { kind, level, work, basis = '' } = visit.answers.text
    const code = (kind === 'education' ? level : work) ?? ''
    const input = { person, kind: kind as 'education', code, basis }
    return recogniseFact(visit.instance, visit.actor, input, visit.request)
  },
})

const verify = recordAction({
  path: 'verify',
  who: registrars,
  title: 'verify.title',
  done: 'verify.done',
  labels: { documentNumber: 'verify.number' },
  above: ({ visit }) => <p class="lead">{recordText(visit.locale)('verify.lead')}</p>,
  fields({ visit: { locale }, values, error }) {
    const t = recordText(locale)
    return (
      <>
        <TextField
          locale={locale}
          name="documentNumber"
          label={t('verify.number')}
          width={20}
          look="mono"
          autocomplete="off"
          spellcheck={false}
          value={values.documentNumber}
          error={error('documentNumber')}
        />
        <Checkboxes
          locale={locale}
          name="iinSeen"
          label={t('verify.iin')}
          optional
          options={[{ value: 'yes', label: t('verify.iin') }]}
        />
      </>
    )
  },
  submit: (visit, person, version) =>
    verifyPerson(
      visit.instance,
      visit.actor,
      {
        person,
        version,
        documentNumber: visit.answers.text.documentNumber ?? '',
        iinSeen: visit.answers.text.iinSeen === 'yes',
      },
      visit.request,
    ),
  refused: { 'already-verified': 'verify.already' },
})

/** What officers do to one record, each as its own page and act. */
export const recordActionPages: Route[] = [...name, ...identity, ...document, ...files, ...fact, ...verify]
