import { catalogue } from '../platform/language.ts'
import en from './messages/en.json' with { type: 'json' }
import kk from './messages/kk.json' with { type: 'json' }
import ky from './messages/ky.json' with { type: 'json' }
import ru from './messages/ru.json' with { type: 'json' }
import tg from './messages/tg.json' with { type: 'json' }
import tr from './messages/tr.json' with { type: 'json' }
import uz from './messages/uz.json' with { type: 'json' }
import zh from './messages/zh.json' with { type: 'json' }

/** Pages of the person in eight languages, those of officers in three. */
export const asylumText = catalogue({ en, kk, ru, uz, tg, ky, zh, tr })
