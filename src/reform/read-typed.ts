/** Codes between commas, semicolons or on lines. */
export const codesIn = (text: string): string[] =>
  text
    .split(/[,;\n]/)
    .map((one) => one.trim())
    .filter(Boolean)

/** Whether a flag was typed as true, in one of our languages. */
export const isYes = (text: string): boolean => /^(true|yes|иә|да)$/i.test(text)
