import { regionName } from '../../classifier/regions.ts'
import { registerPersonPanel } from '../../person/person-panels.ts'
import { admits } from '../../platform/actor.ts'
import { sql } from '../../platform/database.ts'
import { formatMoment, type Locale } from '../../platform/language.ts'
import { type Looking, look } from '../../platform/read.ts'
import { Button, ButtonRow } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { get, type Route, type Visit } from '../../ui/visit.ts'
import { registerKeepers } from '../hand-over-register.ts'
import type { LineFault } from '../import-register.ts'
import type { RegionThen } from '../region-of-then.ts'
import { identityText } from '../text.ts'
import { weightReaders } from '../watch-identity.ts'

/** Files of old registers that were imported; on a person's record, from which line it came and where they were then. */
export const registerFilePages: Route[] = [get('/identity/registers', weightReaders, show)]

interface RegisterFile {
  id: string
  register: string
  ground: string
  file_name: string
  digest: string
  people: number
  lines_left_out: Partial<Record<LineFault, number[]>>
  imported_at: Date
}

async function show(visit: Visit): Promise<Response> {
  const { locale } = visit
  const t = identityText(locale)
  const files = await look(visit.instance, visit.actor, (tx) =>
    tx.rows<RegisterFile>(sql`
      select id, register, ground, file_name, digest, people, lines_left_out, imported_at from identity.register_file order by imported_at desc limit 100`),
  )
  return visit.html(
    <Page
      {...visit.frame}
      title={t('registers.title')}
      wide
      back={{ href: '/identity/watch', label: t('watch.title') }}
    >
      <h1>{t('registers.title')}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      <p class="lead">{t('registers.lead')}</p>
      {mayKeep(visit) && (
        <ButtonRow>
          <Button href="/identity/registers/upload" icon="plus">
            {t('upload.title')}
          </Button>
        </ButtonRow>
      )}
      <DataTable
        locale={locale}
        caption={t('registers.title')}
        captionUnseen
        empty={t('registers.none')}
        columns={[
          { key: 'register', label: t('registers.register') },
          { key: 'at', label: t('registers.at') },
          { key: 'people', label: t('registers.people'), numeric: true },
          { key: 'left', label: t('registers.left') },
          { key: 'digest', label: t('registers.digest') },
        ]}
        rows={files.map((one) => ({
          id: one.id,
          cells: {
            register: `${one.register}, ${one.ground}`,
            at: formatMoment(locale, one.imported_at),
            people: String(one.people),
            left: leftOutInWords(locale, one.lines_left_out) || '0',
            digest: <code title={one.digest}>{one.digest.slice(0, 16)}…</code>,
          },
        }))}
      />
    </Page>,
  )
}

/** An administrator of the whole country. */
export const mayKeep = ({ actor }: Visit): boolean =>
  admits(registerKeepers, actor) && actor.kind === 'staff' && actor.regions === 'all'

/** `without a name: 2 (lines 5, 9)`, the first ten lines of each reason. */
export function leftOutInWords(locale: Locale, leftOut: Partial<Record<LineFault, number[]>>): string {
  const t = identityText(locale)
  return Object.entries(leftOut)
    .map(([why, lines]) =>
      t('registers.left.lines', {
        why: t(`registers.left.${why as LineFault}`),
        count: lines.length,
        lines: `${lines.slice(0, 10).join(', ')}${lines.length > 10 ? ' …' : ''}`,
      }),
    )
    .join('; ')
}

interface Row {
  register: string
  legacy_id: string
  line: number
  stays: (RegionThen & { from?: string; to?: string })[]
}

registerPersonPanel({
  order: 80,
  categories: ['identity'],
  async show({ tx }: Looking, personId: string, locale: Locale) {
    const rows = await tx.rows<Row>(sql`
      select f.register, r.legacy_id, r.line, r.stays from identity.register_row r join identity.register_file f on f.id = r.file_id
        join person.person p on p.id = r.person_id where ${personId}::uuid in (p.id, p.same_as) order by f.imported_at limit 20`)
    if (rows.length === 0) return undefined
    const t = identityText(locale)
    return (
      <section class="flow-small" aria-labelledby="old-registers">
        <h2 id="old-registers">{t('registers.panel')}</h2>
        {rows.map(({ register, legacy_id, line, stays }) => (
          <div class="flow-small">
            <p>{t('registers.came', { register, id: legacy_id, line })}</p>
            <ul>
              {stays.map((stay) => (
                <li>
                  {[stay.from, stay.to].filter(Boolean).join(' – ')} {stay.written}
                  {': '}
                  {stay.today.length === 0
                    ? t('registers.unknown')
                    : stay.today.map((code) => regionName(code, locale)).join(t('registers.or'))}
                </li>
              ))}
            </ul>
          </div>
        ))}
      </section>
    )
  },
})
