import type { ForgeIssue } from '@fixproof/rules'
import { Button, ButtonGroup, EmptyState, ModalTransition, SectionMessage, Stack, Text } from '@forge/react'
import React, { type ReactElement, useState } from 'react'
import type { PanelView } from '../../defs'
import { type Asked, ask, FIRST, useAsked } from '../ask'
import { tone } from '../look'
import { Failed, FindingsTable, Loading } from '../parts'
import { PANEL } from '../words'
import { AskModal } from './AskModal'
import { AttachModal } from './AttachModal'
import { DetachModal } from './DetachModal'
import { Background, Exceptions, Timeline } from './Rest'
import { Unanswered } from './Unanswered'

export type Linked = Extract<ForgeIssue, { linked: true }>
type Dialog = 'attach' | 'detach' | 'ask'

const view = () => ask('issue.view')
const RECHECK = 'recheck'

/** The panel on a Jira issue: may it be closed, which findings stand in the way, and what a person can do. */
export function Panel(): ReactElement {
  const panel = useAsked<PanelView>(view)
  const [dialog, setDialog] = useState<Dialog | null>(null)
  const { value } = panel
  if (value === null) {
    if (panel.trouble === null) return <Loading />
    return <Failed trouble={panel.trouble} again={() => panel.run(FIRST, view)} />
  }
  const issue = value.issue.ok ? value.issue.data : null
  const linked = issue?.linked === true ? issue : null
  const took = (next: ForgeIssue) => {
    panel.set({ ...value, issue: { ok: true, data: next } })
    setDialog(null)
  }
  const leave = () => setDialog(null)
  return (
    <Stack space="space.200">
      {panel.trouble === null ? null : (
        <Failed trouble={panel.trouble} again={() => panel.run(FIRST, view)} />
      )}
      {value.issue.ok ? null : <Unanswered answer={value.issue} stored={value.stored} />}
      {linked === null ? null : <Verdict issue={linked} />}
      {issue === null || (linked !== null && linked.findings.length > 0) ? null : <Empty />}
      <Actions panel={panel} linked={linked} open={setDialog} />
      {linked === null ? null : <Linked issue={linked} />}
      <ModalTransition>
        {dialog === 'attach' ? <AttachModal took={took} leave={leave} /> : null}
        {dialog === 'detach' && linked !== null ? (
          <DetachModal issue={linked} took={took} leave={leave} />
        ) : null}
        {dialog === 'ask' && linked !== null ? <AskModal issue={linked} took={took} leave={leave} /> : null}
      </ModalTransition>
    </Stack>
  )
}

/** The first line: may this issue be closed, and if not, why not. */
export function Verdict({ issue }: { issue: Linked }): ReactElement {
  return (
    <SectionMessage appearance={tone(issue)}>
      <Text>{issue.sentence}</Text>
    </SectionMessage>
  )
}

function Empty(): ReactElement {
  return <EmptyState header={PANEL.noFindings} description={PANEL.noFindingsHint} />
}

/** What a person can do now. Without an answer from the hub only asking again makes sense. */
function Actions(props: {
  panel: Asked<PanelView>
  linked: Linked | null
  open: (dialog: Dialog) => void
}): ReactElement {
  const { panel, linked, open } = props
  const waits = panel.busy !== null
  // An answer without a case is an answer: a first finding can be attached.
  const answered = panel.value?.issue.ok === true
  const hasFindings = linked !== null && linked.findings.length > 0
  const hasOpen = linked?.findings.some(f => f.open) === true
  return (
    <ButtonGroup label={PANEL.actions}>
      <Button onClick={() => panel.run(FIRST, view)} isDisabled={waits}>
        {panel.busy === FIRST ? PANEL.refreshing : PANEL.refresh}
      </Button>
      {hasFindings ? (
        <Button onClick={() => panel.run(RECHECK, () => ask('issue.recheck'))} isDisabled={waits}>
          {panel.busy === RECHECK ? PANEL.rechecking : PANEL.recheck}
        </Button>
      ) : null}
      {answered ? (
        <Button
          appearance={hasFindings ? 'default' : 'primary'}
          onClick={() => open('attach')}
          isDisabled={waits}
        >
          {PANEL.attach}
        </Button>
      ) : null}
      {hasOpen ? (
        <Button onClick={() => open('ask')} isDisabled={waits}>
          {PANEL.ask}
        </Button>
      ) : null}
      {hasFindings && panel.value?.mayDetach === true ? (
        <Button onClick={() => open('detach')} isDisabled={waits}>
          {PANEL.detach}
        </Button>
      ) : null}
    </ButtonGroup>
  )
}

function Linked({ issue }: { issue: Linked }): ReactElement {
  return (
    <Stack space="space.300">
      {issue.findings.length === 0 ? null : (
        <FindingsTable findings={issue.findings} label={PANEL.findings} rowsPerPage={10} />
      )}
      <Background issue={issue} />
      {issue.exceptions.length === 0 ? null : <Exceptions issue={issue} />}
      <Timeline entries={issue.timeline} />
    </Stack>
  )
}
