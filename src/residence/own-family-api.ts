import { z } from 'zod'
import { keyHolder } from '../platform/actor.ts'
import { Fault } from '../platform/fault.ts'
import { read } from '../platform/read.ts'
import { apiBase, apiRoute } from '../ui/api-route.ts'
import type { Route } from '../ui/visit.ts'
import { relations } from './application-row.ts'
import { answerFamily, findAsking, findFamily, nameFamilyMember, removeFamilyMember } from './join-family.ts'
import { ownSpec } from './own-spec.ts'

const base = `${apiBase}/own/kandas/family`
const who = keyHolder('kandas')
const Member = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  relation: z.enum(relations),
  state: z.enum(['asked', 'joined', 'declined', 'removed']),
})
const path = z.object({ id: z.uuid() })

/** Family in one application: name them, and confirm for oneself that one goes into another's. */
export const ownFamilyApi: Route[] = [
  apiRoute({
    method: 'get',
    path: base,
    who,
    describe: {
      name: 'listKandasFamily',
      tag: 'permits',
      summary: 'List the family that you named and who asks for your answer',
      answers: {
        200: {
          says: 'Both lists.',
          schema: z.strictObject({ named: z.array(Member), asking: z.array(Member) }),
        },
      },
    },
    answer: ({ instance, actor }) =>
      read(instance, actor, ownSpec('family'), async ({ tx }) => {
        if (actor.kind !== 'person' || !actor.person) throw new Fault('not-found')
        const family = await findFamily(tx, actor.person)
        const asking = await findAsking(tx, actor.person)
        const named = family.map(({ id, member_name, relation, state }) => ({
          id,
          name: member_name,
          relation,
          state,
        }))
        return {
          answer: {
            named,
            asking: asking.map(({ id, person_name, relation, state }) => ({
              id,
              name: person_name,
              relation,
              state,
            })),
          },
          subjects: [...family.map((one) => one.member), ...asking.map((one) => one.person_id)],
        }
      }),
  }),
  apiRoute({
    method: 'post',
    path: base,
    who,
    describe: {
      name: 'nameFamilyMember',
      tag: 'permits',
      summary: 'Name a family member for one application together',
      detail: 'A child joins at once; an adult is asked and joins by their own answer only.',
      body: nameFamilyMember.input,
      example: {
        relation: 'sibling',
        issuingState: 'CHN',
        documentNumber: 'E12345678',
        birthDate: '1988-03-27',
      },
      once: true,
      answers: {
        200: {
          says: 'They are named.',
          schema: z.strictObject({ id: z.uuid(), state: z.enum(['asked', 'joined']) }),
        },
      },
      refusals: ['member-not-found', 'member-named'],
    },
    answer: ({ instance, actor }, { body, request }) => nameFamilyMember(instance, actor, body, request),
  }),
  apiRoute({
    method: 'post',
    path: `${base}/:id/answer`,
    who,
    describe: {
      name: 'confirmFamily',
      tag: 'permits',
      summary: 'Confirm or decline that you go into another’s application',
      detail: 'Only the one who was asked can.',
      path,
      body: z.strictObject({ join: z.boolean() }),
      example: { join: true },
      once: true,
      answers: { 200: { says: 'What you answered.', schema: z.strictObject({ joined: z.boolean() }) } },
    },
    answer: ({ instance, actor }, { path: { id }, body, request }) =>
      answerFamily(instance, actor, { id, join: body.join }, request),
  }),
  apiRoute({
    method: 'post',
    path: `${base}/:id/removal`,
    who,
    describe: {
      name: 'removeFamilyMember',
      tag: 'permits',
      summary: 'Take a member out again',
      detail: 'By whoever named them or by the member. What was filed already is not changed by it.',
      path,
      once: true,
      answers: { 200: { says: 'They are out.', schema: z.strictObject({ removed: z.boolean() }) } },
    },
    answer: ({ instance, actor }, { path: { id }, request }) =>
      removeFamilyMember(instance, actor, { id }, request),
  }),
]
