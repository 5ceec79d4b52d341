import { catalogue } from '../platform/language.ts'
import en from './messages/register.en.json' with { type: 'json' }
import kk from './messages/register.kk.json' with { type: 'json' }
import ky from './messages/register.ky.json' with { type: 'json' }
import ru from './messages/register.ru.json' with { type: 'json' }
import tg from './messages/register.tg.json' with { type: 'json' }
import tr from './messages/register.tr.json' with { type: 'json' }
import uz from './messages/register.uz.json' with { type: 'json' }
import zh from './messages/register.zh.json' with { type: 'json' }

export const registerText = catalogue({ en, kk, ru, uz, tg, ky, zh, tr })
