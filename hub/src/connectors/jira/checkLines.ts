import { type CheckLine, VendorError } from '../port'

/** Writes the lines of one subject. */
export type Liner = (check: string, result: CheckLine['result'], text: string) => CheckLine

export function liner(subject: string): Liner {
  return (check, result, text) => ({ subject, check, result, text })
}

/** A look that fails is itself a line, with `mend` after the reason; only a programming error goes on. */
export async function looked(
  line: Liner,
  check: string,
  mend: string,
  look: () => Promise<CheckLine[]>,
): Promise<CheckLine[]> {
  try {
    return await look()
  } catch (error) {
    if (!(error instanceof VendorError)) throw error
    return [line(check, 'fail', `${error.message} ${mend}`)]
  }
}

/** Jira's names for people: capitals do not matter. */
export function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}
