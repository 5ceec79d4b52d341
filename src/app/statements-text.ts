import { catalogue } from '../platform/language.ts'
import en from './messages/statements.en.json' with { type: 'json' }
import kk from './messages/statements.kk.json' with { type: 'json' }
import ky from './messages/statements.ky.json' with { type: 'json' }
import ru from './messages/statements.ru.json' with { type: 'json' }
import tg from './messages/statements.tg.json' with { type: 'json' }
import tr from './messages/statements.tr.json' with { type: 'json' }
import uz from './messages/statements.uz.json' with { type: 'json' }
import zh from './messages/statements.zh.json' with { type: 'json' }

/** What Qonys says about itself: data and accessibility. */
export const statementsText = catalogue({ en, kk, ru, uz, tg, ky, zh, tr })
