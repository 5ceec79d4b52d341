import { account, everyone } from '../../platform/actor.ts'
import { read } from '../../platform/read.ts'
import { Button, ButtonRow } from '../../ui/button.tsx'
import { LinkList } from '../../ui/link-list.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { TaskList } from '../../ui/task-list.tsx'
import { get, type Route, type Visit } from '../../ui/visit.ts'
import { weighPerson } from '../find-evidence.ts'
import { findFamily } from '../join-family.ts'
import { residenceText } from '../text.ts'

/** Where a kandas begins, from any telephone and country: what there is, what I have gathered, what comes next. */
export const kandasPages: Route[] = [get('/kandas', everyone, show)]

async function gathered(visit: Visit) {
  const { actor } = visit
  if (actor.kind !== 'person' || !actor.person) return undefined
  const person = actor.person
  return read(
    visit.instance,
    actor,
    {
      what: 'own-evidence',
      who: account,
      purpose: 'serve-person',
      legalBasis: 'LAW-MIG',
      categories: ['documents'],
    },
    async ({ tx }) => ({
      answer: { ...(await weighPerson(tx, person)), family: await findFamily(tx, person) },
      subjects: [person],
    }),
  )
}

async function show(visit: Visit): Promise<Response> {
  const { locale } = visit
  const t = residenceText(locale)
  const mine = await gathered(visit)
  return visit.html(
    <Page {...visit.frame} title={t('kandas.title')} draft={!residenceText.reviewed(locale)}>
      <h1>{t('kandas.title')}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      <p class="lead">{t('kandas.lead')}</p>
      {mine ? (
        <TaskList
          locale={locale}
          progress={false}
          sections={[
            {
              tasks: [
                {
                  id: 'evidence',
                  label: t('evidence.title'),
                  href: '/kandas/evidence',
                  hint: mine.weight.complete
                    ? t('documents.enough')
                    : mine.weight.covered
                      ? t('evidence.covered')
                      : undefined,
                  status: mine.weight.complete
                    ? 'completed'
                    : mine.evidence.length > 0
                      ? 'in-progress'
                      : 'not-started',
                },
                {
                  id: 'family',
                  label: t('family.title'),
                  href: '/kandas/family',
                  hint: mine.family.map((one) => one.member_name).join(', ') || undefined,
                  status: mine.family.length > 0 ? 'in-progress' : 'not-started',
                },
              ],
            },
          ]}
        />
      ) : (
        visit.actor.kind !== 'staff' && (
          <ButtonRow>
            <Button href="/me" icon="arrow-right">
              {t('sign-in')}
            </Button>
          </ButtonRow>
        )
      )}
      <Way visit={visit} kind="status" />
      <Way visit={visit} kind="card" />
      <LinkList
        items={[
          { href: '/kandas/documents', icon: 'file-check', label: t('documents.title') },
          { href: '/kandas/guide', icon: 'book-open', label: t('guide.title') },
          { href: '/kandas/points', icon: 'list-checks', label: t('points.link') },
          ...(visit.actor.kind === 'staff'
            ? []
            : [{ href: '/kandas/keys', icon: 'settings' as const, label: t('keys') }]),
          { href: '/quota?scheme=kandas', icon: 'map-pin', label: t('quota.link') },
          { href: '/check/right', icon: 'shield-check', label: t('right.title') },
        ]}
      />
      <p class="hint">{t('channels')}</p>
    </Page>,
  )
}

function Way({ visit, kind }: { visit: Visit; kind: 'status' | 'card' }) {
  const t = residenceText(visit.locale)
  return (
    <section class="flow-small" aria-labelledby={kind}>
      <h2 id={kind}>{t(`kandas.${kind}`)}</h2>
      <p>{t(`kandas.${kind}.lead`)}</p>
      <ButtonRow>
        {visit.actor.kind !== 'staff' && (
          <Button href={kind === 'status' ? '/kandas/apply' : '/kandas/card/apply'}>{t('apply')}</Button>
        )}
        <Button href={`/rules/kandas-${kind}/test`} kind="secondary">
          {t('selftest')}
        </Button>
      </ButtonRow>
    </section>
  )
}
