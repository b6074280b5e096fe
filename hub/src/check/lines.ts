import { type CheckLine, VendorError } from '../connectors/port'

/** A writer of the lines of one subject. */
export type Liner = (check: string, result: CheckLine['result'], text: string) => CheckLine

export function liner(subject: string): Liner {
  return (check, result, text) => ({ subject, check, result, text })
}

/** What a vendor refuses or cannot answer is itself a line; only a programming error goes on. */
export async function looked(
  line: Liner,
  check: string,
  look: () => Promise<CheckLine[]>,
): Promise<CheckLine[]> {
  try {
    return await look()
  } catch (error) {
    if (!(error instanceof VendorError)) throw error
    return [line(check, 'fail', error.message)]
  }
}

/** `2026-11-22 10:00 UTC`, of epoch milliseconds. */
export function moment(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
