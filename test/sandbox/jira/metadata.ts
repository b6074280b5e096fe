/** What the site and its projects consist of: permissions, statuses, fields, work types, metadata for forms. */
import { operationsOf, schemaOf } from './fields'
import { refuse, refuseFields } from './refusals'
import {
  allowedValues,
  categoryJson,
  personJson,
  priorityJson,
  projectJson,
  resolutionJson,
  SITE_ZONE,
  siteTime,
  statusJson,
  typeJson,
} from './render'
import { type AddRoute, queryList } from './routes'
import {
  type Answer,
  type Ask,
  api,
  issueOf,
  mayInProject,
  now,
  pageOf,
  visibleIssue,
  visibleProject,
} from './site'
import {
  type FieldDef,
  findProject,
  may,
  PERMISSIONS,
  type Permission,
  PRIORITIES,
  type Project,
  projectOf,
  RESOLUTIONS,
  type Status,
  typeOf,
} from './state'

/** Longest page of create metadata. */
export const CREATEMETA_PAGE_MAX = 200
const CREATEMETA_PAGE = 50
/** Longest page of projects. */
export const PROJECT_PAGE_MAX = 100
const PROJECT_PAGE = 50
/** The site's own id, told to anybody. */
export const CLOUD_ID = '7c1f6e2a-0000-4000-8000-f1c5a00f0001'

/** Adds the routes for what site and projects consist of. */
export function metadataRoutes(add: AddRoute): void {
  add('get', '/_edge/tenant_info', () => ({ status: 200, body: { cloudId: CLOUD_ID } }), { anonymous: true })
  add('get', '/rest/api/3/serverInfo', serverInfo, { anonymous: true })
  add('get', '/rest/api/3/mypermissions', myPermissions, { anonymous: true })
  add('get', '/rest/api/3/priority', ask => ({ status: 200, body: PRIORITIES.map(one => full(ask, one.id)) }))
  add('get', '/rest/api/3/resolution', ask => ({
    status: 200,
    body: RESOLUTIONS.map(one => resolutionJson(ask, one.id)),
  }))
  add('get', '/rest/api/3/status', statuses, { anonymous: true })
  add('get', '/rest/api/3/statuscategory', categories, { anonymous: true })
  add('get', '/rest/api/3/field', fields, { anonymous: true })
  add('get', '/rest/api/3/project/search', searchProjects, { anonymous: true })
  add('get', '/rest/api/3/project/:project', readProject, { anonymous: true })
  add('get', '/rest/api/3/project/:project/statuses', projectStatuses, { anonymous: true })
  add('get', '/rest/api/3/issue/createmeta/:project/issuetypes', createTypes, { anonymous: true })
  add('get', '/rest/api/3/issue/createmeta/:project/issuetypes/:type', createFields, { anonymous: true })
  add('get', '/rest/api/3/issue/:issue/editmeta', editMeta, { anonymous: true })
}

const full = (ask: Ask, id: string): Record<string, unknown> => ({
  ...priorityJson(ask, id),
  description: PRIORITIES.find(one => one.id === id)?.description ?? '',
  statusColor: '#ffffff',
  isDefault: id === '3',
})

function serverInfo(ask: Ask): Answer {
  return {
    status: 200,
    body: {
      baseUrl: ask.site.world.urls.jira,
      displayUrl: ask.site.world.urls.jira,
      version: '1001.0.0-SNAPSHOT',
      versionNumbers: [1001, 0, 0],
      deploymentType: 'Cloud',
      buildNumber: 100_300,
      buildDate: siteTime(0),
      serverTime: siteTime(now(ask)),
      serverTimeZone: SITE_ZONE,
      scmInfo: '0000000000000000000000000000000000000000',
      serverTitle: 'Jira',
    },
  }
}

/** Only named permissions are told; anybody may ask, nobody signed in has none. */
function myPermissions(ask: Ask): Answer {
  const wanted = queryList(ask, 'permissions')
  if (wanted.length === 0) throw refuseFields({ permissions: 'The permissions query parameter is required.' })
  const unknown = wanted.filter(key => !(key in PERMISSIONS))
  if (unknown.length > 0) throw refuse('field-errors', `Unrecognized permission(s): ${unknown.join(', ')}`)
  const issueKey = ask.query.get('issueKey') ?? ask.query.get('issueId')
  const projectKey = ask.query.get('projectKey') ?? ask.query.get('projectId')
  const project =
    issueKey !== null
      ? projectOf(ask.site.state, visibleIssue(ask, issueKey))
      : projectKey === null
        ? null
        : visibleProject(ask, projectKey)
  const anywhere = (key: Permission): boolean =>
    [...ask.site.state.projects.values()].some(one => may(ask.actor, key, one))
  const permissions = Object.fromEntries(
    wanted.map(name => {
      const key = name as Permission
      const { id, name: words, type } = PERMISSIONS[key]
      const global = type === 'GLOBAL'
      const havePermission = global || project ? may(ask.actor, key, global ? null : project) : anywhere(key)
      return [key, { id, key, name: words, type, description: '', havePermission }]
    }),
  )
  return { status: 200, body: { permissions } }
}

const visibleProjects = (ask: Ask): Project[] =>
  [...ask.site.state.projects.values()].filter(project => may(ask.actor, 'BROWSE_PROJECTS', project))

function statuses(ask: Ask): Answer {
  const all = new Map<string, Status>()
  for (const project of visibleProjects(ask))
    for (const status of project.statuses) all.set(status.id, status)
  return { status: 200, body: [...all.values()].map(status => statusJson(ask, status)) }
}

function categories(ask: Ask): Answer {
  const keys = ['new', 'indeterminate', 'done'] as const
  return { status: 200, body: keys.map(category => categoryJson(ask, { id: '', name: '', category })) }
}

function fields(ask: Ask): Answer {
  const all = new Map<string, FieldDef>()
  for (const project of visibleProjects(ask)) {
    for (const type of project.types) for (const def of type.fields.values()) all.set(def.id, def)
  }
  return {
    status: 200,
    body: [...all.values()].map(def => ({
      id: def.id,
      key: def.id,
      name: def.name,
      custom: def.id.startsWith('customfield_'),
      orderable: true,
      navigable: true,
      searchable: true,
      clauseNames: [def.id],
      schema: schemaOf(def),
    })),
  }
}

function searchProjects(ask: Ask): Answer {
  const { startAt, maxResults } = pageOf(ask.query, PROJECT_PAGE, PROJECT_PAGE_MAX)
  const keys = ask.query.getAll('keys')
  const words = (ask.query.get('query') ?? '').toLowerCase()
  const all = visibleProjects(ask).filter(
    project =>
      (keys.length === 0 || keys.includes(project.key)) &&
      (project.key.toLowerCase().includes(words) || project.name.toLowerCase().includes(words)),
  )
  const page = all.slice(startAt, startAt + maxResults)
  return {
    status: 200,
    body: {
      self: `${api(ask)}/project/search?maxResults=${maxResults}&startAt=${startAt}`,
      maxResults,
      startAt,
      total: all.length,
      isLast: startAt + page.length >= all.length,
      values: page.map(project => ({ ...projectJson(ask, project), style: project.style, isPrivate: false })),
    },
  }
}

function readProject(ask: Ask): Answer {
  const project = visibleProject(ask, ask.param('project'))
  return {
    status: 200,
    body: {
      ...projectJson(ask, project),
      description: '',
      lead: personJson(ask, project.leadId),
      components: [],
      issueTypes: project.types.map(type => typeJson(ask, type)),
      assigneeType: 'UNASSIGNED',
      versions: [],
      roles: {},
      style: project.style,
      isPrivate: false,
      properties: {},
    },
  }
}

function projectStatuses(ask: Ask): Answer {
  const project = visibleProject(ask, ask.param('project'))
  return {
    status: 200,
    body: project.types.map(type => ({
      self: `${api(ask)}/issuetype/${type.id}`,
      id: type.id,
      name: type.name,
      subtask: false,
      statuses: project.statuses.map(status => statusJson(ask, status)),
    })),
  }
}

/** A project the caller may not create in looks like one that does not exist; this door says so with 400. */
function creatable(ask: Ask): Project {
  const project = findProject(ask.site.state, ask.param('project'))
  const allowed = (['BROWSE_PROJECTS', 'CREATE_ISSUES'] as const).every(key =>
    may(ask.actor, key, project ?? null),
  )
  if (project && allowed) return project
  throw refuse('create-form-missing', `No project could be found with key '${ask.param('project')}'.`)
}

function createTypes(ask: Ask): Answer {
  const project = creatable(ask)
  const { startAt, maxResults } = pageOf(ask.query, CREATEMETA_PAGE, CREATEMETA_PAGE_MAX)
  const issueTypes = project.types.slice(startAt, startAt + maxResults).map(type => typeJson(ask, type))
  return { status: 200, body: { maxResults, startAt, total: project.types.length, issueTypes } }
}

function createFields(ask: Ask): Answer {
  const project = creatable(ask)
  const type = project.types.find(one => one.id === ask.param('type'))
  if (!type) throw refuseFields({ issueTypeId: 'Specify a valid issue type' })
  const { startAt, maxResults } = pageOf(ask.query, CREATEMETA_PAGE, CREATEMETA_PAGE_MAX)
  const all = [...type.fields.values()].filter(def => def.id !== 'resolution')
  const ctx = { state: ask.site.state, project }
  const page = all.slice(startAt, startAt + maxResults).map(def => {
    const allowed = allowedValues(ask, def, ctx)
    return {
      ...fieldMeta(def, allowed),
      fieldId: def.id,
      hasDefaultValue: def.hasDefault,
      ...(def.id === 'priority' ? { defaultValue: priorityJson(ask, '3') } : {}),
    }
  })
  return { status: 200, body: { maxResults, startAt, total: all.length, fields: page } }
}

const fieldMeta = (def: FieldDef, allowed: unknown[] | undefined): Record<string, unknown> => ({
  required: def.required,
  schema: schemaOf(def),
  name: def.name,
  key: def.id,
  operations: operationsOf(def),
  ...(allowed ? { allowedValues: allowed } : {}),
})

function editMeta(ask: Ask): Answer {
  const issue = issueOf(ask)
  if (!mayInProject(ask, 'EDIT_ISSUES', issue)) {
    throw refuse('may-not-edit', 'You do not have permission to edit issues in this project.')
  }
  const project = projectOf(ask.site.state, issue)
  const ctx = { state: ask.site.state, project }
  const defs = [...typeOf(ask.site.state, issue).fields.values()].filter(def => def.id !== 'project')
  const entries = defs.map(def => [def.id, fieldMeta(def, allowedValues(ask, def, ctx))] as const)
  return { status: 200, body: { fields: Object.fromEntries(entries) } }
}
