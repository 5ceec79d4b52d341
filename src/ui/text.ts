import { catalogue } from '../platform/language.ts'
import en from './messages/en.json' with { type: 'json' }

/** The components' own words. Words of a page come from the page's module, as props. */
export const uiText = catalogue({ en })
