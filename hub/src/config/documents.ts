import { createHash } from 'node:crypto'
import { CLOSE_CAUSES } from '@fixproof/rules'
import { v5 } from 'uuid'
import { derivedId } from '../domain/markers'
import type { CloseSettings, KeyDoc, PersonDoc, ProjectDoc } from '../domain/model'
import { DEFAULT_CLOSE } from './defaults'
import type { Config, KeyConfig, ProjectConfig, UserConfig } from './schema'

/** Namespace of the UUIDv5 that a project or key gets from its key or name; fixed for good. */
const NAMESPACE = '5b2f6f0e-3c1d-5c0a-9a52-8d1d9f7c7e31'

/** The id of a project when the file gives none: the same for the same key, everywhere. */
export const projectId = (key: string): string => v5(`project:${key}`, NAMESPACE)

/** The projects the file declares, as the store keeps them. `now` in epoch milliseconds. */
export function projectDocs(config: Config, now: number): ProjectDoc[] {
  return config.projects.map(project => ({
    id: project.id ?? projectId(project.key),
    key: project.key,
    name: project.name ?? project.key,
    policy: project.policy,
    declared: true,
    jira: project.jira ?? null,
    servicenow: project.servicenow ?? null,
    sync: { jira: { ...project.sync.jira }, servicenow: { ...project.sync.servicenow } },
    fields: project.fields,
    findingAssignee: project.findingAssignee,
    close: closeSettings(project.close),
    notFixed: project.notFixed,
    routes: project.routes,
    reopenWindowDays: project.reopenWindowDays,
    onGone: project.onGone,
    apply: project.apply,
    ...(project.mirror !== undefined && { mirror: project.mirror }),
    createdAt: now,
    archivedAt: null,
  }))
}

/** A declared person's accounts; `member` is where the file says so. */
export function accountsOf(user: UserConfig): { place: string; id: string; member: string }[] {
  const there = (tool: 'jira' | 'servicenow') =>
    Object.entries(user[tool] ?? {}).map(([connection, id]) => ({
      place: `${tool}/${connection}`,
      id,
      member: `${tool}.${connection}`,
    }))
  const datadog =
    user.datadog === undefined ? [] : [{ place: 'datadog', id: user.datadog, member: 'datadog' }]
  return [...datadog, ...there('jira'), ...there('servicenow')]
}

/** The people the file pairs, as the store keeps them. */
export function personDocs(config: Pick<Config, 'users'>): PersonDoc[] {
  return config.users.map(user => {
    const accounts = Object.fromEntries(accountsOf(user).map(({ place, id }) => [place, id]))
    const email = user.email?.toLowerCase() ?? null
    const first = Object.entries(accounts)[0] ?? ['', '']
    const id =
      user.datadog ?? (email === null ? derivedId('person', first.join('/')) : derivedId('person', email))
    return { id, name: user.name ?? null, email, accounts, absent: {}, declared: true }
  })
}

/** What each cause writes: the file's word where it has one, else the default. */
export function closeSettings(close: ProjectConfig['close']): CloseSettings {
  const settings = { jira: { ...DEFAULT_CLOSE.jira }, servicenow: { ...DEFAULT_CLOSE.servicenow } }
  for (const cause of CLOSE_CAUSES) {
    const jira = close.jira?.[cause]
    const base = DEFAULT_CLOSE.jira[cause]
    if (jira !== undefined)
      settings.jira[cause] = {
        status: jira.status === undefined ? base.status : jira.status,
        resolution: jira.resolution === undefined ? base.resolution : jira.resolution,
        fields: jira.fields,
      }
    const servicenow = close.servicenow?.[cause]
    if (servicenow !== undefined)
      settings.servicenow[cause] = {
        closeCode: servicenow.closeCode ?? DEFAULT_CLOSE.servicenow[cause].closeCode,
        fields: servicenow.fields,
      }
  }
  return settings
}

/** SHA-256 as hex: how keys are kept. They are long and random, so a slow hash would add nothing. */
export const hashKey = (key: string): string => createHash('sha256').update(key, 'utf8').digest('hex')

/** The keys the file declares, hashed. `now` in epoch milliseconds. */
export function keyDocs(config: { keys: readonly KeyConfig[] }, now: number): KeyDoc[] {
  return config.keys.map(key => ({
    id: v5(`key:${key.name}`, NAMESPACE),
    name: key.name,
    scopes: key.scopes,
    apiKeyHash: hashKey(key.apiKey),
    applicationKeyHash: key.applicationKey === undefined ? null : hashKey(key.applicationKey),
    ...(key.person !== undefined && { person: key.person.toLowerCase() }),
    declared: true,
    createdAt: now,
  }))
}
