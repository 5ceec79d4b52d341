import { officeName } from '../../institution/find-office.ts'
import { formatNumber } from '../../platform/language.ts'
import { look } from '../../platform/read.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import type { FormView, Route, Visit } from '../../ui/visit.ts'
import { readingText } from '../reading-text.ts'
import { findMachines, machineWatchers, setMachineLimit } from '../set-machine-limit.ts'

/** What machines of institutions read, and how much they may; for auditors. */
export const machinePages: Route[] = formPage({
  path: '/reading/machines',
  who: machineWatchers,
  show,
  submit,
})

async function show(visit: Visit, form: FormView): Promise<Response> {
  const { instance, actor, locale } = visit
  const t = readingText(locale)
  const { clock } = instance
  const machines = await look(instance, actor, (tx) => findMachines(tx, clock.now(), clock.today()))
  const errors = form.issues.map(({ path }) => ({ field: path, message: t('machines.error') }))
  const field = (name: 'hour' | 'day') => ({
    locale,
    name,
    label: t(`machines.most.${name}`),
    value: form.values[name],
    error: errors.find((one) => one.field === name)?.message,
    inputmode: 'numeric' as const,
    width: 10 as const,
  })
  return visit.html(
    <Page
      {...visit.frame}
      title={t('machines.title')}
      wide
      hasForm
      hasErrors={errors.length > 0}
      back={{ href: '/reading', label: t('title') }}
    >
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('machines.title')}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      <p class="lead">{t('machines.lead')}</p>
      <DataTable
        locale={locale}
        caption={t('machines.title')}
        captionUnseen
        empty={t('machines.none')}
        columns={[
          { key: 'name', label: t('machines.which') },
          { key: 'hour', label: t('machines.hour'), numeric: true },
          { key: 'day', label: t('machines.day'), numeric: true },
          { key: 'limits', label: t('machines.limits'), numeric: true },
          { key: 'stopped', label: t('machines.stopped'), numeric: true },
        ]}
        rows={machines.map((one) => ({
          id: one.id,
          cells: {
            name: `${one.name}, ${one.names ? officeName(one.names, locale) : one.institution}`,
            hour: String(one.hour),
            day: String(one.day),
            limits: `${formatNumber(locale, one.most_hour)}; ${formatNumber(locale, one.most_day)}`,
            stopped: String(one.withheld),
          },
        }))}
      />
      <h2>{t('machines.set')}</h2>
      <Form action="/reading/machines" request={visit.request}>
        <Select
          locale={locale}
          name="machine"
          label={t('machines.which')}
          empty={t('machines.all')}
          optional
          value={form.values.machine}
          options={machines.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <TextField {...field('hour')} />
        <TextField {...field('day')} />
        <FormActions locale={locale} label={t('machines.set')} />
      </Form>
    </Page>,
  )
}

async function submit(visit: Visit): Promise<Response> {
  const { machine, hour, day } = visit.answers.text
  await setMachineLimit(
    visit.instance,
    visit.actor,
    { ...(machine ? { machine } : {}), hour: hour ?? '', day: day ?? '' },
    visit.request,
  )
  return visit.redirect('/reading/machines', { flash: readingText(visit.locale)('machines.done') })
}
