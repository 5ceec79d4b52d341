import { countryName } from '../../classifier/countries.ts'
import { regionName } from '../../classifier/regions.ts'
import { requireFresh } from '../../institution/require-fresh.ts'
import { isRefusal } from '../../platform/act.ts'
import { covers } from '../../platform/actor.ts'
import { Fault } from '../../platform/fault.ts'
import { formatDate, formatMoment, formatShare, type Locale } from '../../platform/language.ts'
import { Button } from '../../ui/button.tsx'
import { Radios } from '../../ui/choices.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { StatusTag, type Tone } from '../../ui/status-tag.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { Typed } from '../../ui/typed.tsx'
import { type FormView, get, post, type Route, type Visit } from '../../ui/visit.ts'
import { findPairs, getPair, type PairFile, type Side } from '../find-pairs.ts'
import { confirmMerge, reviewers, reviewPair, unmergePair } from '../review-pair.ts'
import { formatBits, identityText } from '../text.ts'

/** Records that may be of one person: the queue, the two side by side, the answer, the second person, and taking apart again. */
export const pairPages: Route[] = [
  get('/identity', reviewers, showQueue),
  ...formPage({
    path: '/identity/:id',
    who: reviewers,
    show: (visit, form) => show(visit, form),
    submit: answer,
  }),
  post('/identity/:id/reveal', reviewers, (visit) =>
    show(visit, { values: {}, lists: {}, issues: [] }, undefined, true),
  ),
  post('/identity/:id/merge', reviewers, (visit) => orAgain(visit, merge)),
  post('/identity/:id/unmerge', reviewers, (visit) => orAgain(visit, unmerge)),
]

/** Minutes after which who they are is proved again before two records are joined or parted. */
const fresh = 15

const tones: Record<PairFile['state'], Tone> = {
  open: 'waiting',
  proposed: 'info',
  same: 'success',
  'not-same': 'neutral',
}
const percent = (locale: Locale, probability: number): string =>
  formatShare(locale, Math.min(0.999, probability))

async function showQueue(visit: Visit): Promise<Response> {
  const { locale } = visit
  const t = identityText(locale)
  const { pairs, figures } = await findPairs(visit.instance, visit.actor)
  return visit.html(
    <Page {...visit.frame} title={t('title')} wide>
      <h1>{t('title')}</h1>
      <p class="lead">{t('lead')}</p>
      <DataTable
        locale={locale}
        caption={t('people')}
        empty={t('none')}
        columns={[
          { key: 'people', label: t('people') },
          { key: 'likely', label: t('likely'), numeric: true },
          { key: 'state', label: t('state') },
        ]}
        rows={pairs.map((pair) => ({
          id: pair.id,
          cells: {
            people: (
              <a href={`/identity/${pair.id}`}>
                {pair.sides
                  .map((side) => `${side.latin_name}, ${formatDate(locale, side.birth_date)}`)
                  .join(' / ')}
              </a>
            ),
            likely: percent(locale, pair.probability),
            state: <StatusTag tone={tones[pair.state]}>{t(`state.${pair.state}`)}</StatusTag>,
          },
        }))}
      />
      <p class="hint">
        {t('figures', {
          open: figures.open,
          same: figures.same,
          different: figures.not_same,
          unsure: figures.unsure,
          unmerged: figures.unmerged,
        })}
      </p>
      <p>
        <a href="/identity/watch">{t('watch.title')}</a>
      </p>
    </Page>,
  )
}

async function show(visit: Visit, form: FormView, problem?: string, reveal = false): Promise<Response> {
  const { locale } = visit
  const t = identityText(locale)
  const pair = await getPair(visit.instance, visit.actor, visit.params.id, reveal)
  const errors = form.issues.map(({ path, code }) => ({
    field: path,
    message: t(code === 'reasons-too-short' ? 'error.reasons-too-short' : 'error.required'),
  }))
  return visit.html(
    <Page
      {...visit.frame}
      title={t('title')}
      wide
      hasForm
      hasErrors={errors.length > 0}
      back={{ href: '/identity', label: t('title') }}
    >
      {problem && <Notice locale={locale} tone="warning" title={problem} live />}
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('title')}</h1>
      <p class="facts">
        <StatusTag tone={tones[pair.state]}>{t(`state.${pair.state}`)}</StatusTag> {t('likely')}:{' '}
        {percent(locale, pair.probability)}
      </p>
      <SideBySide visit={visit} sides={pair.sides} />
      {!reveal && (
        <Form id="reveal" action={`/identity/${pair.id}/reveal`} request={visit.request}>
          <Button kind="secondary" small>
            {t('reveal')}
          </Button>
        </Form>
      )}
      <Waterfall visit={visit} pair={pair} />
      <Answers visit={visit} pair={pair} />
      <Deciding visit={visit} pair={pair} form={form} errors={errors} />
    </Page>,
    { status: problem ? 409 : 200 },
  )
}

function SideBySide({ visit, sides }: { visit: Visit; sides: Side[] }) {
  const { locale } = visit
  const t = identityText(locale)
  const { actor } = visit
  const mine = (side: Side) =>
    actor.kind === 'staff' &&
    (actor.regions === 'all' || side.regions.some((one) => covers(actor.regions, one)))
  const sex = (side: Side) =>
    t(side.sex === 'male' ? 'sex.male' : side.sex === 'female' ? 'sex.female' : 'sex.unspecified')
  const rows: [string, string, (side: Side, n: number) => unknown][] = [
    ['latin', t('name.latin'), (side) => side.latin_name],
    ['native', t('name.native'), (side) => side.native_name ?? ''],
    ['born', t('born'), (side) => formatDate(locale, side.birth_date)],
    ['sex', t('sex'), sex],
    ['citizenship', t('citizenship'), (side) => countryName(side.citizenship, locale)],
    ['documents', t('documents'), (side) => side.documents.join(', ')],
    [
      'regions',
      t('regions'),
      (side) => side.regions.map((one) => regionName(`KZ-${one}`, locale)).join(', '),
    ],
    ['registered', t('registered'), (side) => formatMoment(locale, new Date(side.registered_at))],
    [
      'photo',
      t('photo'),
      (side, n) =>
        side.photo ? (
          <img
            src={`/files/${side.photo}`}
            alt={t('photo.of', { n: String(n) })}
            width="120"
            loading="lazy"
          />
        ) : (
          t('photo.none')
        ),
    ],
    [
      'open',
      t('open'),
      (side, n) =>
        // The record of another region is compared here and opened there.
        mine(side) ? (
          <a href={`/people/${side.id}?for=keep-record`}>{t('record', { n: String(n) })}</a>
        ) : (
          t('open.elsewhere')
        ),
    ],
  ]
  return (
    <DataTable
      locale={locale}
      caption={t('people')}
      columns={[
        { key: 'what', label: t('step') },
        { key: 'a', label: t('record', { n: '1' }) },
        { key: 'b', label: t('record', { n: '2' }) },
      ]}
      rows={rows.map(([id, what, value]) => ({
        id,
        cells: {
          what,
          a: sides[0] ? (value(sides[0], 1) as string) : '',
          b: sides[1] ? (value(sides[1], 2) as string) : '',
        },
      }))}
    />
  )
}

function Waterfall({ visit, pair }: { visit: Visit; pair: PairFile }) {
  const { locale } = visit
  const t = identityText(locale)
  const word = (prefix: 'field' | 'level', name: string) => {
    const key = identityText.keys.find((one) => one === `${prefix}.${name}`)
    return key ? t(key) : name
  }
  return (
    <section class="flow-small" aria-labelledby="waterfall">
      <h2 id="waterfall">{t('waterfall')}</h2>
      <p class="hint">
        {t('waterfall.lead')}{' '}
        <a href={`/identity/weights/${pair.weights}`}>{t('weights.one', { version: pair.weights })}</a>
      </p>
      <DataTable
        locale={locale}
        caption={t('waterfall')}
        captionUnseen
        columns={[
          { key: 'field', label: t('step') },
          { key: 'level', label: t('level') },
          { key: 'bits', label: t('bits'), numeric: true },
        ]}
        rows={pair.steps.map((step, at) => ({
          id: String(at),
          cells: {
            field: word('field', step.field),
            level: word('level', step.level),
            bits: formatBits(locale, step.bits),
          },
        }))}
      />
    </section>
  )
}

function Answers({ visit, pair }: { visit: Visit; pair: PairFile }) {
  const { locale } = visit
  const t = identityText(locale)
  return (
    <>
      {pair.reviews.length > 0 && (
        <section class="flow-small" aria-labelledby="reviews">
          <h2 id="reviews">{t('reviews')}</h2>
          <ul>
            {pair.reviews.map((one) => (
              <li>
                {formatMoment(locale, one.reviewed_at)}, {one.name}:{' '}
                <b>{t(`answer.${one.answer as 'same'}`)}</b>. <Typed>{one.reason}</Typed>
              </li>
            ))}
          </ul>
        </section>
      )}
      {pair.disclosures.length > 0 && (
        <section class="flow-small" aria-labelledby="disclosures">
          <h2 id="disclosures">{t('disclosures')}</h2>
          <ul>
            {pair.disclosures.map((one) => (
              <li>
                {formatMoment(locale, one.at)}, {one.institution ?? ''}: {one.what}, {one.purpose}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

function Deciding(props: {
  visit: Visit
  pair: PairFile
  form: FormView
  errors: { field: string; message: string }[]
}) {
  const { visit, pair, form, errors } = props
  const { locale, actor } = visit
  const t = identityText(locale)
  const hidden = { version: String(pair.version) }
  const here = `/identity/${pair.id}`
  const error = (field: string) => errors.find((one) => one.field === field)?.message
  const why = (
    <Textarea
      locale={locale}
      name="reason"
      label={t('reason')}
      rows={3}
      value={form.values.reason}
      error={error('reason')}
    />
  )
  if (pair.state === 'open')
    return (
      <Form action={here} request={visit.request} hidden={hidden}>
        <Radios
          locale={locale}
          name="answer"
          label={t('answer')}
          value={form.values.answer}
          error={error('answer')}
          options={(['same', 'not-same', 'unsure'] as const).map((value) => ({
            value,
            label: t(`answer.${value}`),
          }))}
        />
        {why}
        <FormActions locale={locale} label={t('send')} />
      </Form>
    )
  if (pair.state === 'proposed')
    return actor.kind === 'staff' && pair.merge?.proposed_by === actor.staff ? (
      <p>{t('own')}</p>
    ) : (
      <section class="flow" aria-labelledby="second">
        <h2 id="second">{t('confirm.title')}</h2>
        <Form action={`${here}/merge`} request={visit.request} hidden={hidden}>
          {why}
          <button class="button" type="submit" name="confirm" value="yes">
            {t('confirm')}
          </button>
          <button class="button secondary" type="submit" name="confirm" value="no">
            {t('send-back')}
          </button>
        </Form>
      </section>
    )
  if (pair.state === 'same')
    return (
      <section class="flow" aria-labelledby="apart">
        <h2 id="apart">{t('unmerge')}</h2>
        <p class="hint">{t('unmerge.lead')}</p>
        <Form action={`${here}/unmerge`} request={visit.request} hidden={hidden}>
          {why}
          <Button kind="danger">{t('unmerge')}</Button>
        </Form>
      </section>
    )
  return null
}

const given = (visit: Visit) => ({
  pair: visit.params.id ?? '',
  expectedVersion: Number(visit.answers.text.version),
  reason: visit.answers.text.reason ?? '',
})
const done = (visit: Visit) =>
  visit.redirect(`/identity/${visit.params.id}`, { flash: identityText(visit.locale)('done') })

/** A reason that is too short brings the page back with what was typed. */
async function orAgain(visit: Visit, work: (visit: Visit) => Promise<Response>): Promise<Response> {
  try {
    return await work(visit)
  } catch (error) {
    if (!(error instanceof Fault) || error.issues.length === 0) throw error
    const page = await show(visit, { values: visit.answers.text, lists: {}, issues: error.issues })
    return new Response(page.body, { status: error.status, headers: page.headers })
  }
}

async function answer(visit: Visit): Promise<Response> {
  const { text } = visit.answers
  const said = await reviewPair(
    visit.instance,
    visit.actor,
    { ...given(visit), answer: text.answer as 'same' },
    visit.request,
  )
  return isRefusal(said) ? show(visit, { values: text, lists: {}, issues: [] }) : done(visit)
}

async function merge(visit: Visit): Promise<Response> {
  const detour = requireFresh(visit, fresh, `/identity/${visit.params.id}`)
  if (detour) return detour
  const { text } = visit.answers
  const t = identityText(visit.locale)
  const said = await confirmMerge(
    visit.instance,
    visit.actor,
    { ...given(visit), confirm: text.confirm === 'yes' },
    visit.request,
  )
  if (!isRefusal(said)) return done(visit)
  const code =
    (['merged-elsewhere', 'restricted'] as const).find((one) => one === said.refused[0]?.code) ??
    'second-person'
  return show(visit, { values: text, lists: {}, issues: [] }, t(`refused.${code}`))
}

async function unmerge(visit: Visit): Promise<Response> {
  const detour = requireFresh(visit, fresh, `/identity/${visit.params.id}`)
  if (detour) return detour
  await unmergePair(visit.instance, visit.actor, given(visit), visit.request)
  return done(visit)
}
