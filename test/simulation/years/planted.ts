/**
 * One bug of each class, put between the product's own parts from outside: what a call answers, or what the store does. The
 * simulation has to find each within a few seeds, or it would not find a real one either.
 */

import type { Commit, Store } from '@fixproof/hub/store/port'
import type { Json } from '../../harness'
import type { Fetch } from '../../sandbox/port'
import type { Meddling } from './stage'

export const PLANTED = {
  /** Our own comments are not known again when they are read: they come back as somebody's. */
  echo: {
    fetch: answering(/\/issue\/\w+\/comment|\/comment\/list|\/issue\/|bulkfetch/, body =>
      eachComment(body, comment => {
        if (!String(comment.author?.emailAddress ?? comment.author?.displayName).match(/bot/i)) return
        comment.id = `9${comment.id}`
        comment.author = {
          ...comment.author,
          accountId: 'somebody',
          displayName: 'Somebody',
          emailAddress: '',
        }
        comment.updateAuthor = comment.author
        comment.properties = []
      }),
    ),
  },
  /** Now and then the store says that it has kept what it has not. */
  'lost write': { store: forgetful(9) },
  /** What was made is not found again after its answer was lost. */
  'double create': {
    fetch: answering(/search\/jql|\/table\/incident\?.*correlation_id/, body => {
      if (Array.isArray(body.issues)) body.issues = []
      if (Array.isArray(body.result)) body.result = []
    }),
  },
  /** Who commits last wins, whatever was written since it looked. */
  ordering: { store: lastWins() },
  /** A finding somebody works on counts as fixed. */
  'false close': {
    fetch: answering(/findings\/search/, body =>
      eachFinding(body, content => {
        if (content.status === 'in-progress') content.status = 'resolved'
      }),
    ),
  },
  /** A finding that was muted is not looked at again before it is detected anew: nothing moves when a mute ends. */
  'missed reopen': { fetch: neverUnmuted() },
} satisfies Record<string, Meddling>

export type PlantedName = keyof typeof PLANTED

/** The same way to the vendors, with answers to addresses that fit bent. */
function answering(path: RegExp, bend: (body: Json) => void): (fetch: Fetch) => Fetch {
  return fetch => async (url, init) => {
    const answer = await fetch(url, init)
    return path.test(url) ? bent(answer, bend) : answer
  }
}

async function bent(answer: Response, bend: (body: Json) => void): Promise<Response> {
  const text = await answer.text()
  const { status, headers } = answer
  const empty = text === '' || !text.startsWith('{')
  if (empty) return new Response(text === '' ? null : text, { status, headers })
  const body = JSON.parse(text) as Json
  bend(body)
  return new Response(JSON.stringify(body), { status, headers: new Headers([...headers]) })
}

function eachComment(body: Json, change: (comment: Json) => void): void {
  const issues: Json[] = body.issues ?? [body]
  for (const issue of issues) for (const each of issue.fields?.comment?.comments ?? []) change(each)
  for (const each of body.comments ?? body.values ?? []) change(each)
}

function eachFinding(body: Json, change: (content: Json, id: string) => void): void {
  for (const item of body.data ?? []) {
    const { attributes } = item.attributes
    change(attributes.custom ?? attributes, item.id)
  }
}

function neverUnmuted(): (fetch: Fetch) => Fetch {
  const muted = new Map<string, Json>()
  return answering(/findings\/search/, body =>
    eachFinding(body, (content, id) => {
      const before = muted.get(id)
      if (content.status === 'muted') muted.set(id, content)
      else if (before !== undefined && before.detection_changed_at === content.detection_changed_at)
        Object.assign(content, { status: 'muted', workflow: before.workflow })
      else muted.delete(id)
    }),
  )
}

/** Every so many commits of a request are dropped, and said to be done. */
function forgetful(every: number): (store: Store) => Store {
  let commits = 0
  return withCommit(async (commit, go) => {
    if (commit.fence !== undefined || (commit.put ?? []).length === 0) return go(commit)
    commits += 1
    return commits % every === 0 ? 'ok' : go(commit)
  })
}

function lastWins(): (store: Store) => Store {
  return withCommit((commit, go) => {
    const { expect: _, fence: __, ...rest } = commit
    return go(rest)
  })
}

function withCommit(
  change: (commit: Commit, go: Store['commit']) => ReturnType<Store['commit']>,
): (store: Store) => Store {
  return store =>
    new Proxy(store, {
      get(target, name) {
        if (name === 'commit') return (commit: Commit) => change(commit, given => target.commit(given))
        const value: unknown = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
}
