/** Issue properties: hidden data that anybody who may edit the issue may write and delete. */
import { propertyError } from './edit'
import { propertyMissing, refuse } from './refusals'
import type { AddRoute } from './routes'
import { type Answer, type Ask, api, issueOf, mayInProject, now } from './site'
import { type Issue, putIssue } from './state'

/** Adds the routes for issue properties. */
export function propertyRoutes(add: AddRoute): void {
  const base = '/rest/api/3/issue/:issue/properties'
  add('get', base, keys, { anonymous: true })
  add('get', `${base}/:key`, read, { anonymous: true })
  add('put', `${base}/:key`, set, { anonymous: true, writesIssue: true })
  add('delete', `${base}/:key`, remove, { anonymous: true, writesIssue: true })
}

function keys(ask: Ask): Answer {
  const issue = issueOf(ask)
  const self = `${api(ask)}/issue/${issue.id}/properties`
  return {
    status: 200,
    body: { keys: [...issue.properties.keys()].map(key => ({ self: `${self}/${key}`, key })) },
  }
}

function read(ask: Ask): Answer {
  const issue = issueOf(ask)
  const key = ask.param('key')
  if (!issue.properties.has(key)) throw propertyMissing(key)
  return { status: 200, body: { key, value: issue.properties.get(key) } }
}

function editable(ask: Ask): Issue {
  const issue = issueOf(ask)
  if (mayInProject(ask, 'EDIT_ISSUES', issue)) return issue
  throw refuse('may-not-edit', 'You do not have permission to edit issues in this project.')
}

function set(ask: Ask): Answer {
  const issue = editable(ask)
  const key = ask.param('key')
  const wrong = propertyError(key, ask.body)
  if (wrong !== null) throw refuse('property-invalid', wrong)
  const existed = issue.properties.has(key)
  // A property is no field: neither the history nor `updated` shows it.
  const properties = new Map([...issue.properties, [key, ask.body]])
  const next = putIssue(ask.site.state, { ...issue, properties }, now(ask))
  ask.site.apps.tell({ kind: 'property', issue: next, key }, ask)
  return { status: existed ? 200 : 201, body: {}, write: true }
}

function remove(ask: Ask): Answer {
  const issue = editable(ask)
  const key = ask.param('key')
  if (!issue.properties.has(key)) throw propertyMissing(key)
  const properties = new Map([...issue.properties].filter(([name]) => name !== key))
  putIssue(ask.site.state, { ...issue, properties }, now(ask))
  return { status: 204, write: true }
}
