import { catalogue } from '../platform/language.ts'
import en from './messages/en.json' with { type: 'json' }
import kk from './messages/kk.json' with { type: 'json' }
import ru from './messages/ru.json' with { type: 'json' }

export const identityText = catalogue({ en, kk, ru })
