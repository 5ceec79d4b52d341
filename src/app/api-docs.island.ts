declare const SwaggerUIBundle: ((options: Record<string, unknown>) => void) & {
  presets: { apis: unknown }
}

// The list of operations above is the page; this adds a way to try them, fetched only when somebody asks for it.
const place = document.getElementById('swagger')
if (place) {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'button'
  button.textContent = place.dataset.label ?? ''
  button.addEventListener('click', () => {
    button.disabled = true
    const style = document.createElement('link')
    style.rel = 'stylesheet'
    style.href = place.dataset.style ?? ''
    const script = document.createElement('script')
    script.src = place.dataset.script ?? ''
    script.addEventListener('error', () => {
      button.disabled = false
    })
    script.addEventListener('load', () =>
      SwaggerUIBundle({
        domNode: place,
        url: '/api/openapi.json',
        presets: [SwaggerUIBundle.presets.apis],
        layout: 'BaseLayout',
        deepLinking: true,
        docExpansion: 'list',
        defaultModelsExpandDepth: 0,
        validatorUrl: null,
        persistAuthorization: false,
      }),
    )
    document.head.append(style, script)
  })
  place.append(button)
}
