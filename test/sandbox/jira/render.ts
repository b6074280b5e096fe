/** Jira's JSON for people, statuses, work types, projects and issues. */
import type { FieldContext } from './fields'
import { schemaOf } from './fields'
import { type Ask, api } from './site'
import {
  CATEGORIES,
  type Change,
  type Comment,
  type FieldDef,
  type Issue,
  type IssueType,
  type JiraUser,
  LINK_TYPES,
  may,
  PRIORITIES,
  type Project,
  projectOf,
  RESOLUTIONS,
  type Status,
  statusOf,
  typeOf,
} from './state'

type Json = Record<string, unknown>

/** Jira writes times in the site's zone, the offset without a colon. Milliseconds east of UTC. */
export const SITE_OFFSET_MS = -8 * 60 * 60 * 1000
export const SITE_ZONE = 'Etc/GMT+8'

/** e.g. `2026-11-22T10:00:00.000-0800`. */
export function siteTime(at: number): string {
  return `${new Date(at + SITE_OFFSET_MS).toISOString().slice(0, -1)}-0800`
}

const avatars = (ask: Ask, name: string): Json =>
  Object.fromEntries(
    [16, 24, 32, 48].map(size => [
      `${size}x${size}`,
      `${ask.site.world.urls.jira}/avatars/${name}?size=${size}`,
    ]),
  )

/** A person as the caller may see them: a hidden e-mail address is left out, not empty. */
export function userJson(ask: Ask, user: JiraUser): Json {
  return {
    self: `${api(ask)}/user?accountId=${encodeURIComponent(user.accountId)}`,
    accountId: user.accountId,
    accountType: 'atlassian',
    ...(user.emailVisible || ask.actor?.accountId === user.accountId ? { emailAddress: user.email } : {}),
    avatarUrls: avatars(ask, 'user'),
    displayName: user.displayName,
    active: user.active,
    timeZone: SITE_ZONE,
  }
}

/** The person with that account id; null when there is none. */
export function personJson(ask: Ask, accountId: unknown): Json | null {
  const user = ask.site.state.users.get(String(accountId))
  return user ? userJson(ask, user) : null
}

/** A status's category, as it stands inside the status. */
export function categoryJson(ask: Ask, status: Status): Json {
  const { id, name, colorName } = CATEGORIES[status.category]
  return { self: `${api(ask)}/statuscategory/${id}`, id, key: status.category, colorName, name }
}

/** A status with its category. */
export function statusJson(ask: Ask, status: Status): Json {
  return {
    self: `${api(ask)}/status/${status.id}`,
    description: '',
    iconUrl: `${ask.site.world.urls.jira}/images/icons/statuses/generic.png`,
    name: status.name,
    id: status.id,
    statusCategory: categoryJson(ask, status),
  }
}

/** A work type. */
export function typeJson(ask: Ask, type: IssueType): Json {
  return {
    self: `${api(ask)}/issuetype/${type.id}`,
    id: type.id,
    description: '',
    iconUrl: `${ask.site.world.urls.jira}/avatars/issuetype?size=medium`,
    name: type.name,
    subtask: false,
    avatarId: 10318,
    hierarchyLevel: 0,
  }
}

/** A project as it stands inside other answers. */
export function projectJson(ask: Ask, project: Project): Json {
  return {
    self: `${api(ask)}/project/${project.id}`,
    id: project.id,
    key: project.key,
    name: project.name,
    projectTypeKey: 'software',
    simplified: project.style === 'next-gen',
    avatarUrls: avatars(ask, 'project'),
  }
}

/** The priority with that id; null when there is none. */
export const priorityJson = (ask: Ask, id: unknown): Json | null => {
  const found = PRIORITIES.find(one => one.id === id)
  if (!found) return null
  const iconUrl = `${ask.site.world.urls.jira}/images/icons/priorities/${found.name.toLowerCase()}.svg`
  return { self: `${api(ask)}/priority/${found.id}`, iconUrl, name: found.name, id: found.id }
}

/** The resolution with that id; null when there is none. */
export const resolutionJson = (ask: Ask, id: unknown): Json | null => {
  const found = RESOLUTIONS.find(one => one.id === id)
  return found ? { self: `${api(ask)}/resolution/${found.id}`, ...found } : null
}

/** The option of the field with that id; null when there is none. */
export const optionJson = (ask: Ask, def: FieldDef, id: unknown): Json | null => {
  const option = def.options.find(one => one.id === id)
  return option
    ? { self: `${api(ask)}/customFieldOption/${option.id}`, value: option.value, id: option.id }
    : null
}

/** What may be chosen for a field, as the metadata lists it; undefined for free fields. */
export function allowedValues(ask: Ask, def: FieldDef, ctx: FieldContext): Json[] | undefined {
  const present = (one: Json | null): Json[] => (one ? [one] : [])
  switch (def.kind) {
    case 'priority':
      return PRIORITIES.flatMap(one => present(priorityJson(ask, one.id)))
    case 'resolution':
      return RESOLUTIONS.flatMap(one => present(resolutionJson(ask, one.id)))
    case 'option':
    case 'options':
      return def.options.flatMap(one => present(optionJson(ask, def, one.id)))
    case 'issuetype':
      return ctx.project.types.map(type => typeJson(ask, type))
    case 'project':
      return [projectJson(ask, ctx.project)]
    default:
      return undefined
  }
}

function fieldJson(ask: Ask, def: FieldDef, value: unknown): unknown {
  if (value === undefined || value === null) return def.kind === 'labels' && def.id === 'labels' ? [] : null
  switch (def.kind) {
    case 'priority':
      return priorityJson(ask, value)
    case 'resolution':
      return resolutionJson(ask, value)
    case 'user':
      return personJson(ask, value)
    case 'option':
      return optionJson(ask, def, value)
    case 'options':
      return (Array.isArray(value) ? value : []).map(id => optionJson(ask, def, id))
    default:
      return value
  }
}

/** Comments that come along with an issue; the rest has to be asked for page by page. */
export const COMMENTS_SHOWN_MAX = 5_000

/** What is meant for administrators is shown to them and to who wrote it; everybody here has every other role. */
export function maySeeComment(ask: Ask, comment: Comment): boolean {
  const { visibility, authorId } = comment
  if (visibility === null || visibility.value !== 'Administrators') return true
  return ask.actor?.accountId === authorId || may(ask.actor, 'ADMINISTER', null)
}

/** A comment; its properties only where they were asked for. */
export function commentJson(ask: Ask, issue: Issue, comment: Comment, withProperties = false): Json {
  return {
    self: `${api(ask)}/issue/${issue.id}/comment/${comment.id}`,
    id: comment.id,
    author: personJson(ask, comment.authorId),
    body: comment.body,
    updateAuthor: personJson(ask, comment.updateAuthorId),
    created: siteTime(comment.created),
    updated: siteTime(comment.updated),
    jsdPublic: true,
    ...(comment.visibility === null
      ? {}
      : { visibility: { ...comment.visibility, identifier: comment.visibility.value } }),
    ...(withProperties
      ? { properties: [...comment.properties].map(([key, value]) => ({ key, value })) }
      : {}),
  }
}

/** One entry of the history. */
export function changeJson(ask: Ask, change: Change): Json {
  return {
    id: change.id,
    author: personJson(ask, change.authorId),
    created: siteTime(change.at),
    items: change.items,
  }
}

function issueLinksJson(ask: Ask, issue: Issue): Json[] {
  const { state } = ask.site
  return [...state.links.values()].flatMap(link => {
    const otherId = link.inwardId === issue.id ? link.outwardId : link.inwardId
    const other =
      link.inwardId === issue.id || link.outwardId === issue.id ? state.issues.get(otherId) : undefined
    const type = LINK_TYPES.find(one => one.id === link.typeId)
    if (!other || !type) return []
    const side = link.inwardId === issue.id ? 'outwardIssue' : 'inwardIssue'
    return [
      {
        id: link.id,
        self: `${api(ask)}/issueLink/${link.id}`,
        type: { ...type, self: `${api(ask)}/issueLinkType/${type.id}` },
        [side]: linkedIssueJson(ask, other),
      },
    ]
  })
}

/** An issue at the other end of a link. */
export function linkedIssueJson(ask: Ask, issue: Issue): Json {
  const project = projectOf(ask.site.state, issue)
  return {
    id: issue.id,
    key: issue.key,
    self: `${api(ask)}/issue/${issue.id}`,
    fields: {
      summary: issue.fields.summary,
      status: statusJson(ask, statusOf(project, issue.statusId)),
      priority: priorityJson(ask, issue.fields.priority),
      issuetype: typeJson(ask, typeOf(ask.site.state, issue)),
    },
  }
}

/** All fields of an issue by id; each is only worked out when it is asked for. */
function fieldGetters(ask: Ask, issue: Issue): Map<string, () => unknown> {
  const { state } = ask.site
  const project = projectOf(state, issue)
  const type = typeOf(state, issue)
  const status = statusOf(project, issue.statusId)
  const getters = new Map<string, () => unknown>()
  for (const def of type.fields.values()) {
    getters.set(def.id, () => fieldJson(ask, def, issue.fields[def.id]))
  }
  getters.set('project', () => projectJson(ask, project))
  getters.set('issuetype', () => typeJson(ask, type))
  getters.set('status', () => statusJson(ask, status))
  getters.set('statusCategory', () => categoryJson(ask, status))
  getters.set('statuscategorychangedate', () => siteTime(issue.statusChanged))
  if (project.style === 'classic') {
    getters.set('resolutiondate', () => (issue.resolved === null ? null : siteTime(issue.resolved)))
  }
  getters.set('creator', () => personJson(ask, issue.creatorId))
  getters.set('created', () => siteTime(issue.created))
  getters.set('updated', () => siteTime(issue.updated))
  getters.set('issuelinks', () => issueLinksJson(ask, issue))
  getters.set('subtasks', () => [])
  getters.set('attachment', () => [])
  getters.set('comment', () => {
    const seen = issue.comments.filter(comment => maySeeComment(ask, comment))
    const shown = seen.slice(0, COMMENTS_SHOWN_MAX)
    return {
      comments: shown.map(comment => commentJson(ask, issue, comment)),
      self: `${api(ask)}/issue/${issue.id}/comment`,
      maxResults: shown.length,
      total: seen.length,
      startAt: 0,
    }
  })
  return getters
}

/** Not part of `*navigable`. */
const NOT_NAVIGABLE = ['comment', 'attachment']

/** The fields a caller asked for: ids, `*all`, `*navigable`, and `-id` to leave one out. */
export function chosenFields(asked: readonly string[], all: readonly string[]): string[] {
  const chosen = new Set<string>()
  const minus = asked.filter(id => id.startsWith('-'))
  if (asked.length === minus.length || asked.includes('*all')) for (const id of all) chosen.add(id)
  if (asked.includes('*navigable')) for (const id of all) if (!NOT_NAVIGABLE.includes(id)) chosen.add(id)
  for (const id of asked) if (all.includes(id)) chosen.add(id)
  for (const id of minus) chosen.delete(id.slice(1))
  return all.filter(id => chosen.has(id))
}

/** Histories that come along with an issue: the newest ones, newest first. */
export const EXPANDED_HISTORIES_MAX = 100

/** What a caller wants to see of an issue. */
export interface IssueWish {
  fields: readonly string[]
  properties: readonly string[]
  expand: readonly string[]
}

/** An issue with what was asked for. `names` and `schema` ride along when expanded. */
export function issueJson(
  ask: Ask,
  issue: Issue,
  wish: IssueWish,
  historiesMax = EXPANDED_HISTORIES_MAX,
): Json {
  const getters = fieldGetters(ask, issue)
  const chosen = chosenFields(wish.fields, [...getters.keys()])
  const defs = typeOf(ask.site.state, issue).fields
  const histories = [...issue.changes].reverse().slice(0, historiesMax)
  const keys = [...issue.properties.keys()].filter(
    key => wish.properties.includes('*all') || wish.properties.includes(key),
  )
  return {
    expand: 'renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations',
    id: issue.id,
    self: `${api(ask)}/issue/${issue.id}`,
    key: issue.key,
    ...(wish.properties.length > 0
      ? { properties: Object.fromEntries(keys.map(key => [key, issue.properties.get(key)])) }
      : {}),
    ...(wish.expand.includes('changelog')
      ? {
          changelog: {
            startAt: 0,
            maxResults: histories.length,
            total: issue.changes.length,
            histories: histories.map(change => changeJson(ask, change)),
          },
        }
      : {}),
    ...(wish.expand.includes('names')
      ? { names: Object.fromEntries(chosen.map(id => [id, defs.get(id)?.name ?? id])) }
      : {}),
    ...(wish.expand.includes('schema')
      ? {
          schema: Object.fromEntries(
            chosen.flatMap(id => {
              const def = defs.get(id)
              return def ? [[id, schemaOf(def)]] : []
            }),
          ),
        }
      : {}),
    fields: Object.fromEntries(chosen.map(id => [id, getters.get(id)?.()])),
  }
}
