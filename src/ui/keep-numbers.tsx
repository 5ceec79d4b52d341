const numbers = /\b(?:KZ-\d{4}-\d{6}-\d|[A-Z]{2}-\d{4}-\d{6})\b/

/** A line of words in which the number of a case, permit or status stands: never broken at a hyphen, never translated by the browser. */
export function KeepNumbers({ text }: { text: string }) {
  const parts = text.split(new RegExp(`(${numbers.source})`))
  return (
    <>
      {parts.map((part) =>
        numbers.test(part) ? (
          <span class="whole" translate="no">
            {part}
          </span>
        ) : (
          part
        ),
      )}
    </>
  )
}
