import { retentionText } from '../../oversight/retention-text.ts'
import { everyone } from '../../platform/actor.ts'
import { Page } from '../../ui/page.tsx'
import { get, type Route } from '../../ui/visit.ts'
import { statementsText } from '../statements-text.ts'
import { whoOpensText } from '../who-opens-text.ts'

const List = ({ lines }: { lines: string[] }) => (
  <ul>
    {lines.map((line) => (
      <li>{line}</li>
    ))}
  </ul>
)

/** What is kept about people and who looks; for whom the pages were tested. Only what is true of this program today. */
export const statementPages: Route[] = [
  get('/privacy', everyone, async (visit) => {
    const t = statementsText(visit.locale)
    // These doors are a person's own; an officer who reads the page has none behind them.
    const staffReads = visit.actor.kind === 'staff'
    return visit.html(
      <Page {...visit.frame} draft={!statementsText.reviewed(visit.locale)} title={t('privacy.title')}>
        <h1>{t('privacy.title')}</h1>
        <p class="lead">{t('privacy.lead')}</p>
        <p>
          <a href="/retention">{retentionText(visit.locale)('title')}</a>
        </p>
        <p>
          <a href="/privacy/who-opens">{whoOpensText(visit.locale)('title')}</a>
        </p>
        <h2>{t('privacy.kept')}</h2>
        <List
          lines={[
            t('privacy.kept.identity'),
            t('privacy.kept.reach'),
            t('privacy.kept.stay'),
            t('privacy.kept.work'),
            t('privacy.kept.sign-in'),
          ]}
        />
        <h2>{t('privacy.not')}</h2>
        <List lines={[t('privacy.not.track'), t('privacy.not.place')]} />
        <h2>{t('privacy.why')}</h2>
        <p>{t('privacy.why.text')}</p>
        <h2>{t('privacy.term')}</h2>
        <List lines={[t('privacy.term.sign-in'), t('privacy.term.draft'), t('privacy.term.record')]} />
        <h2>{t('privacy.who')}</h2>
        <p>{t('privacy.who.text')}</p>
        {!staffReads && (
          <p>
            <a href="/me/looks">{t('privacy.who.link')}</a>
          </p>
        )}
        <h2>{t('privacy.rights')}</h2>
        <p>{t('privacy.rights.text')}</p>
        {!staffReads && (
          <p>
            <a href="/me/sessions">{t('privacy.rights.sessions')}</a>
          </p>
        )}
        <h2>{t('ask.title')}</h2>
        <p>
          {t('ask')} <a href="/offices">{t('ask.offices')}</a>
        </p>
      </Page>,
    )
  }),
  get('/accessibility', everyone, async (visit) => {
    const t = statementsText(visit.locale)
    return visit.html(
      <Page {...visit.frame} draft={!statementsText.reviewed(visit.locale)} title={t('access.title')}>
        <h1>{t('access.title')}</h1>
        <p class="lead">{t('access.lead')}</p>
        <h2>{t('access.tested')}</h2>
        <List lines={[t('access.tested.axe'), t('access.tested.width'), t('access.tested.script')]} />
        <h2>{t('access.not')}</h2>
        <List
          lines={[
            t('access.not.people'),
            t('access.not.audit'),
            t('access.not.pdf'),
            t('access.not.translation'),
          ]}
        />
        <h2>{t('access.tell')}</h2>
        <p>
          {t('access.tell.text')} {t('ask')} <a href="/offices">{t('ask.offices')}</a>
        </p>
      </Page>,
    )
  }),
]
