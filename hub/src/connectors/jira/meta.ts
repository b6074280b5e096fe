import type { z } from 'zod'
import { VendorError } from '../port'
import type { JiraClient } from './client'
import { META_PAGE, META_TTL_MS, PAGES_MAX } from './limits'
import { createFieldsPage, issueTypesPage, type WireCreateField } from './wire'

/** What the create screen of a work type offers. */
export interface CreateMeta {
  issueTypeId: string
  workType: string
  fields: ReadonlyMap<string, WireCreateField>
}

/** Create screens by (project, work type), read when first needed and believed for `META_TTL_MS`. */
export interface CreateMetas {
  /** Work type by name (capitals do not matter) or id. Throws `VendorError` blocked when project or type is not there. */
  of(project: string, workType: string): Promise<CreateMeta>
  /** Names of the project's work types; null when the project is not there or hidden. */
  workTypes(project: string): Promise<{ id: string; name: string }[] | null>
  /** After a refused create: the screen may have changed. */
  forget(project: string, workType: string): void
}

export function createMetas(client: JiraClient): CreateMetas {
  const cache = new Map<string, { at: number; meta: Promise<CreateMeta> }>()

  async function read(project: string, workType: string): Promise<CreateMeta> {
    const types = await workTypes(project)
    if (types === null)
      throw new VendorError(
        'blocked',
        `Jira has no project ${project}, or hides it from the account. ${BROWSE}`,
      )
    const type =
      types.find(t => t.name === workType || t.id === workType) ??
      types.find(t => t.name.toLowerCase() === workType.toLowerCase())
    if (type === undefined)
      throw new VendorError(
        'blocked',
        `Project ${project} has no work type ${workType}. It has: ${types.map(t => t.name).join(', ')}.`,
      )
    const fields = await paged(
      client,
      `${pathOf(project)}/${encodeURIComponent(type.id)}`,
      createFieldsPage,
      page => page.fields,
    )
    return {
      issueTypeId: type.id,
      workType: type.name,
      fields: new Map((fields ?? []).map(f => [f.fieldId, f])),
    }
  }

  function workTypes(project: string): Promise<{ id: string; name: string }[] | null> {
    return paged(client, pathOf(project), issueTypesPage, page => page.issueTypes)
  }

  return {
    workTypes,
    of(project, workType) {
      const key = keyOf(project, workType)
      const held = cache.get(key)
      if (held !== undefined && client.now() - held.at < META_TTL_MS) return held.meta
      const meta = read(project, workType)
      cache.set(key, { at: client.now(), meta })
      // A failure is not remembered: the next call asks again.
      meta.catch(() => cache.delete(key))
      return meta
    },
    forget(project, workType) {
      cache.delete(keyOf(project, workType))
    },
  }
}

const BROWSE = 'Check the key and the permission "Browse projects".'

/** The key may be anything that was asked for; halves of characters cannot stand in an address. */
function pathOf(project: string): string {
  return `/rest/api/3/issue/createmeta/${encodeURIComponent(project.replace(/\p{Surrogate}/gu, '\uFFFD'))}/issuetypes`
}

function keyOf(project: string, workType: string): string {
  return JSON.stringify([project, workType])
}

/** All entries of a paged list; null when Jira answers that its owner does not exist. */
async function paged<P extends { total?: number | null | undefined }, T>(
  client: JiraClient,
  path: string,
  shape: z.ZodType<P>,
  entries: (page: P) => T[],
): Promise<T[] | null> {
  const all: T[] = []
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const query = { startAt: String(all.length), maxResults: String(META_PAGE) }
    const answer = await client.jsonUnless({ method: 'GET', path, query }, shape, [400, 404])
    if (answer === null) return null
    const here = entries(answer)
    all.push(...here)
    if (here.length === 0 || all.length >= (answer.total ?? 0)) break
  }
  return all
}
