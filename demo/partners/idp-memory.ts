import type { Adapter, AdapterPayload } from 'oidc-provider'

/**
 * The identity provider's sessions, grants and codes, kept while the process lives: after a restart of the demo staff sign in
 * again. Expired entries leave on the next write.
 */
export function keepInMemory(): (model: string) => Adapter {
  const kept = new Map<string, { payload: AdapterPayload; until: number }>()

  function find(key: string): AdapterPayload | undefined {
    const entry = kept.get(key)
    return entry && entry.until > Date.now() ? entry.payload : undefined
  }

  return (model) => ({
    async upsert(id, payload, expiresIn) {
      const now = Date.now()
      for (const [key, { until }] of kept) if (until <= now) kept.delete(key)
      kept.set(`${model}:${id}`, { payload, until: expiresIn ? now + expiresIn * 1000 : Infinity })
    },
    async find(id) {
      return find(`${model}:${id}`)
    },
    async findByUid(uid) {
      for (const key of kept.keys()) {
        const payload = find(key)
        if (key.startsWith(`${model}:`) && payload?.uid === uid) return payload
      }
      return undefined
    },
    // Device codes are not offered.
    async findByUserCode() {
      return undefined
    },
    async consume(id) {
      const payload = find(`${model}:${id}`)
      if (payload) payload.consumed = Math.floor(Date.now() / 1000)
    },
    async destroy(id) {
      kept.delete(`${model}:${id}`)
    },
    async revokeByGrantId(grantId) {
      for (const [key, { payload }] of kept) if (payload.grantId === grantId) kept.delete(key)
    },
  })
}
