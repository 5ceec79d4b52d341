import { caseStaff } from '../../case/who-may.ts'
import { admits } from '../../platform/actor.ts'
import { formatMoment } from '../../platform/language.ts'
import { look } from '../../platform/read.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Page } from '../../ui/page.tsx'
import { Typed } from '../../ui/typed.tsx'
import { get, type Route, type Visit } from '../../ui/visit.ts'
import { findMovements } from '../find-places.ts'
import { quotaKeepers } from '../set-allocation.ts'
import { quotaText } from '../text.ts'
import { Choose, regionOf, schemeOf, yearOf } from './choose.tsx'
import { categoryName, causeText, placeName, sectorName } from './place-words.ts'

/** Every movement of a place with its cause, the newest first, for staff. */
export const movementPages: Route[] = [get('/quota/movements', quotaKeepers, show)]

const mostMovements = 100

async function show(visit: Visit): Promise<Response> {
  const { locale } = visit
  const t = quotaText(locale)
  const year = yearOf(visit)
  const before = visit.url.searchParams.get('before') ?? ''
  const rows = await look(visit.instance, visit.actor, (tx) =>
    findMovements(tx, {
      year,
      scheme: schemeOf(visit),
      region: regionOf(visit),
      before: /^\d{1,18}$/.test(before) ? before : undefined,
      most: mostMovements,
    }),
  )
  const last = rows.at(-1)
  return visit.html(
    <Page {...visit.frame} title={t('movements')} wide back={{ href: '/quota', label: t('title') }}>
      <h1>{t('movements')}</h1>
      <Choose visit={visit} path="/quota/movements" />
      <DataTable
        locale={locale}
        caption={t('movements')}
        captionUnseen
        empty={t('none')}
        columns={[
          { key: 'at', label: t('at'), nowrap: true },
          { key: 'what', label: t('what') },
          { key: 'region', label: t('region') },
          { key: 'category', label: t('category') },
          { key: 'case', label: t('case'), nowrap: true },
        ]}
        rows={rows.map((one) => ({
          id: String(one.id),
          cells: {
            at: formatMoment(locale, one.at),
            what:
              one.kind === 'allocate' ? (
                <>
                  {t('kind.allocate', { amount: one.amount })} <Typed>{one.cause}</Typed>
                </>
              ) : (
                `${t(`kind.${one.kind}`)}${one.amount > 1 ? ` × ${one.amount}` : ''}. ${causeText(locale, one.cause)}`
              ),
            region: placeName(one.region, locale, t),
            category: `${categoryName(one.category, t)}${one.sector === 'all' ? '' : `, ${sectorName(one.sector, locale, t)}`}`,
            // An analyst keeps places and opens no case.
            case:
              one.case_number && admits(caseStaff, visit.actor) ? (
                <a href={`/cases/${one.case_number}`}>{one.case_number}</a>
              ) : (
                (one.case_number ?? '')
              ),
          },
        }))}
      />
      {rows.length === mostMovements && last && (
        <p>
          <a
            href={`/quota/movements?year=${year}&scheme=${schemeOf(visit)}&before=${last.id}${regionOf(visit) ? `&region=${regionOf(visit)}` : ''}`}
          >
            {t('more')}
          </a>
        </p>
      )}
    </Page>,
  )
}
