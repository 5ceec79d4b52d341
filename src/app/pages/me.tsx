import { asylumText } from '../../asylum/text.ts'
import { caseKind } from '../../case/case-kind.ts'
import type { PlainStatus } from '../../case/plain-status.ts'
import { familyText } from '../../person/family-text.ts'
import { getRecord } from '../../person/get-record.ts'
import { Record } from '../../person/pages/people.tsx'
import { signInText } from '../../person/sign-in-text.ts'
import { account } from '../../platform/actor.ts'
import { Fault } from '../../platform/fault.ts'
import { formatDate } from '../../platform/language.ts'
import { residenceText } from '../../residence/text.ts'
import { rightsText } from '../../rights/text.ts'
import { Button, ButtonRow } from '../../ui/button.tsx'
import { DocumentCard } from '../../ui/document-card.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { StatusTag, type Tone } from '../../ui/status-tag.tsx'
import { get, type Route, type Visit } from '../../ui/visit.ts'
import { findOwnHome } from '../find-own-home.ts'
import { appText } from '../text.ts'

/** A person's own page: days left and next duty, work, applications, documents, and where everything else is. */
export const mePages: Route[] = [get('/me', account, me), get('/me/record', account, record)]

const tones: { [status in PlainStatus]: Tone } = {
  received: 'info',
  'in-progress': 'info',
  'waiting-on-you': 'waiting',
  completed: 'success',
  closed: 'neutral',
}

async function me(visit: Visit): Promise<Response> {
  const { actor, locale } = visit
  if (actor.kind !== 'person') throw new Fault('not-signed-in')
  const t = appText(locale)
  const home = await findOwnHome(visit, actor)
  return visit.html(
    <Page {...visit.frame} title={t('nav.mine')} draft={!appText.reviewed(locale)}>
      <h1>{actor.name || t('nav.mine')}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      {!actor.person && (
        <>
          <p class="lead">{t('me.register.lead')}</p>
          <ButtonRow>
            <Button href="/register/self" icon="arrow-right">
              {t('me.register')}
            </Button>
            <Button href="/me/claim" kind="secondary">
              {signInText(locale)('claim.title')}
            </Button>
          </ButtonRow>
        </>
      )}
      {home.panels}
      {home.cases.length > 0 && (
        <section class="flow-small" aria-labelledby="cases">
          <h2 id="cases">{t('me.cases')}</h2>
          {home.cases.map(({ number, kind, status }) => (
            <div>
              <p class="facts">
                <a href={`/cases/${number}`} class="number">
                  {number}
                </a>
                <StatusTag tone={tones[status]}>{t(`status.${status}`)}</StatusTag>
              </p>
              <p class="hint">{caseKind(kind).name(locale)}</p>
            </div>
          ))}
        </section>
      )}
      {home.documents.length > 0 && (
        <section class="flow-small" aria-labelledby="documents">
          <h2 id="documents">{t('me.documents')}</h2>
          {home.documents.map((one) => (
            <DocumentCard
              locale={locale}
              title={one.serial}
              validUntil={one.valid_until ?? undefined}
              open={`/documents/${one.serial}`}
            />
          ))}
        </section>
      )}
      <nav class="flow-small" aria-labelledby="more">
        <h2 id="more">{t('me.more')}</h2>
        <ul>
          <li>
            <a href="/me/messages">{t('me.messages', { count: home.unread })}</a>
          </li>
          {actor.person && (
            <>
              <li>
                <a href="/me/record">{t('me.record')}</a>
              </li>
              <li>
                <a href="/me/looks">{t('me.looks')}</a>
              </li>
            </>
          )}
          <li>
            <a href="/kandas">{residenceText(locale)('kandas.title')}</a>
          </li>
          <li>
            <a href="/me/asylum">{asylumText(locale)('own.title')}</a>
          </li>
          <li>
            <a href="/household">{t('me.employ')}</a>
          </li>
          <li>
            <a href="/company">{t('me.company')}</a>
          </li>
          <li>
            <a href="/arrivals">{t('me.host')}</a>
          </li>
          <li>
            <a href="/me/sessions">{t('me.sessions')}</a>
          </li>
        </ul>
      </nav>
    </Page>,
  )
}

async function record(visit: Visit): Promise<Response> {
  const { actor, locale } = visit
  if (actor.kind !== 'person' || !actor.person) return visit.redirect('/me')
  const t = appText(locale)
  const own = await getRecord(visit.instance, actor, actor.person)
  return visit.html(
    <Page
      {...visit.frame}
      draft={!appText.reviewed(visit.locale)}
      title={t('me.record')}
      back={{ href: '/me', label: t('nav.mine') }}
    >
      <h1>{t('me.record')}</h1>
      <p class="hint">{formatDate(locale, visit.instance.clock.today())}</p>
      <Record locale={locale} record={own} />
      <p>
        <a href="/me/family">{familyText(locale)('title')}</a>
      </p>
      <p>
        <a href="/me/record/wrong">{rightsText(locale)('title')}</a>
      </p>
      <p>
        <a href="/me/data">{rightsText(locale)('copy')}</a>
      </p>
    </Page>,
  )
}
