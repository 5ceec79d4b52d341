import type { Doing } from '../platform/act.ts'
import { sql } from '../platform/database.ts'
import { Fault } from '../platform/fault.ts'

export interface TakenPerson {
  id: string
  citizenship: string
  birth_date: string
  sex: 'female' | 'male' | 'unspecified'
  latin_name: string
  native_name: string | null
  standing: 'declared' | 'verified'
  version: number
}

/**
 * The surviving record of a person, held until the act ends, its version one higher. Row-level security decides whether the actor
 * may; absent and forbidden are one answer. @throws Fault not-found, stale-form when `version` is not the one that was shown
 */
export async function takePerson(doing: Doing, id: string, version?: number): Promise<TakenPerson> {
  const person = await doing.tx.one<TakenPerson>(sql`
    update person.person set version = version + 1
    where id = (select coalesce(x.same_as, x.id) from person.person x where x.id = ${id}::uuid)
    returning id, citizenship, birth_date, sex, latin_name, native_name, standing, version`)
  if (version !== undefined && person.version !== version + 1) throw new Fault('stale-form')
  return person
}
