/**
 * What `pnpm audit --prod --json` said, as what a person reads and whether it stops the build. A registry that offers no
 * audit is said aloud and stops nothing; an answer that nobody can read stops it: silence would look like good news.
 */
export function auditVerdict(said: string): { ok: boolean; text: string } {
  const answer = read(said)
  if (answer === null) return { ok: false, text: `The audit cannot be read: ${said.slice(0, 300)}` }
  const { error, advisories, metadata } = answer
  if (error !== undefined) {
    const away = AWAY.some(code => error.code === code)
    const what = `${error.code}: ${error.message}`.replaceAll(/https?:\/\/\S+/g, 'the registry').slice(0, 300)
    return away
      ? { ok: true, text: `NOT AUDITED: the registry does not answer the question (${what}).` }
      : { ok: false, text: `The audit failed (${what}).` }
  }
  if (advisories === undefined || metadata?.dependencies === undefined)
    return { ok: false, text: `The audit cannot be read: ${said.slice(0, 300)}` }
  const found = Object.values(advisories)
  if (found.length === 0)
    return { ok: true, text: `Audited: ${metadata.dependencies} packages, nothing known.` }
  const lines = found.map(each => `- ${each.severity}: ${each.module_name}, ${each.title}`)
  const bad = found.filter(each => STOPS.includes(each.severity))
  return { ok: bad.length === 0, text: `Audited: ${found.length} found.\n${lines.join('\n')}` }
}

/** What stops the build; the rest is shown. */
const STOPS: readonly string[] = ['high', 'critical']
/** pnpm's codes for a registry that has no such door, or is not there. */
const AWAY: readonly string[] = [
  ...['ERR_PNPM_AUDIT_BAD_RESPONSE', 'ERR_PNPM_AUDIT_ENDPOINT_NOT_EXISTS', 'ERR_PNPM_META_FETCH_FAIL'],
  ...['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ETIMEDOUT', 'ERR_SOCKET_TIMEOUT'],
]

interface Answer {
  error?: { code: string; message: string }
  advisories?: Record<string, { severity: string; module_name: string; title: string }>
  metadata?: { dependencies?: number }
}

function read(said: string): Answer | null {
  try {
    const value = JSON.parse(said) as unknown
    return typeof value === 'object' && value !== null ? value : null
  } catch {
    // What is no JSON is no answer; the caller says so.
    return null
  }
}
