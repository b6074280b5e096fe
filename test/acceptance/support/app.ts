/** A scene whose Jira site runs the app itself: its manifest, its built functions, its pages' calls. */
import type { Json } from '../../harness'
import { type SceneOptions, scene, type Ticket } from './scene'

export type AppScene = Awaited<ReturnType<typeof appScene>>

export async function appScene(options: SceneOptions = {}) {
  const s = await scene({ forge: true, ...options })
  const { h } = s

  /** Ada uses the transition into that status; the answer as Jira gives it. */
  async function close({ id }: Pick<Ticket, 'id'>, to = 'Done', more: Json = {}, who = 'ada') {
    const { body } = await h.jira(who, 'GET', `/rest/api/3/issue/${id}/transitions`)
    const move = body.transitions.find((one: Json) => one.to.name === to)
    if (move === undefined) throw new Error(`Jira offers no way to ${to}`)
    return h.jira(who, 'POST', `/rest/api/3/issue/${id}/transitions`, {
      transition: { id: move.id },
      ...more,
    })
  }

  return {
    ...s,
    h,
    get now() {
      return s.now
    },
    close,
    /** As `close`, with the button on the issue's page; answers the page that is shown then. */
    async press({ id, key }: Pick<Ticket, 'id' | 'key'>, name: string): Promise<string> {
      const { body } = await h.jira('ada', 'GET', `/rest/api/3/issue/${id}/transitions`)
      const move = body.transitions.find((one: Json) => one.name === name)
      const url = h.world.urls.jira
      const pressed = await h.during(
        h.reach(`${url}/_sandbox/browse/${key}/transition`, {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: `transition=${move.id}`,
        }),
      )
      const page = await h.during(
        h.reach(`${url}${pressed.headers.get('location')}`, { method: 'GET', headers: {} }),
      )
      return page.text()
    },
    /** A work item people made, on no case. */
    async plainIssue(project = 'SEC'): Promise<Pick<Ticket, 'id' | 'key'>> {
      const fields = { project: { key: project }, issuetype: { name: 'Task' }, summary: 'By hand' }
      const { body } = await h.jira('ada', 'POST', '/rest/api/3/issue', { fields })
      return { id: body.id, key: body.key }
    },
    /** How often the hub put the issue back. */
    async reopenings({ id }: Pick<Ticket, 'id'>): Promise<number> {
      const { body } = await h.jira('admin', 'GET', `/rest/api/3/issue/${id}?fields=comment`)
      const texts: string[] = body.fields.comment.comments.map((one: Json) => JSON.stringify(one.body))
      return texts.filter(text => text.includes('Reopened by Fixproof')).length
    },
    /** A person takes a closed issue up again, with nothing open on it. */
    async reopenByHand(issue: Pick<Ticket, 'id'>): Promise<void> {
      const { status } = await close(issue, 'To Do')
      if (status !== 204) throw new Error(`Jira refused to reopen: ${status}`)
      await h.rest()
    },
    async search(jql: string): Promise<string[]> {
      const { body } = await h.jira('ada', 'POST', '/rest/api/3/search/jql', { jql, fields: ['key'] })
      return body.issues.map((one: Json) => one.key)
    },
    /** The panel of an issue calls its resolver. */
    panel: (issue: Pick<Ticket, 'key'>, who: string, name: string, payload?: unknown): Promise<Json> =>
      h.invoke({ page: 'panel', issue: issue.key }, who, name, payload),
  }
}

/** Closes every scene a file opened. */
export function appScenes(): { open: typeof appScene; closeAll(): Promise<void> } {
  let opened: AppScene[] = []
  return {
    async open(options) {
      const one = await appScene(options)
      opened.push(one)
      return one
    },
    async closeAll() {
      for (const { h } of opened) {
        h.forge.uninstall()
        await h.close()
      }
      opened = []
    },
  }
}
