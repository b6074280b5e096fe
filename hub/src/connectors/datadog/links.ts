/** Datadog's own sites: the API answers at `api.<site>`, people look at `app.<site>` or, with a region, at the site. */
const SITE = /^api\.((?:us|ap)\d+\.)?(datadoghq\.com|datadoghq\.eu|ddog-gov\.com)$/

/** Where people see Datadog, from the address of its API; any other address serves both. No closing slash. */
export function appUrl(baseUrl: string): string {
  const url = new URL(baseUrl)
  const site = SITE.exec(url.hostname)
  if (site === null) return url.origin
  const [, region = 'app.', domain] = site
  return `https://${region}${domain}`
}

/**
 * The page a finding type is shown on. Three are on record, in the `insights[].ref` of real answers; the other types
 * are sent to the nearest of them.
 */
const PAGES: Readonly<Record<string, string>> = {
  library_vulnerability: '/security/appsec/vm/library',
  static_code_vulnerability: '/security/appsec/vm/library',
  runtime_code_vulnerability: '/security/appsec/vm/library',
  secret: '/security/appsec/vm/library',
  iac_misconfiguration: '/security/appsec/vm/library',
  api_security: '/security/appsec/vm/library',
  host_and_container_vulnerability: '/security/csm/vm',
}
const COMPLIANCE = '/security/compliance'

export interface LinkFacts {
  id: string
  findingType: string | null
  ruleId: string | null
  resourceId: string | null
}

/** Path and query of a finding's page in Datadog; also what a case's `insights[].ref` says. */
export function findingPath(facts: LinkFacts): string {
  const page = PAGES[facts.findingType ?? ''] ?? COMPLIANCE
  const query = new URLSearchParams()
  if (page === COMPLIANCE && facts.ruleId !== null && facts.resourceId !== null)
    query.set('panels', `cpfinding|event|ruleId:${facts.ruleId}|resourceId:${facts.resourceId}`)
  query.set('query', `@finding_id:${facts.id}`)
  return `${page}?${query}`
}

/** Deep link of a finding. */
export function findingUrl(appUrl: string, facts: LinkFacts): string {
  return `${appUrl}${findingPath(facts)}`
}
