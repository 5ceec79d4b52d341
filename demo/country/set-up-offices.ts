import { allowRecipient } from '../../src/asylum/allow-recipient.ts'
import { regionName, regionsAt } from '../../src/classifier/regions.ts'
import { type Actor, covers, type Role } from '../../src/platform/actor.ts'
import { type Config, deriveKey } from '../../src/platform/config.ts'
import { type Query, sql } from '../../src/platform/database.ts'
import { newId } from '../../src/platform/new-id.ts'
import { partnerSecrets } from '../../src/platform/partner-secrets.ts'
import { hashToken } from '../../src/platform/session.ts'
import { type StaffPersona, staffPersonas, writeName } from '../personas.ts'
import { drawName } from './name-lists.ts'
import { random } from './random.ts'

export type Staff = Extract<Actor, { kind: 'staff' }>

/** Who works where: officers by role and region, the personas first. */
export interface Offices {
  staff: Staff[]
  find(role: Role, region: string): Staff[]
}

const almaty = '75'
const systemRole: Record<StaffPersona['role'], Role> = {
  'registration-officer': 'registrar',
  'permit-officer': 'permit-officer',
  supervisor: 'supervisor',
  'border-officer': 'border-officer',
  'appeal-officer': 'appeal-officer',
  analyst: 'analyst',
  prosecutor: 'prosecutor',
  'labour-inspector': 'inspector',
  auditor: 'auditor',
  'complaint-officer': 'complaint-officer',
  administrator: 'administrator',
  'asylum-officer': 'asylum-officer',
  'consular-officer': 'consular-officer',
  'partner-officer': 'partner-officer',
}

type Names = { kk: string; ru: string; en: string }
interface OfficeSpec {
  key: string
  institution: string
  names: Names
  region: string | null
  matters?: string[]
  /** Regions its staff serves, where they are not its own. */
  serves?: string[]
}

const institutions: { code: string; kind: string; names: Names }[] = [
  {
    code: 'ministry-labour',
    kind: 'ministry',
    names: {
      kk: 'Еңбек министрлігі (демо)',
      ru: 'Министерство труда (демо)',
      en: 'Ministry of labour (demo)',
    },
  },
  {
    code: 'migration-service',
    kind: 'migration-service',
    names: {
      kk: 'Көші-қон қызметі (демо)',
      ru: 'Миграционная служба (демо)',
      en: 'Migration service (demo)',
    },
  },
  {
    code: 'tax-authority',
    kind: 'ministry',
    names: { kk: 'Салық органы (демо)', ru: 'Налоговый орган (демо)', en: 'Tax authority (demo)' },
  },
  {
    code: 'hotels-demo',
    kind: 'partner',
    names: { kk: 'Қонақүйлер (демо)', ru: 'Гостиницы (демо)', en: 'Hotels (demo)' },
  },
  {
    code: 'bank-demo',
    kind: 'partner',
    names: { kk: 'Банк (демо)', ru: 'Банк (демо)', en: 'Bank (demo)' },
  },
  {
    code: 'foreign-affairs',
    kind: 'foreign-mission',
    names: {
      kk: 'Шетелдегі мекемелер (демо)',
      ru: 'Загранучреждения (демо)',
      en: 'Missions abroad (demo)',
    },
  },
  {
    code: 'border-service',
    kind: 'border-service',
    names: { kk: 'Шекара қызметі (демо)', ru: 'Пограничная служба (демо)', en: 'Border service (demo)' },
  },
  {
    code: 'appeal-commission',
    kind: 'ministry',
    names: {
      kk: 'Апелляциялық комиссия (демо)',
      ru: 'Апелляционная комиссия (демо)',
      en: 'Appeal commission (demo)',
    },
  },
  {
    code: 'court',
    kind: 'court',
    names: {
      kk: 'Әкімшілік сот (демо)',
      ru: 'Административный суд (демо)',
      en: 'Administrative court (demo)',
    },
  },
  {
    code: 'prosecution',
    kind: 'prosecutor',
    names: { kk: 'Прокуратура (демо)', ru: 'Прокуратура (демо)', en: 'Prosecution (demo)' },
  },
  {
    code: 'ombudsman',
    kind: 'ombudsman',
    names: {
      kk: 'Омбудсмен кеңсесі (демо)',
      ru: 'Офис омбудсмена (демо)',
      en: 'Office of the ombudsman (demo)',
    },
  },
  {
    code: 'labour-inspection-almaty',
    kind: 'labour-inspectorate',
    names: { kk: 'Еңбек инспекциясы (демо)', ru: 'Инспекция труда (демо)', en: 'Labour inspectorate (demo)' },
  },
  {
    code: 'audit-chamber',
    kind: 'auditor',
    names: { kk: 'Аудит палатасы (демо)', ru: 'Аудиторская палата (демо)', en: 'Audit chamber (demo)' },
  },
]

const executiveBody = (region: string): string =>
  region === almaty ? 'employment-almaty' : `employment-${region}`
const inRegion = (what: Names, region: string): Names => ({
  kk: `${what.kk}: ${regionName(`KZ-${region}`, 'kk')}`,
  ru: `${what.ru}: ${regionName(`KZ-${region}`, 'ru')}`,
  en: `${what.en}: ${regionName(`KZ-${region}`, 'en')}`,
})

const permits: Names = {
  kk: 'Жұмыспен қамту және рұқсаттар бөлімі',
  ru: 'Отдел занятости и разрешений',
  en: 'Employment and permits office',
}
const migration: Names = {
  kk: 'Көші-қон қызметінің бөлімі',
  ru: 'Отдел миграционной службы',
  en: 'Migration service office',
}

function specs(regions: string[]): OfficeSpec[] {
  const one = (
    key: string,
    institution: string,
    region: string | null,
    names: Names,
    matters?: string[],
  ): OfficeSpec => ({
    key,
    institution,
    region,
    names,
    ...(matters ? { matters } : {}),
  })
  return [
    ...regions.map((region) =>
      one(
        region === almaty ? 'employment-almaty-permits' : `permits-${region}`,
        executiveBody(region),
        region,
        inRegion(permits, region),
        ['household-permit', 'employer-permit', 'kandas', 'lawful-stay'],
      ),
    ),
    ...regions.map((region) =>
      one(
        region === almaty ? 'migration-service-almaty-bostandyk' : `migration-${region}`,
        'migration-service',
        region,
        inRegion(migration, region),
        ['record'],
      ),
    ),
    one('border-konysbayeva', 'border-service', '61', {
      kk: '«Б. Қонысбаева» өткізу пункті',
      ru: 'Пункт пропуска «Б. Конысбаева»',
      en: 'Border point B. Konysbayeva',
    }),
    one('border-korday', 'border-service', '31', {
      kk: '«Қордай» өткізу пункті',
      ru: 'Пункт пропуска «Кордай»',
      en: 'Border point Korday',
    }),
    one('border-almaty-airport', 'border-service', '75', {
      kk: 'Алматы әуежайы',
      ru: 'Аэропорт Алматы',
      en: 'Almaty airport',
    }),
    one(
      'ministry-labour-migration',
      'ministry-labour',
      null,
      {
        kk: 'Көші-қон комитеті',
        ru: 'Комитет по миграции',
        en: 'Committee on migration',
      },
      ['asylum-appeal'],
    ),
    one('ministry-labour-systems', 'ministry-labour', null, {
      kk: 'Жүйелер бөлімі',
      ru: 'Отдел систем',
      en: 'Systems department',
    }),
    one(
      'appeal-commission-astana',
      'appeal-commission',
      null,
      { kk: 'Апелляциялық комиссия', ru: 'Апелляционная комиссия', en: 'Appeal commission' },
      ['appeal'],
    ),
    one(
      'court-astana',
      'court',
      null,
      {
        kk: 'Мамандандырылған әкімшілік сот',
        ru: 'Специализированный административный суд',
        en: 'Specialised administrative court',
      },
      ['court'],
    ),
    one('ombudsman-astana', 'ombudsman', null, {
      kk: 'Еңбек құқықтары бөлімі',
      ru: 'Отдел трудовых прав',
      en: 'Labour rights department',
    }),
    one('prosecution-almaty', 'prosecution', almaty, {
      kk: 'Алматы қаласының прокуратурасы',
      ru: 'Прокуратура города Алматы',
      en: 'Prosecution of Almaty city',
    }),
    one('labour-inspection-almaty-city', 'labour-inspection-almaty', almaty, {
      kk: 'Алматы қаласының еңбек инспекциясы',
      ru: 'Инспекция труда города Алматы',
      en: 'Labour inspectorate of Almaty city',
    }),
    {
      ...one('consulate-tashkent', 'foreign-affairs', null, {
        kk: 'Ташкенттегі консулдық',
        ru: 'Консульство в Ташкенте',
        en: 'Consulate in Tashkent',
      }),
      serves: ['61'],
    },
    one('bank-almaty', 'bank-demo', almaty, {
      kk: 'Банктің Алматыдағы бөлімшесі',
      ru: 'Отделение банка в Алматы',
      en: 'Branch of the bank in Almaty',
    }),
    one('audit-chamber-astana', 'audit-chamber', null, {
      kk: 'Аудит палатасы',
      ru: 'Аудиторская палата',
      en: 'Audit chamber',
    }),
  ]
}

/**
 * Founds the institutions and offices of the demo country with their staff, postings, jurisdictions and the clients of border and
 * register. No act does this in a new installation either: it is reference data of whoever installs it.
 * @param owner the database's owner, acting as a job
 * @param since ISO day from which staff is in office
 */
export async function setUpOffices(
  owner: Query,
  config: Config,
  seed: number,
  since: string,
): Promise<Offices> {
  const regions = regionsAt(since).map((region) => region.code.slice(3))
  const staff: Staff[] = []
  const bodies = regions.map((region) => ({
    code: executiveBody(region),
    kind: 'local-executive-body',
    names: inRegion(
      { kk: 'Жергілікті атқарушы орган', ru: 'Местный исполнительный орган', en: 'Local executive body' },
      region,
    ),
  }))
  for (const { code, kind, names } of [...institutions, ...bodies])
    await owner.done(
      sql`insert into institution.institution (code, kind, names) values (${code}, ${kind}, ${JSON.stringify(names)}::jsonb)`,
    )
  const offices = new Map<string, OfficeSpec & { id: string }>()
  for (const spec of specs(regions)) {
    const id = newId()
    offices.set(spec.key, { ...spec, id })
    await owner.done(sql`insert into institution.office (id, institution, names, region)
      values (${id}::uuid, ${spec.institution}, ${JSON.stringify(spec.names)}::jsonb, ${spec.region})`)
    for (const matter of spec.matters ?? [])
      await owner.done(sql`insert into institution.jurisdiction (office_id, matter, region, valid_from)
        values (${id}::uuid, ${matter}, ${spec.region ?? '*'}, '2011-07-22')`)
  }

  async function hire(
    role: Role,
    office: string,
    name: string,
    subject?: string,
    email?: string,
  ): Promise<void> {
    const place = offices.get(office)
    if (!place) throw new RangeError(`no office ${office}`)
    const id = newId()
    const covers = place.serves ?? (place.region && role !== 'border-officer' ? [place.region] : ['*'])
    await owner.done(sql`insert into institution.staff (id, subject, name, email, active_from)
      values (${id}::uuid, ${subject ?? null}, ${name}, ${email ?? null}, ${since}::date)`)
    await owner.done(sql`insert into institution.posting (id, staff_id, office_id, role, regions, valid_from)
      values (${newId()}::uuid, ${id}::uuid, ${place.id}::uuid, ${role}, ${covers}::text[], ${since}::date)`)
    staff.push({
      kind: 'staff',
      staff: id,
      name,
      institution: place.institution,
      office: place.id,
      regions: covers[0] === '*' ? 'all' : covers,
      roles: [role],
    })
  }

  for (const one of staffPersonas)
    await hire(systemRole[one.role], one.office, writeName(one.nativeName), one.sub, one.email)
  const chance = random(seed, 'staff')
  const background = async (role: Role, office: string) => {
    const { native } = drawName(chance, 'KAZ', chance.chance(0.5) ? 'female' : 'male')
    await hire(role, office, writeName(native as { given: string }))
  }
  for (const office of offices.values()) {
    if (office.matters?.includes('household-permit')) {
      await background('permit-officer', office.key)
      await background('permit-officer', office.key)
      await background('supervisor', office.key)
    } else if (office.institution === 'migration-service') await background('registrar', office.key)
    else if (office.institution === 'border-service') await background('border-officer', office.key)
    else if (office.key === 'appeal-commission-astana') await background('appeal-officer', office.key)
  }

  const ground = 'Law on Refugees (demo list)'
  for (const { code } of bodies) await allowRecipient(owner, { code, does: ['receives'], ground }, since)
  await allowRecipient(owner, { code: 'ministry-labour', does: ['judges'], ground }, since)
  const names = {
    kk: 'Босқындарға көмек кеңсесі (демо)',
    ru: 'Офис помощи беженцам (демо)',
    en: 'Office for refugees (demo)',
  }
  await allowRecipient(owner, { code: 'refugee-office-demo', names, does: ['told'], ground }, since)

  for (const client of demoClients(config))
    await owner.done(sql`insert into institution.client (id, institution, name, token_hash, scopes, regions, created_at)
      values (${newId()}::uuid, ${client.institution}, ${client.name}, ${hashToken(client.token)}, ${client.scopes}::text[], '{*}', ${`${since}T00:00:00Z`})`)
  return {
    staff,
    find: (role, region) => staff.filter((one) => one.roles.includes(role) && covers(one.regions, region)),
  }
}

/** The machines of other institutions; their tokens derive from the installation's secret, so they outlive a reset. */
export const demoClients = (config: Config) => [
  {
    name: 'Border feed (demo)',
    institution: 'border-service',
    scopes: ['crossings'],
    token: partnerSecrets(config).border.token,
  },
  {
    name: 'Hotels (demo)',
    institution: 'hotels-demo',
    scopes: ['hotel-notices'],
    token: partnerSecrets(config).hotels.token,
  },
  {
    name: 'Register of contracts (demo)',
    institution: 'ministry-labour',
    scopes: ['contracts'],
    token: partnerSecrets(config).contracts.token,
  },
  {
    name: 'Tax events (demo)',
    institution: 'tax-authority',
    scopes: ['tax-events'],
    token: partnerSecrets(config).tax.token,
  },
  {
    name: 'Register client (demo)',
    institution: 'migration-service',
    scopes: ['register', 'permits', 'rights'],
    token: Buffer.from(deriveKey(config.secret, 'demo:register-client')).toString('base64url'),
  },
]
