import { createHmac } from 'node:crypto'
import type { PlacesCompared } from './replay-places.ts'
import type { ScenarioResult } from './run-scenario.ts'
import { type Cell, smallest, suppressSmall } from './suppress-small.ts'

const dimensions = ['condition', 'region', 'category', 'sector', 'origin', 'work'] as const
export type Dimension = (typeof dimensions)[number] | 'transition'

/** What a scenario counted, as it is shown; null is hidden. */
export interface ShownCounts {
  decisions: number | null
  flipped: number | null
  by: { dimension: Dimension; cells: Cell[] }[]
  places: PlaceCount[]
}
/** Applications for places that fared so, today and under the draft. */
export interface PlaceCount {
  group: 'several' | 'single'
  how: 'all' | 'some' | 'none'
  today: number | null
  draft: number | null
}

type Counted = { what: string; n: number; of: number }

/** What was counted, by what the flipped decisions share. */
function countedBy({
  by,
  among = {},
  decisions,
}: ScenarioResult): { dimension: Dimension; cells: Counted[] }[] {
  const keys = [...new Set([...Object.keys(by), ...Object.keys(among)])]
  const transitions = Object.keys(by)
    .filter((key) => key.includes(' → '))
    .map((what) => ({ what, n: by[what] ?? 0, of: decisions }))
  return [
    { dimension: 'transition', cells: transitions },
    ...dimensions.map((dimension) => ({
      dimension,
      cells: keys
        .filter((key) => key.startsWith(`${dimension} `))
        .map((key) => ({
          what: key.slice(dimension.length + 1),
          n: by[key] ?? 0,
          of: among[key] ?? decisions,
        })),
    })),
  ]
}

const fates = [
  ['several', 'all'],
  ['several', 'some'],
  ['several', 'none'],
  ['single', 'all'],
  ['single', 'none'],
] as const

/** How applications fared for places; `shown` says what of a side's group is shown. */
function placesOf(
  places: PlacesCompared | undefined,
  shown: (side: 'today' | 'draft', group: 'several' | 'single', how: string) => number | null,
): PlaceCount[] {
  if (!places) return []
  return fates.map(([group, how]) => ({
    group,
    how,
    today: shown('today', group, how),
    draft: shown('draft', group, how),
  }))
}

const faredIn = (places: PlacesCompared | undefined, side: 'today' | 'draft', group: 'several' | 'single') =>
  Object.entries(places?.[side][group] ?? {}).map(([what, n]) => ({ what, n, of: 0 }))

/** The counts for the analysts who asked: they may open the cases; small ones are hidden all the same, as the page may be passed on. */
export function countsOf(result: ScenarioResult): ShownCounts {
  const { flipped, decisions, places } = result
  return {
    decisions,
    flipped: flipped > 0 && flipped < smallest ? null : flipped,
    by: countedBy(result).map(({ dimension, cells }) => ({
      dimension,
      cells: suppressSmall(cells, flipped),
    })),
    places: placesOf(places, (side, group, how) => {
      const cells = faredIn(places, side, group)
      const whole = cells.reduce((sum, one) => sum + one.n, 0)
      return suppressSmall(cells, whole).find(({ what }) => what === how)?.n ?? null
    }),
  }
}

/**
 * The counts of a published scenario for everybody. Two scenarios that differ by a day or by a word of the draft may differ by one person,
 * and exact counts would tell them by subtraction. So each number is rounded to a multiple of five, up or down by a draw that keeps the
 * mean, and the draw belongs to this scenario and this cell: what differs between two scenarios is the draw as well as the people. Zero is
 * hidden with what is below five, and a row of fewer than five people is not there at all: else its coming would tell.
 * @param key a secret of the installation; without it nobody can undo a draw
 */
export function openCounts(result: ScenarioResult, scenario: string, key: Uint8Array): ShownCounts {
  const round = (cell: string, n: number): number | null =>
    n < smallest ? null : roundByDraw(n, drawFor(key, `${scenario} ${cell}`))
  const { flipped, decisions, places } = result
  const cellsOf = (dimension: Dimension, cells: Counted[]): Cell[] => {
    const whole = dimension === 'condition' || dimension === 'transition'
    return cells
      .filter(({ n, of }) => (whole ? n : of) >= smallest)
      .map(({ what, n, of }) => ({
        what,
        n: round(`${dimension} ${what} n`, n),
        of: round(`${dimension} ${what} of`, of),
      }))
  }
  return {
    decisions: round('decisions', decisions),
    flipped: round('flipped', flipped),
    by:
      flipped < smallest
        ? []
        : countedBy(result).map(({ dimension, cells }) => ({ dimension, cells: cellsOf(dimension, cells) })),
    places: placesOf(places, (side, group, how) =>
      round(
        `places ${side} ${group} ${how}`,
        faredIn(places, side, group).find(({ what }) => what === how)?.n ?? 0,
      ),
    ),
  }
}

/** To the multiple of five below or above, up as often as the rest is large: 12 becomes 10 three times in five and 15 twice. */
export function roundByDraw(n: number, draw: number): number {
  const rest = n % smallest
  return n - rest + (draw < rest / smallest ? smallest : 0)
}

/** A number from 0 to 1 that is always the same for a cell and that nobody without the key can tell. */
const drawFor = (key: Uint8Array, cell: string): number =>
  createHmac('sha256', key).update(cell).digest().readUInt32BE(0) / 2 ** 32
