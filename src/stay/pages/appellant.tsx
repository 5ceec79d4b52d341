import { actionForm, orRefused } from '../../case/pages/case-form.tsx'
import { isRefusal } from '../../platform/act.ts'
import { formatDate } from '../../platform/language.ts'
import { LawStateTag } from '../../ui/law-state-tag.tsx'
import { appealJudges, findAppellants, letAppellantStay } from '../let-appellant-stay.ts'
import { stayText } from '../text.ts'

/** While an appeal is pending: the office that judges it lets those whom it is about stay. */
export const appellantPages = actionForm<{ names: string[] }>({
  action: 'let-stay',
  who: appealJudges,
  title: 'action.let-stay',
  ready: (row) => row.state === 'appealed',
  load: async (looking, row) => ({ names: (await findAppellants(looking.tx, row)).map(({ name }) => name) }),
  fields: ({ locale, extra }) => {
    const t = stayText(locale)
    return (
      <>
        <p>
          {t('appellant.text')} <LawStateTag locale={locale} state="unverified" />
        </p>
        {extra.names.length === 0 ? (
          <p>{t('appellant.nobody')}</p>
        ) : (
          <ul>
            {extra.names.map((name) => (
              <li translate="no">{name}</li>
            ))}
          </ul>
        )}
      </>
    )
  },
  async submit(visit, { caseId, version }) {
    const answer = await letAppellantStay(
      visit.instance,
      visit.actor,
      { caseId, expectedVersion: version },
      visit.request,
    )
    const { locale } = visit
    return orRefused(
      answer,
      isRefusal(answer) ? '' : stayText(locale)('appellant.done', { date: formatDate(locale, answer.to) }),
    )
  },
})
