import { regionName, regionsAt } from '../../classifier/regions.ts'
import { everyone } from '../../platform/actor.ts'
import { collator, type Locale } from '../../platform/language.ts'
import { look } from '../../platform/read.ts'
import { Button } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import { get, type Route, type Visit } from '../../ui/visit.ts'
import { officeName } from '../find-office.ts'
import { findOffices, type ListedOffice } from '../find-offices.ts'
import { officesText } from '../offices-text.ts'

/** Where to go: every office with what it decides, by region, for anybody. */
export const officePages: Route[] = [get('/offices', everyone, show)]

/** A region of KATO by its two digits, if it exists on that day. */
const isoOf = (prefix: string) => `KZ-${prefix}`

async function show(visit: Visit): Promise<Response> {
  const { locale, instance, actor, url } = visit
  const t = officesText(locale)
  const today = instance.clock.today()
  const asked = url.searchParams.get('region') ?? ''
  const regions = regionsAt(today)
    .map(({ code }) => ({ value: code.slice(3), label: regionName(code, locale, today) }))
    .sort((a, b) => collator(locale).compare(a.label, b.label))
  const region = regions.some((one) => one.value === asked) ? asked : undefined
  const offices = await look(instance, actor, (tx) => findOffices(tx, today, region))
  return visit.html(
    <Page {...visit.frame} draft={!officesText.reviewed(visit.locale)} title={t('title')}>
      <h1>{t('title')}</h1>
      <p class="lead">{t('lead')}</p>
      <form class="form flow" method="get" action="/offices">
        <Select
          locale={locale}
          name="region"
          label={t('region')}
          value={region}
          empty={t('all')}
          options={regions}
        />
        <div class="actions">
          <Button kind="secondary">{t('show')}</Button>
        </div>
      </form>
      {offices.length === 0 && <p class="empty-line">{t('none')}</p>}
      {byInstitution(offices).map(([id, group]) => (
        <section class="flow" aria-labelledby={`i-${id}`}>
          <h2 id={`i-${id}`}>{officeName(group[0]?.institutionNames ?? {}, locale)}</h2>
          {group.map((office) => (
            <Office locale={locale} office={office} />
          ))}
        </section>
      ))}
    </Page>,
  )
}

function Office({ locale, office }: { locale: Locale; office: ListedOffice }) {
  const t = officesText(locale)
  const matters = office.matters.map((matter) =>
    matter === 'household-permit' || matter === 'appeal' ? t(`matter.${matter}`) : t('matter.other'),
  )
  return (
    <div class="flow-small">
      <h3>{officeName(office.names, locale)}</h3>
      <SummaryList
        locale={locale}
        card
        rows={[
          {
            label: t('where'),
            value: office.region ? regionName(isoOf(office.region), locale) : t('country'),
          },
          { label: t('address'), value: addressText(office.address, locale) ?? t('address.none') },
          {
            label: t('matters'),
            value: matters.length ? <Lines lines={[...new Set(matters)]} /> : t('matters.none'),
          },
        ]}
      />
    </div>
  )
}

const Lines = ({ lines }: { lines: string[] }) => (
  <ul>
    {lines.map((line) => (
      <li>{line}</li>
    ))}
  </ul>
)

/** The address in the reader's language when it is kept by language, else its lines as they are. */
function addressText(address: Record<string, unknown> | null, locale: Locale): string | undefined {
  if (!address) return undefined
  const text = Object.fromEntries(
    Object.entries(address).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
  if ('ru' in text || 'kk' in text || 'en' in text)
    return [officeName(text, locale), text.phone].filter(Boolean).join(', ') || undefined
  return Object.values(text).join(', ') || undefined
}

function byInstitution(offices: ListedOffice[]): [string, ListedOffice[]][] {
  const groups = new Map<string, ListedOffice[]>()
  for (const office of offices)
    groups.set(office.institution, [...(groups.get(office.institution) ?? []), office])
  return [...groups]
}
