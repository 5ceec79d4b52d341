import { catalogue } from '../platform/language.ts'
import en from './messages/reading.en.json' with { type: 'json' }
import kk from './messages/reading.kk.json' with { type: 'json' }
import ru from './messages/reading.ru.json' with { type: 'json' }

export const readingText = catalogue({ en, kk, ru })
