import { countryName } from '../../classifier/countries.ts'
import { regionName } from '../../classifier/regions.ts'
import type { Ground } from '../../platform/act.ts'
import { formatDate, type Locale } from '../../platform/language.ts'
import { isId } from '../../platform/new-id.ts'
import { Checkboxes, Radios } from '../../ui/choices.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Textarea } from '../../ui/textarea.tsx'
import { Typed } from '../../ui/typed.tsx'
import type { Visit } from '../../ui/visit.ts'
import { findAlike } from '../find-alike.ts'
import type { PersonSummary } from '../person-summary.ts'
import { registerText } from '../register-text.ts'
import { readBack } from './read-back.tsx'
import type { PartView } from './registration-fields.tsx'

type Values = Record<string, string>

/** What the page asks about look-alikes: whom it shows, whether there is somebody elsewhere. */
export interface Alike {
  people: PersonSummary[]
  likely: Record<string, number>
  elsewhere: boolean
  /** Kept in the form, so that a mistake brings the same people back. */
  shown: string
}

const isAlike = ({ code }: Ground): boolean => code === 'similar-people' || code === 'similar-elsewhere'
export const notAlike = (ground: Ground): boolean => !isAlike(ground)

/** Loads whom the act named, or whom the form that came back with a mistake had shown. */
export async function loadAlike(visit: Visit, refused: Ground[], values: Values): Promise<Alike | undefined> {
  const grounds = refused.length > 0 ? refused.filter(isAlike) : groundsFrom(values.alikeShown)
  if (grounds.length === 0) return undefined
  const ids = grounds.flatMap(({ see }) => (see ? [see] : []))
  return {
    people: ids.length > 0 ? await findAlike(visit.instance, visit.actor, ids) : [],
    likely: Object.fromEntries(
      grounds.flatMap(({ see, values: of }) => (see && of?.likely ? [[see, Number(of.likely)]] : [])),
    ),
    elsewhere: grounds.some(({ code }) => code === 'similar-elsewhere'),
    shown: grounds.map(({ see, values: of }) => (see ? `${see}:${of?.likely ?? ''}` : 'elsewhere')).join(' '),
  }
}

const groundsFrom = (shown = ''): Ground[] =>
  shown.split(' ').flatMap((one): Ground[] => {
    if (one === 'elsewhere') return [{ code: 'similar-elsewhere' }]
    const [see = '', likely] = one.split(':')
    return isId(see)
      ? [{ code: 'similar-people', see, ...(Number(likely) ? { values: { likely: Number(likely) } } : {}) }]
      : []
  })

export interface AlikeAnswers {
  /** The officer says that it is this record: nothing new is made. */
  same?: string
  /** What is still missing; the page comes back. */
  missing: string[]
  given: {
    alike?: { person: string; answer: 'not-same' | 'unsure' }[]
    alikeReason?: string
    alikeElsewhere?: boolean
  }
}

/** What the officer said of each record that was shown. */
export function alikeAnswers(values: Values): AlikeAnswers {
  const grounds = groundsFrom(values.alikeShown)
  const ids = grounds.flatMap(({ see }) => (see ? [see] : []))
  const same = ids.find((id) => values[`alike-${id}`] === 'same')
  if (same) return { same, missing: [], given: {} }
  const alike = ids.flatMap((person) => {
    const answer = values[`alike-${person}`]
    return answer === 'not-same' || answer === 'unsure' ? [{ person, answer } as const] : []
  })
  const reason = values.alikeReason?.trim() ?? ''
  const elsewhere = grounds.some(({ code }) => code === 'similar-elsewhere')
  const missing = [
    ...ids.filter((id) => !alike.some(({ person }) => person === id)).map((id) => `alike-${id}`),
    ...(ids.length > 0 && reason.length < 10 ? ['alikeReason'] : []),
    ...(elsewhere && values.alikeElsewhere !== 'yes' ? ['alikeElsewhere'] : []),
  ]
  return {
    missing,
    given: {
      ...(alike.length > 0 ? { alike } : {}),
      ...(reason.length >= 10 ? { alikeReason: reason } : {}),
      alikeElsewhere: values.alikeElsewhere === 'yes',
    },
  }
}

/** The errors of {@link alikeAnswers} in words. */
export const alikeErrors = (locale: Locale, missing: string[]): { field: string; message: string }[] =>
  missing.map((field) => ({
    field,
    message: registerText(locale)(field === 'alikeReason' ? 'error.alike-reason' : 'error.alike'),
  }))

/** The officer knows the person by a record: it is opened, and nothing new was made. */
export const openSame = (visit: Visit, person: string): Response =>
  visit.redirect(`/people/${person}`, { flash: registerText(visit.locale)('alike.same.done') })

/** At the top of the page, where the eye is after sending; the records stand further down, before the button. */
export function AlikeNotice({ locale, alike }: { locale: Locale; alike: Alike }) {
  const t = registerText(locale)
  return (
    <Notice
      locale={locale}
      tone="warning"
      live
      title={t(alike.people.length > 0 ? 'refused.similar-people' : 'refused.similar-elsewhere')}
    >
      <p>
        <a href="#alike">{t('alike.title')}</a>
      </p>
    </Notice>
  )
}

/** What was typed beside each record that looks alike, and the officer's word on each. Inside the form. */
export function AlikePeople(props: { alike: Alike; view: PartView; missing: string[] }) {
  const { alike, view, missing } = props
  const { locale, values } = view
  const t = registerText(locale)
  const error = (field: string) => alikeErrors(locale, missing).find((one) => one.field === field)?.message
  return (
    <section class="flow" aria-labelledby="alike">
      <h2 id="alike">{t(alike.people.length > 0 ? 'alike.title' : 'refused.similar-elsewhere')}</h2>
      <input type="hidden" name="alikeShown" value={alike.shown} />
      {alike.people.length > 0 && (
        <>
          <p>{t('alike.lead')}</p>
          <Compared alike={alike} view={view} />
          {alike.people.map((one, at) => (
            <Radios
              locale={locale}
              name={`alike-${one.id}`}
              label={t('alike.answer', { n: String(at + 1), name: one.latin_name })}
              value={values[`alike-${one.id}`]}
              error={error(`alike-${one.id}`)}
              options={(['same', 'not-same', 'unsure'] as const).map((value) => ({
                value,
                label: t(`alike.${value}`),
              }))}
            />
          ))}
          <Textarea
            locale={locale}
            name="alikeReason"
            label={t('alike.reason')}
            hint={t('alike.reason.hint')}
            rows={3}
            value={values.alikeReason}
            error={error('alikeReason')}
          />
        </>
      )}
      {alike.elsewhere && (
        <Checkboxes
          locale={locale}
          name="alikeElsewhere"
          label={t('refused.similar-elsewhere')}
          error={error('alikeElsewhere')}
          values={values.alikeElsewhere === 'yes' ? ['yes'] : []}
          options={[{ value: 'yes', label: t('alike.elsewhere') }]}
        />
      )}
    </section>
  )
}

function Compared({ alike, view }: { alike: Alike; view: PartView }) {
  const { locale } = view
  const t = registerText(locale)
  const typed = (part: 'name' | 'about' | 'document', field: string) =>
    readBack(part, view).find((row) => row.field === field)?.value ?? ''
  const sex = (one: PersonSummary) =>
    t(one.sex === 'male' ? 'sex.male' : one.sex === 'female' ? 'sex.female' : 'sex.unspecified')
  const document = (issuingState: string, number: string) => `${number}, ${issuingState}`
  const rows: [string, string, string, (one: PersonSummary) => unknown][] = [
    ['latin', t('latin'), typed('name', 'latinGiven'), (one) => one.latin_name],
    ['native', t('native'), typed('name', 'nativeGiven'), (one) => one.native_name ?? ''],
    ['born', t('birthDate'), typed('about', 'birthDate'), (one) => birthDate(locale, one.birth_date)],
    ['sex', t('sex'), typed('about', 'sex'), sex],
    [
      'citizenship',
      t('citizenship'),
      typed('about', 'citizenship'),
      (one) => countryName(one.citizenship, locale),
    ],
    [
      'document',
      t('document'),
      document(typed('document', 'issuingState'), typed('document', 'number')),
      (one) =>
        one.document ? document(countryName(one.document.issuing_state, locale), one.document.number) : '',
    ],
    [
      'region',
      t('region'),
      '',
      (one) => one.regions.map((code) => regionName(`KZ-${code}`, locale)).join(', '),
    ],
    [
      'photo',
      t('photo'),
      '',
      (one) =>
        one.photo ? <img src={`/files/${one.photo}`} alt={t('photo')} width="120" loading="lazy" /> : '',
    ],
    ['likely', t('alike.likely'), '', (one) => (alike.likely[one.id] ? `${alike.likely[one.id]} %` : '')],
    [
      'open',
      t('refused.see'),
      '',
      // Beside the form, which is not sent yet.
      (one) => (
        <a href={`/people/${one.id}`} target="_blank" rel="noopener">
          {one.latin_name}
        </a>
      ),
    ],
  ]
  const shown = (id: string, value: unknown) =>
    id === 'native' && value ? <Typed>{value as string}</Typed> : ((value || '–') as string)
  const told = rows.filter(([, , , of]) => alike.people.some((one) => of(one) !== ''))
  return (
    <DataTable
      locale={locale}
      caption={t('alike.title')}
      captionUnseen
      columns={[
        { key: 'what', label: t('alike.what') },
        { key: 'typed', label: t('alike.typed') },
        ...alike.people.map((one, at) => ({
          key: one.id,
          label: t('alike.record', { n: String(at + 1) }),
        })),
      ]}
      rows={told.map(([id, what, own, of]) => ({
        id,
        cells: {
          what,
          typed: shown(id, own),
          ...Object.fromEntries(alike.people.map((one) => [one.id, shown(id, of(one))])),
        },
      }))}
    />
  )
}

const birthDate = (locale: Locale, text: string): string =>
  text.length === 10 ? formatDate(locale, text) : text
