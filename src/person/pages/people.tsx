import { countryName } from '../../classifier/countries.ts'
import { educationLevelName } from '../../classifier/education.ts'
import { occupationName } from '../../classifier/occupations.ts'
import { admits } from '../../platform/actor.ts'
import { Fault } from '../../platform/fault.ts'
import { formatDate, type Locale } from '../../platform/language.ts'
import { isId } from '../../platform/new-id.ts'
import { Button } from '../../ui/button.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Pagination } from '../../ui/pagination.tsx'
import { SummaryList } from '../../ui/summary-list.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { get, type Route, type Visit } from '../../ui/visit.ts'
import { findPeople, peopleReaders } from '../find-people.ts'
import { openRecord, type PersonRecord } from '../get-record.ts'
import { foundInWords } from '../match-in-words.ts'
import { showPersonPanels } from '../person-panels.ts'
import { recogniseFact } from '../recognise-fact.ts'
import { recordText } from '../record-text.ts'
import { registrars } from '../register-person.ts'
import { registerText } from '../register-text.ts'

export const peoplePages: Route[] = [
  get('/people', peopleReaders, find),
  get('/people/:id', peopleReaders, open),
]

async function find(visit: Visit): Promise<Response> {
  const { locale } = visit
  const t = registerText(locale)
  const wanted = visit.url.searchParams.get('q') ?? ''
  const after = visit.url.searchParams.get('after') ?? undefined
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
        <Button>{t('find')}</Button>
      </form>
      {visit.actor.kind === 'staff' && visit.actor.roles.includes('registrar') && (
        <p>
          <a href="/relatives">{recordText(locale)('relatives.title')}</a>
        </p>
      )}
      {wanted && found.length === 0 && <p>{t('find.none')}</p>}
      {found[0]?.by === 'consonants' && (
        <Notice locale={locale} tone="info" title={recordText(locale)('match.consonants.lead')} />
      )}
      {found.length > 0 && (
        <DataTable
          locale={locale}
          caption={t('find')}
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
              name: <a href={`/people/${one.id}`}>{one.latin_name}</a>,
              native: one.native_name ?? '',
              born: birthDate(locale, one.birth_date),
              state: countryName(one.citizenship, locale),
              document: one.document ?? '',
              why: <span translate="no">{foundInWords(locale, one)}</span>,
            },
          }))}
        />
      )}
      {next && (
        <Pagination locale={locale} next={`/people?${new URLSearchParams({ q: wanted, after: next })}`} />
      )}
    </Page>,
  )
}

async function open(visit: Visit): Promise<Response> {
  if (!isId(visit.params.id)) throw new Fault('not-found')
  const { instance, actor, locale } = visit
  const { record, also } = await openRecord(instance, actor, visit.params.id, (looking, person) =>
    showPersonPanels(looking, person, locale),
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
      <Record locale={locale} record={record} />
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
      <ul>
        {record.standing === 'declared' && (
          <li>
            <a href={at('verify')}>{t('verify.title')}</a>
          </li>
        )}
        <li>
          <a href={at('name')}>{t('name.title')}</a>
        </li>
        <li>
          <a href={at('identity')}>{t('identity.title')}</a>
        </li>
        <li>
          <a href={at('document')}>{t('document.title')}</a>
        </li>
        <li>
          <a href={at('files')}>{t('files.title')}</a>
        </li>
        {admits(recogniseFact.who, actor) && (
          <li>
            <a href={at('facts')}>{t('fact.title')}</a>
          </li>
        )}
        <li>
          <a href={at('family')}>{registerText(locale)('family.title')}</a>
        </li>
      </ul>
    </nav>
  )
}

/** A person's record as they and the officers see it: what was declared and what was recognised stand apart. */
export function Record({ locale, record }: { locale: Locale; record: PersonRecord }) {
  const t = registerText(locale)
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
          ...(record.native_name ? [{ label: t('native'), value: record.native_name }] : []),
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
            })),
          ...(record.iin ? [{ label: t('iin'), value: record.iin.iin }] : []),
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
