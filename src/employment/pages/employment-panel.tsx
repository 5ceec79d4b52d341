import { occupationName } from '../../classifier/occupations.ts'
import { regionName } from '../../classifier/regions.ts'
import type { PersonPanel } from '../../person/person-panels.ts'
import { formatDate, formatMoney, icuLocales, type Locale } from '../../platform/language.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { type Contract, findContracts, findIncome } from '../find-contracts.ts'
import { employmentText } from '../text.ts'

/** On a person's page: contracts of work as registers told them. Income is shown to the person alone. */
export const employmentPanel: PersonPanel = {
  order: 40,
  categories: ['employment'],
  async show({ tx, actor }, person, locale) {
    const contracts = await findContracts(tx, person)
    const income = actor.kind === 'person' ? await findIncome(tx, person) : []
    if (contracts.length === 0 && income.length === 0) return undefined
    const t = employmentText(locale)
    return (
      <section class="flow-small" aria-labelledby="employment">
        <h2 id="employment">{t('panel.title')}</h2>
        <p class="hint">{t('panel.hint')}</p>
        {contracts.length > 0 && <Contracts locale={locale} contracts={contracts} />}
        {income.length > 0 && (
          <DataTable
            locale={locale}
            caption={t('income.title')}
            columns={[
              { key: 'month', label: t('income.month') },
              { key: 'income', label: t('income.sum'), numeric: true },
              { key: 'tax', label: t('income.tax'), numeric: true },
            ]}
            rows={income.map((one) => ({
              id: one.month,
              cells: {
                month: monthName(locale, one.month),
                income: formatMoney(locale, one.income_tiyn),
                tax: formatMoney(locale, one.tax_tiyn),
              },
            }))}
          />
        )}
        {actor.kind === 'person' && (
          <p>
            <a href="/me/record/wrong">{t('wrong')}</a>
          </p>
        )}
      </section>
    )
  },
}

function Contracts({ locale, contracts }: { locale: Locale; contracts: Contract[] }) {
  const t = employmentText(locale)
  return (
    <DataTable
      locale={locale}
      caption={t('panel.title')}
      captionUnseen
      columns={[
        { key: 'employer', label: t('employer') },
        { key: 'work', label: t('work') },
        { key: 'wage', label: t('wage') },
        { key: 'from', label: t('from'), nowrap: true },
        { key: 'until', label: t('until') },
      ]}
      rows={contracts.map((one) => ({
        id: `${one.source}-${one.number}`,
        cells: {
          employer: one.employer_name,
          work: `${occupationName(one.occupation, locale)}, ${regionName(`KZ-${one.region}`, locale)}`,
          wage: formatMoney(locale, one.wage_tiyn),
          from: formatDate(locale, one.valid_from),
          until: one.ended_on
            ? t('ended', { date: formatDate(locale, one.ended_on) })
            : one.valid_to
              ? formatDate(locale, one.valid_to)
              : t('until.open'),
        },
      }))}
    />
  )
}

const monthName = (locale: Locale, day: string): string =>
  new Intl.DateTimeFormat(icuLocales(locale), { year: 'numeric', month: 'long', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  )
