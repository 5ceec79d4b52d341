import { catalogue } from '../platform/language.ts'
import en from './messages/retention.en.json' with { type: 'json' }
import kk from './messages/retention.kk.json' with { type: 'json' }
import ky from './messages/retention.ky.json' with { type: 'json' }
import ru from './messages/retention.ru.json' with { type: 'json' }
import tg from './messages/retention.tg.json' with { type: 'json' }
import tr from './messages/retention.tr.json' with { type: 'json' }
import uz from './messages/retention.uz.json' with { type: 'json' }
import zh from './messages/retention.zh.json' with { type: 'json' }

/** Words of what is erased when, and of the holds that keep it. */
export const retentionText = catalogue({ en, kk, ru, uz, tg, ky, zh, tr })
