// Adds to package-lock.json a stub for every optional dependency that the registry did not resolve on this platform.
// npm 11 refuses a lock that lacks them; npm 10 ignores them. Run it after each change of dependencies.
// With --check it changes nothing and fails when a stub is missing or when the lock carries addresses.
import { readFileSync, writeFileSync } from 'node:fs'

const file = new URL('../package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(file, 'utf8'))
const missing = []

for (const [place, entry] of Object.entries({ ...lock.packages })) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    const nested = place ? `${place}/node_modules/${name}` : undefined
    if (lock.packages[`node_modules/${name}`] || (nested && lock.packages[nested])) continue
    missing.push(name)
    const parts = name.split(/[/-]/)
    const os = [
      'linux',
      'darwin',
      'win32',
      'android',
      'freebsd',
      'openharmony',
      'wasm32',
      'netbsd',
      'openbsd',
      'sunos',
      'aix',
    ].find((o) => parts.includes(o))
    const cpu = ['x64', 'arm64', 'ia32', 'arm', 'ppc64', 's390x', 'riscv64', 'loong64', 'mips64el'].find(
      (c) => parts.includes(c),
    )
    lock.packages[`node_modules/${name}`] = {
      version: /\d+\.\d+\.\d+[\w.-]*/.exec(range)?.[0] ?? '0.0.0',
      optional: true,
      ...(cpu ? { cpu: [cpu] } : {}),
      // An unknown name gets a system nobody runs, so that no npm ever tries to fetch it.
      os: [os && os !== 'wasm32' ? os : 'none'],
    }
  }
}

const addressed = Object.values(lock.packages).filter((entry) => entry.resolved?.startsWith('http')).length
if (process.argv.includes('--check')) {
  for (const name of missing) console.error(`package-lock.json lacks the optional dependency ${name}`)
  if (addressed) console.error(`package-lock.json carries ${addressed} addresses; write it without them`)
  process.exit(missing.length || addressed ? 1 : 0)
}
for (const entry of Object.values(lock.packages)) delete entry.resolved
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)))
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
console.log(`added ${missing.length} stubs`)
