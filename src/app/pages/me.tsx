import { asylumText } from '../../asylum/text.ts'
import { caseKind } from '../../case/case-kind.ts'
import type { PlainStatus } from '../../case/plain-status.ts'
import { credentialText } from '../../credential/text.ts'
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
import { type LinkItem, LinkList } from '../../ui/link-list.tsx'
import { Notice } from '../../ui/notice.tsx'
import { NumberUntil } from '../../ui/number-until.tsx'
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
          <LinkList
            items={home.cases.map(({ number, kind, status }) => ({
              href: `/cases/${number}`,
              icon: 'file-text',
              label: caseKind(kind).name(locale),
              note: <span class="number whole">{number}</span>,
              end: <StatusTag tone={tones[status]}>{t(`status.${status}`)}</StatusTag>,
            }))}
          />
        </section>
      )}
      {home.documents.length > 0 && (
        <section class="flow-small" aria-labelledby="documents">
          <h2 id="documents">{t('me.documents')}</h2>
          <LinkList
            items={home.documents.map((one) => ({
              href: `/documents/${one.serial}`,
              icon: 'file-check',
              ...(one.kind === 'decision-letter'
                ? { label: one.serial, note: <NumberUntil locale={locale} until={one.valid_until} /> }
                : {
                    label: credentialText(locale)(`kind.${one.kind}`),
                    note: <NumberUntil locale={locale} number={one.serial} until={one.valid_until} />,
                  }),
            }))}
          />
        </section>
      )}
      <nav class="flow-small" aria-labelledby="more">
        <h2 id="more">{t('me.more')}</h2>
        <LinkList columns items={waysOf(visit, home.unread)} />
      </nav>
    </Page>,
  )
}

/** Where everything else is, what one opens most often first. */
function waysOf({ actor, locale }: Visit, unread: number): LinkItem[] {
  const t = appText(locale)
  const own: LinkItem[] = [
    { href: '/me/record', icon: 'id-card', label: t('me.record') },
    { href: '/me/looks', icon: 'eye', label: t('me.looks') },
  ]
  return [
    { href: '/me/messages', icon: 'mail', label: t('me.messages', { count: unread }) },
    ...(actor.kind === 'person' && actor.person ? own : []),
    { href: '/household', icon: 'house', label: t('me.employ') },
    { href: '/arrivals', icon: 'user-plus', label: t('me.host') },
    { href: '/company', icon: 'briefcase', label: t('me.company') },
    { href: '/kandas', icon: 'map-pin', label: residenceText(locale)('kandas.title') },
    { href: '/me/asylum', icon: 'shield-check', label: asylumText(locale)('own.title') },
    { href: '/me/sessions', icon: 'lock', label: t('me.sessions') },
  ]
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
