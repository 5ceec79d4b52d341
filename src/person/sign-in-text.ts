import { catalogue } from '../platform/language.ts'
import en from './messages/sign-in.en.json' with { type: 'json' }
import kk from './messages/sign-in.kk.json' with { type: 'json' }
import ky from './messages/sign-in.ky.json' with { type: 'json' }
import ru from './messages/sign-in.ru.json' with { type: 'json' }
import tg from './messages/sign-in.tg.json' with { type: 'json' }
import tr from './messages/sign-in.tr.json' with { type: 'json' }
import uz from './messages/sign-in.uz.json' with { type: 'json' }
import zh from './messages/sign-in.zh.json' with { type: 'json' }

export const signInText = catalogue({ en, kk, ru, uz, tg, ky, zh, tr })
