import { type PlainStatus, plainStatus } from '../case/plain-status.ts'
import { findDocuments } from '../credential/find-documents.ts'
import { showPersonPanels } from '../person/person-panels.ts'
import { account } from '../platform/actor.ts'
import { sql } from '../platform/database.ts'
import { read } from '../platform/read.ts'
import type { Visit } from '../ui/visit.ts'

/** What stands on a person's own page, read in one transaction. Reading oneself leaves no read record. */
export function findOwnHome(visit: Visit, own: { account: string; person?: string | undefined }) {
  const { instance, actor, locale } = visit
  return read(
    instance,
    actor,
    {
      what: 'own-page',
      who: account,
      purpose: 'serve-person',
      legalBasis: 'LAW-MIG',
      categories: ['identity'],
    },
    async (looking) => {
      const { tx } = looking
      const { unread } = await tx.one<{ unread: number }>(
        sql`select count(*)::int as unread from message.message where account_id = ${own.account}::uuid and read_at is null`,
      )
      const cases = await tx.rows<{
        number: string
        kind: string
        state: Parameters<typeof plainStatus>[0]['state']
        heard: boolean
      }>(sql`
        select c.number, c.kind, c.state, exists (select 1 from "case".hearing h where h.case_id = c.id and h.statement is not null) as heard
        from "case"."case" c
        where c.applicant_account = ${own.account}::uuid ${own.person ? sql`or ${own.person}::uuid = any (c.subjects)` : sql``}
        order by c.opened_at desc limit 20`)
      const answer = {
        unread,
        cases: cases.map(({ number, kind, state, heard }) => ({
          number,
          kind,
          status: plainStatus({ state }, { statementGiven: heard }) satisfies PlainStatus,
        })),
        panels: own.person ? (await showPersonPanels(looking, own.person, locale)).shown : [],
        documents: own.person
          ? (await findDocuments(tx, { subject: own.person })).filter((one) => !one.revoked_at)
          : [],
      }
      return { answer, subjects: own.person ? [own.person] : [] }
    },
  )
}
