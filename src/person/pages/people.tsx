import { countryName } from '../../classifier/countries.ts'
import { educationLevelName } from '../../classifier/education.ts'
import { occupationName } from '../../classifier/occupations.ts'
import { admits } from '../../platform/actor.ts'
import { Fault } from '../../platform/fault.ts'
import { formatDate, type Locale } from '../../platform/language.ts'
import { isId } from '../../platform/new-id.ts'
import { look } from '../../platform/read.ts'
import { readingRights } from '../../platform/reading-right.ts'
import { Button } from '../../ui/button.tsx'
import { Radios } from '../../ui/choices.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { LinkList } from '../../ui/link-list.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Pagination } from '../../ui/pagination.tsx'
import { Select } from '../../ui/select.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Typed } from '../../ui/typed.tsx'
import { get, post, type Route, type Visit } from '../../ui/visit.ts'
import { findPeople, peopleReaders } from '../find-people.ts'
import {
  type Masked,
  type MaySee,
  masked,
  type Opening,
  openRecord,
  type PersonRecord,
} from '../get-record.ts'
import { foundInWords } from '../match-in-words.ts'
import { showPersonPanels } from '../person-panels.ts'
import { isReadingPurpose, type ReadingPurpose, readingPurposes } from '../reading-purpose.ts'
import { recogniseFact } from '../recognise-fact.ts'
import { recordText } from '../record-text.ts'
import { registrars } from '../register-person.ts'
import { registerText } from '../register-text.ts'
import { lacksVowels } from '../search-words.ts'

export const peoplePages: Route[] = [
  get('/people', peopleReaders, find),
  get('/people/:id', peopleReaders, open),
  post('/people/:id/reveal', peopleReaders, reveal),
]

/** What most who work in this role open a record for; they choose another where it is not so. */
function usualPurpose(visit: Visit): ReadingPurpose {
  const roles = visit.actor.kind === 'staff' ? visit.actor.roles : []
  if (roles.includes('registrar') || roles.includes('consular-officer')) return 'serve-person'
  return roles.includes('border-officer') ? 'check-document' : 'case-work'
}

/** The purposes for which the role of the one who asks opens records at all. */
async function openPurposes({ instance, actor }: Visit): Promise<ReadingPurpose[]> {
  const rights = await look(instance, actor, readingRights)
  return readingPurposes.filter((one) => rights.get(one)?.has('identity'))
}

async function find(visit: Visit): Promise<Response> {
  const { locale } = visit
  const purposes = await openPurposes(visit)
  const t = registerText(locale)
  const wanted = visit.url.searchParams.get('q') ?? ''
  const after = visit.url.searchParams.get('after') ?? undefined
  const given = visit.url.searchParams.get('for')
  const purpose = isReadingPurpose(given) ? given : usualPurpose(visit)
  const { people: found, next } = await findPeople(visit.instance, visit.actor, { wanted, after })
  return visit.html(
    <Page {...visit.frame} title={t('find')} wide>
      <h1>{t('find')}</h1>
      <form method="get" action="/people" class="flow">
        <TextField
          locale={locale}
          name="q"
          type="search"
          label={t('find')}
          hint={t('find.hint')}
          value={wanted}
          width={20}
        />
        <Select
          locale={locale}
          name="for"
          label={t('purpose')}
          hint={t('purpose.hint')}
          value={purpose}
          empty={false}
          options={purposes.map((value) => ({ value, label: t(`purpose.${value}`) }))}
        />
        <Button>{t('find')}</Button>
      </form>
      {visit.actor.kind === 'staff' && visit.actor.roles.includes('registrar') && (
        <p>
          <a href="/relatives">{recordText(locale)('relatives.title')}</a>
        </p>
      )}
      {wanted && found.length === 0 && <p>{t('find.none')}</p>}
      {found[0]?.by === 'consonants' && (
        <Notice
          locale={locale}
          tone="info"
          title={recordText(locale)(lacksVowels(wanted) ? 'match.no-vowels.lead' : 'match.consonants.lead')}
        />
      )}
      {found.length > 0 && (
        <DataTable
          locale={locale}
          caption={t('found')}
          columns={[
            { key: 'name', label: t('latin') },
            { key: 'native', label: t('native') },
            { key: 'born', label: t('birthDate') },
            { key: 'state', label: t('citizenship') },
            { key: 'document', label: t('document') },
            { key: 'why', label: recordText(locale)('match.why') },
          ]}
          rows={found.map((one) => ({
            id: one.id,
            cells: {
              name: <a href={`/people/${one.id}?for=${purpose}`}>{one.latin_name}</a>,
              native: one.native_name ? <Typed>{one.native_name}</Typed> : '',
              born: birthDate(locale, one.birth_date),
              state: countryName(one.citizenship, locale),
              document: one.document ?? '',
              why: <span translate="no">{foundInWords(locale, one)}</span>,
            },
          }))}
        />
      )}
      {next && (
        <Pagination
          locale={locale}
          next={`/people?${new URLSearchParams({ q: wanted, for: purpose, after: next })}`}
        />
      )}
    </Page>,
  )
}

async function open(visit: Visit): Promise<Response> {
  const given = visit.url.searchParams.get('for')
  try {
    return await show(visit, isReadingPurpose(given) ? { purpose: given } : {})
  } catch (error) {
    if (error instanceof Fault && error.code === 'purpose-owed') return askPurpose(visit)
    throw error
  }
}

/** Before anything of the person: what is it for? The person reads the answer. */
async function askPurpose(visit: Visit): Promise<Response> {
  const { locale, params } = visit
  const t = registerText(locale)
  const purposes = await openPurposes(visit)
  return visit.html(
    <Page {...visit.frame} title={t('purpose.title')} back={{ href: '/people', label: t('find') }}>
      <h1>{t('purpose.title')}</h1>
      <p class="lead">{t('purpose.lead')}</p>
      <form method="get" action={`/people/${params.id}`} class="form flow">
        <Radios
          locale={locale}
          name="for"
          label={t('purpose')}
          value={usualPurpose(visit)}
          options={purposes.map((value) => ({ value, label: t(`purpose.${value}`) }))}
        />
        <div class="actions">
          <Button>{t('purpose.open')}</Button>
        </div>
      </form>
    </Page>,
    { status: 403 },
  )
}

/** One masked value of the record, for the purpose the record was opened for: a look of its own. */
function reveal(visit: Visit): Promise<Response> {
  const wanted = masked.find((one) => one === visit.answers.text.value)
  if (!wanted) throw new Fault('not-found')
  return show(visit, { reveal: wanted })
}

async function show(visit: Visit, opening: Opening): Promise<Response> {
  if (!isId(visit.params.id)) throw new Fault('not-found')
  const { instance, actor, locale } = visit
  const { record, also, maySee } = await openRecord(
    instance,
    actor,
    visit.params.id,
    (looking, person, may) => showPersonPanels(looking, person, locale, may),
    opening,
  )
  const works = admits(registrars, actor)
  return visit.html(
    <Page
      {...visit.frame}
      title={record.latin_name}
      wide
      back={{ href: '/people', label: registerText(locale)('find') }}
    >
      <h1>{record.latin_name}</h1>
      {visit.flash && <Notice locale={locale} tone="success" title={visit.flash} live />}
      <Record
        locale={locale}
        record={record}
        hidden={{ request: visit.request, shown: opening.reveal, maySee }}
      />
      {also}
      {works && <RecordWork visit={visit} record={record} />}
    </Page>,
  )
}

/** What an officer who works on records may do with this one. */
function RecordWork({ visit: { actor, locale }, record }: { visit: Visit; record: PersonRecord }) {
  const t = recordText(locale)
  const at = (path: string) => `/people/${record.id}/${path}`
  return (
    <nav class="flow-small" aria-labelledby="work">
      <h2 id="work">{t('actions')}</h2>
      <LinkList
        columns
        items={[
          ...(record.standing === 'declared'
            ? [{ href: at('verify'), icon: 'badge-check' as const, label: t('verify.title') }]
            : []),
          { href: at('name'), icon: 'pencil', label: t('name.title') },
          { href: at('identity'), icon: 'id-card', label: t('identity.title') },
          { href: at('document'), icon: 'file-text', label: t('document.title') },
          { href: at('files'), icon: 'camera', label: t('files.title') },
          ...(admits(recogniseFact.who, actor)
            ? [{ href: at('facts'), icon: 'briefcase' as const, label: t('fact.title') }]
            : []),
          { href: at('family'), icon: 'users', label: registerText(locale)('family.title') },
        ]}
      />
    </nav>
  )
}

/** A person's record as they and the officers see it: what was declared and what was recognised stand apart. */
export function Record({
  locale,
  record,
  hidden,
}: {
  locale: Locale
  record: PersonRecord
  /** For staff: what is masked can be asked for, one at a time. */
  hidden?: { request: string; shown: Masked | undefined; maySee: MaySee } | undefined
}) {
  const t = registerText(locale)
  const revealed = (value: Masked) =>
    hidden && value !== hidden.shown && hidden.maySee(`reveal-${value}`) ? (
      <form method="post" action={`/people/${record.id}/reveal`}>
        <input type="hidden" name="_request" value={hidden.request} />
        <input type="hidden" name="value" value={value} />
        <Button kind="secondary" small>
          {t('reveal')}
          <span class="unseen">: {t(`reveal.${value}`)}</span>
        </Button>
      </form>
    ) : undefined
  const factValue = (fact: PersonRecord['facts'][number]) =>
    fact.kind === 'education'
      ? educationLevelName(fact.code, locale)
      : fact.kind === 'occupation'
        ? occupationName(fact.code, locale)
        : [countryName(fact.code, locale), fact.detail].filter(Boolean).join(', ')
  const factLabel = {
    education: t('education'),
    occupation: t('occupation'),
    'last-residence': t('lastCountry'),
  }
  return (
    <>
      {record.photo && (
        <img class="portrait" src={`/files/${record.photo}`} alt={t('photo')} width={120} loading="lazy" />
      )}
      <p class="hint">{t(`standing.${record.standing}`)}</p>
      <SummaryList
        locale={locale}
        rows={[
          { label: t('latin'), value: record.latin_name },
          ...(record.native_name ? [{ label: t('native'), value: <Typed>{record.native_name}</Typed> }] : []),
          { label: t('birthDate'), value: birthDate(locale, record.birth_date) },
          { label: t('sex'), value: t(`sex.${record.sex}`) },
          { label: t('citizenship'), value: countryName(record.citizenship, locale) },
          ...record.documents
            .filter((document) => !document.superseded_at)
            .map((document) => ({
              label: document.kind === 'visa' ? t('document') : t(`kind.${document.kind}`),
              value: [
                `${document.issuing_state} ${document.number}`,
                document.expires_on ? `${t('expiresOn')} ${formatDate(locale, document.expires_on)}` : '',
              ]
                .filter(Boolean)
                .join(', '),
              action: revealed('document'),
            })),
          ...(record.iin ? [{ label: t('iin'), value: record.iin.iin, action: revealed('iin') }] : []),
          ...(hidden?.maySee('reveal-contact')
            ? [
                {
                  label: t('reveal.contact'),
                  value: record.contacts
                    ? record.contacts.map((one) => one.address).join(', ') || t('contact.none')
                    : '••••',
                  action: revealed('contact'),
                },
              ]
            : []),
          ...record.facts.map((fact) => ({
            label: `${factLabel[fact.kind]} (${t(fact.standing)})`,
            value: factValue(fact),
          })),
        ]}
      />
    </>
  )
}

/** A birth date may be known only by its year or month; then it is shown as it is known. */
const birthDate = (locale: Locale, text: string): string =>
  text.length === 10 ? formatDate(locale, text) : text
