import type { PersonName } from '../../src/person/person-name.ts'
import type { Random } from './random.ts'

/**
 * Names as people of a culture write them at home, each beside the Latin of their passport: `native|LATIN`. Common first and
 * family names put together by chance; nobody in particular. `patronymic` says how the father's name is added, if it is.
 */
interface Culture {
  men: string[]
  women: string[]
  families: string[]
  /** Family names of women where they differ by a syllable. */
  feminine?: (native: string, latin: string) => [string, string]
  patronymic?: (father: string, sex: 'male' | 'female') => string
  /** Share of people with one name only. */
  single?: number
}

const list = (text: string): string[] => text.trim().split(/\s+/)

const slavicFeminine = (native: string, latin: string): [string, string] =>
  /[вн]$/.test(native) ? [`${native}а`, `${latin}A`] : [native, latin]
const ovich = (father: string, sex: 'male' | 'female') =>
  /й$/.test(father)
    ? father.replace(/й$/, sex === 'male' ? 'евич' : 'евна')
    : `${father}${sex === 'male' ? 'ович' : 'овна'}`

export const cultures: Record<string, Culture> = {
  UZB: {
    men: list(
      'Jasur|JASUR Sherzod|SHERZOD Bekzod|BEKZOD Otabek|OTABEK Sardor|SARDOR Ulugʻbek|ULUGBEK Rustam|RUSTAM Farrux|FARRUKH Anvar|ANVAR Davron|DAVRON',
    ),
    women: list(
      'Nilufar|NILUFAR Gulnora|GULNORA Malika|MALIKA Feruza|FERUZA Shahnoza|SHAHNOZA Zulfiya|ZULFIYA Madina|MADINA Nigora|NIGORA Barno|BARNO',
    ),
    families: list(
      'Karimov|KARIMOV Toʻrayev|TURAEV Rahmonov|RAKHMONOV Yusupov|YUSUPOV Ergashev|ERGASHEV Saidov|SAIDOV Norqulov|NORKULOV Xolmatov|KHOLMATOV Abdullayev|ABDULLAEV Mirzayev|MIRZAEV',
    ),
    feminine: (native, latin) => [`${native}a`, `${latin}A`],
    patronymic: (father, sex) => `${father} ${sex === 'male' ? 'oʻgʻli' : 'qizi'}`,
    single: 0.04,
  },
  TJK: {
    men: list(
      'Фирдавс|FIRDAVS Ҷамшед|JAMSHED Далер|DALER Меҳрубон|MEHRUBON Суҳроб|SUHROB Рустам|RUSTAM Шариф|SHARIF Парвиз|PARVIZ',
    ),
    women: list(
      'Гулчеҳра|GULCHEHRA Мавзуна|MAVZUNA Нигина|NIGINA Ситора|SITORA Парвина|PARVINA Заррина|ZARRINA Шаҳло|SHAHLO',
    ),
    families: list(
      'Раҳимов|RAHIMOV Назаров|NAZAROV Шарипов|SHARIPOV Қурбонов|QURBONOV Сафаров|SAFAROV Ҳакимов|HAKIMOV Давлатов|DAVLATOV Азизов|AZIZOV',
    ),
    feminine: slavicFeminine,
    patronymic: ovich,
    single: 0.06,
  },
  KGZ: {
    men: list(
      'Азамат|AZAMAT Бакыт|BAKYT Нурлан|NURLAN Эрлан|ERLAN Тилек|TILEK Улан|ULAN Мирлан|MIRLAN Жениш|ZHENISH',
    ),
    women: list(
      'Айгүл|AIGUL Чолпон|CHOLPON Жылдыз|ZHYLDYZ Назгүл|NAZGUL Бегимай|BEGIMAI Гүлзат|GULZAT Айпери|AIPERI',
    ),
    families: list(
      'Асанов|ASANOV Токтосунов|TOKTOSUNOV Сыдыков|SYDYKOV Мамытов|MAMYTOV Бейшеналиев|BEISHENALIEV Жумабаев|ZHUMABAEV Осмонов|OSMONOV',
    ),
    feminine: slavicFeminine,
    patronymic: (father, sex) => `${father} ${sex === 'male' ? 'уулу' : 'кызы'}`,
  },
  RUS: {
    men: list(
      'Алексей|ALEKSEI Дмитрий|DMITRII Иван|IVAN Сергей|SERGEI Роман|ROMAN Максим|MAKSIM Денис|DENIS Павел|PAVEL',
    ),
    women: list('Анна|ANNA Елена|ELENA Мария|MARIIA Ирина|IRINA Наталья|NATALIA Вера|VERA Дарья|DARIA'),
    families: list(
      'Соколов|SOKOLOV Орлов|ORLOV Зайцев|ZAITSEV Белов|BELOV Киселёв|KISELEV Фролов|FROLOV Титов|TITOV Громов|GROMOV Лосев|LOSEV',
    ),
    feminine: slavicFeminine,
    patronymic: (father, sex) =>
      father === 'Павел' ? (sex === 'male' ? 'Павлович' : 'Павловна') : ovich(father, sex),
  },
  KAZ: {
    men: list(
      'Арман|ARMAN Ерлан|YERLAN Болат|BOLAT Нұрлан|NURLAN Қайрат|KAIRAT Серік|SERIK Дәурен|DAUREN Асқар|ASKAR Мұрат|MURAT',
    ),
    women: list(
      'Айнұр|AINUR Гүлмира|GULMIRA Жанар|ZHANAR Сәуле|SAULE Әсел|ASSEL Динара|DINARA Мөлдір|MOLDIR Бақыт|BAKYT',
    ),
    families: list(
      'Ахметов|AKHMETOV Оспанов|OSPANOV Жұмабеков|ZHUMABEKOV Нұрғалиев|NURGALIYEV Сейітов|SEITOV Әбдіров|ABDIROV Тілеубаев|TLEUBAYEV Қалиев|KALIYEV Омаров|OMAROV',
    ),
    feminine: slavicFeminine,
    patronymic: (father, sex) => `${father}${sex === 'male' ? 'ұлы' : 'қызы'}`,
  },
  CHN: {
    men: list('伟|WEI 强|QIANG 军|JUN 志明|ZHIMING 建国|JIANGUO 浩然|HAORAN 磊|LEI'),
    women: list('芳|FANG 丽|LI 秀英|XIUYING 敏|MIN 静|JING 雪梅|XUEMEI 婷|TING'),
    families: list('王|WANG 李|LI 张|ZHANG 刘|LIU 陈|CHEN 杨|YANG 赵|ZHAO 黄|HUANG 周|ZHOU 马|MA'),
  },
  TUR: {
    men: list('Mehmet|MEHMET Emre|EMRE Oğuz|OGUZ Burak|BURAK Yiğit|YIGIT Hüseyin|HUSEYIN'),
    women: list('Ayşe|AYSE Elif|ELIF Zeynep|ZEYNEP Gülşen|GULSEN Derya|DERYA'),
    families: list('Yılmaz|YILMAZ Çelik|CELIK Şahin|SAHIN Öztürk|OZTURK Koç|KOC Aydın|AYDIN'),
  },
  AZE: {
    men: list('Elçin|ELCHIN Rəşad|RASHAD Vüqar|VUGAR Tural|TURAL Kənan|KANAN'),
    women: list('Aygün|AYGUN Leyla|LEYLA Günel|GUNEL Sevinc|SEVINJ'),
    families: list('Məmmədov|MAMMADOV Hüseynov|HUSEYNOV Quliyev|GULIYEV Həsənov|HASANOV'),
    feminine: (native, latin) => [`${native}a`, `${latin}A`],
    patronymic: (father, sex) => `${father} ${sex === 'male' ? 'oğlu' : 'qızı'}`,
  },
  IND: {
    men: list('राजेश|RAJESH अमित|AMIT सुनील|SUNIL विजय|VIJAY'),
    women: list('प्रिया|PRIYA अनीता|ANITA सुनीता|SUNITA'),
    families: list('शर्मा|SHARMA पटेल|PATEL सिंह|SINGH कुमार|KUMAR'),
    single: 0.15,
  },
  AFG: {
    men: list('احمد|AHMAD محمود|MAHMUD فرید|FARID نادر|NADER'),
    women: list('مریم|MARYAM فاطمه|FATEMA لیلا|LEILA'),
    families: list('رحیمی|RAHIMI احمدی|AHMADI کریمی|KARIMI'),
    single: 0.4,
  },
}

const halves = (pair: string): [string, string] => pair.split('|') as [string, string]

/** A name of a culture, at home and in the passport. */
export function drawName(
  chance: Random,
  citizenship: string,
  sex: 'male' | 'female',
): { native: PersonName; latin: PersonName } {
  const culture = cultures[citizenship]
  if (!culture) throw new RangeError(`no names for ${citizenship}`)
  const [given, givenLatin] = halves(chance.pick(sex === 'male' ? culture.men : culture.women))
  const [father] = halves(chance.pick(culture.men))
  let [family, familyLatin] = halves(chance.pick(culture.families))
  if (sex === 'female' && culture.feminine) [family, familyLatin] = culture.feminine(family, familyLatin)
  const single = chance.chance(culture.single ?? 0)
  const withFather = chance.chance(0.85)
  if (single) return { native: { given }, latin: { given: givenLatin } }
  return {
    native: {
      family,
      given,
      ...(culture.patronymic && withFather ? { patronymic: culture.patronymic(father, sex) } : {}),
    },
    latin: { family: familyLatin, given: givenLatin },
  }
}
