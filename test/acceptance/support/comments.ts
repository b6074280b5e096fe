import type { Json } from '../../harness'
import type { Scene, SceneOptions, Ticket } from './scene'
import { textOf } from './scene'

/** Options for a scene in which comments of a tool flow as given. */
export function flowing(
  jira: Json | undefined,
  servicenow: Json | undefined,
  more: SceneOptions = {},
): SceneOptions {
  return {
    ...more,
    config(json) {
      for (const project of json.projects)
        project.sync = {
          ...(jira !== undefined && { jira: { comments: jira } }),
          ...(servicenow !== undefined && { servicenow: { comments: servicenow } }),
        }
      more.config?.(json)
    },
  }
}

const USERS: Record<string, string> = { 'Fixproof Integration': 'bot', 'Abel Tuter': 'abel' }

/** People who comment, and what stands where. */
export function talk(s: Scene) {
  const t = {
    /** The instance lets the integration user read journals. */
    async openJournals(): Promise<void> {
      await s.h.servicenow('admin', 'POST', '/_sandbox/servicenow/settings', {
        readable: ['sys_journal_field'],
      })
    },

    // ---- Jira
    /** Ada writes; the answer is the comment's id. */
    async inJira(ticket: Pick<Ticket, 'id'>, text: string, more: Json = {}, who = 'ada'): Promise<string> {
      const { status, body } = await s.h.jira(who, 'POST', `/rest/api/3/issue/${ticket.id}/comment`, {
        body: adf(text),
        ...more,
      })
      if (status !== 201) throw new Error(JSON.stringify(body))
      return body.id
    },
    async editInJira(ticket: Pick<Ticket, 'id'>, id: string, text: string, who = 'ada'): Promise<void> {
      const { status, body } = await s.h.jira(who, 'PUT', `/rest/api/3/issue/${ticket.id}/comment/${id}`, {
        body: adf(text),
      })
      if (status !== 200) throw new Error(JSON.stringify(body))
    },
    async deleteInJira(ticket: Pick<Ticket, 'id'>, id: string, who = 'ada'): Promise<void> {
      const { status } = await s.h.jira(who, 'DELETE', `/rest/api/3/issue/${ticket.id}/comment/${id}`)
      if (status !== 204) throw new Error(String(status))
    },
    /** `<author>: <text>` of each comment in Jira, oldest first. */
    async jira(ticket: Pick<Ticket, 'id'>): Promise<string[]> {
      return (await t.jiraComments(ticket)).map(
        (each: Json) => `${each.author.displayName}: ${textOf(each.body)}`,
      )
    },
    async jiraComments(ticket: Pick<Ticket, 'id'>): Promise<Json[]> {
      const { body } = await s.h.jira('admin', 'GET', `/rest/api/3/issue/${ticket.id}/comment`)
      return body.comments
    },

    // ---- ServiceNow
    async inServiceNow(
      ticket: Pick<Ticket, 'id'>,
      text: string,
      journal: 'work_notes' | 'comments' = 'work_notes',
      who = 'abel',
    ): Promise<void> {
      await s.patch(who, ticket, { [journal]: text })
    },
    /** `<user> (<journal>): <text>` of each journal entry, oldest first; our mark's last line as `[mark]`. */
    async servicenow(ticket: Pick<Ticket, 'id'>): Promise<string[]> {
      const { body } = await s.h.servicenow(
        'admin',
        'GET',
        `/api/now/table/incident/${ticket.id}?sysparm_display_value=true&sysparm_fields=comments_and_work_notes`,
      )
      const shown: string = body.result.comments_and_work_notes
      const entries = shown.split(/^[-\d]{10} [:\d]{8} - (.+) \((.+)\)\n/m).slice(1)
      const said: string[] = []
      for (let i = 0; i < entries.length; i += 3) {
        const [who = '', journal = '', text = ''] = entries.slice(i, i + 3)
        const words = text.trimEnd().replace(/Fixproof note c-\S+$/, '[mark]')
        said.unshift(`${USERS[who] ?? who} (${journal.toLowerCase()}): ${words}`)
      }
      return said
    },
    /** The hub looks at ServiceNow, as its poll does, and everything comes to rest. */
    async look(): Promise<void> {
      await s.lookAtServiceNow()
      await s.h.rest()
    },

    // ---- the case
    asker: { name: 'carla', seed: null },
    async onCase(ticket: Pick<Ticket, 'caseKey'>, text: string): Promise<string> {
      const { id } = await s.h.commands.addComment(t.asker, ticket.caseKey, text)
      await s.h.rest()
      return id
    },
    async editOnCase(ticket: Pick<Ticket, 'caseKey'>, id: string, text: string): Promise<void> {
      await s.h.commands.editComment(t.asker, ticket.caseKey, id, text)
      await s.h.rest()
    },
    async deleteOnCase(ticket: Pick<Ticket, 'caseKey'>, id: string): Promise<void> {
      await s.h.commands.deleteComment(t.asker, ticket.caseKey, id)
      await s.h.rest()
    },
    /** `<author> in <where>: <text>` of each comment of the case, `~` before deleted ones. */
    async onTheCase(ticket: Pick<Ticket, 'caseKey'>): Promise<string[]> {
      const all = (await s.h.commands.comments(ticket.caseKey)) ?? []
      return all.map(
        ({ author, origin, text, deleted }) =>
          `${deleted === null ? '' : '~'}${author.name} in ${origin.where}: ${text}`,
      )
    },
    /** What the links of the case say of their comments. */
    async hurdles({ caseId }: Pick<Ticket, 'caseId'>): Promise<string[]> {
      const links = await s.h.store.find('link', 'case', caseId)
      return links.flatMap(({ doc }) => doc.hurdles.comments?.reason ?? [])
    },
    async timeline({ caseId }: Pick<Ticket, 'caseId'>): Promise<string[]> {
      const { items } = await s.h.store.timeline({ caseId }, { limit: 500 })
      return items.filter(each => each.what.startsWith('comment')).map(each => each.text)
    },
  }
  return t
}

/** Lines as a document Jira takes, a paragraph a line. */
export function adf(text: string): Json {
  const content = text
    .split('\n')
    .map(line => ({ type: 'paragraph', content: line === '' ? [] : [{ type: 'text', text: line }] }))
  return { version: 1, type: 'doc', content }
}
