import { nameIn } from '../../classifier/names.ts'
import { requireFresh } from '../../institution/require-fresh.ts'
import { isRefusal } from '../../platform/act.ts'
import { admits, everyone } from '../../platform/actor.ts'
import { Fault } from '../../platform/fault.ts'
import { formatDate, formatMoment, formatMoney, type Locale } from '../../platform/language.ts'
import { isId } from '../../platform/new-id.ts'
import { look } from '../../platform/read.ts'
import { Button, ButtonRow } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Diff } from '../../ui/diff.tsx'
import { Form } from '../../ui/form.tsx'
import { LawStateTag } from '../../ui/law-state-tag.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { get, post, type Route, type Visit } from '../../ui/visit.ts'
import { asPublished } from '../check-publication.ts'
import { findPublications, type Publication, standingOf } from '../find-publications.ts'
import { policy } from '../load-policy.ts'
import { prepaidTax } from '../prepaid-tax.ts'
import { concludeLaw, lawKeepers, proposeWithdrawal } from '../publish-law.ts'
import { publishText, sayingOf, subjectOf } from '../publish-text.ts'
import { lawWith } from '../published-law.ts'
import { withUnit } from '../text.ts'
import { findValueAt } from '../value-at.ts'

/** Minutes after which an official proves again who they are before a text is published, declined or withdrawn. */
export const freshMinutes = 15

/** What officials set: what is published, for everybody; what waits for a second person, for the ministry. */
export const publicationPages: Route[] = [
  get('/rules/publications', everyone, list),
  get('/rules/publications/:id', everyone, (visit) => show(visit)),
  post('/rules/publications/:id', lawKeepers, conclude),
  post('/rules/publications/:id/withdrawal', lawKeepers, withdraw),
]

async function list(visit: Visit): Promise<Response> {
  const { instance, actor, locale } = visit
  const t = publishText(locale)
  const today = instance.clock.today().toString()
  const rows = await look(instance, actor, (tx) => findPublications(tx))
  return visit.html(
    <Page
      {...visit.frame}
      title={t('title')}
      wide
      draft={!publishText.reviewed(locale)}
      back={{ href: '/rules', label: t('rules') }}
    >
      <h1>{t('title')}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      <p class="lead">{t('lead')}</p>
      {admits(lawKeepers, actor) && (
        <ButtonRow>
          <Button href="/rules/publications/new" icon="plus">
            {t('propose')}
          </Button>
        </ButtonRow>
      )}
      <DataTable
        locale={locale}
        caption={t('title')}
        captionUnseen
        empty={t('none')}
        columns={[
          { key: 'what', label: t('what') },
          { key: 'says', label: t('says') },
          { key: 'from', label: t('from'), nowrap: true },
          { key: 'state', label: t('standing') },
          { key: 'instrument', label: t('instrument'), wideOnly: true },
        ]}
        rows={rows.map((row) => ({
          id: row.id,
          cells: {
            what: <a href={`/rules/publications/${row.id}`}>{subjectOf(row, locale)}</a>,
            says: row.act === 'withdraw' ? t('act.withdraw') : sayingOf(row, locale),
            from: formatDate(locale, row.applies_from),
            state: t(`standing.${standingOf(row, today)}`),
            instrument: row.instrument,
          },
        }))}
      />
    </Page>,
  )
}

async function oneOf(visit: Visit): Promise<Publication> {
  const { id } = visit.params
  if (!isId(id)) throw new Fault('not-found')
  const [row] = await look(visit.instance, visit.actor, (tx) => findPublications(tx, { id }))
  if (!row) throw new Fault('not-found')
  return row
}

async function show(visit: Visit, problem?: string): Promise<Response> {
  const { instance, actor, locale } = visit
  const t = publishText(locale)
  const row = await oneOf(visit)
  const today = instance.clock.today().toString()
  const standing = standingOf(row, today)
  const title = subjectOf(row, locale)
  const keeper = admits(lawKeepers, actor)
  const own = actor.kind === 'staff' && actor.staff === row.proposed_by
  return visit.html(
    <Page
      {...visit.frame}
      title={title}
      draft={!publishText.reviewed(locale)}
      back={{ href: '/rules/publications', label: t('title') }}
    >
      <h1>{title}</h1>
      {problem && <Notice locale={locale} tone="warning" title={problem} live />}
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      {standing === 'waits' && row.applies_from <= today && row.act !== 'withdraw' && (
        <Notice locale={locale} tone="warning" title={t('back-dated')}>
          <p>{t('back-dated.means')}</p>
        </Notice>
      )}
      <SummaryList
        locale={locale}
        rows={[
          { label: t('standing'), value: t(`standing.${standing}`) },
          ...(row.act === 'set' ? [] : [{ label: t('act'), value: t(`act.${row.act}`) }]),
          { label: t('says'), value: sayingOf(row, locale) },
          {
            label: t('applies'),
            value: row.applies_to
              ? t('applies.span', {
                  from: formatDate(locale, row.applies_from),
                  to: formatDate(locale, row.applies_to),
                })
              : t('applies.from', { from: formatDate(locale, row.applies_from) }),
          },
          {
            label: t('instrument'),
            value: (
              <>
                {row.instrument} {row.url && <a href={row.url}>{t('text-of-act')}</a>}
              </>
            ),
          },
          { label: t('article'), value: row.article },
          { label: t('adopted'), value: formatDate(locale, row.adopted) },
          { label: t('in-force'), value: formatDate(locale, row.in_force) },
          { label: t('law-state'), value: <LawStateTag locale={locale} state={row.state} /> },
          ...(row.note ? [{ label: t('note'), value: row.note }] : []),
          ...(row.scenario
            ? [
                {
                  label: t('tried'),
                  value: <a href={`/reform/scenarios/${row.scenario}`}>{t('tried.open')}</a>,
                },
              ]
            : []),
          {
            label: t('proposed'),
            value: `${row.proposer}, ${nameIn(row.institution, locale)}, ${formatMoment(locale, row.proposed_at)}`,
          },
          ...(row.published_at
            ? [
                {
                  label: t('published'),
                  value: `${row.publisher}, ${formatMoment(locale, row.published_at)}`,
                },
              ]
            : []),
          ...(row.decline_reasons ? [{ label: t('declined'), value: row.decline_reasons }] : []),
        ]}
      />
      <Effect row={row} locale={locale} waits={standing === 'waits'} />
      {keeper && standing === 'waits' && (
        <Form id="conclude" action={`/rules/publications/${row.id}`} request={visit.request}>
          <h2>{t('conclude')}</h2>
          <p>{t(own ? 'conclude.own' : 'conclude.lead')}</p>
          {row.scenario && <p>{t('conclude.scenario')}</p>}
          <Textarea locale={locale} name="reasons" label={t('reasons')} rows={2} optional maxlength={1000} />
          <ButtonRow>
            {!own && (
              <button class="button" type="submit" name="answer" value="publish">
                {t(row.act === 'withdraw' ? 'withdraw.confirm' : 'publish')}
              </button>
            )}
            <button class="button secondary" type="submit" name="answer" value="decline">
              {t('decline')}
            </button>
          </ButtonRow>
        </Form>
      )}
      {keeper && standing === 'comes' && row.act !== 'withdraw' && (
        <Form id="withdraw" action={`/rules/publications/${row.id}/withdrawal`} request={visit.request}>
          <h2>{t('withdraw')}</h2>
          <p>{t('withdraw.lead')}</p>
          <Textarea locale={locale} name="reasons" label={t('reasons')} rows={2} maxlength={1000} />
          <ButtonRow>
            <Button kind="secondary">{t('withdraw.propose')}</Button>
          </ButtonRow>
        </Form>
      )}
      {keeper && standing === 'applies' && row.kind === 'value' && (
        <p>
          <a href={`/rules/publications/new?what=${row.key}`}>{t('correct.way')}</a>
        </p>
      )}
    </Page>,
  )
}

/** What a value is before it and after it; of the MCI and the tax also what one month of a household costs then. */
function Effect({ row, locale, waits }: { row: Publication; locale: Locale; waits: boolean }) {
  const value = policy().values.get(row.key)
  if (row.kind !== 'value' || !value || row.act === 'withdraw' || !waits) return null
  const t = publishText(locale)
  const law = policy()
  const after = lawWith(law, [asPublished(row)])
  const was = findValueAt(row.key, row.applies_from, law)
  const tax = (of: typeof law) => {
    try {
      return formatMoney(locale, prepaidTax(1, row.applies_from, of).tiyn)
    } catch {
      return '–'
    }
  }
  return (
    <Diff
      locale={locale}
      caption={t('effect', { date: formatDate(locale, row.applies_from) })}
      rows={[
        {
          field: subjectOf(row, locale),
          before: was ? withUnit(locale, was.value, was.unit, value.words) : '–',
          after: sayingOf(row, locale, after),
        },
        ...(row.key === 'mci' ? [{ field: t('effect.tax'), before: tax(law), after: tax(after) }] : []),
      ]}
    />
  )
}

async function conclude(visit: Visit): Promise<Response> {
  const row = await oneOf(visit)
  const detour = requireFresh(visit, freshMinutes, `/rules/publications/${row.id}`)
  if (detour) return detour
  const t = publishText(visit.locale)
  const publish = visit.answers.text.answer === 'publish'
  const reasons = (visit.answers.text.reasons ?? '').trim()
  if (!publish && reasons.length < 5) return show(visit, t('error.reasons'))
  const answer = await concludeLaw(
    visit.instance,
    visit.actor,
    { publication: row.id, publish, reasons },
    visit.request,
  )
  if (isRefusal(answer)) return show(visit, refusedText(visit.locale, answer.refused[0]))
  return visit.redirect(`/rules/publications/${row.id}`, {
    flash: t(publish ? 'done.published' : 'done.declined'),
  })
}

async function withdraw(visit: Visit): Promise<Response> {
  const row = await oneOf(visit)
  const detour = requireFresh(visit, freshMinutes, `/rules/publications/${row.id}`)
  if (detour) return detour
  const t = publishText(visit.locale)
  const reasons = (visit.answers.text.reasons ?? '').trim()
  if (reasons.length < 5) return show(visit, t('error.reasons'))
  const answer = await proposeWithdrawal(
    visit.instance,
    visit.actor,
    { publication: row.id, reasons },
    visit.request,
  )
  if (isRefusal(answer)) return show(visit, refusedText(visit.locale, answer.refused[0]))
  return visit.redirect(`/rules/publications/${answer.id}`, { flash: t('done.proposed') })
}

/** The words of what stands against a text, with the days it names. */
export function refusedText(
  locale: Locale,
  ground: { code: string; values?: Record<string, string | number> } | undefined,
): string {
  const t = publishText(locale)
  const key = publishText.keys.find((one) => one === `error.${ground?.code}`)
  const values = Object.fromEntries(
    Object.entries(ground?.values ?? {}).map(([name, value]) => [
      name,
      /^\d{4}-\d{2}-\d{2}$/.test(String(value)) ? formatDate(locale, String(value)) : value,
    ]),
  )
  return t(key ?? 'error.required', values)
}
