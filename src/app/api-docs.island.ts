declare const SwaggerUIBundle: ((options: Record<string, unknown>) => void) & {
  presets: { apis: unknown }
}

// The list of operations above stays for whoever has no script; this adds a way to try them.
const place = document.getElementById('swagger')
if (place && typeof SwaggerUIBundle === 'function')
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
  })
