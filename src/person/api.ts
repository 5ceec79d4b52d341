import { z } from 'zod'
import { isRefusal } from '../platform/act.ts'
import { client } from '../platform/actor.ts'
import { apiBase, apiJson, apiRoute, cursorOf, readCursor } from '../ui/api-route.ts'
import type { Route } from '../ui/visit.ts'
import { type FoundPerson, findPeople } from './find-people.ts'
import { getRecord, type PersonRecord } from './get-record.ts'
import { RegisterPerson, registerPerson } from './register-person.ts'

const who = client('register')

export const Registered = z.strictObject({
  id: z.uuid(),
  warnings: z.array(z.string()).describe('Codes to look at; they stopped nothing.'),
})

const Standing = z
  .enum(['declared', 'verified'])
  .describe('`verified`: an officer held the document; `declared`: the person said so.')

export const FoundPeopleAnswer = z.strictObject({
  people: z.array(
    z.strictObject({
      id: z.uuid(),
      latinName: z.string(),
      nativeName: z.string().nullable(),
      birthDate: z.string().describe('The whole day, or what is known of it: `1988`, `1988-03`.'),
      citizenship: z.string().describe('ISO 3166-1 alpha-3, or a code of ICAO Doc 9303.'),
      standing: Standing,
      documentNumber: z.string().nullable().describe('Masked but for its last two characters.'),
      foundBy: z
        .enum(['name', 'consonants', 'document', 'iin', 'phone', 'id'])
        .describe('`consonants`: nobody’s name is spelt so; these have the same consonants.'),
      matched: z
        .array(
          z.strictObject({
            typed: z.string(),
            found: z.string().describe('The word of the name, as the record has it.'),
            how: z
              .enum(['same', 'script', 'spelling', 'consonants'])
              .describe(
                'The same letters; the same name in another script; another spelling; the same consonants only.',
              ),
            where: z
              .enum(['latin', 'native', 'former'])
              .describe('The passport’s Latin, the home spelling, or a name that the record bore before.'),
          }),
        )
        .describe('Why a name was found, word by word.'),
    }),
  ),
  next: z.string().nullable().describe('Give it as `after` for the next page; null on the last.'),
})

export const PersonRecordAnswer = z.strictObject({
  id: z.uuid().describe('The surviving record, when two were found to be one person.'),
  latinName: z.string(),
  nativeName: z.string().nullable(),
  birthDate: z.string(),
  sex: z.enum(['female', 'male', 'unspecified']),
  citizenship: z.string(),
  language: z.string(),
  standing: Standing,
  registeredAt: z.iso.datetime(),
  version: z.int(),
  names: z.array(
    z.strictObject({
      script: z.string(),
      family: z.string().nullable(),
      given: z.string().nullable(),
      patronymic: z.string().nullable(),
      superseded: z.boolean(),
    }),
  ),
  documents: z.array(
    z.strictObject({
      kind: z.string(),
      issuingState: z.string(),
      number: z.string(),
      expiresOn: z.iso.date().nullable(),
      superseded: z.boolean(),
    }),
  ),
  iin: z.string().nullable(),
  facts: z.array(
    z.strictObject({
      kind: z.string(),
      code: z.string(),
      detail: z.string().nullable(),
      standing: z.enum(['declared', 'recognised']),
    }),
  ),
})

/** Registers a person and reads records, for institutions' machines with the scope `register`. */
export const registerApi: Route[] = [
  apiRoute({
    method: 'post',
    path: `${apiBase}/people`,
    who,
    describe: {
      name: 'registerPerson',
      tag: 'people',
      summary: 'Register a person',
      detail:
        'One person, one record. The same document or IIN twice is refused and names the existing record to those who may see it. Records that are likely of the same person, in any spelling, are refused as `similar-people` with their id (`similar-elsewhere` for those of other regions, without) until each has an answer in `alike` with `alikeReason`, or `confirmedNew`; then the new record is made and both wait for a reviewer. A machine’s answer decides nothing.',
      body: RegisterPerson,
      example: {
        latinName: { family: 'DEMOVA', given: 'ZULFIYA' },
        nativeName: { family: 'Демова', given: 'Зулфия', patronymic: 'Рустамовна' },
        birthDate: '1988-03-27',
        sex: 'female',
        citizenship: 'UZB',
        document: { kind: 'passport', issuingState: 'UZB', number: 'DA1234567', expiresOn: '2031-05-01' },
        contacts: { phone: '+998900000000' },
        language: 'uz',
        region: '75',
      },
      answers: {
        201: {
          says: 'Registered.',
          schema: Registered,
          headers: { location: 'Address of the new record.' },
        },
      },
      refusals: [
        'document-already-registered',
        'iin-already-registered',
        'similar-people',
        'similar-elsewhere',
      ],
      once: true,
    },
    async answer({ instance, actor }, { body, request }) {
      const answer = await registerPerson(instance, actor, body, request)
      return isRefusal(answer) ? answer : apiJson(answer, 201, { location: `${apiBase}/people/${answer.id}` })
    },
  }),
  apiRoute({
    method: 'get',
    path: `${apiBase}/people`,
    who,
    describe: {
      name: 'findPeople',
      tag: 'people',
      summary: 'Find people by a document number or another word',
      detail: 'In the order of their names. One read record names everybody on the page; the people see it.',
      query: z.strictObject({
        document: z
          .string()
          .min(2)
          .max(400)
          .describe('Document number, IIN, beginning of names in any script, phone with +, or a pasted MRZ.'),
        after: z.string().max(600).optional().describe('`next` of the page before.'),
        limit: z.coerce.number().int().min(1).max(100).default(50),
      }),
      example: { document: 'DA1234567' },
      answers: { 200: { says: 'Those found, also nobody.', schema: FoundPeopleAnswer } },
    },
    async answer({ instance, actor }, { query }) {
      const found = await findPeople(instance, actor, {
        wanted: query.document,
        most: query.limit,
        after: readCursor(query.after, 3)?.join('\n'),
      })
      return {
        people: found.people.map(toFound),
        next: found.next === undefined ? null : cursorOf(...found.next.split('\n')),
      }
    },
  }),
  apiRoute({
    method: 'get',
    path: `${apiBase}/people/:id`,
    who,
    describe: {
      name: 'getPerson',
      tag: 'people',
      summary: 'Read one person’s record',
      detail:
        'Absent and forbidden give the same answer. The reading is recorded before the data leave. IIN and document numbers are masked until one is asked for. How many people a machine may read in an hour and a day is limited: beyond it 429.',
      path: z.object({ id: z.uuid() }),
      query: z.strictObject({
        reveal: z
          .enum(['iin', 'document'])
          .optional()
          .describe('Shows this one in full; a look of its own, which the person sees.'),
      }),
      answers: { 200: { says: 'The record.', schema: PersonRecordAnswer } },
    },
    answer: async ({ instance, actor }, { path, query }) =>
      toRecord(await getRecord(instance, actor, path.id, query.reveal ? { reveal: query.reveal } : {})),
  }),
]

const toFound = (one: FoundPerson) => ({
  id: one.id,
  latinName: one.latin_name,
  nativeName: one.native_name,
  birthDate: one.birth_date,
  citizenship: one.citizenship,
  standing: one.standing,
  documentNumber: one.document,
  foundBy: one.by,
  matched: one.matched,
})

const toRecord = (record: PersonRecord): z.input<typeof PersonRecordAnswer> => ({
  id: record.id,
  latinName: record.latin_name,
  nativeName: record.native_name,
  birthDate: record.birth_date,
  sex: record.sex,
  citizenship: record.citizenship,
  language: record.language,
  standing: record.standing,
  registeredAt: record.registered_at.toISOString(),
  version: record.version,
  names: record.names.map(({ script, family, given, patronymic, superseded_at }) => ({
    script,
    family,
    given,
    patronymic,
    superseded: superseded_at !== null,
  })),
  documents: record.documents.map((one) => ({
    kind: one.kind,
    issuingState: one.issuing_state,
    number: one.number,
    expiresOn: one.expires_on,
    superseded: one.superseded_at !== null,
  })),
  iin: record.iin?.iin ?? null,
  facts: record.facts.map(({ kind, code, detail, standing }) => ({ kind, code, detail, standing })),
})
