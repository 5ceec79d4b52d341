import { catalogue } from '../platform/language.ts'
import en from './messages/offices.en.json' with { type: 'json' }
import kk from './messages/offices.kk.json' with { type: 'json' }
import ky from './messages/offices.ky.json' with { type: 'json' }
import ru from './messages/offices.ru.json' with { type: 'json' }
import tg from './messages/offices.tg.json' with { type: 'json' }
import tr from './messages/offices.tr.json' with { type: 'json' }
import uz from './messages/offices.uz.json' with { type: 'json' }
import zh from './messages/offices.zh.json' with { type: 'json' }

/** The public list of offices. */
export const officesText = catalogue({ en, kk, ru, uz, tg, ky, zh, tr })
