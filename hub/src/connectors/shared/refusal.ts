/** What the sender of a webhook reads whose secret does not fit. `where` names the setting to compare it with. */
export function refusedSecret(what: string, where: string): string {
  return `The ${what} is missing or wrong. Compare the secret with ${where}.`
}
