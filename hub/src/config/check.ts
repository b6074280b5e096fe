import { checkCloseSettings, templateText, unknownPlaceholders } from '@fixproof/rules'
import { accountsOf, closeSettings, projectId } from './documents'
import type { Config, ProjectConfig, UserConfig } from './schema'
import type { ConfigProblem } from './variables'

/** What one setting alone cannot show: names that point nowhere, names used twice, closes that would lie. */
export function crossCheck(config: Config): ConfigProblem[] {
  const { connections, keys, projects, users } = config
  return [
    ...twice('connections.jira', connections.jira, 'id', one => one.id),
    ...twice('connections.servicenow', connections.servicenow, 'id', one => one.id),
    ...twice('keys', keys, 'name', one => one.name),
    // The value is a secret: only the place is named.
    ...twice('keys', keys, 'apiKey', one => one.apiKey, true),
    ...twice('projects', projects, 'key', one => one.key),
    ...twice('projects', projects, 'id', one => one.id ?? projectId(one.key)),
    ...users.flatMap((user, i) => unknownAccounts(user, i, config)),
    ...twiceSameAccount(users),
    ...projects.flatMap((project, i) => [
      ...unknownConnection('jira', project, i, config),
      ...unknownConnection('servicenow', project, i, config),
      ...lyingCloses(project, i),
      ...unknownWords(project, i),
    ]),
  ]
}

function twice<T>(
  field: string,
  items: readonly T[],
  member: string,
  of: (item: T) => string,
  hidden = false,
): ConfigProblem[] {
  const first = new Map<string, number>()
  const problems: ConfigProblem[] = []
  items.forEach((item, i) => {
    const value = of(item)
    const before = first.get(value)
    if (before === undefined) first.set(value, i)
    else
      problems.push({
        field: `${field}[${i}].${member}`,
        text: `${hidden ? 'the same value' : value} is already used by ${field}[${before}]. Give each its own`,
      })
  })
  return problems
}

function unknownConnection(
  tool: 'jira' | 'servicenow',
  project: ProjectConfig,
  i: number,
  config: Config,
): ConfigProblem[] {
  const wanted = project[tool]?.connection
  const known = config.connections[tool].map(one => one.id)
  if (wanted === undefined || known.includes(wanted)) return []
  const mend =
    known.length === 0
      ? `No connection stands in connections.${tool} yet: add one`
      : `Known in connections.${tool}: ${known.join(', ')}`
  return [{ field: `projects[${i}].${tool}.connection`, text: `there is no connection ${wanted}. ${mend}` }]
}

/** Accounts of connections that are not there. */
function unknownAccounts(user: UserConfig, i: number, config: Config): ConfigProblem[] {
  return (['jira', 'servicenow'] as const).flatMap(tool => {
    const known: string[] = config.connections[tool].map(one => one.id)
    return Object.keys(user[tool] ?? {})
      .filter(id => !known.includes(id))
      .map(id => ({
        field: `users[${i}].${tool}.${id}`,
        text: `there is no connection ${id} in connections.${tool}`,
      }))
  })
}

/** One account is one person: else nobody could tell who is meant. */
function twiceSameAccount(users: readonly UserConfig[]): ConfigProblem[] {
  const accounts = users.flatMap((user, i) =>
    accountsOf(user).map(({ place, id, member }) => ({ account: `${place}/${id}`, i, member })),
  )
  const first = new Map<string, number>()
  return accounts.flatMap(({ account, i, member }) => {
    const before = first.get(account)
    if (before === undefined) first.set(account, i)
    if (before === undefined || before === i) return []
    return [
      {
        field: `users[${i}].${member}`,
        text: `is already an account of users[${before}]. Pair each account once`,
      },
    ]
  })
}

/** A placeholder that stands for nothing would reach the tickets as it is. */
function unknownWords(project: ProjectConfig, i: number): ConfigProblem[] {
  return (['jira', 'servicenow'] as const).flatMap(tool =>
    Object.entries(project.fields[tool] ?? {}).flatMap(([id, value]) => {
      const names = unknownPlaceholders(value)
      if (names.length === 0) return []
      return [{ field: `projects[${i}].fields.${tool}.${id}`, text: templateText.unknown(names) }]
    }),
  )
}

/** A close that claims a fix for anything but a fix is refused before the hub starts (rule 21). */
function lyingCloses(project: ProjectConfig, i: number): ConfigProblem[] {
  return checkCloseSettings(closeSettings(project.close), project.notFixed).map(problem => {
    const [field = '', ...rest] = problem.split(': ')
    return { field: `projects[${i}].${field}`, text: rest.join(': ') }
  })
}
