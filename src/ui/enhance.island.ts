// Small comforts over pages that work without them: no request is sent twice by a double click, a half-filled form is not left
// by mistake, errors get the focus, staff lists are walked by keys (off until switched on: WCAG 2.1.4).

const answers = document.querySelector<HTMLFormElement>('form#answers')
let unsaved = false

document.querySelector<HTMLElement>('#errors')?.focus()

document.addEventListener('submit', (event) => {
  const form = event.target as HTMLFormElement
  if (form.method !== 'post') return
  if (form.dataset.sent) return event.preventDefault()
  unsaved = false
  form.dataset.sent = 'yes'
  // The answer may fail to come: after a while the person may press again; the request's id keeps it single.
  setTimeout(() => delete form.dataset.sent, 8000)
})

addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-sent]')) delete form.dataset.sent
})

answers?.addEventListener('input', () => {
  unsaved = true
})

addEventListener('beforeunload', (event) => {
  if (unsaved) event.preventDefault()
})

document.addEventListener('click', (event) => {
  const target = event.target as HTMLElement
  for (const open of document.querySelectorAll<HTMLDetailsElement>('details.language[open]'))
    if (!open.contains(target)) open.open = false
  const exit = target.closest<HTMLAnchorElement>('a[data-exit]')
  if (exit) {
    // Replaces this page in the history, so that "back" does not show it again.
    event.preventDefault()
    unsaved = false
    location.replace(exit.href)
  }
})

const keysButton = document.querySelector<HTMLButtonElement>('[data-keys]')
const keysSwitch = document.querySelector<HTMLInputElement>('[data-keys-on]')
if (keysButton) keysButton.hidden = false
if (keysSwitch) {
  keysSwitch.checked = localStorage.getItem('keys') === 'on'
  keysSwitch.addEventListener('change', () => localStorage.setItem('keys', keysSwitch.checked ? 'on' : 'off'))
}

const rows = [...document.querySelectorAll<HTMLElement>('tr[data-row]')]

function here(): number {
  return rows.findIndex((row) => row.dataset.here !== undefined)
}

function moveTo(index: number): void {
  const row = rows[Math.max(0, Math.min(rows.length - 1, index))]
  if (!row) return
  for (const each of rows) delete each.dataset.here
  row.dataset.here = ''
  row.querySelector<HTMLElement>('th a')?.focus({ preventScroll: true })
  row.scrollIntoView({ block: 'nearest' })
}

// By the place of the key: on a Cyrillic keyboard the same keys write other letters.
const keys: Record<string, () => void> = {
  KeyJ: () => moveTo(here() + 1),
  KeyK: () => moveTo(here() - 1),
  KeyX: () => rows[here()]?.querySelector<HTMLInputElement>('.tick input')?.click(),
  KeyO: () => rows[here()]?.querySelector<HTMLElement>('th a')?.click(),
  '/': () => document.querySelector<HTMLElement>('[data-search]')?.focus(),
  '?': () => keysButton?.click(),
}

document.addEventListener('keydown', (event) => {
  const target = event.target as HTMLElement
  if (event.key === 'Escape')
    for (const open of document.querySelectorAll<HTMLDetailsElement>('details.language[open]')) {
      open.open = false
      open.querySelector('summary')?.focus()
    }
  if (!keysSwitch?.checked || event.ctrlKey || event.metaKey || event.altKey) return
  if (target.closest('input:not([type=checkbox]), textarea, select')) return
  const press = keys[event.code === 'Slash' ? (event.shiftKey ? '?' : '/') : event.key] ?? keys[event.code]
  if (!press) return
  event.preventDefault()
  press()
})
