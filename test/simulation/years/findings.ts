/** What becomes of findings in Datadog. */
import type { Json } from '../../harness'
import { findingId } from '../../sandbox/datadog/controls'
import { type Book, type BookFinding, isOpen, statusAfter } from './book'
import type { Fate, Project } from './script'
import type { Stage } from './stage'

const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const
const MINUTE_MS = 60_000

/** New findings, open. */
export async function newFindings(
  stage: Stage,
  book: Book,
  count: number,
  severity = 1,
): Promise<BookFinding[]> {
  const made = Array.from({ length: count }, (_, i) => {
    const name = `F${book.findings.size + i + 1}`
    return { id: findingId(`${name}~host`), name }
  })
  const attributes = { finding_type: 'library_vulnerability', status: 'open' }
  const severityName = SEVERITIES[severity % SEVERITIES.length]
  await say(
    stage,
    ...made.map(({ id, name }) => ({
      id,
      attributes: { attributes: { title: name, severity: severityName, ...attributes } },
    })),
  )
  return made.map(({ id, name }) => book.appear(id, name, stage.now))
}

async function say(stage: Stage, ...data: Json[]): Promise<void> {
  const answer = await stage.person('datadog', 'bot', 'POST', '/_sandbox/findings', { data })
  if (answer.status >= 300) throw new Error(JSON.stringify(answer.body))
}

/** False when that cannot happen to it now. */
export async function befall(
  { stage, book }: { stage: Stage; book: Book },
  finding: BookFinding,
  fate: Fate,
  minutes: number,
): Promise<boolean> {
  book.passes(stage.now)
  const status = statusAfter(fate, finding)
  if (status === null) return false
  if (fate === 'gone') return vanish(stage, finding)
  const { id, name } = finding
  const title = { title: name, severity: 'high', finding_type: 'library_vulnerability' }
  const muted = status === 'muted'
  // A mute that is given an end: what the finding is afterwards is what it was before.
  const until = fate === 'muted for a while' ? stage.now + minutes * MINUTE_MS : null
  const mute = { is_muted: muted, expire_at: muted ? until : null }
  // Whoever ends a mute does not detect anything: nothing but the status moves.
  const quiet = fate === 'unmuted' || fate === 'muted' || fate === 'muted for a while'
  const moved = quiet ? { detection_changed_at: changedAt(stage, id) } : {}
  const change = { ...title, status, workflow: { mute }, ...moved }
  await say(stage, { id, attributes: { attributes: change } })
  finding.gone = false
  finding.muteEnds = until === null ? null : { at: until + LAG_MS, after: 'open' }
  book.becomes(finding, status, stage.now)
  return true
}

/** How long Datadog takes to show that a mute is over. Milliseconds. */
const LAG_MS = 1_000

function changedAt(stage: Stage, id: string): Json {
  return stage.datadog.state().findings.get(id)?.content.detection_changed_at ?? stage.now
}

/** Only what everybody has seen: else nobody could say what it was last. Where it is on no case, nobody asks whether it is fixed. */
async function vanish(stage: Stage, finding: BookFinding): Promise<boolean> {
  if (finding.since.length > 1 || finding.muteEnds !== null) return false
  if (finding.loose && !isOpen(finding.status)) return false
  const answer = await stage.person('datadog', 'bot', 'DELETE', `/_sandbox/findings/${finding.id}`)
  if (answer.status >= 300) throw new Error(JSON.stringify(answer.body))
  finding.gone = true
  return true
}

/** The hub has a case that the book did not know; with the findings on it. */
export function adopt(
  book: Book,
  caseId: string,
  project: Project,
  attachments: readonly { findingId: string }[],
): void {
  if (!book.cases.has(caseId)) book.newCase(caseId, project)
  for (const { findingId: id } of attachments) {
    const finding = book.findings.get(id)
    if (finding !== undefined) book.attach(finding, caseId)
  }
}
