import { catalogue } from '../platform/language.ts'
import en from './messages/who-opens.en.json' with { type: 'json' }
import kk from './messages/who-opens.kk.json' with { type: 'json' }
import ky from './messages/who-opens.ky.json' with { type: 'json' }
import ru from './messages/who-opens.ru.json' with { type: 'json' }
import tg from './messages/who-opens.tg.json' with { type: 'json' }
import tr from './messages/who-opens.tr.json' with { type: 'json' }
import uz from './messages/who-opens.uz.json' with { type: 'json' }
import zh from './messages/who-opens.zh.json' with { type: 'json' }

/** Words of who may open what; those of purposes and kinds that a person reads of themselves are in the words of the program. */
export const whoOpensText = catalogue({ en, kk, ru, uz, tg, ky, zh, tr })
