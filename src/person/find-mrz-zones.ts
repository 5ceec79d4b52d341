/** Divides a text of several zones at its empty lines; lines that each stand alone between empty lines are one zone. */
export function findMrzZones(text: string): string[] {
  const zones = text
    .replace(/\r\n?/g, '\n')
    .split(/\n[^\S\n]*\n+/)
    .filter((zone) => zone.trim() !== '')
  const lengths = zones.map((zone) => zone.trim().length)
  const eachALine = zones.every((zone) => !zone.trim().includes('\n')) && lengths.every((n) => n < 60)
  return eachALine && zones.length > 1 && zones.length <= 3 ? [zones.join('\n')] : zones
}
