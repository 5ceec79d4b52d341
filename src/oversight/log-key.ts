import { hkdfSync } from 'node:crypto'
import type { Config } from '../platform/config.ts'
import { type NoteSigner, noteSigner } from './signed-note.ts'

/** Under what name an installation's log is known: its address without the scheme, as C2SP asks. */
export const logOrigin = (config: Pick<Config, 'baseUrl'>): string =>
  `${config.baseUrl.replace(/^https?:\/\//, '').replace(/\/$/, '')}/log`

/**
 * The key that signs checkpoints. It is drawn from the installation's secret, which is not in the database: whoever can write every
 * table still cannot sign a log of their own.
 */
export const logSigner = (config: Pick<Config, 'baseUrl' | 'secret'>): NoteSigner =>
  noteSigner(
    logOrigin(config),
    1,
    new Uint8Array(hkdfSync('sha256', config.secret, new Uint8Array(), 'qonys transparency log key 1', 32)),
  )
