import { z } from 'zod'
import { storeFile } from '../person/store-file.ts'
import { isRefusal } from '../platform/act.ts'
import { keyHolder } from '../platform/actor.ts'
import { Fault } from '../platform/fault.ts'
import { read } from '../platform/read.ts'
import { apiBase, apiRoute } from '../ui/api-route.ts'
import type { Route } from '../ui/visit.ts'
import { addEvidence, withdrawEvidence } from './add-evidence.ts'
import { weighPerson } from './find-evidence.ts'
import { ownSpec } from './own-spec.ts'

const base = `${apiBase}/own/kandas/evidence`
const who = keyHolder('kandas')
const Evidence = z.strictObject({
  documents: z.array(
    z.strictObject({
      id: z.uuid(),
      kind: z.string(),
      about: z.string(),
      hasFile: z.boolean(),
      answer: z.enum(['accepted', 'doubt', 'rejected']).nullable().describe('Null while nobody has looked.'),
      reasons: z.string().nullable().describe('Of the officer.'),
    }),
  ),
  enough: z.boolean().describe('Documents that were accepted fill one of the sets.'),
  sets: z
    .array(
      z.strictObject({
        set: z.string(),
        says: z.string(),
        state: z.enum(['complete', 'covered', 'open']).describe('`covered`: if what waits is accepted.'),
        missing: z.array(z.strictObject({ count: z.int(), of: z.array(z.string()) })),
      }),
    )
    .describe('Each is enough by itself; the nearest first. They are our proposal and refuse nobody.'),
})

/** The documents by which a person shows that they are an ethnic Kazakh: add, see what officers found and what is missing, take back. */
export const ownEvidenceApi: Route[] = [
  apiRoute({
    method: 'get',
    path: base,
    who,
    describe: {
      name: 'listOwnEvidence',
      tag: 'permits',
      summary: 'List the evidence of ethnicity and what is still missing',
      answers: { 200: { says: 'Documents with what officers found, and the sets.', schema: Evidence } },
    },
    answer: ({ instance, actor }) =>
      read(instance, actor, ownSpec('evidence'), async ({ tx }) => {
        if (actor.kind !== 'person' || !actor.person) throw new Fault('not-found')
        const { evidence, weight } = await weighPerson(tx, actor.person)
        const answer: z.input<typeof Evidence> = {
          documents: evidence.map((one) => ({
            id: one.id,
            kind: one.kind,
            about: one.about,
            hasFile: one.file_id !== null,
            answer: one.answer,
            reasons: one.reasons,
          })),
          enough: weight.complete !== undefined,
          sets: weight.sets.map((one) => ({
            set: one.set.id,
            says: one.set.says.en,
            state: one.complete ? 'complete' : one.covered ? 'covered' : 'open',
            missing: one.missing,
          })),
        }
        return { answer, subjects: [actor.person] }
      }),
  }),
  apiRoute({
    method: 'post',
    path: base,
    who,
    describe: {
      name: 'addEvidence',
      tag: 'permits',
      summary: 'Add a document of evidence',
      detail:
        'Its kind is one of the evidence model (`/kandas/documents`). A picture goes before it, by `storeEvidenceFile`, and is named here.',
      body: addEvidence.input,
      example: { kind: 'household-register', about: 'The household register of my family' },
      once: true,
      answers: {
        200: { says: 'It is kept, for every later case.', schema: z.strictObject({ id: z.uuid() }) },
      },
    },
    answer: ({ instance, actor }, { body, request }) => addEvidence(instance, actor, body, request),
  }),
  apiRoute({
    method: 'post',
    path: `${apiBase}/own/kandas/files`,
    who,
    bodyLimit: 12 * 1024 * 1024,
    describe: {
      name: 'storeEvidenceFile',
      tag: 'permits',
      summary: 'Upload a picture of a document of evidence',
      detail: 'A photo or PDF as the body; name it as `file` when the document is added.',
      query: z.strictObject({ name: z.string().trim().min(1, 'required').max(120) }),
      body: z.string().describe('The bytes of the file.'),
      bodyType: 'application/octet-stream',
      once: true,
      answers: { 200: { says: 'It is kept.', schema: z.strictObject({ file: z.uuid() }) } },
      faults: ['too-large'],
    },
    async answer(visit, { query: { name }, request }) {
      const { instance, actor } = visit
      if (actor.kind !== 'person' || !actor.person) throw new Fault('not-found')
      const bytes = await visit.bytes()
      const file = { kind: 'evidence', name, bytes, person: actor.person, path: 'body' } as const
      const stored = await storeFile(instance, actor, file, request)
      return isRefusal(stored) ? stored : { file: stored.id }
    },
  }),
  apiRoute({
    method: 'post',
    path: `${base}/:id/withdrawal`,
    who,
    describe: {
      name: 'withdrawEvidence',
      tag: 'permits',
      summary: 'Take a document of evidence back',
      detail: 'It no longer counts; what officers wrote about it stays in the record.',
      path: z.object({ id: z.uuid() }),
      once: true,
      answers: { 200: { says: 'It is taken back.', schema: z.strictObject({ withdrawn: z.boolean() }) } },
    },
    answer: ({ instance, actor }, { path, request }) =>
      withdrawEvidence(instance, actor, { evidence: path.id }, request),
  }),
]
