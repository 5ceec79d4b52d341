// Keeps the checker's page and its parts, so that it opens without network. Keys and status lists are kept by the checker
// itself, which must know how old they are.

interface WorkerScope {
  addEventListener(type: 'install' | 'activate' | 'fetch', listener: (event: WorkerEvent) => void): void
  skipWaiting(): Promise<void>
  clients: { claim(): Promise<void> }
}
interface WorkerEvent {
  waitUntil(work: Promise<unknown>): void
  respondWith(answer: Promise<Response>): void
  request: Request
}

const worker = globalThis as unknown as WorkerScope
const shelfName = 'qonys-checker-page'

worker.addEventListener('install', (event) => event.waitUntil(worker.skipWaiting()))
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()))
worker.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  const knowledge = url.pathname.startsWith('/.well-known/') || url.pathname.startsWith('/status/')
  if (request.method !== 'GET' || url.origin !== location.origin || knowledge) return
  event.respondWith(fromNetworkOrShelf(request))
})

async function fromNetworkOrShelf(request: Request): Promise<Response> {
  const shelf = await caches.open(shelfName)
  try {
    const response = await fetch(request)
    if (response.ok) await shelf.put(request, response.clone())
    return response
  } catch (error) {
    const kept = await shelf.match(request)
    if (kept) return kept
    throw error
  }
}
