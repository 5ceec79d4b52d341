import { everyone } from '../../platform/actor.ts'
import { Fault, type FaultCode, faults } from '../../platform/fault.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { Page } from '../../ui/page.tsx'
import { get, type Route, type Visit } from '../../ui/visit.ts'
import { appText } from '../text.ts'

/** What the `type` of a problem leads to (RFC 9457 §3.1.1): the meaning of a code for people. */
const status = { ...faults, refused: 409 } as const satisfies Record<FaultCode | 'refused', number>
const codes = Object.keys(status) as (keyof typeof status)[]

export const problemPages: Route[] = [
  get('/problems', everyone, list),
  get('/problems/:code', everyone, problem),
]

async function list(visit: Visit): Promise<Response> {
  const { locale } = visit
  const t = appText(locale)
  return visit.html(
    <Page
      {...visit.frame}
      title={t('problems.title')}
      back={{ href: '/api/docs', label: t('api.title') }}
      wide
    >
      <h1>{t('problems.title')}</h1>
      <p>{t('problems.lead')}</p>
      <DataTable
        locale={locale}
        caption={t('problems.title')}
        captionUnseen
        columns={[
          { key: 'code', label: t('problems.code'), nowrap: true },
          { key: 'status', label: t('problems.status'), numeric: true },
          { key: 'meaning', label: t('problems.meaning') },
        ]}
        rows={codes.map((code) => ({
          id: code,
          cells: {
            code: (
              <a href={`/problems/${code}`}>
                <code>{code}</code>
              </a>
            ),
            status: String(status[code]),
            meaning: t(`fault.${code}`),
          },
        }))}
      />
    </Page>,
  )
}

async function problem(visit: Visit): Promise<Response> {
  const code = codes.find((one) => one === visit.params.code)
  if (!code) throw new Fault('not-found')
  const t = appText(visit.locale)
  return visit.html(
    <Page
      {...visit.frame}
      title={t(`fault.${code}`)}
      back={{ href: '/problems', label: t('problems.title') }}
    >
      <h1>{t(`fault.${code}`)}</h1>
      <p>
        <code>{code}</code> · HTTP {status[code]}
      </p>
      <p>{t(`fault.${code}.next`)}</p>
    </Page>,
  )
}
