import { householdWorkName } from '../../classifier/occupations.ts'
import type { PersonPanel } from '../../person/person-panels.ts'
import { admits } from '../../platform/actor.ts'
import { sql } from '../../platform/database.ts'
import { formatDate } from '../../platform/language.ts'
import { Button, ButtonRow } from '../../ui/button.tsx'
import { LinkList } from '../../ui/link-list.tsx'
import { Notice } from '../../ui/notice.tsx'
import { NumberUntil } from '../../ui/number-until.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import { findEvidence } from '../find-evidence.ts'
import type { HouseholdPermitRow } from '../find-household.ts'
import { type OfferRow, offerColumns } from '../offer-row.ts'
import { evidenceRecorders } from '../record-evidence.ts'
import { permitText } from '../text.ts'
import { offerTones, permitTones } from './tones.ts'

/** First on one's own page: an offer that waits for an answer. */
export const waitingOfferPanel: PersonPanel = {
  order: 1,
  categories: ['employment'],
  async show({ tx, actor }, personId, locale) {
    if (actor.kind !== 'person') return undefined
    const t = permitText(locale)
    const offers = await tx.rows<OfferRow>(
      sql`select ${offerColumns} from permit.offer where worker_person = ${personId}::uuid and state = 'sent' order by answer_by limit 5`,
    )
    if (offers.length === 0) return undefined
    return (
      <Notice locale={locale} tone="warning" title={t('permit.offers')}>
        {offers.map((offer) => (
          <div class="flow-small">
            <p>
              <b>{householdWorkName(offer.kind_of_work, locale)}</b>, {offer.employer_name}
              <br />
              {t('offer.answer-by')}: {formatDate(locale, offer.answer_by)}
            </p>
            <ButtonRow>
              <Button
                href={`/offers/${offer.id}`}
                kind={offers.length === 1 ? 'primary' : 'secondary'}
                icon="arrow-right"
                about={offer.employer_name}
              >
                {t('offer.open')}
              </Button>
            </ButtonRow>
          </div>
        ))}
      </Notice>
    )
  },
}

/** On a person's page: offers that wait for them, permits they had. */
export const permitPanel: PersonPanel = {
  order: 20,
  categories: ['employment', 'decision'],
  async show({ tx, actor }, personId, locale) {
    const t = permitText(locale)
    const offers = await tx.rows<OfferRow>(
      sql`select ${offerColumns} from permit.offer where worker_person = ${personId}::uuid and state = any (${actor.kind === 'person' ? ['confirmed'] : ['sent', 'confirmed']}::text[]) order by made_at desc limit 20`,
    )
    const permits = await tx.rows<HouseholdPermitRow & { employer_name: string }>(sql`
      select p.id, p.number, o.employer_name, o.kind_of_work, p.valid_from, p.valid_to, p.state from permit.permit p join permit.offer o on o.id = p.offer_id
      where p.worker_person = ${personId}::uuid order by p.valid_to desc limit 20`)
    const own = actor.kind === 'person'
    if (offers.length + permits.length === 0) return undefined
    return (
      <section class="flow-small" aria-labelledby="work">
        <h2 id="work">{t(own ? 'permit.mine' : 'household.permits')}</h2>
        <LinkList
          items={[
            ...offers.map((offer) => ({
              href: `/offers/${offer.id}`,
              icon: 'handshake' as const,
              label: `${t('offer.title')}: ${householdWorkName(offer.kind_of_work, locale)}`,
              note: offer.employer_name,
              end: <StatusTag tone={offerTones[offer.state]}>{t(`offer.state.${offer.state}`)}</StatusTag>,
            })),
            ...permits.map((permit) => ({
              href: `/permits/${permit.id}`,
              icon: 'badge-check' as const,
              label: `${householdWorkName(permit.kind_of_work, locale)}, ${permit.employer_name}`,
              note: <NumberUntil locale={locale} number={permit.number} until={permit.valid_to} />,
              end: (
                <StatusTag tone={permitTones[permit.state]}>{t(`permit.state.${permit.state}`)}</StatusTag>
              ),
            })),
          ]}
        />
      </section>
    )
  },
}

/** On a person's record: papers that officers saw, of health among them. */
export const evidencePanel: PersonPanel = {
  order: 20,
  categories: ['health'],
  async show({ tx, actor }, personId, locale) {
    if (actor.kind !== 'staff') return undefined
    const t = permitText(locale)
    const evidence = await findEvidence(tx, personId)
    return (
      <section class="flow-small" aria-labelledby="evidence">
        <h2 id="evidence">{t('evidence.title')}</h2>
        <ul>
          {evidence.map(({ kind, valid_to }) => (
            <li>
              {t(`evidence.${kind}`)}{' '}
              {valid_to && t('evidence.until', { date: formatDate(locale, valid_to) })}
            </li>
          ))}
        </ul>
        {admits(evidenceRecorders, actor) && (
          <Button href={`/people/${personId}/evidence`} kind="secondary" small>
            {t('evidence.record')}
          </Button>
        )}
      </section>
    )
  },
}
