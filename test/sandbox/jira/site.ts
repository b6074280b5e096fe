/** What every route works with: the site, and one call to it. */
import type { World } from '../port'
import { issueNotVisible, refuse } from './refusals'
import {
  type AppRule,
  type Change,
  type Comment,
  findIssue,
  findProject,
  type Issue,
  type JiraUser,
  may,
  type Permission,
  type Project,
  projectOf,
  type State,
} from './state'

/** What a transition's validator gets, as Forge gives it to a validator function. */
export interface ValidatorInput {
  issue: { id: string; key: string }
  transition: { from: { id: string }; to: { id: string }; modifiedFields: Record<string, unknown> }
  configuration: Record<string, unknown>
}
/** `errorMessage` is what the caller of the transition reads. */
export interface ValidatorVerdict {
  result: boolean
  errorMessage?: string
}
/** A validator as a workflow calls it; it may think as long as it likes on the sandbox clock. */
export type Validator = (input: ValidatorInput) => ValidatorVerdict | Promise<ValidatorVerdict>

/** The workflow validators of the site. */
export interface Validators {
  /** Puts a validator on a project's transitions: those with that name or id, or all of them. */
  add(projectKey: string, transition: string | '*', validator: Validator): void
  /** Those of one transition, in the order they were added. */
  of(projectKey: string, transition: { id: string; name: string }): Validator[]
  clear(): void
}

/** No validators yet. */
export function makeValidators(): Validators {
  let rows: { projectKey: string; transition: string; validator: Validator }[] = []
  return {
    add(projectKey, transition, validator) {
      rows.push({ projectKey, transition, validator })
    },
    of: (projectKey, transition) =>
      rows
        .filter(
          row =>
            row.projectKey === projectKey && ['*', transition.id, transition.name].includes(row.transition),
        )
        .map(row => row.validator),
    clear() {
      rows = []
    },
  }
}

/** A rule an installed app offers to put on transitions. */
export interface OfferedRule {
  /** The module's ARI. */
  id: string
  name: string
  description: string
  /** `company-managed`, `team-managed`. */
  projectTypes: readonly string[]
}

/** A part of an issue property that JQL may ask for. */
export interface PropertyAlias {
  alias: string
  propertyKey: string
  /** Members with dots between. */
  path: string
  type: string
}

/** A call of a function in a query. */
export interface FunctionCall {
  name: string
  args: readonly string[]
  field: string
  operator: string
}

/** What happened, as apps are told of it. */
export type Happening =
  | { kind: 'created' | 'deleted'; issue: Issue }
  | { kind: 'updated'; issue: Issue; change: Change; type: string }
  | { kind: 'commented' | 'uncommented'; issue: Issue; comment: Comment }
  | { kind: 'property'; issue: Issue; key: string }

/** What installed apps add to the site. */
export interface Apps {
  rules(): readonly OfferedRule[]
  /** The app's word on a transition; a rule whose app is not installed refuses. */
  validate(rule: AppRule, input: ValidatorInput, ask: Ask): Promise<ValidatorVerdict>
  aliases(): readonly PropertyAlias[]
  /** The JQL that stands for the call; undefined for a function no app has. Rejects with `JqlError`. */
  jql(call: FunctionCall, ask: Ask): Promise<string> | undefined
  /** Returns at once; the app hears of it later. */
  tell(what: Happening, ask: Ask): void
}

/** A site without apps. */
export const NO_APPS: Apps = {
  rules: () => [],
  validate: () => Promise.resolve({ result: false, errorMessage: APP_MISSING }),
  aliases: () => [],
  jql: () => undefined,
  tell() {},
}

/** Shown for a rule whose app is gone. Jira blocks then; its words are not documented. */
export const APP_MISSING =
  'A rule on this transition belongs to an app that is not installed. Contact your administrator.'

/** One simulated site. */
export interface Site {
  world: World
  /** Replaced as a whole by a reset. */
  state: State
  validators: Validators
  apps: Apps
}

/** One call, with who made it. */
export interface Ask {
  site: Site
  /** Null when nobody signed in. */
  actor: JiraUser | null
  param(name: string): string
  query: URLSearchParams
  /** Parsed JSON; undefined when there was no body. */
  body: unknown
}

/** What a route answers when it does not refuse. */
export interface Answer {
  status: 200 | 201 | 202 | 204
  body?: unknown
  /** Left out for a call that changed nothing. */
  write?: boolean
}

/** An object with members, no list. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The body's members; a body that is no object counts as an empty one, as Jira treats it. */
export const members = (ask: Ask): Record<string, unknown> => (isRecord(ask.body) ? ask.body : {})

/** The sandbox clock. Epoch milliseconds. */
export const now = (ask: Ask): number => ask.site.world.clock.now()

/** `https://site/rest/api/3` of this sandbox. */
export const api = (ask: Ask): string => `${ask.site.world.urls.jira}/rest/api/3`

/** The issue in the path, or the 404 that does not tell whether it exists. */
export function issueOf(ask: Ask): Issue {
  return visibleIssue(ask, ask.param('issue'))
}

/** As `issueOf`, for an issue named elsewhere. */
export function visibleIssue(ask: Ask, idOrKey: string): Issue {
  const issue = findIssue(ask.site.state, idOrKey)
  if (!issue || !maySee(ask, issue)) throw issueNotVisible()
  return issue
}

/** Whether the caller may browse the project the issue is in. */
export function maySee(ask: Ask, issue: Issue): boolean {
  return may(ask.actor, 'BROWSE_PROJECTS', projectOf(ask.site.state, issue))
}

/** The project, or the 404 that does not tell whether it exists. */
export function visibleProject(ask: Ask, idOrKey: string): Project {
  const project = findProject(ask.site.state, idOrKey)
  if (!project || !may(ask.actor, 'BROWSE_PROJECTS', project)) {
    throw refuse('project-not-visible', `No project could be found with key '${idOrKey}'.`)
  }
  return project
}

/** Whether the caller may do that to the issue. */
export function mayInProject(ask: Ask, permission: Permission, issue: Issue): boolean {
  return may(ask.actor, permission, projectOf(ask.site.state, issue))
}

/** The caller's account id; routes that need somebody are only reached by somebody. */
export function actorId(ask: Ask): string {
  if (!ask.actor) throw new Error('a route that needs a person was reached without one')
  return ask.actor.accountId
}

/** A comma separated parameter, also when it is repeated. */
export function listOf(value: string[] | undefined): string[] {
  return (value ?? [])
    .flatMap(part => part.split(','))
    .map(part => part.trim())
    .filter(part => part !== '')
}

/** `startAt` and `maxResults` of a paged list. */
export function pageOf(
  query: URLSearchParams,
  standard: number,
  max: number,
): { startAt: number; maxResults: number } {
  const number = (name: string, other: number): number => {
    const value = Number(query.get(name) ?? other)
    return Number.isInteger(value) && value >= 0 ? value : other
  }
  return { startAt: number('startAt', 0), maxResults: Math.min(number('maxResults', standard), max) }
}
