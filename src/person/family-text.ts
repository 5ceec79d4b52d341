import { catalogue } from '../platform/language.ts'
import en from './messages/family.en.json' with { type: 'json' }
import kk from './messages/family.kk.json' with { type: 'json' }
import ky from './messages/family.ky.json' with { type: 'json' }
import ru from './messages/family.ru.json' with { type: 'json' }
import tg from './messages/family.tg.json' with { type: 'json' }
import tr from './messages/family.tr.json' with { type: 'json' }
import uz from './messages/family.uz.json' with { type: 'json' }
import zh from './messages/family.zh.json' with { type: 'json' }

/** Words of a person's own page of relatives. */
export const familyText = catalogue({ en, kk, ru, uz, tg, ky, zh, tr })
