import type { Locale } from '../platform/language.ts'

/**
 * What acts and parts of them are called in Kazakh and Russian, by the English words of `policy/`. Titles of laws are the official short
 * ones; what is no title (rules, orders, our own remarks) is a working translation.
 */
const acts: Record<string, { kk: string; ru: string }> = {
  'Law on Migration': { kk: '«Халықтың көші-қоны туралы» Заң', ru: 'Закон «О миграции населения»' },
  'Law on Refugees': { kk: '«Босқындар туралы» Заң', ru: 'Закон «О беженцах»' },
  'Law on Personal Data': {
    kk: '«Дербес деректер және оларды қорғау туралы» Заң',
    ru: 'Закон «О персональных данных и их защите»',
  },
  'Law on Legal Status of Foreigners': {
    kk: '«Шетелдіктердің құқықтық жағдайы туралы» Заң',
    ru: 'Закон «О правовом положении иностранцев»',
  },
  'Law on banks': { kk: 'Банктер туралы заң', ru: 'Закон о банках' },
  'Law on currency regulation': { kk: 'Валюталық реттеу туралы заң', ru: 'Закон о валютном регулировании' },
  'Law on countering laundering': {
    kk: 'Кірістерді жылыстатуға қарсы іс-қимыл туралы заң',
    ru: 'Закон о противодействии отмыванию доходов',
  },
  'law on the republican budget': {
    kk: 'республикалық бюджет туралы заң',
    ru: 'закон о республиканском бюджете',
  },
  'tax law': { kk: 'салық заңы', ru: 'налоговый закон' },
  'Labour Code': { kk: 'Еңбек кодексі', ru: 'Трудовой кодекс' },
  'Civil Code': { kk: 'Азаматтық кодекс', ru: 'Гражданский кодекс' },
  'Criminal Code': { kk: 'Қылмыстық кодекс', ru: 'Уголовный кодекс' },
  'Code of Criminal Procedure': {
    kk: 'Қылмыстық-процестік кодекс',
    ru: 'Уголовно-процессуальный кодекс',
  },
  'Code on Administrative Offences': {
    kk: 'Әкімшілік құқық бұзушылық туралы кодекс',
    ru: 'Кодекс об административных правонарушениях',
  },
  'Administrative Procedural and Process-Related Code': {
    kk: 'Әкімшілік рәсімдік-процестік кодекс',
    ru: 'Административный процедурно-процессуальный кодекс',
  },
  Constitution: { kk: 'Конституция', ru: 'Конституция' },
  'Treaty on the Eurasian Economic Union': {
    kk: 'Еуразиялық экономикалық одақ туралы шарт',
    ru: 'Договор о Евразийском экономическом союзе',
  },
  'Convention relating to the Status of Refugees': {
    kk: 'Босқындар мәртебесі туралы конвенция',
    ru: 'Конвенция о статусе беженцев',
  },
  'rules on permits to employers': {
    kk: 'жұмыс берушілерге рұқсат беру қағидалары',
    ru: 'правила выдачи разрешений работодателям',
  },
  'rules on permits to labour immigrants': {
    kk: 'еңбекші иммигранттарға рұқсат беру қағидалары',
    ru: 'правила выдачи разрешений трудовым иммигрантам',
  },
  'rules on permits for temporary residence': {
    kk: 'уақытша тұруға рұқсат беру қағидалары',
    ru: 'правила выдачи разрешений на временное проживание',
  },
  'rules on permits for permanent residence': {
    kk: 'тұрақты тұруға рұқсат беру қағидалары',
    ru: 'правила выдачи разрешений на постоянное проживание',
  },
  'rules of voluntary resettlement': {
    kk: 'ерікті қоныс аудару қағидалары',
    ru: 'правила добровольного переселения',
  },
  'rules of entry and stay of immigrants': {
    kk: 'иммигранттардың келуі мен болу қағидалары',
    ru: 'правила въезда и пребывания иммигрантов',
  },
  'rules of registration of immigrants': {
    kk: 'иммигранттарды тіркеу қағидалары',
    ru: 'правила регистрации иммигрантов',
  },
  'rules on the Ata zholy card': { kk: '«Ата жолы» картасының қағидалары', ru: 'правила карты «Ата жолы»' },
  'rules on the status of kandas': {
    kk: 'қандас мәртебесі қағидалары',
    ru: 'правила присвоения статуса кандаса',
  },
  'rules on visas': { kk: 'виза қағидалары', ru: 'правила оформления виз' },
  'rules on granting refugee status': {
    kk: 'босқын мәртебесін беру қағидалары',
    ru: 'правила присвоения статуса беженца',
  },
  'rules on the citizenship test': {
    kk: 'азаматтық тестінің қағидалары',
    ru: 'правила тестирования на гражданство',
  },
  'rules on identification numbers': {
    kk: 'сәйкестендіру нөмірлері қағидалары',
    ru: 'правила об идентификационных номерах',
  },
  'rules on the IIN of foreigners': {
    kk: 'шетелдіктердің ЖСН қағидалары',
    ru: 'правила об ИИН иностранцев',
  },
  'rules on residence cards': { kk: 'тұру карталары қағидалары', ru: 'правила о картах проживания' },
  'rules on payment cards': { kk: 'төлем карталары қағидалары', ru: 'правила о платёжных картах' },
  'rules on consular registration': {
    kk: 'консулдық есеп қағидалары',
    ru: 'правила консульского учёта',
  },
  'rules on self-employment of foreign workers': {
    kk: 'шетелдік жұмыскерлердің өз бетінше жұмысқа орналасу қағидалары',
    ru: 'правила самостоятельного трудоустройства иностранных работников',
  },
  'programme rules': { kk: 'бағдарлама қағидалары', ru: 'правила программы' },
  'quota rules': { kk: 'квота қағидалары', ru: 'правила о квоте' },
  'order on the regional quota': { kk: 'өңірлік квота туралы бұйрық', ru: 'приказ о региональной квоте' },
  'order on regional quotas': { kk: 'өңірлік квоталар туралы бұйрық', ru: 'приказ о региональных квотах' },
  'order on the quota of foreign labour': {
    kk: 'шетелдік жұмыс күші квотасы туралы бұйрық',
    ru: 'приказ о квоте иностранной рабочей силы',
  },
  'order on the quota of labour immigrants': {
    kk: 'еңбекші иммигранттар квотасы туралы бұйрық',
    ru: 'приказ о квоте трудовых иммигрантов',
  },
  'pilot order': { kk: 'пилот туралы бұйрық', ru: 'приказ о пилоте' },
  'pilot on permanent residence and kandas status': {
    kk: 'тұрақты тұру мен қандас мәртебесі пилоты',
    ru: 'пилот по постоянному проживанию и статусу кандаса',
  },
  'fee rates': { kk: 'алым мөлшерлемелері', ru: 'ставки сборов' },
  'list of persons who need no permit': {
    kk: 'рұқсат керек емес адамдар тізбесі',
    ru: 'перечень лиц, которым разрешение не нужно',
  },
  'list of professions in demand': {
    kk: 'сұранысқа ие кәсіптер тізбесі',
    ru: 'перечень востребованных профессий',
  },
  'list of seasonal occupations': {
    kk: 'маусымдық кәсіптер тізбесі',
    ru: 'перечень сезонных профессий',
  },
  'lists of the Government': { kk: 'Үкіметтің тізбелері', ru: 'перечни Правительства' },
  'Concept of migration policy to 2030': {
    kk: '2030 жылға дейінгі көші-қон саясатының тұжырымдамасы',
    ru: 'Концепция миграционной политики до 2030 года',
  },
  'proposal of the paper': { kk: 'зерттеу ұсынысы', ru: 'предложение исследования' },
  proposal: { kk: 'ұсыныс', ru: 'предложение' },
}

/** Remarks that stand after an act: in brackets, after a comma, a colon or a semicolon. */
const remarks: Record<string, { kk: string; ru: string }> = {
  'not seen': { kk: 'мәтінін көрмедік', ru: 'текста не видели' },
  'text not seen': { kk: 'мәтінін көрмедік', ru: 'текста не видели' },
  'article not seen': { kk: 'бабын көрмедік', ru: 'статьи не видели' },
  'age not seen': { kk: 'жасты көрмедік', ru: 'возраста не видели' },
  'article number not seen': { kk: 'бап нөмірін көрмедік', ru: 'номера статьи не видели' },
  'older redaction, text not seen': {
    kk: 'бұрынғы редакция, мәтінін көрмедік',
    ru: 'прежняя редакция, текста не видели',
  },
  'length of the break in conflict': {
    kk: 'үзіліс ұзақтығы әр мәтінде әртүрлі',
    ru: 'о длине перерыва тексты расходятся',
  },
  'no article': { kk: 'бабы жоқ', ru: 'статьи нет' },
  'Resolution 1041': { kk: '1041 қаулы', ru: 'Постановление 1041' },
  'items not read': { kk: 'тармақтарын оқымадық', ru: 'пунктов не читали' },
  terms: { kk: 'мерзімдер', ru: 'сроки' },
  extension: { kk: 'ұзарту', ru: 'продление' },
  'grounds of refusal': { kk: 'бас тарту негіздері', ru: 'основания отказа' },
  'local content': { kk: 'жергілікті қамту', ru: 'местное содержание' },
  'list of states': { kk: 'мемлекеттер тізімі', ru: 'список государств' },
  'list of professions': { kk: 'кәсіптер тізімі', ru: 'список профессий' },
  'income of a labour immigrant': { kk: 'еңбекші иммигрант табысы', ru: 'доход трудового иммигранта' },
  'as amended by Order 93 of 28 March 2025': {
    kk: '2025 жылғы 28 наурыздағы 93 бұйрықпен өзгертілген',
    ru: 'с изменениями приказа 93 от 28 марта 2025 года',
  },
  'a kandas is an ethnic Kazakh': { kk: 'қандас — этникалық қазақ', ru: 'кандас — этнический казах' },
  'exempt from proof of solvency': {
    kk: 'төлем қабілетін растаудан босатылған',
    ru: 'без подтверждения платёжеспособности',
  },
  'rights of citizens': { kk: 'азаматтардың құқықтары', ru: 'права граждан' },
  'rights of a resident except political ones': {
    kk: 'саяси құқықтардан басқа тұрғын құқықтары',
    ru: 'права жителя, кроме политических',
  },
  'work up to three years': { kk: 'үш жылға дейін жұмыс', ru: 'работа до трёх лет' },
  'second ground': { kk: 'екінші негіз', ru: 'второе основание' },
  'third ground': { kk: 'үшінші негіз', ru: 'третье основание' },
  'fourth ground': { kk: 'төртінші негіз', ru: 'четвёртое основание' },
  'fifth ground': { kk: 'бесінші негіз', ru: 'пятое основание' },
  'five alternative grounds': { kk: 'бес негіздің бірі', ru: 'одно из пяти оснований' },
  'one extension': { kk: 'бір рет ұзарту', ru: 'одно продление' },
  'at most six months': { kk: 'алты айдан аспайды', ru: 'не больше шести месяцев' },
  'three ways': { kk: 'үш жол', ru: 'три пути' },
  'third way': { kk: 'үшінші жол', ru: 'третий путь' },
  'up to ten years': { kk: 'он жылға дейін', ru: 'до десяти лет' },
  'not beyond the passport': { kk: 'паспорт мерзімінен аспайды', ru: 'не дольше паспорта' },
  'ethnic Kazakhs who are foreign citizens': {
    kk: 'шетел азаматы болған этникалық қазақтар',
    ru: 'этнические казахи с иностранным гражданством',
  },
  'without it no employment contract': {
    kk: 'онсыз еңбек шарты жасалмайды',
    ru: 'без него трудового договора нет',
  },
  test: { kk: 'тест', ru: 'тест' },
  interview: { kk: 'әңгімелесу', ru: 'собеседование' },
  questionnaire: { kk: 'сауалнама', ru: 'анкета' },
  'check between authorities': { kk: 'органдар арасындағы тексеру', ru: 'проверка между органами' },
  'consent of the state of citizenship': {
    kk: 'азаматтығы бар мемлекеттің келісімі',
    ru: 'согласие государства гражданства',
  },
}

/** "art. 97(9)" and its like; Kazakh puts the number first. */
function placeIn(place: string, language: 'kk' | 'ru'): string | undefined {
  const [, what, number] = /^(arts?\.?|p\.|ch\.|No\.|items?) (.+)$/.exec(place) ?? []
  if (!what || !number) return undefined
  const numbers = number.replaceAll(' and ', language === 'kk' ? ' және ' : ' и ')
  if (/[a-z]/.test(numbers)) return undefined
  const word = {
    kk: { a: 'бап', p: 'тармақ', c: 'тарау', i: 'тармақ' },
    ru: { a: 'ст.', p: 'п.', c: 'гл.', i: 'п.' },
  }[language]
  if (what === 'No.') return `№ ${numbers}`
  const name = word[what[0] as 'a' | 'p' | 'c' | 'i']
  return language === 'kk' ? `${numbers}-${name}` : `${name} ${numbers}`
}

/**
 * The place in the law that a condition rests on, as a reader of the language knows it; Uzbek, Tajik and Kyrgyz readers get Russian.
 * `language` says in which language the words are: what has no translation stays the English of `policy/`, whole.
 */
export function articleIn(locale: Locale, article: string): { text: string; language: 'kk' | 'ru' | 'en' } {
  if (locale === 'en' || locale === 'zh' || locale === 'tr') return { text: article, language: 'en' }
  const language = locale === 'kk' ? 'kk' : 'ru'
  const said: string[] = []
  for (const one of article.split('; ')) {
    const text = one in remarks ? remarks[one]?.[language] : oneAct(one, language)
    if (text === undefined) return { text: article, language: 'en' }
    said.push(text)
  }
  return { text: said.join('; '), language }
}

function oneAct(text: string, language: 'kk' | 'ru'): string | undefined {
  const name = Object.keys(acts)
    .filter((each) => text === each || (text.startsWith(each) && /^[ ,:]/.test(text.slice(each.length))))
    .sort((a, b) => b.length - a.length)[0]
  if (!name)
    return /^Law No\. [\dIVX-]+$/.test(text)
      ? text.replace(/^Law No\./, language === 'kk' ? 'Заң №' : 'Закон №')
      : undefined
  let rest = text.slice(name.length)
  let said = acts[name]?.[language] ?? name
  while (rest) {
    const place = /^,? ((?:arts?\.?|p\.|ch\.|items?) [\d()\-,]+(?: and [\d()-]+)*)/.exec(rest)
    const bracket = /^ \(([^)]+)\)/.exec(rest)
    const tail = /^([,:]) ([^(]+?)(?= \(|$)/.exec(rest)
    if (place?.[1]) {
      const words = placeIn(place[1], language)
      if (words === undefined) return undefined
      said += `${language === 'kk' ? ' ' : ', '}${words}`
      rest = rest.slice(place[0].length)
    } else {
      const found = bracket ?? tail
      const remark = remarks[(bracket?.[1] ?? tail?.[2] ?? '').trim()]?.[language]
      if (!found || remark === undefined) return undefined
      said += bracket ? ` (${remark})` : `${tail?.[1]} ${remark}`
      rest = rest.slice(found[0].length)
    }
  }
  return said
}
