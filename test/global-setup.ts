import { openTestServer, testFailureVariable } from '../src/platform/test-server.ts'

/** Runs once before all tests; what it returns runs once after them. */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  try {
    const server = await openTestServer()
    return () => server.close()
  } catch (error) {
    const reason = (error as Error).message
    process.env[testFailureVariable] = reason
    console.error(`No test database: ${reason}`)
    return undefined
  }
}
