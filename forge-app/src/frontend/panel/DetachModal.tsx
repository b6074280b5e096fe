import type { ForgeIssue } from '@fixproof/rules'
import { SectionMessage, Select, Text, TextArea } from '@forge/react'
import React, { type ReactElement, useState } from 'react'
import { ask } from '../ask'
import { Field } from '../fields'
import { DETACH } from '../words'
import { Dialog, useSending } from './Dialog'
import { type Choice, choices } from './input'
import type { Linked } from './Panel'

/** Take findings off the issue, with a reason that goes on record. */
export function DetachModal(props: {
  issue: Linked
  took: (issue: ForgeIssue) => void
  leave: () => void
}): ReactElement {
  const { issue } = props
  const { busy, problem, send } = useSending(props.took)
  const options = choices(issue.findings)
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState<{ chosen: string | null; reason: string | null }>({
    chosen: null,
    reason: null,
  })
  const submit = async () => {
    const found = {
      chosen: chosen.length === 0 ? DETACH.choose : null,
      reason: reason.trim() === '' ? DETACH.reasonMissing : null,
    }
    setWrong(found)
    if (found.chosen !== null || found.reason !== null) return
    await send(() => ask('issue.detach', { findings: [...chosen], reason: reason.trim() }))
  }
  const leavesNone = issue.findings.every(f => !f.open || chosen.includes(f.id))
  return (
    <Dialog
      title={DETACH.title}
      submit={DETACH.submit}
      busy={busy}
      problem={problem}
      onSubmit={submit}
      leave={props.leave}
    >
      <Field id="detach-findings" label={DETACH.findings} wrong={wrong.chosen}>
        <Select
          inputId="detach-findings"
          name="findings"
          isMulti
          options={options}
          onChange={(picked: readonly Choice[]) => setChosen(picked.map(each => each.value))}
          isInvalid={wrong.chosen !== null}
        />
      </Field>
      <Field id="detach-reason" label={DETACH.reason} hint={DETACH.reasonHint} wrong={wrong.reason}>
        <TextArea
          id="detach-reason"
          name="reason"
          onChange={event => setReason(event.target.value ?? '')}
          isInvalid={wrong.reason !== null}
          isRequired
        />
      </Field>
      {chosen.length > 0 && leavesNone ? (
        <SectionMessage appearance="warning">
          <Text>{DETACH.last}</Text>
        </SectionMessage>
      ) : null}
    </Dialog>
  )
}
