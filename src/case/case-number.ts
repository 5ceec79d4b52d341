/**
 * The number people read out: `KZ-2026-000123-4`. The last digit is ISO/IEC 7064 MOD 11,10 over year and serial, so that one
 * wrong digit, and nearly every pair of exchanged ones, is noticed before anybody is looked for.
 */
export function writeCaseNumber(year: number, serial: number): string {
  const digits = `${year}${String(serial).padStart(6, '0')}`
  return `KZ-${year}-${digits.slice(4)}-${checkDigit(digits)}`
}

/** A case number as typed (any case, spaces or dashes), or undefined when its check digit is wrong or it is none. */
export function readCaseNumber(text: string): string | undefined {
  const [, year, serial, check] =
    /^KZ(\d{4})(\d{6,})(\d)$/.exec(text.toUpperCase().replace(/[\s‐‑‒–—-]+/g, '')) ?? []
  if (!year || !serial || check !== String(checkDigit(year + serial))) return undefined
  return `KZ-${year}-${serial}-${check}`
}

function checkDigit(digits: string): number {
  let product = 10
  for (const digit of digits) {
    const sum = (product + Number(digit)) % 10 || 10
    product = (sum * 2) % 11
  }
  return (11 - product) % 10
}
