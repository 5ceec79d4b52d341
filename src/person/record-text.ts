import { catalogue } from '../platform/language.ts'
import en from './messages/record.en.json' with { type: 'json' }
import kk from './messages/record.kk.json' with { type: 'json' }
import ru from './messages/record.ru.json' with { type: 'json' }

/** Words of the pages on which officers work on a record. */
export const recordText = catalogue({ en, kk, ru })
