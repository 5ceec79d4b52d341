import { account } from '../../platform/actor.ts'
import { queryOn } from '../../platform/database.ts'
import { Fault } from '../../platform/fault.ts'
import { formatMoment } from '../../platform/language.ts'
import { newId } from '../../platform/new-id.ts'
import { findSessions, type OpenSession } from '../../platform/session.ts'
import { Button } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { get, post, type Route, type Visit } from '../../ui/visit.ts'
import { endOwnSessions } from '../end-sessions.ts'
import { signInText } from '../sign-in-text.ts'

/** Where a person is signed in, and ending it elsewhere: a lost telephone, a lent computer. */
export const sessionPages: Route[] = [
  get('/me/sessions', account, show),
  post('/me/sessions', account, async (visit) => {
    const wanted = visit.answers.text.session ?? ''
    const handles =
      wanted === 'others'
        ? (await mine(visit)).filter((one) => !one.current).map((one) => one.handle)
        : [wanted]
    await endOwnSessions(visit.instance, visit.actor, { handles }, visit.request)
    return visit.redirect('/me/sessions', { flash: signInText(visit.locale)('sessions.ended') })
  }),
]

async function mine(visit: Visit): Promise<OpenSession[]> {
  if (visit.actor.kind !== 'person' || !visit.session) throw new Fault('not-signed-in')
  const { account: id } = visit.actor
  return findSessions(queryOn(visit.instance.db), id, visit.instance.clock.now(), visit.session.token)
}

async function show(visit: Visit): Promise<Response> {
  const { locale } = visit
  const t = signInText(locale)
  const sessions = await mine(visit)
  const since = (one: OpenSession) => formatMoment(locale, one.since)
  return visit.html(
    <Page {...visit.frame} draft={!signInText.reviewed(visit.locale)} title={t('sessions.title')}>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      <h1>{t('sessions.title')}</h1>
      <p class="lead">{t('sessions.lead')}</p>
      <DataTable
        locale={locale}
        caption={t('sessions.title')}
        captionUnseen
        columns={[
          { key: 'since', label: t('sessions.since') },
          { key: 'seen', label: t('sessions.seen') },
          { key: 'how', label: t('sessions.how') },
          { key: 'end', label: t('sessions.end') },
        ]}
        rows={sessions.map((one) => ({
          id: one.handle,
          cells: {
            since: since(one),
            seen: formatMoment(locale, one.seen),
            how: t(one.methods.includes('link') ? 'sessions.how.link' : 'sessions.how.code'),
            end: one.current ? (
              t('sessions.here')
            ) : (
              <End session={one.handle} label={t('sessions.end')} about={since(one)} />
            ),
          },
        }))}
      />
      {sessions.length > 2 && <End session="others" label={t('sessions.others')} />}
    </Page>,
  )
}

const End = (props: { session: string; label: string; about?: string }) => (
  <form method="post" action="/me/sessions">
    <input type="hidden" name="_request" value={newId()} />
    <input type="hidden" name="session" value={props.session} />
    <Button kind="secondary" small={props.session !== 'others'} about={props.about}>
      {props.label}
    </Button>
  </form>
)
