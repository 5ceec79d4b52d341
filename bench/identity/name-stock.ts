// Names of the made-up people, in the spelling of their home. Stems and endings are put together, so that the stock is large and nobody real is meant.

export interface Culture {
  code: string
  citizenship: string
  /** Share of the population, in per mille. */
  share: number
  script: 'uz' | 'tg' | 'ky' | 'kk' | 'ru' | 'tr' | 'zh'
  stems: string[]
  male: string[]
  female: string[]
  /** [male, female] endings of family names made of a man's name. */
  families: [string, string][]
  patronymic: [string, string] | null
  /** Of 100, how many have a patronymic on paper, and how many one name only. */
  withPatronymic: number
  singleName: number
}

export const cultures: Culture[] = [
  {
    code: 'uz',
    citizenship: 'UZB',
    share: 420,
    script: 'uz',
    stems:
      'Abdu Asad Axmad Baxti Bek Boti Daler Davron Elmu Farru Gʻay Hamid Hasan Ibro Ilhom Islom Jaho Jasur Joʻra Kamol Komil Laziz Mahmud Mirza Murod Nodir Nuri Olim Ota Oʻkta Qodir Rav Rustam Sanjar Sardor Shavka Sher Suxro Temur Tohir Toʻlqin Ulugʻ Umid Xol Xurshid Yoʻldosh Zafar Ziyo'.split(
        ' ',
      ),
    male: ' jon bek boy mat murod ali xon zod'.split(' '),
    female: ' oy gul xon iya noza bonu'.split(' '),
    families: [
      ['ov', 'ova'],
      ['yev', 'yeva'],
    ],
    patronymic: [' oʻgʻli', ' qizi'],
    withPatronymic: 70,
    singleName: 2,
  },
  {
    code: 'tg',
    citizenship: 'TJK',
    share: 230,
    script: 'tg',
    stems:
      'Абдул Алишер Баҳром Бобо Давлат Далер Ҷамшед Ҷонон Ҷӯра Зафар Зоир Иброҳим Исмоил Камол Карим Латиф Маҳмуд Меҳр Мирзо Назар Наим Нуралӣ Олим Парвиз Раҳим Рустам Саид Сафар Сино Сироҷ Сӯҳроб Темур Тоҷ Умар Фарҳод Фаррух Хуршед Ҳаким Ҳасан Ҳусейн Шариф Шодӣ Ғафур Қурбон'.split(
        ' ',
      ),
    male: ' ҷон бек шоҳ зод алӣ хон'.split(' '),
    female: ' а гул мо ой нисо бону'.split(' '),
    families: [
      ['ов', 'ова'],
      ['зода', 'зода'],
      ['ӣ', 'ӣ'],
      ['иён', 'иён'],
    ],
    patronymic: ['ович', 'овна'],
    withPatronymic: 60,
    singleName: 4,
  },
  {
    code: 'ky',
    citizenship: 'KGZ',
    share: 130,
    script: 'ky',
    stems:
      'Айбек Акыл Алмаз Асан Бакыт Болот Бекжан Дастан Эрмек Жаныбек Жолдош Жумак Замир Кубан Кылыч Мирлан Нурлан Өмүр Орозбек Руслан Сагын Султан Талант Темир Токтогул Төлөгөн Улан Үсөн Чыңгыз Ырыс Шамшы Элдияр'.split(
        ' ',
      ),
    male: ' бек мырза кул'.split(' '),
    female: ' гүл кан ай жан'.split(' '),
    families: [
      ['ов', 'ова'],
      ['ев', 'ева'],
      [' уулу', ' кызы'],
    ],
    patronymic: ['ович', 'овна'],
    withPatronymic: 50,
    singleName: 1,
  },
  {
    code: 'ru',
    citizenship: 'RUS',
    share: 90,
    script: 'ru',
    stems:
      'Александр Алексей Андрей Антон Борис Вадим Василий Виктор Владимир Георгий Григорий Денис Дмитрий Евгений Егор Иван Игорь Илья Кирилл Леонид Максим Михаил Никита Николай Олег Павел Пётр Роман Сергей Степан Фёдор Юрий'.split(
        ' ',
      ),
    male: [''],
    female: [''],
    families: [
      ['ов', 'ова'],
      ['ин', 'ина'],
      ['енко', 'енко'],
      ['ский', 'ская'],
    ],
    patronymic: ['ович', 'овна'],
    withPatronymic: 95,
    singleName: 0,
  },
  {
    code: 'kk',
    citizenship: 'KAZ',
    share: 60,
    script: 'kk',
    stems:
      'Абай Айбек Ақан Алмас Асқар Әділ Бауыржан Берік Болат Дәурен Ержан Ерлан Жандос Жұмабай Қайрат Қанат Қуаныш Мақсат Мұрат Нұрлан Нұржан Ораз Өтеген Рүстем Сәкен Серік Сұлтан Темірлан Төлеген Ұлан Шыңғыс Ілияс'.split(
        ' ',
      ),
    male: ' бек хан бай'.split(' '),
    female: ' гүл ай жан қыз'.split(' '),
    families: [
      ['ов', 'ова'],
      ['ев', 'ева'],
      ['', ''],
    ],
    patronymic: ['ұлы', 'қызы'],
    withPatronymic: 75,
    singleName: 0,
  },
  {
    code: 'tr',
    citizenship: 'TUR',
    share: 40,
    script: 'tr',
    stems:
      'Ahmet Ali Barış Burak Can Çetin Deniz Emre Erdem Ferhat Gökhan Hakan Hüseyin İbrahim Kadir Kemal Levent Mehmet Murat Mustafa Oğuz Onur Ömer Özgür Rıza Selim Serkan Süleyman Şahin Tolga Uğur Ümit Volkan Yavuz Yıldırım Yusuf'.split(
        ' ',
      ),
    male: [''],
    female: [' Nur', ' Gül', ''],
    families: [
      ['oğlu', 'oğlu'],
      ['', ''],
      ['er', 'er'],
      ['türk', 'türk'],
    ],
    patronymic: null,
    withPatronymic: 0,
    singleName: 0,
  },
  {
    code: 'zh',
    citizenship: 'CHN',
    share: 30,
    script: 'zh',
    stems:
      'Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Lin Gao Luo Zheng Liang Xie Song Tang Deng Han Feng Cao Peng Zeng Xiao Tian Dong Pan Yuan Cai Jiang Yu Du Ye Cheng Wei Su Lü Ding Ren Shen'.split(
        ' ',
      ),
    male: 'wei jun qiang ming lei jie tao bin hai ping'.split(' '),
    female: 'fang na min jing li yan xia juan mei hua'.split(' '),
    families: [['', '']],
    patronymic: null,
    withPatronymic: 0,
    singleName: 0,
  },
]
