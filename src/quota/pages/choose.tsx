import { regionName, regionsAt } from '../../classifier/regions.ts'
import { Button } from '../../ui/button.tsx'
import { Select } from '../../ui/select.tsx'
import type { Visit } from '../../ui/visit.ts'
import { type Scheme, schemes, wholeCountry } from '../hold-place.ts'
import { quotaText } from '../text.ts'

/** The year a page is about: this one unless asked. */
export const yearOf = (visit: Visit): number => {
  const year = Number(visit.url.searchParams.get('year') ?? visit.answers?.text?.year)
  return Number.isInteger(year) && year >= 2012 && year <= 2100 ? year : visit.instance.clock.today().year
}
/** The region a page is narrowed to; undefined for all. */
export const regionOf = (visit: Visit): string | undefined => {
  const region = visit.url.searchParams.get('region') ?? ''
  return /^(\d{2}|KZ)$/.test(region) ? region : undefined
}
/** Whose places a page is about: those of employers unless asked. */
export const schemeOf = (visit: Visit): Scheme =>
  schemes.find((one) => one === (visit.url.searchParams.get('scheme') ?? visit.answers?.text?.scheme)) ??
  'employer'

/** Whose places, of which year and region: the form above what is shown. */
export function Choose({ visit, path }: { visit: Visit; path: string }) {
  const { locale } = visit
  const t = quotaText(locale)
  const year = yearOf(visit)
  const now = visit.instance.clock.today().year
  return (
    <form method="get" action={path} class="filter-fields">
      <Select
        locale={locale}
        name="scheme"
        label={t('scheme')}
        value={schemeOf(visit)}
        options={schemes.map((value) => ({ value, label: t(`scheme.${value}`) }))}
      />
      <Select
        locale={locale}
        name="year"
        label={t('year')}
        value={String(year)}
        options={[now + 1, now, now - 1].map((one) => ({ value: String(one), label: String(one) }))}
      />
      <Select
        locale={locale}
        name="region"
        label={t('region')}
        value={regionOf(visit) ?? 'all'}
        options={[
          { value: 'all', label: t('region.all') },
          { value: wholeCountry, label: t('region.country') },
          ...regionsAt(visit.instance.clock.today()).map(({ code }) => ({
            value: code.slice(3),
            label: regionName(code, locale),
          })),
        ]}
      />
      <div>
        <Button kind="secondary">{t('show')}</Button>
      </div>
    </form>
  )
}
