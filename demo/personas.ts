// The people one can be in the demo. All are invented: the IINs carry the century digit of the 1800s, the telephones
// are the run +7 700 000 00 xx, the addresses end in .example, the passport numbers begin with the letters DEMO.

export type StaffRole =
  | 'registration-officer'
  | 'permit-officer'
  | 'supervisor'
  | 'border-officer'
  | 'appeal-officer'
  | 'analyst'
  | 'prosecutor'
  | 'labour-inspector'
  | 'auditor'
  | 'complaint-officer'
  | 'administrator'
  | 'asylum-officer'
  | 'consular-officer'
  | 'partner-officer'

export interface PersonaName {
  /** As written at home; a person may have one name only, then it is `given`. */
  family?: string
  given: string
  patronymic?: string
}

/** A staff account of the ministry's identity provider. The roles are the system's own to give, not the provider's. */
export interface StaffPersona {
  sub: string
  role: StaffRole
  institution: string
  office: string
  nativeName: PersonaName
  latinName: PersonaName
  email: string
  phone: string
  locale: 'kk' | 'ru' | 'en'
}

/** A private person of the demo country: migrant, host or household employer. */
export interface PersonPersona {
  key: string
  part: 'worker' | 'household-employer' | 'company-director' | 'host' | 'kandas' | 'asylum-seeker'
  nativeName: PersonaName
  /** Latin as in the passport's machine-readable zone: `family` is its primary identifier, or the single name. */
  latinName: PersonaName
  sex: 'M' | 'F'
  /** ISO date. */
  birthDate: string
  /** ISO 3166-1 alpha-3. */
  nationality: string
  document: { type: 'passport' | 'identity-card'; number: string; issuedOn: string; expiresOn: string }
  iin?: string
  phone: string
  /** Chat number with the demo's messenger bot. */
  telegram?: string
  email?: string
  locale: 'kk' | 'ru' | 'uz' | 'tg' | 'ky'
}

export const staffPersonas: StaffPersona[] = [
  {
    sub: 'staff-registration-almaty',
    role: 'registration-officer',
    institution: 'migration-service',
    office: 'migration-service-almaty-bostandyk',
    nativeName: { family: 'Сәрсенова', given: 'Айгүл', patronymic: 'Ерланқызы' },
    latinName: { family: 'Sarsenova', given: 'Aigul' },
    email: 'a.sarsenova@migration.demo.example',
    phone: '+77000000001',
    locale: 'kk',
  },
  {
    sub: 'staff-permit-almaty-1',
    role: 'permit-officer',
    institution: 'employment-almaty',
    office: 'employment-almaty-permits',
    nativeName: { family: 'Жүнісов', given: 'Данияр', patronymic: 'Маратұлы' },
    latinName: { family: 'Zhunissov', given: 'Daniyar' },
    email: 'd.zhunissov@employment-almaty.demo.example',
    phone: '+77000000002',
    locale: 'kk',
  },
  {
    sub: 'staff-permit-almaty-2',
    role: 'permit-officer',
    institution: 'employment-almaty',
    office: 'employment-almaty-permits',
    nativeName: { family: 'Ким', given: 'Светлана', patronymic: 'Викторовна' },
    latinName: { family: 'Kim', given: 'Svetlana' },
    email: 's.kim@employment-almaty.demo.example',
    phone: '+77000000003',
    locale: 'ru',
  },
  {
    sub: 'staff-supervisor-almaty',
    role: 'supervisor',
    institution: 'employment-almaty',
    office: 'employment-almaty-permits',
    nativeName: { family: 'Оспанова', given: 'Гүлнар', patronymic: 'Сейітқызы' },
    latinName: { family: 'Ospanova', given: 'Gulnar' },
    email: 'g.ospanova@employment-almaty.demo.example',
    phone: '+77000000004',
    locale: 'kk',
  },
  {
    sub: 'staff-border-konysbayeva',
    role: 'border-officer',
    institution: 'border-service',
    office: 'border-konysbayeva',
    nativeName: { family: 'Тілеуов', given: 'Нұрлан', patronymic: 'Бақытұлы' },
    latinName: { family: 'Tleuov', given: 'Nurlan' },
    email: 'n.tleuov@border.demo.example',
    phone: '+77000000005',
    locale: 'kk',
  },
  {
    sub: 'staff-appeal-commission',
    role: 'appeal-officer',
    institution: 'appeal-commission',
    office: 'appeal-commission-astana',
    nativeName: { family: 'Садықов', given: 'Мирас', patronymic: 'Жанатұлы' },
    latinName: { family: 'Sadykov', given: 'Miras' },
    email: 'm.sadykov@appeals.demo.example',
    phone: '+77000000011',
    locale: 'kk',
  },
  {
    sub: 'staff-analyst-ministry',
    role: 'analyst',
    institution: 'ministry-labour',
    office: 'ministry-labour-migration',
    nativeName: { family: 'Ахметова', given: 'Мәдина', patronymic: 'Асқарқызы' },
    latinName: { family: 'Akhmetova', given: 'Madina' },
    email: 'm.akhmetova@ministry.demo.example',
    phone: '+77000000006',
    locale: 'kk',
  },
  {
    sub: 'staff-prosecutor-almaty',
    role: 'prosecutor',
    institution: 'prosecution',
    office: 'prosecution-almaty',
    nativeName: { family: 'Ибраев', given: 'Тимур', patronymic: 'Русланович' },
    latinName: { family: 'Ibrayev', given: 'Timur' },
    email: 't.ibrayev@prosecution.demo.example',
    phone: '+77000000007',
    locale: 'ru',
  },
  {
    sub: 'staff-inspector-almaty',
    role: 'labour-inspector',
    institution: 'labour-inspection-almaty',
    office: 'labour-inspection-almaty-city',
    nativeName: { family: 'Бекенова', given: 'Жанар', patronymic: 'Қайратқызы' },
    latinName: { family: 'Bekenova', given: 'Zhanar' },
    email: 'zh.bekenova@labour-inspection.demo.example',
    phone: '+77000000008',
    locale: 'kk',
  },
  {
    sub: 'staff-auditor',
    role: 'auditor',
    institution: 'audit-chamber',
    office: 'audit-chamber-astana',
    nativeName: { family: 'Морозов', given: 'Андрей', patronymic: 'Павлович' },
    latinName: { family: 'Morozov', given: 'Andrey' },
    email: 'a.morozov@audit.demo.example',
    phone: '+77000000009',
    locale: 'ru',
  },
  {
    sub: 'staff-ombudsman',
    role: 'complaint-officer',
    institution: 'ombudsman',
    office: 'ombudsman-astana',
    nativeName: { family: 'Нұрланова', given: 'Ақбота' },
    latinName: { family: 'Nurlanova', given: 'Akbota' },
    email: 'a.nurlanova@ombudsman.demo.example',
    phone: '+77000000012',
    locale: 'kk',
  },
  {
    sub: 'staff-asylum-almaty',
    role: 'asylum-officer',
    institution: 'employment-almaty',
    office: 'employment-almaty-permits',
    nativeName: { family: 'Сәдуақасова', given: 'Меруерт' },
    latinName: { family: 'Saduakassova', given: 'Meruert' },
    email: 'm.saduakassova@employment.demo.example',
    phone: '+77000000013',
    locale: 'kk',
  },
  {
    sub: 'staff-asylum-appeals',
    role: 'asylum-officer',
    institution: 'ministry-labour',
    office: 'ministry-labour-migration',
    nativeName: { family: 'Орлова', given: 'Вера', patronymic: 'Ильинична' },
    latinName: { family: 'Orlova', given: 'Vera' },
    email: 'v.orlova@ministry.demo.example',
    phone: '+77000000014',
    locale: 'ru',
  },
  {
    sub: 'staff-consul-tashkent',
    role: 'consular-officer',
    institution: 'foreign-affairs',
    office: 'consulate-tashkent',
    nativeName: { family: 'Бейсембаева', given: 'Сәуле', patronymic: 'Төлегенқызы' },
    latinName: { family: 'Beissembayeva', given: 'Saule' },
    email: 's.beissembayeva@consulate.demo.example',
    phone: '+77000000015',
    locale: 'kk',
  },
  {
    sub: 'staff-bank-clerk',
    role: 'partner-officer',
    institution: 'bank-demo',
    office: 'bank-almaty',
    nativeName: { family: 'Пак', given: 'Виктория' },
    latinName: { family: 'Pak', given: 'Viktoriya' },
    email: 'v.pak@bank.demo.example',
    phone: '+77000000016',
    locale: 'ru',
  },
  {
    sub: 'staff-administrator',
    role: 'administrator',
    institution: 'ministry-labour',
    office: 'ministry-labour-systems',
    nativeName: { family: 'Әлімжан', given: 'Ерасыл' },
    latinName: { family: 'Alimzhan', given: 'Yerassyl' },
    email: 'y.alimzhan@ministry.demo.example',
    phone: '+77000000010',
    locale: 'kk',
  },
]

export const personPersonas: PersonPersona[] = [
  {
    key: 'worker-tajikistan',
    part: 'worker',
    nativeName: { family: 'Раҳимова', given: 'Зебунисо', patronymic: 'Фарҳодовна' },
    latinName: { family: 'RAHIMOVA', given: 'ZEBUNISO' },
    sex: 'F',
    birthDate: '1991-07-04',
    nationality: 'TJK',
    document: { type: 'passport', number: 'DEMO00411', issuedOn: '2022-03-15', expiresOn: '2032-03-14' },
    phone: '+77000000021',
    telegram: '700000021',
    locale: 'tg',
  },
  {
    key: 'worker-uzbekistan-single-name',
    part: 'worker',
    nativeName: { given: 'Oybek' },
    latinName: { given: 'OYBEK' },
    sex: 'M',
    birthDate: '1996-12-09',
    nationality: 'UZB',
    document: { type: 'passport', number: 'DEMO00412', issuedOn: '2021-09-01', expiresOn: '2031-08-31' },
    phone: '+77000000022',
    telegram: '700000022',
    locale: 'uz',
  },
  {
    key: 'worker-uzbekistan-permitted',
    part: 'worker',
    nativeName: { family: 'Yoʻldosheva', given: 'Dilnoza', patronymic: 'Shavkat qizi' },
    latinName: { family: 'YULDOSHEVA', given: 'DILNOZA SHAVKAT QIZI' },
    sex: 'F',
    birthDate: '1986-11-23',
    nationality: 'UZB',
    document: { type: 'passport', number: 'DEMO00413', issuedOn: '2020-02-10', expiresOn: '2030-02-09' },
    iin: '861123299825',
    phone: '+77000000023',
    locale: 'uz',
  },
  {
    key: 'worker-kyrgyzstan',
    part: 'worker',
    nativeName: { family: 'Токтоматова', given: 'Нургүл', patronymic: 'Таалайбековна' },
    latinName: { family: 'TOKTOMATOVA', given: 'NURGUL' },
    sex: 'F',
    birthDate: '1993-08-27',
    nationality: 'KGZ',
    document: { type: 'passport', number: 'DEMO00414', issuedOn: '2023-05-20', expiresOn: '2033-05-19' },
    iin: '930827299875',
    phone: '+77000000024',
    locale: 'ky',
  },
  {
    key: 'worker-azerbaijan',
    part: 'worker',
    nativeName: { family: 'Əliyev', given: 'Rəşad', patronymic: 'Vüqar oğlu' },
    latinName: { family: 'ALIYEV', given: 'RASHAD' },
    sex: 'M',
    birthDate: '1995-06-30',
    nationality: 'AZE',
    document: { type: 'passport', number: 'DEMO00415', issuedOn: '2024-01-11', expiresOn: '2034-01-10' },
    phone: '+77000000025',
    email: 'rashad@people.demo.example',
    locale: 'ru',
  },
  {
    key: 'employer-household',
    part: 'household-employer',
    nativeName: { family: 'Қасымов', given: 'Арман', patronymic: 'Болатұлы' },
    latinName: { family: 'KASSYMOV', given: 'ARMAN' },
    sex: 'M',
    birthDate: '1979-05-14',
    nationality: 'KAZ',
    document: { type: 'identity-card', number: 'DEMO00801', issuedOn: '2019-06-03', expiresOn: '2029-06-02' },
    iin: '790514199816',
    phone: '+77000000041',
    email: 'arman@people.demo.example',
    locale: 'kk',
  },
  {
    key: 'employer-household-five-workers',
    part: 'household-employer',
    nativeName: { family: 'Лебедева', given: 'Ольга', patronymic: 'Николаевна' },
    latinName: { family: 'LEBEDEVA', given: 'OLGA' },
    sex: 'F',
    birthDate: '1972-03-08',
    nationality: 'KAZ',
    document: { type: 'identity-card', number: 'DEMO00802', issuedOn: '2021-10-12', expiresOn: '2031-10-11' },
    iin: '720308299832',
    phone: '+77000000042',
    email: 'olga@people.demo.example',
    locale: 'ru',
  },
  {
    key: 'host-landlord',
    part: 'host',
    nativeName: { family: 'Нұрпейісова', given: 'Бибігүл', patronymic: 'Әбдіқызы' },
    latinName: { family: 'NURPEISSOVA', given: 'BIBIGUL' },
    sex: 'F',
    birthDate: '1966-09-15',
    nationality: 'KAZ',
    document: { type: 'identity-card', number: 'DEMO00803', issuedOn: '2018-04-25', expiresOn: '2028-04-24' },
    iin: '660915299866',
    phone: '+77000000043',
    locale: 'kk',
  },
  {
    key: 'employer-company',
    part: 'company-director',
    nativeName: { family: 'Нұрпейісов', given: 'Тимур', patronymic: 'Қанатұлы' },
    latinName: { family: 'NURPEISSOV', given: 'TIMUR' },
    sex: 'M',
    birthDate: '1979-05-14',
    nationality: 'KAZ',
    document: { type: 'identity-card', number: 'DEMO00451', issuedOn: '2021-06-01', expiresOn: '2031-05-31' },
    phone: '+77000000051',
    locale: 'ru',
  },
  {
    key: 'kandas-uzbekistan',
    part: 'kandas',
    nativeName: { family: 'Ережепов', given: 'Азамат', patronymic: 'Жолдасбайұлы' },
    latinName: { family: 'EREJEPOV', given: 'AZAMAT' },
    sex: 'M',
    birthDate: '1988-04-19',
    nationality: 'UZB',
    document: { type: 'passport', number: 'DEMO00611', issuedOn: '2021-04-02', expiresOn: '2031-04-01' },
    phone: '+77000000061',
    locale: 'kk',
  },
  {
    key: 'kandas-abroad',
    part: 'kandas',
    nativeName: { family: 'Сапарбаева', given: 'Гүлбахар' },
    latinName: { family: 'SAPARBAEVA', given: 'GULBAHAR' },
    sex: 'F',
    birthDate: '1999-03-21',
    nationality: 'UZB',
    document: { type: 'passport', number: 'DEMO00612', issuedOn: '2023-02-06', expiresOn: '2033-02-05' },
    phone: '+77000000062',
    locale: 'kk',
  },
  {
    key: 'asylum-seeker-afghanistan',
    part: 'asylum-seeker',
    nativeName: { family: 'Ноорӣ', given: 'Мина' },
    latinName: { family: 'NOORI', given: 'MINA' },
    sex: 'F',
    birthDate: '1995-02-11',
    nationality: 'AFG',
    document: { type: 'passport', number: 'DEMO00711', issuedOn: '2020-08-03', expiresOn: '2030-08-02' },
    phone: '+77000000071',
    locale: 'tg',
  },
]

/** Everybody of the demo, as the partners get them. */
export const personas = { staff: staffPersonas, people: personPersonas }
export type Personas = typeof personas

/** One line for a list: family name first, as on documents of the region; a single name stands alone. */
export function writeName(name: PersonaName): string {
  return [name.family, name.given, name.patronymic].filter(Boolean).join(' ')
}
