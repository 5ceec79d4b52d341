/**
 * The same answer without asking twice: reading a name aloud or folding it costs more than looking it up, and names repeat. After
 * `most` different texts it begins anew, so that a column of distinct values cannot fill the memory.
 */
export function remember<T>(ask: (text: string) => T, most: number): (text: string) => T {
  let known = new Map<string, T>()
  return (text) => {
    let answer = known.get(text)
    if (answer === undefined) {
      if (known.size >= most) known = new Map()
      answer = ask(text)
      known.set(text, answer)
    }
    return answer
  }
}
