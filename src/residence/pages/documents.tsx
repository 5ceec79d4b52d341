import { countryName } from '../../classifier/countries.ts'
import { everyone } from '../../platform/actor.ts'
import { Article } from '../../policy/show-article.tsx'
import { saysIn } from '../../policy/text.ts'
import { findValueAt } from '../../policy/value-at.ts'
import { Button } from '../../ui/button.tsx'
import { Checkboxes } from '../../ui/choices.tsx'
import { LawStateTag } from '../../ui/law-state-tag.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Select } from '../../ui/select.tsx'
import { get, type Route, type Visit } from '../../ui/visit.ts'
import { evidenceModel } from '../evidence-model.ts'
import { residenceText } from '../text.ts'
import { weighEvidence } from '../weigh-evidence.ts'
import { forOfficers, ShowWeight, Where } from './show-evidence.tsx'

/** For everybody, without an account: which documents are enough, what officers are told about each, what the points pilot asks. */
export const documentPages: Route[] = [
  get('/kandas/documents', everyone, selfCheck),
  get('/kandas/guide', everyone, guide),
  get('/kandas/points', everyone, points),
]

const origins = ['UZB', 'CHN', 'MNG', 'TKM', 'RUS', 'KGZ', 'KAZ']

async function selfCheck(visit: Visit): Promise<Response> {
  const { locale } = visit
  const t = residenceText(locale)
  const { model, hash } = evidenceModel()
  const known = model.kinds.map((one) => one.id)
  const have = visit.url.searchParams.getAll('have').filter((one) => known.includes(one))
  const asked = visit.url.searchParams.get('country') ?? ''
  const country = origins.includes(asked) ? asked : undefined
  const weight = weighEvidence(have.map((kind) => ({ kind, answer: 'accepted' })))
  return visit.html(
    <Page
      {...visit.frame}
      title={t('documents.title')}
      draft={!residenceText.reviewed(locale)}
      back={{ href: '/kandas', label: t('kandas.title') }}
    >
      <h1>{t('documents.title')}</h1>
      <p class="lead">{t('documents.lead')}</p>
      <p class="facts">
        <LawStateTag locale={locale} state={model.state} />
        <span class="hint">{t('documents.proposal')}</span>
      </p>
      {have.length > 0 && (
        <section class="flow-small">
          {weight.complete ? (
            <Notice locale={locale} tone="success" title={t('documents.enough')} live>
              <p>{saysIn(weight.complete.says, locale)}</p>
            </Notice>
          ) : (
            <ShowWeight locale={locale} weight={weight} country={country} heading="h2" />
          )}
          <p class="hint" translate="no">
            {model.from} · {hash.slice(0, 12)}
          </p>
        </section>
      )}
      <form method="get" action="/kandas/documents" class="form flow">
        <Select
          locale={locale}
          name="country"
          label={t('documents.country')}
          value={country ?? ''}
          empty={t('documents.other')}
          optional
          options={origins.map((one) => ({ value: one, label: countryName(one, locale) }))}
        />
        <Checkboxes
          locale={locale}
          name="have"
          label={t('documents.have')}
          values={have}
          options={model.kinds.map((one) => ({
            value: one.id,
            label: saysIn(one.name, locale),
            hint: <Where locale={locale} kind={one} country={country} />,
          }))}
        />
        <Button>{t('documents.show')}</Button>
      </form>
      <p>
        <a href="/kandas/guide">{t('guide.title')}</a>
      </p>
    </Page>,
    { headers: { 'cache-control': 'no-store' } },
  )
}

async function guide(visit: Visit): Promise<Response> {
  const { locale } = visit
  const t = residenceText(locale)
  const { model } = evidenceModel()
  return visit.html(
    <Page
      {...visit.frame}
      title={t('guide.title')}
      draft={!residenceText.reviewed(locale)}
      back={{ href: '/kandas/documents', label: t('documents.title') }}
    >
      <h1>{t('guide.title')}</h1>
      <p class="lead">{t('guide.lead')}</p>
      <p class="facts">
        <LawStateTag locale={locale} state={model.state} />
        <span class="hint">{t('documents.proposal')}</span>
      </p>
      {model.kinds.map((kind) => {
        const proves = forOfficers(kind.proves, locale)
        return (
          <section class="flow-small" aria-labelledby={kind.id}>
            <h2 id={kind.id}>{saysIn(kind.name, locale)}</h2>
            <dl>
              <dt>{t('guide.proves')}</dt>
              <dd lang={proves.lang}>{proves.text}</dd>
              <dt>{t('guide.traps')}</dt>
              <dd>
                <ul>
                  {kind.traps.map((trap) => {
                    const words = forOfficers(trap, locale)
                    return <li lang={words.lang}>{words.text}</li>
                  })}
                </ul>
              </dd>
              <dt>{t('documents.where')}</dt>
              <dd>
                {saysIn(kind.where, locale)}
                <ul>
                  {Object.entries(model.offices[kind.office] ?? {}).map(([code, office]) => (
                    <li>
                      {countryName(code, locale)}: <span translate="no">{office.name}</span>{' '}
                      <span lang="en" class="hint">
                        {office.en}
                      </span>
                    </li>
                  ))}
                </ul>
              </dd>
            </dl>
          </section>
        )
      })}
    </Page>,
  )
}

const criteria = ['age', 'education', 'languages', 'experience', 'competences', 'health'] as const

async function points(visit: Visit): Promise<Response> {
  const { locale } = visit
  const t = residenceText(locale)
  const today = visit.instance.clock.today()
  const value = (name: string) => findValueAt(`kandas-pilot.${name}`, today)
  const figure = (name: string) => Number(value(name)?.value ?? 0)
  const listed = value('criteria')?.value
  return visit.html(
    <Page
      {...visit.frame}
      title={t('points.title')}
      draft={!residenceText.reviewed(locale)}
      back={{ href: '/kandas', label: t('kandas.title') }}
    >
      <h1>{t('points.title')}</h1>
      <p class="lead">{t('points.lead')}</p>
      {value('criteria') && (
        <>
          <p class="facts">
            <LawStateTag locale={locale} state="pilot" />
            <span>
              <Article locale={locale} article={value('criteria')?.article ?? ''} />
            </span>
            <span translate="no">{value('criteria')?.from}</span>
          </p>
          <ol class="flow-small">
            <li>{t('points.test', { minutes: figure('test-minutes'), percent: figure('test-percent') })}</li>
            <li>
              {t('points.questionnaire', { points: figure('questionnaire-points') })}
              <ul>
                {criteria
                  .filter((one) => Array.isArray(listed) && listed.includes(one))
                  .map((one) => (
                    <li>{t(`points.${one}`)}</li>
                  ))}
              </ul>
            </li>
            <li>{t('points.rest', { days: figure('assessment-days') })}</li>
          </ol>
        </>
      )}
      <p>
        <a href="/rules/kandas-status/test">{t('selftest')}</a>
      </p>
    </Page>,
  )
}
