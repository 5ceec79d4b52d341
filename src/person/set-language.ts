import type { Doing } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import type { Locale } from '../platform/language.ts'

/** The language in which an account is written to from now on; part of the act that asked for it. */
export const setLanguage = async (doing: Doing, account: string, language: Locale): Promise<void> => {
  await doing.tx.done(sql`update person.account set language = ${language} where id = ${account}::uuid`)
}
