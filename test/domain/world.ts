import { block, holdField, troubled } from '@fixproof/hub/domain/blocked'
import { attach, detach, follow } from '@fixproof/hub/domain/cases'
import { mergeFields } from '@fixproof/hub/domain/fields/merge'
import { intended, settle } from '@fixproof/hub/domain/intents'
import { ticketMade } from '@fixproof/hub/domain/links'
import type {
  Intent,
  LinkDoc,
  Move,
  ProjectDoc,
  TicketView,
  Tool,
  WorkflowDoc,
} from '@fixproof/hub/domain/model'
import { type Action, type PlanContext, plan } from '@fixproof/hub/domain/plan'
import { proofKey } from '@fixproof/hub/domain/planProof'
import { closeCase } from '@fixproof/hub/domain/rounds'
import {
  type CaseState,
  type FreshMoves,
  linkOf,
  liveLinks,
  withLink,
  workflowId,
} from '@fixproof/hub/domain/step'
import { succeed } from '@fixproof/hub/domain/successor'
import {
  caseState,
  finding,
  INCIDENT,
  incident,
  issue,
  movedBy,
  type Says,
  T0,
} from '@fixproof/hub/domain/testing/build'
import { observeTicket } from '@fixproof/hub/domain/tickets'

/**
 * A case and vendors that do exactly what they are asked, without a hub around them: the plan is carried out as the loop
 * does it, on plain values and a clock in hand.
 */

export type Shape = 'SEC' | 'OPS' | 'LOCK' | 'TEAM'

const STATUSES = {
  backlog: { id: '1', name: 'Backlog', category: 'new' },
  selected: { id: '2', name: 'Selected', category: 'indeterminate' },
  work: { id: '3', name: 'In Work', category: 'indeterminate' },
  done: { id: '5', name: 'Done', category: 'done' },
  wont: { id: '6', name: "Won't Do", category: 'done' },
} as const
type Name = keyof typeof STATUSES

interface Workflow {
  moves: Partial<Record<Name, Name[]>>
  /** Whether the close screens hold the resolution. */
  resolution: boolean
  /** Whether our account may read the workflow. */
  readable: boolean
}

/** As the projects of the sandbox, in small. */
const WORKFLOWS: Record<Shape, Workflow> = {
  SEC: {
    moves: {
      backlog: ['selected', 'work', 'done'],
      selected: ['backlog', 'done'],
      work: ['backlog', 'done'],
      done: ['backlog', 'work'],
    },
    resolution: true,
    readable: true,
  },
  OPS: {
    moves: {
      backlog: ['selected'],
      selected: ['work', 'backlog'],
      work: ['done', 'wont', 'backlog'],
      done: ['backlog'],
      wont: ['backlog'],
    },
    resolution: true,
    readable: true,
  },
  LOCK: { moves: { backlog: ['work'], work: ['done', 'wont', 'backlog'] }, resolution: true, readable: true },
  TEAM: {
    moves: { backlog: ['work', 'done'], work: ['done', 'backlog'], done: ['backlog'] },
    resolution: false,
    readable: true,
  },
}

/** What goes wrong with the next write: its answer is lost although it was done, it never arrives, it is refused for now. */
export type Fault = 'lost-answer' | 'lost-request' | 'busy'

export interface Write {
  linkId: string
  kind: 'close' | 'reopen'
  round: number
  cause: string | null
  /** What the ticket said right after the last hop. */
  view: TicketView
  at: number
}

const STEPS_PER_LINK_MAX = 20
/** Waits that are let pass: contested tickets and flapping findings stay below; a permission lasts longer. */
const HORIZON_MS = 3 * 86_400_000
const PERMISSION_MS = 1_000 * 86_400_000

export class TestWorld {
  state: CaseState
  now = T0
  faults: Fault[] = []
  readonly tickets = new Map<string, TicketView>()
  readonly moves: Write[] = []
  /** Calls that write, done or not. */
  writes = 0
  readonly #shape: Workflow
  #made = 0

  constructor(given: {
    shape: Shape
    tools: readonly Tool[]
    findings: readonly string[]
    project: Partial<ProjectDoc>
  }) {
    this.#shape = WORKFLOWS[given.shape]
    this.state = caseState({
      findings: Object.fromEntries(given.findings.map(id => [id, 'open'])),
      tickets: [...given.tools],
      project: given.project,
    })
    for (const link of this.state.links) {
      const view = link.tool === 'jira' ? this.#issue(link.ticket?.id ?? '', 'SEC-1') : incident()
      this.tickets.set(view.id, view)
      this.state = withLink(this.state, link.id, { view, lastOpenStatus: view.status })
    }
  }

  #issue(id: string, key: string): TicketView {
    const { category, ...status } = STATUSES.backlog
    return issue({ id, key, status, category })
  }

  // ---- what happens

  says(id: string, says: Says | string): void {
    const before = this.state.findings[id]
    if (before === undefined) return
    this.state = follow(this.state, finding(id, says, this.now, before), this.now).state
  }

  attach(id: string): void {
    const doc = { ...finding(id, 'open', this.now, this.state.findings[id]), caseId: this.state.case.id }
    this.state = attach(this.state, doc, 'tests', this.now).state
  }

  detach(id: string): void {
    this.state = detach(this.state, id, 'tests', this.now).state
  }

  /** A person moves the ticket of a tool; Jira lets people go anywhere here. */
  person(tool: Tool, to: 'open' | 'fixed' | 'other'): void {
    const link = liveLinks(this.state).find(each => each.tool === tool)
    const view = this.tickets.get(link?.ticket?.id ?? '')
    if (view === undefined) return
    if ((to === 'open') === (view.category !== 'done')) return
    const [status, resolution] =
      tool === 'jira'
        ? to === 'open'
          ? ([STATUSES.work, null] as const)
          : to === 'fixed'
            ? ([STATUSES.done, 'Done'] as const)
            : ([STATUSES.done, "Won't Do"] as const)
        : to === 'open'
          ? ([INCIDENT.progress, null] as const)
          : to === 'fixed'
            ? ([INCIDENT.resolved, 'Solution provided'] as const)
            : ([INCIDENT.canceled, 'Duplicate'] as const)
    this.tickets.set(view.id, movedBy('Ada', view, status, resolution, this.now))
  }

  // ---- the loop

  /** Passes over the case until nothing waits any more. Throws when it does not come to rest. */
  rest(): void {
    for (let passes = 0; passes < 60; passes++) {
      const wakeAt = this.pass()
      if (wakeAt === null || wakeAt > this.now + HORIZON_MS) return
      this.now = Math.max(wakeAt, this.now + 1)
    }
    throw new Error('The case never stops waking itself')
  }

  /** One pass, as the loop does it. When to look again. */
  pass(): number | null {
    const fresh: FreshMoves = {}
    const steps = new Map<string, number>()
    let written = new Set<string>()
    for (const link of liveLinks(this.state)) this.#observe(link)
    for (;;) {
      const next = plan(this.state, this.context(fresh))
      if (next.actions.length === 0) {
        if (written.size === 0) return next.wakeAt
        for (const id of written) this.#observe(linkOf(this.state, id))
        written = new Set()
        continue
      }
      for (const action of next.actions) {
        const id = 'linkId' in action ? action.linkId : 'case'
        steps.set(id, (steps.get(id) ?? 0) + 1)
        if ((steps.get(id) ?? 0) > STEPS_PER_LINK_MAX) {
          throw new Error(`More than ${STEPS_PER_LINK_MAX} steps for ${id}: ${JSON.stringify(action)}`)
        }
        if (this.#act(action, fresh)) written.add(id)
      }
    }
  }

  context(fresh: FreshMoves = this.allMoves()): PlanContext {
    return {
      now: this.now,
      fresh,
      kid: 'key-1',
      permissionMs: PERMISSION_MS,
      shows: (_tool, _field, text) => text,
    }
  }

  /** As if every issue's transitions had just been read. */
  allMoves(): FreshMoves {
    const fresh: FreshMoves = {}
    for (const link of this.state.links) {
      if (link.view !== null && link.tool === 'jira')
        fresh[link.id] = { statusId: link.view.status.id, moves: this.#movesFrom(link.view.status.id) }
    }
    return fresh
  }

  #observe(link: LinkDoc): void {
    if (link.ticket === null || link.state === 'gone') return
    if (link.trouble !== null && link.trouble.notBefore > this.now) return
    const view = this.tickets.get(link.ticket.id) ?? null
    this.state = observeTicket(this.state, link.id, view, this.now).state
  }

  /** True when the ticket has to be read again. */
  #act(action: Action, fresh: FreshMoves): boolean {
    switch (action.kind) {
      case 'close-case':
        this.state = closeCase(this.state, action, this.now).state
        return false
      case 'merge-fields':
        this.state = mergeFields(this.state, this.context()).state
        return false
      case 'hold-field':
        this.state = holdField(this.state, action.linkId, action, this.now).state
        return false
      case 'look-person':
        throw new Error('Nobody is assigned here')
      case 'recreate':
      case 'let-go':
        throw new Error('Deleted tickets are left alone here')
      case 'comment':
        throw new Error('Nobody comments here')
      case 'remember':
        this.state = withLink(this.state, action.linkId, action.change)
        return false
      case 'block':
        this.state = block(this.state, action.linkId, action.reason, this.now).state
        return false
      case 'successor':
        this.state = succeed(this.state, action.linkId, action.reason, this.now).state
        return false
      case 'make':
        this.#make(action.linkId)
        return false
      case 'look-moves': {
        const { view } = linkOf(this.state, action.linkId)
        if (view === null) throw new Error('An unread issue has no transitions')
        const moves = this.#movesFrom(view.status.id)
        fresh[action.linkId] = { statusId: view.status.id, moves }
        this.#learn(action.linkId, doc => ({
          ...doc,
          statuses: { ...doc.statuses, ...Object.fromEntries(moves.map(each => [each.to.id, each.to])) },
          moves: { ...doc.moves, [view.status.id]: { moves, seenAt: this.now } },
        }))
        return false
      }
      case 'look-workflow':
        this.#learn(action.linkId, doc => this.#whole(doc))
        return false
      case 'proof': {
        const proof = {
          seq: this.now,
          signature: `signed ${this.now} ${proofKey(action.content, 'key-1')}`,
          content: proofKey(action.content, 'key-1'),
          validUntil: action.content.open === 0 ? this.now + PERMISSION_MS : null,
        }
        this.#call(action.linkId, { kind: 'proof', proof, at: this.now }, view => ({
          ...view,
          proofSignature: proof.signature,
        }))
        return false
      }
      // No app is there in this world.
      case 'facts':
        return false
      case 'write': {
        const intent = { ...action.intent, at: this.now } as Intent
        this.#call(action.linkId, intent, view => this.#written(view, action))
        const after = this.tickets.get(linkOf(this.state, action.linkId).ticket?.id ?? '')
        if ((intent.kind === 'close' || intent.kind === 'reopen') && intent.last && after !== undefined) {
          const { kind, round, cause } = intent
          if ((after.category === 'done') === (kind === 'close'))
            this.moves.push({ linkId: action.linkId, kind, round, cause, view: after, at: this.now })
        }
        return true
      }
    }
  }

  #make(linkId: string): void {
    this.#made += 1
    const link = linkOf(this.state, linkId)
    const id = `made-${this.#made}`
    const view =
      link.tool === 'jira'
        ? this.#issue(id, `SEC-${this.#made + 1}`)
        : incident({ id, key: `INC${this.#made + 1}` })
    this.tickets.set(id, view)
    this.state = ticketMade(this.state, linkId, { id, key: view.key, url: view.url }, 'Made.', this.now).state
    this.#observe(linkOf(this.state, linkId))
  }

  /** Intent, call, outcome; what goes wrong is taken from the list of faults. */
  #call(linkId: string, intent: Intent, change: (view: TicketView) => TicketView): void {
    const fault = this.faults.shift()
    this.writes += 1
    this.state = intended(this.state, linkId, intent)
    const { ticket } = linkOf(this.state, linkId)
    const view = this.tickets.get(ticket?.id ?? '')
    if (view === undefined) throw new Error(`A call to a ticket that is not there: ${linkId}`)
    if (fault === undefined || fault === 'lost-answer') {
      this.tickets.set(view.id, {
        ...change(view),
        version: String(Number(view.version) + 1),
        updatedAt: this.now,
      })
    }
    if (fault === undefined) this.state = settle(this.state, linkId, this.now).state
    else {
      const failure = { reason: fault, notBefore: this.now + 1_000, outcomeUnknown: fault !== 'busy' }
      this.state = troubled(this.state, linkId, failure, this.now).state
    }
  }

  #written(view: TicketView, { write }: Extract<Action, { kind: 'write' }>): TicketView {
    if (write.kind === 'transition') {
      const offered = this.#movesFrom(view.status.id).find(each => each.id === write.transitionId)
      if (offered === undefined)
        throw new Error(`Transition ${write.transitionId} is not offered in ${view.status.name}`)
      const resolution = (write.fields.resolution as { name: string } | undefined)?.name ?? null
      return movedBy('bot', view, offered.to, offered.to.category === 'done' ? resolution : null, this.now)
    }
    if (write.kind === 'patch') {
      const to = write.fields.state === '6' ? INCIDENT.resolved : INCIDENT.progress
      return movedBy('bot', view, to, write.fields.close_code ?? null, this.now)
    }
    if (write.kind === 'update') {
      const { status } = write.values
      if (status === undefined) throw new Error(`Nobody changed ${Object.keys(write.values)} here`)
      return movedBy('bot', view, status === '1' ? INCIDENT.fresh : INCIDENT.progress, null, this.now)
    }
    if (write.kind === 'fields') return { ...view, resolution: null }
    return view
  }

  // ---- the workflow

  #movesFrom(statusId: string): Move[] {
    const from = (Object.keys(STATUSES) as Name[]).find(name => STATUSES[name].id === statusId)
    const to = from === undefined ? [] : (this.#shape.moves[from] ?? [])
    return to.map(name => this.#move(statusId, name))
  }

  #move(from: string, name: Name): Move {
    const to = STATUSES[name]
    const resolution = {
      name: 'Resolution',
      required: true,
      hasDefault: false,
      allowed: null,
      type: 'resolution',
    }
    const fields: Move['fields'] = to.category === 'done' && this.#shape.resolution ? { resolution } : {}
    return { id: `${from}${to.id}`, name: `to ${to.name}`, to: { ...to }, fields }
  }

  #whole(doc: WorkflowDoc): WorkflowDoc {
    if (!this.#shape.readable) return { ...doc, askedAt: this.now }
    const statuses = Object.fromEntries(Object.values(STATUSES).map(each => [each.id, { ...each }]))
    const moves: WorkflowDoc['moves'] = {}
    for (const status of Object.values(STATUSES)) {
      const all = this.#movesFrom(status.id).map(each => ({ ...each, fields: null }))
      moves[status.id] = { moves: all, seenAt: this.now }
    }
    return {
      ...doc,
      statuses: { ...statuses, ...doc.statuses },
      moves: { ...moves, ...doc.moves },
      askedAt: this.now,
      wholeAt: this.now,
    }
  }

  #learn(linkId: string, change: (doc: WorkflowDoc) => WorkflowDoc): void {
    const { view, connection } = linkOf(this.state, linkId)
    if (view === null) return
    const id = workflowId(connection, view.workflow)
    const before = this.state.workflows[id] ?? {
      id,
      connection,
      ...view.workflow,
      statuses: {},
      moves: {},
      wholeAt: null,
      askedAt: null,
    }
    this.state = { ...this.state, workflows: { ...this.state.workflows, [id]: change(before) } }
  }
}
