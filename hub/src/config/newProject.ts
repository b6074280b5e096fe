import type { ProjectDoc } from '../domain/model'
import { DEFAULT_NOT_FIXED } from './defaults'
import { closeSettings, projectId } from './documents'

/** A project made through the API, with what the file would give it by default. `now` in epoch milliseconds. */
export function newProject(key: string, name: string, now: number): ProjectDoc {
  return {
    id: projectId(key),
    key,
    name,
    policy: 'strict',
    declared: false,
    jira: null,
    servicenow: null,
    sync: {},
    close: closeSettings({}),
    notFixed: DEFAULT_NOT_FIXED,
    routes: { close: [], reopen: [] },
    reopenWindowDays: null,
    createdAt: now,
    archivedAt: null,
  }
}
