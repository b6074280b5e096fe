import type { World } from '../port'
import { CASE_TYPES, type CaseRecord, type Priority, type ProjectRecord } from './model'
import type { State } from './state'

/** Makes a case in a project; keys are allotted per project. */
export function newCase(
  state: State,
  world: World,
  parts: {
    project: ProjectRecord
    typeId: string
    title: string
    description: string
    priority: Priority
    creationSource: CaseRecord['creationSource']
    createdBy: string
    assigneeId: string | null
  },
): CaseRecord {
  const { project, ...rest } = parts
  project.lastCase++
  const record: CaseRecord = {
    ...rest,
    id: world.ids.uuid(),
    key: `${project.key}-${project.lastCase}`,
    publicId: state.nextPublicId++,
    type: CASE_TYPES[parts.typeId] ?? 'STANDARD',
    statusName: 'Open',
    statusGroup: 'SG_OPEN',
    projectId: project.id,
    createdAt: world.clock.now(),
    modifiedBy: null,
    modifiedAt: null,
    closedAt: null,
    archivedAt: null,
    dueDate: null,
    resolvedReason: null,
    attributes: {},
    customAttributes: {},
    findings: [],
    jira: null,
    servicenow: null,
    comments: [],
  }
  state.cases.set(record.id, record)
  state.version++
  return record
}

/** Puts findings on a case, taking them off the one they were on; true when anything changed. */
export function attach(state: State, record: CaseRecord, ids: readonly string[]): boolean {
  let changed = false
  for (const id of ids) {
    if (state.caseOf.get(id) === record) continue
    detach(state, [id])
    record.findings.push(id)
    state.caseOf.set(id, record)
    changed = true
  }
  if (changed) state.version++
  return changed
}

/** Takes findings off their cases; those on none are passed over. True when anything changed. */
export function detach(state: State, ids: readonly string[]): boolean {
  let changed = false
  for (const id of ids) {
    const record = state.caseOf.get(id)
    if (record === undefined) continue
    record.findings = record.findings.filter(one => one !== id)
    state.caseOf.delete(id)
    changed = true
  }
  if (changed) state.version++
  return changed
}

/** Enters who changed a case and when. */
export function touch(state: State, world: World, record: CaseRecord, by: string): void {
  record.modifiedAt = world.clock.now()
  record.modifiedBy = by
  state.version++
}

/** A case by UUID or key. */
export function findCase(state: State, idOrKey: string): CaseRecord | undefined {
  return state.cases.get(idOrKey) ?? [...state.cases.values()].find(one => one.key === idOrKey)
}
