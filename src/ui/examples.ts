import type { Child } from 'hono/jsx'
import type { Locale } from '../platform/language.ts'

/** One state of a component, drawn in the gallery and tested there in every language, by day and by night. */
export interface Example {
  /** What is shown, for developers: not translated. */
  name: string
  show(locale: Locale): Child
}

export interface Family {
  component: string
  examples: Example[]
}

interface Sample {
  question: string
  hint: string
  error: string
  sentence: string
  /** As long as labels get in this language, with the longest words we know. */
  long: string
  person: string
  place: string
  yes: string
  no: string
}

/** Made-up words of pages, so that the gallery shows each language's lengths and letters. */
const samples: Record<Locale, Sample> = {
  en: {
    question: 'When did you arrive in Kazakhstan?',
    hint: 'The day on the stamp or on the migration card.',
    error: 'Write the day of arrival, for example 27 3 2026',
    sentence: 'Your host gives notice within three working days. You need not go anywhere.',
    long: 'Internationally recognised professional requalification certificate',
    person: 'Test Person',
    place: 'Almaty region, Enbekshikazakh district',
    yes: 'Yes',
    no: 'No',
  },
  kk: {
    question: 'Қазақстанға қай күні келдіңіз?',
    hint: 'Мөртабандағы немесе көші-қон карточкасындағы күн.',
    error: 'Келген күніңізді жазыңыз, мысалы 27 3 2026',
    sentence: 'Қабылдаушы тарап үш жұмыс күні ішінде хабарлайды. Сізге ешқайда барудың қажеті жоқ.',
    long: 'Қанағаттандырылмағандықтарыңыздан туындаған халықаралық біліктіліктерінің сәйкестендірілуі',
    person: 'Сынақ Адамұлы',
    place: 'Алматы облысы, Еңбекшіқазақ ауданы',
    yes: 'Иә',
    no: 'Жоқ',
  },
  ru: {
    question: 'Когда вы прибыли в Казахстан?',
    hint: 'День на штампе или в миграционной карточке.',
    error: 'Напишите день прибытия, например 27 3 2026',
    sentence: 'Принимающая сторона сообщает о вас за три рабочих дня. Вам никуда идти не нужно.',
    long: 'Переосвидетельствование высококвалифицированных сельскохозяйственных специалистов',
    person: 'Проверкин Тест',
    place: 'Алматинская область, Енбекшиказахский район',
    yes: 'Да',
    no: 'Нет',
  },
  uz: {
    question: 'Qozogʻistonga qachon keldingiz?',
    hint: 'Muhrdagi yoki migratsiya kartasidagi kun.',
    error: 'Kelgan kuningizni yozing, masalan 27 3 2026',
    sentence: 'Qabul qiluvchi tomon uch ish kuni ichida xabar beradi. Hech qayerga borishingiz shart emas.',
    long: 'Takomillashtirilayotganlardanmisizlar deb soʻralgan malakalashtirilganlik guvohnomasi',
    person: 'Sinov Odamov',
    place: 'Olmaota viloyati, Yenbekshiqozoq tumani',
    yes: 'Ha',
    no: 'Yoʻq',
  },
  tg: {
    question: 'Шумо ба Қазоқистон кай омадед?',
    hint: 'Рӯзе, ки дар мӯҳр ё корти муҳоҷират навишта шудааст.',
    error: 'Рӯзи омаданро нависед, масалан 27 3 2026',
    sentence: 'Тарафи қабулкунанда дар давоми се рӯзи корӣ хабар медиҳад. Ба ҷое рафтан лозим нест.',
    long: 'Шаҳодатномаи байналмилалигардонидашудаи тахассусикунонии кишоварзӣ-мошинсозӣ',
    person: 'Санҷишӣ Одамзода',
    place: 'вилояти Алмаато, ноҳияи Энбекшиқазоқ',
    yes: 'Ҳа',
    no: 'Не',
  },
  ky: {
    question: 'Казакстанга качан келдиңиз?',
    hint: 'Мөөрдөгү же миграциялык картадагы күн.',
    error: 'Келген күнүңүздү жазыңыз, мисалы 27 3 2026',
    sentence: 'Кабыл алуучу тарап үч жумуш күндүн ичинде кабарлайт. Сиз эч кайда барбайсыз.',
    long: 'Квалификациялаштырылгандыгыңыздардын эларалык күбөлөндүрүлүшү',
    person: 'Сыноо Адамов',
    place: 'Алматы облусу, Эңбекшиказак району',
    yes: 'Ооба',
    no: 'Жок',
  },
  zh: {
    question: '您是哪一天抵达哈萨克斯坦的？',
    hint: '入境章或移民卡上的日期。',
    error: '请填写抵达日期，例如 27 3 2026',
    sentence: '接待方会在三个工作日内申报，您无需前往任何地方。',
    long: '国际认可的高级农业机械专业技术人员再培训资格证书',
    person: '测试人员',
    place: '阿拉木图州恩别克什哈萨克区',
    yes: '是',
    no: '否',
  },
  tr: {
    question: 'Kazakistan’a ne zaman geldiniz?',
    hint: 'Damgadaki veya göç kartındaki gün.',
    error: 'Geldiğiniz günü yazın, örneğin 27 3 2026',
    sentence: 'Ev sahibiniz üç iş günü içinde bildirir. Bir yere gitmeniz gerekmez.',
    long: 'Yükseköğrenimlileştirilemeyenlerdenmişsinizcesine belgelendirilmiş yeterlilik',
    person: 'Deneme Kişisi',
    place: 'Almatı bölgesi, Enbekşikazak ilçesi',
    yes: 'Evet',
    no: 'Hayır',
  },
}

export const sample = (locale: Locale): Sample => samples[locale]
