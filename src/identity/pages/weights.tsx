import { foldWords } from '../../person/fold-name.ts'
import { isRefusal } from '../../platform/act.ts'
import { admits } from '../../platform/actor.ts'
import { sql } from '../../platform/database.ts'
import { Fault } from '../../platform/fault.ts'
import { formatMoment, formatNumber, formatShare, type Locale } from '../../platform/language.ts'
import { look } from '../../platform/read.ts'
import { Button } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form, FormActions } from '../../ui/form.tsx'
import { formPage } from '../../ui/form-page.ts'
import { InLanguage } from '../../ui/in-language.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { type FormView, get, post, type Route, type Visit } from '../../ui/visit.ts'
import { concludeWeights, proposeWeights, weightKeepers } from '../adopt-weights.ts'
import { levelNames } from '../field-levels.ts'
import { findWeights, getWeights, type Weights } from '../find-weights.ts'
import { formatBits, identityText } from '../text.ts'
import { weightReaders } from '../watch-identity.ts'

/** The weights by which records are compared: every version, each level's bits, how common a name is; a new version by two persons. */
export const weightPages: Route[] = [
  get('/identity/weights', weightReaders, showVersions),
  ...formPage({
    path: '/identity/weights/new',
    who: weightKeepers,
    start: async (visit) => {
      const { same, review } = await look(visit.instance, visit.actor, getWeights)
      return { values: { same: String(same), review: String(review) } }
    },
    show: (visit, form) => showNew(visit, form),
    submit: propose,
  }),
  get('/identity/weights/:version', weightReaders, (visit) => showVersion(visit)),
  post('/identity/weights/:version', weightKeepers, conclude),
]

type Versions = Awaited<ReturnType<typeof findWeights>>
const stateOf = (one: Weights, inForce: number): 'in-force' | 'former' | 'waiting' | 'rejected' =>
  one.version === inForce ? 'in-force' : one.adopted_at ? 'former' : one.rejected_at ? 'rejected' : 'waiting'
const keeps = (visit: Visit): boolean => admits(weightKeepers, visit.actor)

async function lookAtWeights(visit: Visit): Promise<{ all: Versions; inForce: number }> {
  return look(visit.instance, visit.actor, async (tx) => ({
    all: await findWeights(tx),
    inForce: (await getWeights(tx)).version,
  }))
}

async function showVersions(visit: Visit): Promise<Response> {
  const { locale } = visit
  const t = identityText(locale)
  const { all, inForce } = await lookAtWeights(visit)
  return visit.html(
    <Page
      {...visit.frame}
      title={t('weights.title')}
      wide
      back={{ href: '/identity/watch', label: t('watch.title') }}
    >
      <h1>{t('weights.title')}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      <p class="lead">{t('weights.lead')}</p>
      <DataTable
        locale={locale}
        caption={t('weights.versions')}
        columns={[
          { key: 'version', label: t('weights.version') },
          { key: 'state', label: t('state') },
          { key: 'from', label: t('weights.from') },
          { key: 'by', label: t('weights.by') },
        ]}
        rows={all.map((one) => ({
          id: String(one.version),
          cells: {
            version: <a href={`/identity/weights/${one.version}`}>{one.version}</a>,
            state: t(`weights.state.${stateOf(one, inForce)}`),
            from: (
              <InLanguage locale={locale} language={languageOf(one)}>
                {one.learned_from}
              </InLanguage>
            ),
            by: answersFor(one, locale),
          },
        }))}
      />
      {keeps(visit) && (
        <p>
          <a href="/identity/weights/new">{t('weights.new')}</a>
        </p>
      )}
    </Page>,
  )
}

function answersFor(one: Versions[number], locale: Locale): string {
  const t = identityText(locale)
  if (one.origin === 'shipped') return t('weights.shipped')
  return [one.proposed_name, one.adopted_name].filter(Boolean).join(', ')
}

/** Small shares with two digits that count: 0.0020 % is not 0.0 %. */
const percent = (locale: Locale, share: number): string =>
  formatShare(
    locale,
    share,
    share >= 0.01 ? {} : { minimumSignificantDigits: 2, maximumSignificantDigits: 2 },
  )
/** What was learned from is told in English by the weights that come with the program; what officials write is in no known language. */
const languageOf = (one: Weights & { origin: string }): 'en' | '' => (one.origin === 'shipped' ? 'en' : '')

async function showVersion(visit: Visit, problem?: string): Promise<Response> {
  const { locale, actor } = visit
  const t = identityText(locale)
  const { all, inForce } = await lookAtWeights(visit)
  const one = all.find(({ version }) => String(version) === visit.params.version)
  if (!one) throw new Fault('not-found')
  const state = stateOf(one, inForce)
  const name = visit.url.searchParams.get('name')?.slice(0, 100) ?? ''
  const folded = foldWords(name).join(' ')
  const counted = folded
    ? await look(visit.instance, visit.actor, (tx) =>
        tx.one<{ bearers: number; records: number }>(sql`select * from identity.bearers_of(${folded})`),
      )
    : undefined
  const own = actor.kind === 'staff' && one.proposed_by === actor.staff
  return visit.html(
    <Page
      {...visit.frame}
      title={t('weights.one', { version: one.version })}
      wide
      back={{ href: '/identity/weights', label: t('weights.title') }}
    >
      {problem && <Notice locale={locale} tone="warning" title={problem} live />}
      <h1>{t('weights.one', { version: one.version })}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      <SummaryList
        locale={locale}
        rows={[
          { label: t('state'), value: t(`weights.state.${state}`) },
          {
            label: t('weights.from'),
            value: (
              <InLanguage locale={locale} language={languageOf(one)}>
                {one.learned_from}
              </InLanguage>
            ),
          },
          { label: t('weights.records'), value: formatNumber(locale, one.records) },
          { label: t('weights.learned'), value: formatMoment(locale, one.learned_at) },
          { label: t('weights.by'), value: answersFor(one, locale) },
          ...(one.adopted_at
            ? [{ label: t('weights.since'), value: formatMoment(locale, one.adopted_at) }]
            : []),
          {
            label: t('weights.figures'),
            value: (
              <InLanguage locale={locale} language={languageOf(one)}>
                {one.figures}
              </InLanguage>
            ),
          },
          { label: t('weights.same'), value: formatNumber(locale, one.same) },
          { label: t('weights.review'), value: formatNumber(locale, one.review) },
        ]}
      />
      <Levels locale={locale} weights={one} />
      <Frequency visit={visit} weights={one} name={name} counted={counted} />
      {state === 'waiting' && keeps(visit) && (
        <section class="flow" aria-labelledby="conclude">
          <h2 id="conclude">{t('weights.conclude')}</h2>
          {own && <p>{t('own')}</p>}
          <Form action={`/identity/weights/${one.version}`} request={visit.request}>
            {!own && (
              <button class="button" type="submit" name="adopt" value="yes">
                {t('weights.adopt')}
              </button>
            )}
            <button class="button secondary" type="submit" name="adopt" value="no">
              {t('weights.reject')}
            </button>
          </Form>
        </section>
      )}
    </Page>,
    { status: problem ? 409 : 200 },
  )
}

/** What each level of each field says, in bits: log2 of how often it is seen of one person to how often of strangers. */
function Levels({ locale, weights }: { locale: Locale; weights: Weights }) {
  const t = identityText(locale)
  const word = (prefix: 'field' | 'level', name: string) => {
    const key = identityText.keys.find((one) => one === `${prefix}.${name}`)
    return key ? t(key) : name
  }
  const rows = weights.parameters.fields.flatMap((field) =>
    levelNames.flatMap((name, level) => {
      // Levels that the field does not have, or that these weights were learned without.
      const [m, u] = [field.m[level] ?? 0, field.u[level] ?? 0]
      if (u === 0) return []
      const isOrder = field.name === 'order of names'
      if (level === 0 || (isOrder && level > 2)) return []
      return [
        {
          id: `${field.name}-${name}`.replaceAll(' ', '-'),
          cells: {
            field: word('field', field.name),
            level: word('level', isOrder ? (level === 2 ? 'exchanged' : 'straight') : name),
            m: percent(locale, m),
            u: percent(locale, u),
            bits: formatBits(locale, Math.log2(Math.max(m, 1e-4) / u)),
          },
        },
      ]
    }),
  )
  return (
    <section class="flow-small" aria-labelledby="levels">
      <h2 id="levels">{t('weights.levels')}</h2>
      <p class="hint">{t('weights.levels.lead')}</p>
      <DataTable
        locale={locale}
        caption={t('weights.levels')}
        captionUnseen
        columns={[
          { key: 'field', label: t('step') },
          { key: 'level', label: t('level') },
          { key: 'm', label: t('weights.m'), numeric: true },
          { key: 'u', label: t('weights.u'), numeric: true },
          { key: 'bits', label: t('bits'), numeric: true },
        ]}
        rows={rows}
      />
    </section>
  )
}

/** How many bits two equal given names or family names are worth, by how common the name is in the register. */
function Frequency({
  visit,
  weights,
  name,
  counted,
}: {
  visit: Visit
  weights: Weights
  name: string
  counted: { bearers: number; records: number } | undefined
}) {
  const { locale } = visit
  const t = identityText(locale)
  const bits = (field: 'given' | 'family') => {
    const m = weights.parameters.fields.find((one) => one.name === field)?.m[1] ?? 0
    const share = Math.max((counted?.bearers || 2) / Math.max(counted?.records ?? 0, 1000), 1e-6)
    return formatBits(locale, Math.log2(m / share))
  }
  return (
    <section class="flow-small" aria-labelledby="frequency">
      <h2 id="frequency">{t('weights.frequency')}</h2>
      <p class="hint">{t('weights.frequency.lead')}</p>
      <form method="get" action={`/identity/weights/${weights.version}`} class="flow-small">
        <TextField locale={locale} name="name" label={t('weights.name')} value={name} width={20} />
        <Button kind="secondary">{t('weights.frequency.ask')}</Button>
      </form>
      {counted && (
        <p>
          {counted.bearers > 0
            ? t('weights.frequency.found', {
                name,
                count: counted.bearers,
                all: counted.records,
                given: bits('given'),
                family: bits('family'),
              })
            : t('weights.frequency.rare', { name, given: bits('given'), family: bits('family') })}
        </p>
      )}
    </section>
  )
}

async function showNew(visit: Visit, form: FormView, problem?: string): Promise<Response> {
  const { locale } = visit
  const t = identityText(locale)
  const messageOf = (code: string) => {
    const key = identityText.keys.find((one) => one === `weights.error.${code}`)
    return key
      ? t(key)
      : t(code === 'reasons-too-short' ? 'error.reasons-too-short' : 'weights.error.required')
  }
  const errors = form.issues.map(({ path, code }) => ({ field: path, message: messageOf(code) }))
  const error = (field: string) => errors.find((one) => one.field === field)?.message
  const { values } = form
  return visit.html(
    <Page
      {...visit.frame}
      title={t('weights.new')}
      hasForm
      hasErrors={errors.length > 0}
      back={{ href: '/identity/weights', label: t('weights.title') }}
    >
      {problem && <Notice locale={locale} tone="warning" title={problem} live />}
      <ErrorSummary locale={locale} errors={errors} />
      <h1>{t('weights.new')}</h1>
      <p class="lead">{t('weights.new.lead')}</p>
      <Form action="/identity/weights/new" request={visit.request}>
        <Textarea
          locale={locale}
          name="parameters"
          label={t('weights.file')}
          hint={
            <>
              {t('weights.file.hint')} <code>qonys match dedupe FILE --map MAP --keep WEIGHTS.json</code>
            </>
          }
          rows={10}
          value={values.parameters}
          error={error('parameters')}
        />
        <TextField
          locale={locale}
          name="learnedFrom"
          label={t('weights.from')}
          value={values.learnedFrom}
          error={error('learnedFrom')}
        />
        <Textarea
          locale={locale}
          name="figures"
          label={t('weights.figures')}
          rows={3}
          value={values.figures}
          error={error('figures')}
        />
        <TextField
          locale={locale}
          name="review"
          label={t('weights.review')}
          value={values.review}
          error={error('review')}
          width={10}
        />
        <TextField
          locale={locale}
          name="same"
          label={t('weights.same')}
          value={values.same}
          error={error('same')}
          width={10}
        />
        <FormActions locale={locale} label={t('weights.propose')} />
      </Form>
    </Page>,
    { status: problem ? 409 : 200 },
  )
}

async function propose(visit: Visit): Promise<Response> {
  const { text } = visit.answers
  const said = await proposeWeights(
    visit.instance,
    visit.actor,
    {
      parameters: text.parameters ?? '',
      same: text.same ?? '',
      review: text.review ?? '',
      learnedFrom: text.learnedFrom ?? '',
      figures: text.figures ?? '',
    },
    visit.request,
  )
  const t = identityText(visit.locale)
  return isRefusal(said)
    ? showNew(visit, { values: text, lists: {}, issues: [] }, t('weights.refused.waiting'))
    : visit.redirect(`/identity/weights/${said.version}`, { flash: t('weights.proposed') })
}

async function conclude(visit: Visit): Promise<Response> {
  const version = Number(visit.params.version)
  if (!Number.isInteger(version)) throw new Fault('not-found')
  const said = await concludeWeights(
    visit.instance,
    visit.actor,
    { version, adopt: visit.answers.text.adopt === 'yes' },
    visit.request,
  )
  const t = identityText(visit.locale)
  return isRefusal(said)
    ? showVersion(visit, t('refused.second-person'))
    : visit.redirect(`/identity/weights/${version}`, { flash: t('done') })
}
