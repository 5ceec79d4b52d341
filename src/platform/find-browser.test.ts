import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findBrowser, getBrowser, launchOptions } from './find-browser.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qonys-browser-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function program(name: string, script: string): string {
  const file = join(folder, name)
  writeFileSync(file, `#!/bin/sh\n${script}\n`)
  chmodSync(file, 0o755)
  return file
}

test('the browser that CHROMIUM_PATH names comes before any on the PATH', async () => {
  program('chromium', 'echo Chromium 150.0.1.2')
  const mine = program('mine', 'echo Google Chrome 151.0.1.2')
  expect(await findBrowser({ CHROMIUM_PATH: mine, PATH: folder }, [])).toBe(mine)
})

test('a CHROMIUM_PATH that does not start is a fault, not silently another browser', async () => {
  program('chromium', 'echo Chromium 150.0.1.2')
  const wrong = join(folder, 'nowhere')
  await expect(findBrowser({ CHROMIUM_PATH: wrong, PATH: folder })).rejects.toMatchObject({
    code: 'browser-missing',
    message: expect.stringContaining(wrong),
  })
})

test('a program that only advises to install the browser is passed over', async () => {
  program('chromium', 'echo "run: snap install chromium" >&2; exit 1')
  mkdirSync(join(folder, 'chromium-browser'))
  const real = program('google-chrome', 'echo Google Chrome 151.0.1.2')
  expect(await findBrowser({ PATH: folder }, [])).toBe(real)
})

test.runIf(process.getuid?.() === 0)(
  'a browser just installed by the package manager is the one returned',
  async () => {
    const browser = join(folder, 'chromium')
    program(
      'apt-get',
      `[ "$1" = install ] && printf '#!/bin/sh\\necho Chromium 150.0.1.2\\n' > ${browser} && /bin/chmod 755 ${browser}; [ "$1" = install ]`,
    )
    const said: string[] = []
    expect(
      await getBrowser({
        mayInstall: true,
        places: [],
        env: { PATH: folder },
        log: (line) => said.push(line),
      }),
    ).toBe(browser)
    expect(said).toHaveLength(2)
  },
)

test('where nothing may be installed the fault says how to do it by hand', async () => {
  program('apt-get', 'echo must not run; exit 1')
  await expect(getBrowser({ mayInstall: false, places: [], env: { PATH: folder } })).rejects.toThrow(
    /sudo apt-get install .*chromium.*CHROMIUM_PATH/s,
  )
})

test('the sandbox is left off for root only', () => {
  const { args } = launchOptions('/usr/bin/chromium')
  expect(args.includes('--no-sandbox')).toBe(process.getuid?.() === 0)
})

test('a browser in one of the usual places is found without a PATH', async () => {
  const browser = program('somewhere', 'echo Chromium 150.0.1.2')
  expect(await findBrowser({}, [join(folder, 'missing'), browser])).toBe(browser)
})
