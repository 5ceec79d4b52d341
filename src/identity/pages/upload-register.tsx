import { isRefusal } from '../../platform/act.ts'
import { Fault, invalid } from '../../platform/fault.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { FileField } from '../../ui/file-field.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { TextField } from '../../ui/text-field.tsx'
import type { FormView, Route, Visit } from '../../ui/visit.ts'
import { handOverRegister, registerKeepers } from '../hand-over-register.ts'
import { columnsOf, RegisterMap, readEntries } from '../import-register.ts'
import { textOf } from '../read-csv-form.ts'
import { identityText } from '../text.ts'
import { leftOutInWords, mayKeep } from './registers.tsx'

/** Largest file of the page; larger ones come in parts or by `qonys match import`. */
const megabytes = 28
const columns = [
  'id',
  'family',
  'given',
  'patronymic',
  'name',
  'birth_date',
  'sex',
  'citizenship',
  'region',
  'from',
  'to',
] as const

/** The keeper of registers hands an old register over: first looked at without being kept, then imported as one act. */
export const uploadRegisterPages: Route[] = formPage({
  path: '/identity/registers/upload',
  who: registerKeepers,
  bodyLimit: (megabytes + 1) * 1024 * 1024,
  show: (visit, form) => show(visit, form),
  submit,
})

async function show(visit: Visit, form: FormView, found?: string): Promise<Response> {
  if (!mayKeep(visit)) throw new Fault('not-found')
  const { locale } = visit
  const t = identityText(locale)
  const errors = form.issues.map(({ path, code, values }) => {
    const key = identityText.keys.find((one) => one === `upload.error.${code}`)
    const words = t(key ?? 'upload.error.other')
    return {
      field: path.replaceAll('.', '-'),
      message: values?.columns ? [`${words} `, <code>{values.columns}</code>] : words,
    }
  })
  const field = (name: string) => ({
    locale,
    name,
    value: form.values[name],
    error: errors.find((one) => one.field === name)?.message,
  })
  return visit.html(
    <Page
      {...visit.frame}
      title={t('upload.title')}
      hasForm
      hasErrors={errors.length > 0}
      back={{ href: '/identity/registers', label: t('registers.title') }}
    >
      <ErrorSummary locale={locale} errors={errors} />
      {found && (
        <Notice locale={locale} title={t('upload.found')} live>
          <p>{found}</p>
          <p>{t('upload.again')}</p>
        </Notice>
      )}
      <h1>{t('upload.title')}</h1>
      <p class="lead">{t('upload.lead')}</p>
      <Form action="/identity/registers/upload" request={visit.request} files>
        <TextField {...field('register')} label={t('upload.register')} hint={t('upload.register.hint')} />
        <TextField {...field('ground')} label={t('upload.ground')} hint={t('upload.ground.hint')} />
        <FileField
          {...field('file')}
          label={t('upload.file')}
          hint={t('upload.file.hint', { megabytes })}
          accept=".csv,text/csv"
        />
        <fieldset class="flow-small">
          <legend>{t('upload.columns')}</legend>
          <p class="hint">{t('upload.columns.hint')}</p>
          {columns.map((name) => (
            <TextField
              {...field(name)}
              label={t(`upload.column.${name}`)}
              width={20}
              optional={name !== 'id' && name !== 'birth_date'}
            />
          ))}
        </fieldset>
        <FormActions locale={locale} label={t('upload.check')}>
          <Button kind="secondary" name="import" value="yes">
            {t('upload.import')}
          </Button>
        </FormActions>
      </Form>
    </Page>,
  )
}

async function submit(visit: Visit): Promise<Response> {
  if (!mayKeep(visit)) throw new Fault('not-found')
  const { text, files } = visit.answers
  const t = identityText(visit.locale)
  const value = (name: string) => text[name]?.trim() || undefined
  const file = files.file?.[0]
  const importing = text.import === 'yes'
  const missing = [
    ...(importing ? ['register', 'ground'].filter((name) => (value(name) ?? '').length < 5) : []).map(
      (path) => ({
        path,
        code: 'words',
      }),
    ),
    ...(file ? [] : [{ path: 'file', code: 'file' }]),
    ...['id', 'birth_date'].filter((name) => !value(name)).map((path) => ({ path, code: 'column' })),
    ...(value('given') || value('family') || value('name') ? [] : [{ path: 'family', code: 'a-name' }]),
  ]
  if (missing.length > 0 || !file) throw new Fault('invalid-input', { issues: missing })
  const map = RegisterMap.parse(Object.fromEntries(columns.map((name) => [name, value(name)])))
  const content = textOf(file.bytes, 'file')
  const known = new Set(columnsOf(content).map((name) => name.toLowerCase()))
  const wrong = columns.filter((name) => map[name] && !known.has(map[name].toLowerCase()))
  if (wrong.length > 0)
    throw new Fault('invalid-input', {
      issues: wrong.map((path) => ({
        path,
        code: 'no-such-column',
        values: { columns: [...known].join(', ').slice(0, 300) },
      })),
    })
  if (!importing) {
    const { entries, faults } = readRows(content, map)
    const left = leftOutInWords(visit.locale, faults)
    const found = [
      t('upload.people', { count: entries.length }),
      ...(left ? [t('upload.left', { left })] : []),
    ]
    return show(visit, { values: text, lists: {}, issues: [] }, found.join(' '))
  }
  const answer = await handOverRegister(
    visit.instance,
    visit.actor,
    {
      register: value('register') ?? '',
      ground: value('ground') ?? '',
      fileName: file.name.slice(0, 200) || 'file',
      text: content,
      map,
    },
    visit.request,
  )
  if (isRefusal(answer)) throw invalid('file', answer.refused[0]?.code ?? 'other')
  return visit.redirect('/identity/registers', { flash: t('upload.done', { count: answer.people }) })
}

/** @throws Fault invalid-input where the quotes of the file do not close */
function readRows(content: string, map: RegisterMap) {
  try {
    return readEntries(content, map)
  } catch (error) {
    if (!(error as { code?: string }).code?.startsWith('CSV_')) throw error
    throw invalid('file', 'csv')
  }
}
