/** Asks a log over HTTP. @throws Error with the status when the answer is not a good one */
export function getFrom(url: string) {
  const at = (path: string) => new URL(path, url.endsWith('/') ? url : `${url}/`)
  return {
    async get(path: string): Promise<string> {
      const answer = await fetch(at(path), { signal: AbortSignal.timeout(30_000) })
      if (!answer.ok) throw new Error(`${path} answered ${answer.status}`)
      return answer.text()
    },
    /** Whether it was taken. */
    async post(path: string, body: string): Promise<boolean> {
      const answer = await fetch(at(path), {
        method: 'POST',
        body,
        headers: { 'content-type': 'text/plain' },
        signal: AbortSignal.timeout(30_000),
      })
      return answer.ok
    },
  }
}
