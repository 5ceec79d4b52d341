import { announceRefusal, firstHearingDay } from '../../src/case/announce-refusal.ts'
import { askForInformation } from '../../src/case/ask-for-information.ts'
import { claimCase } from '../../src/case/claim-case.ts'
import { giveStatement } from '../../src/case/give-statement.ts'
import { judgeAppeal } from '../../src/case/judge-appeal.ts'
import { lodgeAppeal } from '../../src/case/lodge-appeal.ts'
import { withdrawCase } from '../../src/case/withdraw-case.ts'
import { takeBankEvent } from '../../src/payment/take-bank-event.ts'
import { announceRevocation } from '../../src/permit/announce-revocation.ts'
import { applyForExtension, applyForPermit } from '../../src/permit/apply-for-permit.ts'
import { confirmOffer } from '../../src/permit/confirm-offer.ts'
import { endPermit } from '../../src/permit/end-permit.ts'
import { issuePermit } from '../../src/permit/issue-permit.ts'
import { lapseUnpaid } from '../../src/permit/lapse-unpaid.ts'
import { offerWork } from '../../src/permit/offer-work.ts'
import { refusePermit } from '../../src/permit/refuse-permit.ts'
import { revokePermit } from '../../src/permit/revoke-permit.ts'
import { makeDemoIin } from '../../src/person/check-iin.ts'
import { correctName } from '../../src/person/correct-name.ts'
import { getRecord } from '../../src/person/get-record.ts'
import { sql } from '../../src/platform/database.ts'
import { newId } from '../../src/platform/new-id.ts'
import { addWorkingDays } from '../../src/policy/working-days.ts'
import { cross, done, type Life, notify, officeHour, register, type Somebody, seeEvidence } from './live.ts'
import type { Invented } from './make-person.ts'
import type { Staff } from './set-up-offices.ts'

/** How a case of the demo turns out; each must be there, however small the country is. */
export const plots = [
  'new',
  'claimed',
  'awaiting-information',
  'awaiting-payment',
  'granted-by-system',
  'granted-by-officer',
  'preliminary-refusal',
  'hearing',
  'refused',
  'appealed',
  'appeal-upheld',
  'appeal-overturned',
  'corrected',
  'withdrawn',
  'lapsed',
  'extended',
  'ended',
  'revoked',
  'overdue',
  'late-feed',
] as const
export type Plot = (typeof plots)[number]

/** Days before the anchor on which the application is filed: [earliest, latest]. Open plots are young, or they would be closed. */
export const filedBefore: Record<Plot, [number, number]> = {
  new: [7, 1],
  claimed: [12, 4],
  'awaiting-information': [12, 5],
  'awaiting-payment': [7, 1],
  'granted-by-system': [650, 5],
  'granted-by-officer': [650, 12],
  'preliminary-refusal': [8, 6],
  hearing: [16, 14],
  refused: [650, 45],
  appealed: [34, 28],
  'appeal-upheld': [600, 90],
  'appeal-overturned': [600, 90],
  corrected: [600, 30],
  withdrawn: [650, 10],
  lapsed: [650, 40],
  extended: [600, 150],
  ended: [600, 80],
  revoked: [500, 60],
  overdue: [48, 34],
  'late-feed': [14, 10],
}

export interface Told {
  plot: Plot
  case: string
  worker: string
}

const reasons = 'What was described is building work for others and not work in a household.'
const kinds = [
  'cleaning',
  'laundry',
  'cooking',
  'child-care',
  'personal-care',
  'gardening',
  'animals',
  'driving',
  'small-repairs',
  'companion',
]
/** What an employer of the demo writes about the work, in their own language as everybody does. */
const duties: Record<string, string> = {
  cleaning: 'Уборка трёхкомнатной квартиры, окна раз в месяц',
  laundry: 'Кір жуу, үтіктеу, аптасына екі рет төсек ауыстыру',
  cooking: 'Обед и ужин на пять человек, покупка продуктов',
  'child-care': 'Екі баланы бақшадан алып келу, кешке дейін қарау',
  'personal-care': 'Помощь пожилой матери: еда, прогулки, лекарства по часам',
  gardening: 'Бақ суару, жеміс жинау, ауланы таза ұстау',
  animals: 'Уход за двумя коровами и десятком кур',
  driving: 'Балаларды мектепке, үлкендерді ауруханаға апару',
  'small-repairs': 'Мелкий ремонт в своём доме: двери, забор, покраска',
  companion: 'Көзі нашар көретін адамға серік болу',
  construction: 'Стены и крыша нового дома',
}
const spoken = ['uz', 'tg', 'ky', 'ru', 'kk', 'en'] as const

/** Registers a worker who came some days ago, with crossing, notice and what an officer saw. Yields the time of each step. */
export async function* arrive(
  life: Life,
  who: Invented,
  host: Somebody | undefined,
  address: string,
  arrivedOn: Temporal.PlainDate,
  given: { evidence?: boolean; feed?: boolean } = {},
): AsyncGenerator<Temporal.Instant, Somebody> {
  yield officeHour(life.chance, arrivedOn)
  const somebody = await register(life, who)
  if (given.feed !== false) await cross(life, who, 'entry', arrivedOn)
  const late = life.chance.chance(0.12)
  yield officeHour(life.chance, arrivedOn.add({ days: late ? 9 : 1 }))
  await notify(life, host?.account, who, arrivedOn, address)
  if (given.evidence !== false) await seeEvidence(life, somebody)
  return somebody
}

const iinOf = (who: Invented): string =>
  makeDemoIin(who.birthDate, who.sex === 'male' ? 'M' : 'F', Number(who.document.number.slice(5)) % 4990)

/** One application for a household permit from the worker's arrival to where its plot leaves it. */
export async function* tellCase(
  life: Life,
  plot: Plot,
  given: {
    worker: Invented
    employer: Somebody
    address: string
    filedOn: Temporal.PlainDate
    months?: number
  },
): AsyncGenerator<Temporal.Instant, Told> {
  const { employer, address, filedOn } = given
  const { chance, time } = life
  const on = (days: number) => officeHour(chance, filedOn.add({ days }))
  const unlawful = [
    'preliminary-refusal',
    'hearing',
    'refused',
    'appealed',
    'appeal-upheld',
    'appeal-overturned',
  ].includes(plot)
  const evidence = ![
    'new',
    'claimed',
    'awaiting-information',
    'granted-by-officer',
    'overdue',
    'withdrawn',
  ].includes(plot)
  // Without a number of their own nobody is granted a permit by the system.
  const { iin, ...nameless } = given.worker
  const drawn = iin || !evidence ? given.worker : { ...nameless, iin: iinOf(given.worker) }
  const worker = yield* arrive(life, drawn, employer, address, filedOn.subtract({ days: 12 }), {
    evidence,
    feed: plot !== 'late-feed',
  })
  const officers = life.offices.find('permit-officer', worker.region)
  const officer = chance.pick(officers)

  yield on(-2)
  const kindOfWork = unlawful ? 'construction' : chance.pick(kinds)
  // A first term of more than three months waits for an officer.
  const months = given.months ?? chance.whole(1, 3)
  const offer = done(
    await offerWork(time.instance, employer.account, {
      issuingState: worker.citizenship,
      documentNumber: worker.document.number,
      birthDate: worker.birthDate,
      kindOfWork,
      duties: duties[kindOfWork] ?? 'Помощь по дому пять дней в неделю',
      wageTiyn: chance.whole(120, 380) * 1_000_00,
      months,
      startsOn: filedOn.toString(),
    }),
    'offer-work',
  )
  yield on(-1)
  done(
    await confirmOffer(time.instance, worker.account, {
      offer: offer.id,
      expectedVersion: 1,
      language: spoken.find((one) => one === worker.language) ?? 'ru',
      answer: 'confirmed',
    }),
    'confirm-offer',
  )
  yield on(0)
  const filed = done(
    await applyForPermit(time.instance, employer.account, { offer: offer.id }),
    'apply-for-permit',
  )
  const told = { plot, case: filed.case, worker: worker.id }
  const version = async (id = filed.case) =>
    (await life.owner.one<{ version: number }>(sql`select version from "case"."case" where id = ${id}::uuid`))
      .version
  const hold = async (by: Staff) => ({ caseId: filed.case, expectedVersion: await version(), by })
  const claim = async () => {
    done(await claimCase(time.instance, officer, { caseId: filed.case }), 'claim-case')
    await getRecord(time.instance, officer, worker.id, { purpose: 'case-work' })
  }
  const grant = async () =>
    done(
      await issuePermit(time.instance, officer, { caseId: filed.case, expectedVersion: await version() }),
      'issue-permit',
    )

  if (plot === 'awaiting-payment') return told
  if (plot === 'lapsed') {
    yield officeHour(chance, Temporal.PlainDate.from(filed.payBy).add({ days: 1 }))
    done(
      await lapseUnpaid(time.instance, { kind: 'system', job: 'lapse-if-unpaid' }, { case: filed.case }),
      'lapse',
    )
    return told
  }
  yield Temporal.Instant.from(time.instance.clock.now()).add({ minutes: chance.whole(15, 300) })
  await pay(life, filed.obligation, filed.tiyn)
  await life.settle()
  if (plot === 'new' || plot === 'overdue') return told
  if (plot === 'late-feed') {
    yield on(6)
    await cross(life, worker, 'entry', filedOn.subtract({ days: 12 }))
    return told
  }
  if (plot === 'withdrawn') {
    yield on(3)
    await withdrawCase(time.instance, employer.account, { caseId: filed.case })
    return told
  }
  const permit = () =>
    life.owner.one<{ id: string; version: number; valid_to: string; valid_from: string }>(
      sql`select id, version, valid_to::text, valid_from::text from permit.permit where worker_person = ${worker.id}::uuid order by issued_at desc limit 1`,
    )
  if (['granted-by-system', 'extended', 'ended', 'revoked', 'corrected'].includes(plot)) {
    if (plot === 'corrected') {
      yield on(8)
      done(
        await correctName(time.instance, chance.pick(life.offices.find('registrar', worker.region)), {
          person: worker.id,
          script: 'native',
          name: { ...worker.nativeName, patronymic: undefined },
          reason: 'A clerk wrote a patronymic that the passport does not have.',
        }),
      )
    } else if (plot === 'ended') {
      yield on(Math.min(25, months * 28))
      const running = await permit()
      done(
        await endPermit(time.instance, employer.account, {
          permit: running.id,
          expectedVersion: running.version,
          on: time.instance.clock.today().toString(),
        }),
      )
    } else if (plot === 'revoked') {
      yield on(14)
      const running = await permit()
      const revocation = {
        permit: running.id,
        expectedVersion: running.version,
        reasons: 'The employer uses the worker in a shop, which this permit does not allow.',
      }
      done(
        await announceRevocation(time.instance, officer, {
          ...revocation,
          workerAtFault: false,
          heldOn: firstHearingDay(time.instance.clock.today()).toString(),
        }),
      )
      yield on(25)
      done(await revokePermit(time.instance, officer, revocation))
    } else if (plot === 'extended') {
      yield on(months * 28 - 8)
      const running = await permit()
      const more = done(
        await applyForExtension(time.instance, employer.account, { permit: running.id, months: 3 }),
        'extend',
      )
      await pay(life, more.obligation, more.tiyn)
    }
    await life.settle()
    return told
  }

  yield on(2)
  await claim()
  if (plot === 'claimed') return told
  if (plot === 'awaiting-information') {
    const { by: _, ...held } = await hold(officer)
    await askForInformation(time.instance, officer, {
      ...held,
      asks: 'Please show the medical certificate and the insurance.',
      workingDays: 10,
    })
    return told
  }
  if (plot === 'granted-by-officer') {
    yield on(5)
    await grant()
    await life.settle()
    return told
  }

  yield on(4)
  const heldOn = addWorkingDays(firstHearingDay(time.instance.clock.today()), 1)
  await announceRefusal(time.instance, officer, {
    caseId: filed.case,
    expectedVersion: await version(),
    reasons,
    groundIds: ['not-excluded-work'],
    heldOn: heldOn.toString(),
  })
  if (plot === 'preliminary-refusal') return told
  yield on(5)
  await giveStatement(time.instance, employer.account, {
    caseId: filed.case,
    statement: 'It is only the shed in our own garden.',
  })
  if (plot === 'hearing') return told
  yield officeHour(chance, heldOn).add({ hours: 3 })
  const hearing = await life.owner.one<{ id: string }>(
    sql`select id from "case".hearing where case_id = ${filed.case}::uuid`,
  )
  done(
    await refusePermit(time.instance, officer, {
      caseId: filed.case,
      expectedVersion: await version(),
      hearingId: hearing.id,
      reasons,
      groundIds: ['not-excluded-work'],
    }),
    'refuse-permit',
  )
  if (plot === 'refused') return told
  yield officeHour(chance, heldOn.add({ days: 5 }))
  await lodgeAppeal(time.instance, employer.account, {
    caseId: filed.case,
    text: 'The shed is part of our household; nobody pays us for it.',
  })
  if (plot === 'appealed') return told
  yield officeHour(chance, heldOn.add({ days: 15 }))
  await judgeAppeal(time.instance, chance.pick(life.offices.find('appeal-officer', '*')), {
    caseId: filed.case,
    expectedVersion: await version(),
    outcome: plot === 'appeal-upheld' ? 'upheld' : 'overturned',
    reasons:
      plot === 'appeal-upheld'
        ? 'The photographs show a house being built for sale by a company.'
        : 'The photographs show a garden shed, which belongs to the household.',
  })
  await life.settle()
  return told
}

/** The bank says that an order is paid; in the history there is no browser in which somebody pressed the button. */
export async function pay(life: Life, obligation: string, tiyn: string): Promise<void> {
  const now = life.time.instance.clock.now().toString()
  const order = newId()
  await life.owner.done(
    sql`insert into payment.bank_order (id, obligation_id, state, made_at) values (${order}, ${obligation}::uuid, 'open', ${now})`,
  )
  done(
    await takeBankEvent(
      life.time.instance,
      { kind: 'system', job: 'bank-event' },
      {
        id: newId(),
        event: {
          type: 'order.paid',
          timestamp: now,
          data: {
            orderId: order,
            amountTiyn: Number(tiyn),
            payerReference: 'PAYREF',
            bankReference: `DEMO-${order.slice(-8)}`,
            paidAt: now,
          },
        },
      },
    ),
    'take-bank-event',
  )
}
