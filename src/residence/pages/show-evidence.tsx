import type { Locale } from '../../platform/language.ts'
import { saysIn } from '../../policy/text.ts'
import { StatusTag, type Tone } from '../../ui/status-tag.tsx'
import { type EvidenceKind, evidenceKind, evidenceModel } from '../evidence-model.ts'
import { residenceText } from '../text.ts'
import type { Weight } from '../weigh-evidence.ts'

export const evidenceTones: Record<'accepted' | 'doubt' | 'rejected', Tone> = {
  accepted: 'success',
  doubt: 'warning',
  rejected: 'danger',
}

/** Text for officers exists in three languages; others read Russian or English. */
export const forOfficers = (words: { kk: string; ru: string; en: string }, locale: Locale) =>
  locale === 'kk'
    ? { lang: 'kk', text: words.kk }
    : locale === 'ru' || locale === 'uz' || locale === 'tg' || locale === 'ky'
      ? { lang: 'ru', text: words.ru }
      : { lang: 'en', text: words.en }

export const kindName = (id: string, locale: Locale): string => {
  const kind = evidenceKind(id)
  return kind ? saysIn(kind.name, locale) : id
}

/** Where a kind of document is to be had, with the office of a country by its own name. */
export function Where({
  locale,
  kind,
  country,
}: {
  locale: Locale
  kind: EvidenceKind
  country: string | undefined
}) {
  const office = country ? evidenceModel().model.offices[kind.office]?.[country] : undefined
  return (
    <span>
      {saysIn(kind.where, locale)}
      {office && (
        <>
          {': '}
          <b translate="no">{office.name}</b>
          {locale !== 'kk' && locale !== 'ru' && <span lang="en"> ({office.en})</span>}
        </>
      )}
    </span>
  )
}

/** What is enough, what is missing, and where to get it: the same for the self-check and for what was really added. */
export function ShowWeight({
  locale,
  weight,
  country,
  most = 3,
  heading: Heading = 'h3',
}: {
  locale: Locale
  weight: Weight
  country?: string | undefined
  most?: number
  heading?: 'h2' | 'h3'
}) {
  const t = residenceText(locale)
  if (weight.complete)
    return (
      <p>
        <StatusTag tone="success">
          {t('evidence.enough', { set: saysIn(weight.complete.says, locale) })}
        </StatusTag>
      </p>
    )
  if (weight.covered)
    return (
      <p>
        <StatusTag tone="info">{t('evidence.covered')}</StatusTag> {saysIn(weight.covered.says, locale)}
      </p>
    )
  return (
    <div class="flow-small">
      <p>{t('documents.not-yet')}</p>
      <Heading>{t('documents.nearest')}</Heading>
      {weight.sets.slice(0, most).map(({ set, missing }) => (
        <div class="flow-small">
          <p>
            <b>{saysIn(set.says, locale)}</b>
          </p>
          {missing.map((one) => (
            <>
              <p>{t('documents.missing', { count: one.count })}</p>
              <ul>
                {one.of.map((id) => {
                  const kind = evidenceKind(id)
                  return (
                    kind && (
                      <li>
                        {saysIn(kind.name, locale)}
                        <p class="hint">
                          {t('documents.where')}: <Where locale={locale} kind={kind} country={country} />
                        </p>
                      </li>
                    )
                  )
                })}
              </ul>
            </>
          ))}
        </div>
      ))}
    </div>
  )
}
