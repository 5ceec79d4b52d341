import { getRecord } from '../../person/get-record.ts'
import { Record } from '../../person/pages/people.tsx'
import { registerText } from '../../person/register-text.ts'
import { account } from '../../platform/actor.ts'
import { look } from '../../platform/read.ts'
import { stayOf } from '../../stay/grounds.ts'
import { Button } from '../../ui/button.tsx'
import { Deadline } from '../../ui/deadline.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { get, type Route, type Visit } from '../../ui/visit.ts'
import { appText } from '../text.ts'

/** A person's own page: until when they may stay, and their record. */
export const mePages: Route[] = [get('/me', account, me)]

async function me(visit: Visit): Promise<Response> {
  const { actor, instance, locale } = visit
  const t = appText(locale)
  if (actor.kind !== 'person' || !actor.person)
    return visit.html(
      <Page {...visit.frame} title={t('nav.mine')}>
        <h1>{t('nav.mine')}</h1>
        <Button href="/register/self">{registerText(locale)('self.title')}</Button>
      </Page>,
    )
  const person = actor.person
  const record = await getRecord(instance, actor, person)
  const today = instance.clock.today()
  const stay = await look(instance, actor, (tx) => stayOf(tx, person, record.citizenship, today))
  return visit.html(
    <Page {...visit.frame} title={t('nav.mine')}>
      <h1>{record.latin_name}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      {stay.lastDay && stay.daysLeft !== undefined && (
        <Deadline locale={locale} by={stay.lastDay} days={stay.daysLeft} near={7} />
      )}
      <Record locale={locale} record={record} />
    </Page>,
  )
}
