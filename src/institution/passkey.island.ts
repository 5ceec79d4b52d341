// Asks the device for a passkey: a form that carries what to ask, filled with the answer and then posted as any form.

for (const place of document.querySelectorAll<HTMLElement>('[data-passkey]')) {
  const form = place.querySelector('form')
  const answer = place.querySelector<HTMLInputElement>('input[name=answer]')
  const failed = place.querySelector<HTMLElement>('[data-passkey-failed]')
  const without = place.parentElement?.querySelector<HTMLElement>('[data-passkey-without]')
  const options = JSON.parse(place.dataset.options ?? 'null')
  if (!form || !answer || !options || !('PublicKeyCredential' in window)) continue
  if (!('parseRequestOptionsFromJSON' in PublicKeyCredential)) continue

  place.hidden = false
  if (without) without.hidden = true

  // Before everybody else's listeners: the first press asks the device, only its answer is sent.
  form.addEventListener(
    'submit',
    (event) => {
      if (answer.value) return
      event.preventDefault()
      event.stopImmediatePropagation()
      if (failed) failed.hidden = true
      ask()
        .then((credential) => {
          answer.value = JSON.stringify((credential as PublicKeyCredential).toJSON())
          form.submit()
        })
        .catch(() => {
          if (failed) failed.hidden = false
        })
    },
    { capture: true },
  )

  const ask = (): Promise<Credential | null> =>
    place.dataset.passkey === 'create'
      ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) })
}
