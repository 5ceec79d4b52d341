/**
 * CSV for spreadsheets (RFC 4180, UTF-8 with a mark): every cell in quotes, and none begins a formula. A cell that a spreadsheet would
 * run (it begins with = + - @, a tab or a line end, also after blanks or in full width) gets an apostrophe before it.
 */
export const writeCsv = (rows: readonly (readonly string[])[]): string =>
  `\ufeff${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`

const cell = (text: string): string => {
  const safe = /^[\s\u00a0\u200b\ufeff]*[=+\-@|%\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(text)
    ? `'${text}`
    : text
  return `"${safe.replaceAll('\u0000', '').replaceAll('"', '""')}"`
}
