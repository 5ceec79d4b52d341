/**
 * Where the list of what is wrong says the same of several questions ("Please answer", six times), each line begins with its question.
 * The question is read from the field itself as it stands on the page, so that no page has to say it twice; a line that names one already
 * stays as it is.
 */
export function nameQuestions(html: string): string {
  const start = html.indexOf('<div class="error-summary"')
  const end = start < 0 ? -1 : html.indexOf('</ul>', start)
  if (end < 0) return html
  const summary = html.slice(start, end)
  const said = [...summary.matchAll(line)].map(([, , message = '']) => message)
  const twice = new Set(said.filter((message, at) => said.indexOf(message) !== at))
  if (twice.size === 0) return html
  const named = summary.replace(line, (whole, field: string, message: string) => {
    const question = twice.has(message) ? questionOf(html, field) : undefined
    return question ? `<a href="#${field}">${question}: ${message}</a>` : whole
  })
  return html.slice(0, start) + named + html.slice(end)
}

const line = /<a href="#(f-[\w-]+)">([^<]*)<\/a>/g

/** The words of a field's label; of a choice or a date, whose label names one answer only, those of the question around it. */
function questionOf(html: string, field: string): string | undefined {
  const at = html.indexOf(` id="${field}"`)
  if (at < 0) return undefined
  const tag = html.slice(html.lastIndexOf('<', at), html.indexOf('>', at))
  const around = /type="(radio|checkbox)"| name="[^"]*-day"/.test(tag)
  const set = html.lastIndexOf('<fieldset', at)
  const label =
    around && set >= 0
      ? /<legend>(.*?)<\/legend>/s.exec(html.slice(set, at))
      : new RegExp(`<label for="${field}">(.*?)</label>`, 's').exec(html)
  const words = label?.[1]
    ?.replace(/<span class="optional">.*?<\/span>/s, '')
    .replaceAll(/<[^>]*>/g, '')
    .trim()
    .replace(/[:?.]$/, '')
  return words || undefined
}
