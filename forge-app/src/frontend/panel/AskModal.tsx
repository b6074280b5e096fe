import type { ForgeIssue } from '@fixproof/rules'
import { DatePicker, Select, Text, TextArea } from '@forge/react'
import React, { type ReactElement, useState } from 'react'
import { ask } from '../ask'
import { Field } from '../fields'
import { ASK } from '../words'
import { Dialog, useSending } from './Dialog'
import { type Choice, choices } from './input'
import type { Linked } from './Panel'

interface Wrong {
  chosen: string | null
  reason: string | null
  until: string | null
}

/** Ask that findings may stay open for a while. It mutes nothing; somebody else answers. */
export function AskModal(props: {
  issue: Linked
  took: (issue: ForgeIssue) => void
  leave: () => void
}): ReactElement {
  const { busy, problem, send } = useSending(props.took)
  const options = choices(props.issue.findings.filter(f => f.open))
  // With one open finding there is nothing to choose.
  const only = options.length === 1 ? options : []
  const [chosen, setChosen] = useState<readonly string[]>(only.map(each => each.value))
  const [reason, setReason] = useState('')
  const [until, setUntil] = useState('')
  const [wrong, setWrong] = useState<Wrong>({ chosen: null, reason: null, until: null })
  const submit = async () => {
    const found: Wrong = {
      chosen: chosen.length === 0 ? ASK.choose : null,
      reason: reason.trim() === '' ? ASK.reasonMissing : null,
      until: until === '' ? ASK.untilMissing : null,
    }
    setWrong(found)
    if (found.chosen !== null || found.reason !== null || found.until !== null) return
    await send(() => ask('issue.ask', { findings: [...chosen], reason: reason.trim(), until }))
  }
  return (
    <Dialog
      title={ASK.title}
      submit={ASK.submit}
      busy={busy}
      problem={problem}
      onSubmit={submit}
      leave={props.leave}
    >
      <Text>{ASK.what}</Text>
      <Field id="ask-findings" label={ASK.findings} wrong={wrong.chosen}>
        <Select
          inputId="ask-findings"
          name="findings"
          isMulti
          options={options}
          defaultValue={only}
          onChange={(picked: readonly Choice[]) => setChosen(picked.map(each => each.value))}
          isInvalid={wrong.chosen !== null}
        />
      </Field>
      <Field id="ask-reason" label={ASK.reason} hint={ASK.reasonHint} wrong={wrong.reason}>
        <TextArea
          id="ask-reason"
          name="reason"
          onChange={event => setReason(event.target.value ?? '')}
          isInvalid={wrong.reason !== null}
          isRequired
        />
      </Field>
      <Field id="ask-until" label={ASK.until} hint={ASK.untilHint} wrong={wrong.until}>
        <DatePicker
          id="ask-until"
          name="until"
          dateFormat="YYYY-MM-DD"
          placeholder={ASK.untilFormat}
          weekStartDay={1}
          onChange={(day: string) => setUntil(day)}
          isInvalid={wrong.until !== null}
          isRequired
        />
      </Field>
    </Dialog>
  )
}
