import { staff } from '../../platform/actor.ts'
import { sql } from '../../platform/database.ts'
import { formatMoment } from '../../platform/language.ts'
import { look } from '../../platform/read.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { get, type Route, type Visit } from '../../ui/visit.ts'
import { readingText } from '../reading-text.ts'

/** What administrators asked the database outside the program, and what is missing in the record of it; for auditors. */
export const administratorPages: Route[] = [get('/reading/administrators', staff('auditor'), show)]

interface Asked {
  id: bigint
  at: Date
  account: string
  program: string | null
  whole: boolean
  persons: number
  statement: string
}
interface Alarm {
  id: string
  kind: 'log-silent' | 'log-cut' | 'session-silent' | 'logging-changed'
  at: Date
  account: string | null
  about: string
}

async function show(visit: Visit): Promise<Response> {
  const { instance, actor, locale } = visit
  const t = readingText(locale)
  const { asked, alarms, seen } = await look(instance, actor, async (tx) => ({
    asked: await tx.rows<Asked>(
      sql`select id, at, account, program, whole, persons, statement from oversight.administrator_statement order by id desc limit 200`,
    ),
    alarms: await tx.rows<Alarm>(
      sql`select id, kind, at, account, about from oversight.administrator_alarm order by at desc limit 100`,
    ),
    seen: (await tx.one<{ at: Date | null }>(sql`select max(seen_at) as at from oversight.log_beat`)).at,
  }))
  return visit.html(
    <Page {...visit.frame} title={t('admins.title')} wide back={{ href: '/reading', label: t('title') }}>
      <h1>{t('admins.title')}</h1>
      <p class="lead">{t('admins.lead')}</p>
      <Notice
        locale={locale}
        tone={seen ? 'info' : 'warning'}
        title={seen ? t('admins.seen', { at: formatMoment(locale, seen) }) : t('admins.off')}
      />
      <DataTable
        locale={locale}
        caption={t('admins.alarms')}
        empty={t('admins.alarms.none')}
        columns={[
          { key: 'at', label: t('when') },
          { key: 'kind', label: t('alarm') },
          { key: 'who', label: t('admins.account') },
          { key: 'about', label: t('admins.about'), wideOnly: true },
        ]}
        rows={alarms.map((one) => ({
          id: one.id,
          cells: {
            at: formatMoment(locale, one.at),
            kind: t(`admins.${one.kind}`),
            who: one.account ?? '',
            about: one.about,
          },
        }))}
      />
      <DataTable
        locale={locale}
        caption={t('admins.asked')}
        empty={t('admins.asked.none')}
        columns={[
          { key: 'at', label: t('when') },
          { key: 'who', label: t('admins.account') },
          { key: 'persons', label: t('admins.persons') },
          { key: 'statement', label: t('admins.statement') },
        ]}
        rows={asked.map((one) => ({
          id: String(one.id),
          cells: {
            at: formatMoment(locale, one.at),
            who: [one.account, one.program].filter(Boolean).join(', '),
            persons: one.whole ? t('admins.whole') : String(one.persons),
            statement: <code translate="no">{one.statement}</code>,
          },
        }))}
      />
    </Page>,
  )
}
