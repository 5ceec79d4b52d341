/** Time as the system sees it. A demo may be shifted by whole days; a real installation never is. */
export interface Clock {
  now(): Temporal.Instant
  /** The calendar day in Kazakhstan (Asia/Almaty). All legal days are counted in it. */
  today(): Temporal.PlainDate
}

export const zone = 'Asia/Almaty'

export function clockFrom(read: () => Temporal.Instant): Clock {
  return {
    now: read,
    today: () => read().toZonedDateTimeISO(zone).toPlainDate(),
  }
}

export const fixedClock = (at: string): Clock => clockFrom(() => Temporal.Instant.from(at))

/** A clock that can be moved while the program runs; returns the clock and the lever. */
export function shiftableClock(): Clock & { shift(days: number): void; shifted(): number } {
  let days = 0
  return {
    ...clockFrom(() => Temporal.Now.instant().add({ hours: 24 * days })),
    shift(by: number) {
      days = by
    },
    shifted: () => days,
  }
}

/** The day in Kazakhstan of a moment, also one that a row of the database carries. */
export const dayOf = (at: Temporal.Instant | Date): Temporal.PlainDate =>
  (at instanceof Date ? Temporal.Instant.fromEpochMilliseconds(at.getTime()) : at)
    .toZonedDateTimeISO(zone)
    .toPlainDate()
