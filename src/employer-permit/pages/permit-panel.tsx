import type { PersonPanel } from '../../person/person-panels.ts'
import { sql } from '../../platform/database.ts'
import { LinkList } from '../../ui/link-list.tsx'
import { NumberUntil } from '../../ui/number-until.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import type { EmployerPermitFile } from '../get-employer-permit.ts'
import { employerPermitText } from '../text.ts'
import { tones } from './company.tsx'

/** On a person's page: permits that companies have for them. */
export const employerPermitPanel: PersonPanel = {
  order: 21,
  categories: ['employment', 'decision'],
  async show({ tx }, personId, locale) {
    const t = employerPermitText(locale)
    const permits = await tx.rows<
      Pick<
        EmployerPermitFile['permit'],
        'id' | 'number' | 'employer_name' | 'position' | 'valid_to' | 'state'
      >
    >(sql`
      select id, number, employer_name, position, valid_to, state from employer_permit.permit
      where worker_person = ${personId}::uuid order by valid_to desc limit 20`)
    if (permits.length === 0) return undefined
    return (
      <section class="flow-small">
        <LinkList
          items={permits.map((permit) => ({
            href: `/employer-permits/${permit.id}`,
            icon: 'badge-check',
            label: `${permit.position}, ${permit.employer_name}`,
            note: <NumberUntil locale={locale} number={permit.number} until={permit.valid_to} />,
            end: <StatusTag tone={tones[permit.state]}>{t(`permit.state.${permit.state}`)}</StatusTag>,
          }))}
        />
      </section>
    )
  },
}
