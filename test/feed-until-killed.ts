// A program of the feeds' bad days: takes a file that never ends, tells how many lines went by, until it is killed.

import '../src/app/feeds.ts'
import { takeFeed } from '../src/feed/take-feed.ts'
import { readConfig } from '../src/platform/config.ts'
import { openInstance } from '../src/platform/instance.ts'

const [url = ''] = process.argv.slice(2)
const instance = await openInstance(readConfig(), url, { max: 2 })

async function* endless(): AsyncGenerator<Uint8Array> {
  for (let n = 0; ; n += 500) {
    let text = ''
    for (let i = n; i < n + 500; i++)
      text += `${JSON.stringify({ document: { issuingState: 'UZB', number: 'DEMO50001' }, birthDate: '1990-03-27', direction: i % 3 ? 'entry' : 'neither', at: '2026-11-20T05:00:00Z', point: 'korday', sourceReference: `K${i}` })}\n`
    yield Buffer.from(text)
    process.stdout.write(`${n + 500}\n`)
  }
}
await takeFeed(
  instance,
  { kind: 'system', job: 'test' },
  {
    kind: 'crossings',
    institution: 'border-service',
    format: 'ndjson',
    bytes: 1,
    sha256: 'f'.repeat(64),
    declared: {},
    open: endless,
  },
)
