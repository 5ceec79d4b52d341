import type { PersonPanel } from '../../person/person-panels.ts'
import { sql } from '../../platform/database.ts'
import { LinkList } from '../../ui/link-list.tsx'
import { NumberUntil } from '../../ui/number-until.tsx'
import { StatusTag, type Tone } from '../../ui/status-tag.tsx'
import type { StatusRow } from '../find-status.ts'
import { findAsking } from '../join-family.ts'
import { residenceText } from '../text.ts'

export const statusTones: Record<StatusRow['state'], Tone> = {
  active: 'success',
  ended: 'quiet',
  expired: 'quiet',
}

/** On a person's page: their status of kandas and card, their children's, and who asks them into an application. */
export const statusPanel: PersonPanel = {
  order: 22,
  categories: ['decision'],
  async show({ tx, actor }, personId, locale) {
    const t = residenceText(locale)
    const statuses = await tx.rows<
      Pick<StatusRow, 'id' | 'number' | 'kind' | 'person_id' | 'person_name' | 'valid_to' | 'state'>
    >(sql`
      select id, number, kind, person_id, person_name, valid_to::text, state from residence.status
      where person_id = ${personId}::uuid or (minor and principal = ${personId}::uuid) order by state, valid_to desc limit 20`)
    const asking = actor.kind === 'person' ? await findAsking(tx, personId) : []
    if (statuses.length === 0 && asking.length === 0) return undefined
    return (
      <section class="flow-small" aria-labelledby="kandas-panel">
        <h2 id="kandas-panel">{t('panel.title')}</h2>
        <LinkList
          items={[
            ...asking.map((one) => ({
              href: '/kandas/family',
              icon: 'users' as const,
              label: t('family.ask', { name: one.person_name }),
            })),
            ...statuses.map((one) => ({
              href: `/statuses/${one.id}`,
              icon: 'badge-check' as const,
              label: `${t(`case.${one.kind}`)}${one.person_id === personId ? '' : `, ${one.person_name}`}`,
              note: <NumberUntil locale={locale} number={one.number} until={one.valid_to} />,
              end: <StatusTag tone={statusTones[one.state]}>{t(`status.${one.state}`)}</StatusTag>,
            })),
          ]}
        />
      </section>
    )
  },
}
