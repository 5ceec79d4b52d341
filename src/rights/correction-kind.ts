import type { CaseKind, Reading } from '../case/case-kind.ts'
import type { CaseRow } from '../case/case-row.ts'
import { restrictUse } from '../person/restrict-use.ts'
import type { Locale } from '../platform/language.ts'
import { correctionRequest } from './ask-correction.ts'
import { acceptCorrection, evaluateRequest, getRequest, refuseCorrection } from './decide-correction.ts'
import { rightsText } from './text.ts'

/** How the case module works on "something is wrong": what the person says, and where the officer mends it. */
export const correctionKind: CaseKind = {
  kind: correctionRequest,
  name: (locale) => rightsText(locale)('case.name'),
  deciders: ['registrar', 'permit-officer', 'supervisor'],
  evaluate: (reading, row) => evaluateRequest(reading.tx, row),
  summary,
  async links(reading, row, locale) {
    if (reading.actor.kind !== 'staff') return []
    const { person_id, decided_case } = await getRequest(reading.tx, row.id)
    return [
      { label: rightsText(locale)('link.record'), href: `/people/${person_id}` },
      ...(decided_case ? [{ label: decided_case, href: `/cases/${decided_case}` }] : []),
    ]
  },
  grant: (instance, actor, given, request) => acceptCorrection(instance, actor, given, request),
  refuse: (instance, actor, given, request) => refuseCorrection(instance, actor, given, request),
  // What was refused was no right but a look at the record: the judge's decision says that it is to be mended, by its own acts. Only a
  // restriction is there at once.
  async onAppealOverturned(doing, row) {
    const { about, person_id } = await getRequest(doing.tx, row.id)
    if (about === 'restrict-use')
      await restrictUse(doing, {
        person: person_id,
        case: row.id,
        because: 'Given by the decision on the appeal.',
      })
  },
  sayGround: ({ code }, locale) =>
    code === 'nothing-corrected' ? rightsText(locale)('refused.nothing-corrected') : undefined,
}

async function summary(reading: Reading, row: CaseRow, locale: Locale) {
  const t = rightsText(locale)
  const { about, says, decided_case } = await getRequest(reading.tx, row.id)
  return [
    { label: t('about'), value: t(`about.${about}`) },
    ...(decided_case ? [{ label: t('case'), value: decided_case }] : []),
    { label: t('says'), value: says },
  ]
}
