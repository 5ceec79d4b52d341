/**
 * The machine lacks something the program needs. Unlike a {@link Fault} it is never shown to a user of the pages: it ends a
 * command, and its message tells the person at the keyboard what to do.
 */
export class SetupFault extends Error {
  readonly code:
    | 'postgres-missing'
    | 'postgres-failed'
    | 'port-taken'
    | 'folder-not-usable'
    | 'browser-missing'

  constructor(code: SetupFault['code'], message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause })
    this.name = 'SetupFault'
    this.code = code
  }
}
