/** Moving an issue through its workflow: what is offered, what is asked for, who may refuse. */
import { addComment, commitChange, roomForComments, tellComment } from './changes'
import { applyValues, changeItem, readWrites } from './edit'
import { isRequired, operationsOf, schemaOf } from './fields'
import { issueNotVisible, Refusal, refuse, refuseFields } from './refusals'
import { allowedValues, statusJson } from './render'
import { type AddRoute, queryList } from './routes'
import { type Answer, type Ask, isRecord, issueOf, mayInProject, members, now, type Validator } from './site'
import {
  type ChangeItem,
  type Comment,
  type FieldDef,
  type Issue,
  type Project,
  projectOf,
  statusOf,
  type Transition,
  typeOf,
} from './state'

/** Adds the routes for transitions. */
export function transitionRoutes(add: AddRoute): void {
  add('get', '/rest/api/3/issue/:issue/transitions', offered, { anonymous: true })
  add('post', '/rest/api/3/issue/:issue/transitions', perform, { anonymous: true, writesIssue: true })
}

/** The transitions the caller is offered from where the issue stands. Without the permission there are none. */
export function available(ask: Ask, issue: Issue, project: Project): Transition[] {
  if (!mayInProject(ask, 'TRANSITION_ISSUES', issue)) return []
  return project.transitions.filter(
    transition =>
      (transition.from === null || transition.from.includes(issue.statusId)) &&
      !transition.hiddenFrom.has(ask.actor?.accountId ?? ''),
  )
}

function offered(ask: Ask): Answer {
  const issue = issueOf(ask)
  const project = projectOf(ask.site.state, issue)
  const withFields = queryList(ask, 'expand').includes('transitions.fields')
  const only = ask.query.get('transitionId')
  const transitions = available(ask, issue, project)
    .filter(transition => only === null || transition.id === only)
    .map(transition => transitionJson(ask, issue, project, transition, withFields))
  return { status: 200, body: { expand: 'transitions', transitions } }
}

function transitionJson(
  ask: Ask,
  issue: Issue,
  project: Project,
  transition: Transition,
  withFields: boolean,
): Record<string, unknown> {
  return {
    id: transition.id,
    name: transition.name,
    to: statusJson(ask, statusOf(project, transition.to)),
    hasScreen: transition.screen !== null,
    isGlobal: transition.from === null,
    isInitial: false,
    isAvailable: true,
    isConditional: transition.hiddenFrom.size > 0,
    looped: transition.to === issue.statusId,
    ...(withFields ? { fields: screenFields(ask, issue, project, transition) } : {}),
  }
}

/** Every screen also takes a comment; a transition without a screen takes nothing. */
function screenFields(
  ask: Ask,
  issue: Issue,
  project: Project,
  transition: Transition,
): Record<string, unknown> {
  if (!transition.screen) return {}
  const ctx = { state: ask.site.state, project }
  const fields: Record<string, unknown> = {}
  for (const [id, def] of screenOf(ask, issue, transition)) {
    const allowed = allowedValues(ask, def, ctx)
    fields[id] = {
      required: def.required,
      schema: schemaOf(def),
      name: def.name,
      key: id,
      operations: operationsOf(def),
      ...(allowed ? { allowedValues: allowed } : {}),
    }
  }
  fields.comment = {
    required: false,
    schema: { type: 'comments-page', system: 'comment' },
    name: 'Comment',
    key: 'comment',
    operations: ['add', 'edit', 'remove'],
  }
  return fields
}

/** Definitions of the fields on a transition's screen, with the screen's own "required". */
function screenOf(ask: Ask, issue: Issue, transition: Transition): Map<string, FieldDef> {
  const defs = typeOf(ask.site.state, issue).fields
  const screen = new Map<string, FieldDef>()
  for (const [id, required] of transition.screen ?? []) {
    const def = defs.get(id)
    if (def) screen.set(id, { ...def, required: required || (def.required && !def.hasDefault) })
  }
  return screen
}

async function perform(ask: Ask): Promise<Answer> {
  const issue = issueOf(ask)
  const project = projectOf(ask.site.state, issue)
  const body = members(ask)
  const transition = chosen(ask, issue, project, body)
  const ctx = { state: ask.site.state, project }
  const screen = screenOf(ask, issue, transition)
  const writes = readWrites(body, screen, ctx, {
    before: issue.fields,
    commentAllowed: transition.screen !== null && mayInProject(ask, 'ADD_COMMENTS', issue),
  })
  for (const def of screen.values()) {
    const value = writes.values.has(def.id) ? writes.values.get(def.id) : (issue.fields[def.id] ?? null)
    if (def.required && value === null && !(def.id in writes.errors))
      writes.errors[def.id] = isRequired(def.name)
  }
  if (Object.keys(writes.errors).length > 0) throw refuseFields(writes.errors)

  roomForComments(issue, writes.comments.length)

  await askValidators(ask, issue, project, transition, writes.values)
  const still = ask.site.state.issues.get(issue.id)
  if (!still) throw issueNotVisible()
  // A validator takes its time; whoever moved the issue meanwhile was first.
  if (still.statusId !== issue.statusId) {
    throw refuse('changed-meanwhile', 'The issue could not be updated due to a conflicting update.')
  }

  let last = still
  const said: Comment[] = []
  for (const raw of writes.comments) {
    const added = addComment(ask, last, raw)
    last = added.issue
    said.push(added.comment)
  }
  const { next, items } = moved(ask, last, project, transition, writes.values, screen)
  const done = commitChange(ask, next, items, 'issue_generic', said[0])
  for (const comment of said) tellComment(ask, 'comment_created', done, comment)
  return { status: 204, write: items.length > 0 || said.length > 0 }
}

function chosen(ask: Ask, issue: Issue, project: Project, body: Record<string, unknown>): Transition {
  const raw = isRecord(body.transition) ? body.transition.id : undefined
  if (raw === undefined || raw === null) throw refuse('transition-missing', "Missing 'transition' identifier")
  if (!/^\d+$/.test(String(raw)))
    throw refuse('transition-not-a-number', "'transition' identifier must be an integer")
  const known = project.transitions.find(one => one.id === String(raw))
  if (!known)
    throw refuse('transition-unknown', `Transition id '${String(raw)}' is not valid for this issue.`)
  if (available(ask, issue, project).includes(known)) return known
  throw refuse(
    'transition-not-now',
    `It seems that you have tried to perform a workflow operation (${known.name}) that is not valid for the current state of this issue (${issue.key}). The likely cause is that somebody has changed the issue recently, please look at the issue history for details.`,
  )
}

/** Shown when a validator throws: Jira does not tell callers what went wrong inside an app. */
const VALIDATOR_BROKE = 'A workflow validator failed. Contact your administrator.'

async function askValidators(
  ask: Ask,
  issue: Issue,
  project: Project,
  transition: Transition,
  values: ReadonlyMap<string, unknown>,
): Promise<void> {
  const input = {
    issue: { id: issue.id, key: issue.key },
    transition: {
      from: { id: issue.statusId },
      to: { id: transition.to },
      modifiedFields: Object.fromEntries(values),
    },
    configuration: {},
  }
  const { apps, validators } = ask.site
  const asked: Validator[] = [
    ...validators.of(project.key, transition),
    ...transition.appRules.map(rule => () => apps.validate(rule, input, ask)),
  ]
  for (const validator of asked) {
    const verdict = await Promise.resolve()
      .then(() => validator(input))
      .catch((error: unknown) => ({ result: false, errorMessage: VALIDATOR_BROKE, error }))
    if (verdict.result === true) continue
    throw new Refusal('validator-refused', {
      errorMessages: [verdict.errorMessage ?? VALIDATOR_BROKE],
      errors: {},
    })
  }
}

/** The issue after the transition: screen values, status, and what the post function does with the resolution. */
function moved(
  ask: Ask,
  issue: Issue,
  project: Project,
  transition: Transition,
  values: ReadonlyMap<string, unknown>,
  screen: ReadonlyMap<string, FieldDef>,
): { next: Issue; items: ChangeItem[] } {
  const ctx = { state: ask.site.state, project }
  const defs = typeOf(ask.site.state, issue).fields
  const wanted = new Map(values)
  const { setsResolution } = transition
  const fromScreen = values.get('resolution') ?? null
  if (setsResolution !== undefined && (setsResolution === null || fromScreen === null)) {
    wanted.set('resolution', setsResolution)
  }
  const applied = applyValues(issue, wanted, new Map([...defs, ...screen]), ctx)
  const before = statusOf(project, issue.statusId)
  const after = statusOf(project, transition.to)
  const resolved = applied.issue.fields.resolution === undefined ? null : (issue.resolved ?? now(ask))
  const items = [...applied.items]
  if (before.id !== after.id) {
    items.push({
      ...changeItem(STATUS_FIELD, null, null, ctx),
      from: before.id,
      fromString: before.name,
      to: after.id,
      toString: after.name,
    })
  }
  const statusChanged = before.id === after.id ? issue.statusChanged : now(ask)
  return { next: { ...applied.issue, statusId: after.id, statusChanged, resolved }, items }
}

const STATUS_FIELD: FieldDef = {
  id: 'status',
  name: 'Status',
  kind: 'string',
  required: false,
  hasDefault: false,
  options: [],
}
