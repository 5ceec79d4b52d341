import type { Application } from '../src/app/serve.ts'

/** Mann-Whitney: how many deviations apart two samples stand; ranks, so that one slow answer weighs no more than another. */
function deviations(a: number[], b: number[]): number {
  const all = [...a.map((t) => ({ t, of: 0 })), ...b.map((t) => ({ t, of: 1 }))].sort((x, y) => x.t - y.t)
  const ranks = all.reduce((sum, one, at) => sum + (one.of === 0 ? at + 1 : 0), 0)
  const u = ranks - (a.length * (a.length + 1)) / 2
  return (u - (a.length * b.length) / 2) / Math.sqrt((a.length * b.length * (a.length + b.length + 1)) / 12)
}

/** From so many deviations on the time of an answer tells what stands behind it: chance alone goes so far once in sixteen thousand. */
export const telling = 4

/**
 * Deviations between the times of two pages, asked in turns and each as often first, so that what else the machine does falls on both alike.
 * @param extra milliseconds that the first is held up, to see that the measure can tell
 */
export async function compareTimes(
  app: Application,
  cookie: string,
  one: string,
  other: string,
  extra = 0,
): Promise<number> {
  const time = async (path: string, wait = 0) => {
    const begun = performance.now()
    await (await app.fetch(new Request(`http://localhost${path}`, { headers: { cookie } }))).text()
    if (wait) await new Promise((done) => setTimeout(done, wait))
    return performance.now() - begun
  }
  const [first, second]: [number[], number[]] = [[], []]
  for (let n = -6; n < 60; n++) {
    if (n === 0) first.length = second.length = 0
    const turn = [async () => first.push(await time(one, extra)), async () => second.push(await time(other))]
    for (const each of n % 2 === 0 ? turn : turn.reverse()) await each()
  }
  return Math.abs(deviations(first, second))
}

/** The least of up to three comparisons: a difference that is there is there each time; one that only the machine made is not. */
export async function compareTimesAgain(...pages: Parameters<typeof compareTimes>): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let n = 0; n < 3 && least >= telling; n++) least = Math.min(least, await compareTimes(...pages))
  return least
}
