import { tellAbout } from '../message/tell-about.ts'
import type { Instance } from '../platform/instance.ts'
import { pseudonymOf } from './behind-wall.ts'

/**
 * Tells a person that there is news about their stay, in the very words and with the very link that go with every lawful stay of another
 * ground. @param cause the row behind the wall that it is about; only its pseudonym leaves
 */
export const tellAlike = (instance: Instance, person: string, cause: string): Promise<void> =>
  tellAbout(instance, 'lawful-stay', '/me', { person }, pseudonymOf(instance, 'news', cause))
