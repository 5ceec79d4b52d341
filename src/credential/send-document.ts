/** An issued document, the very bytes that were signed, as the answer of a page or of the API; no cache keeps it. */
export const sendDocument = ({ serial, pdf }: { serial: string; pdf: Uint8Array }): Response =>
  new Response(Buffer.from(pdf), {
    headers: {
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="${serial}.pdf"`,
      'cache-control': 'no-store',
    },
  })
