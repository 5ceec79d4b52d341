/** What stands for a number that is not shown: its length and last two characters stay, so that two can be told apart. */
export const maskValue = (value: string): string =>
  value.length <= 4 ? '•'.repeat(value.length) : '•'.repeat(value.length - 2) + value.slice(-2)
