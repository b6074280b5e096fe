import { view } from '@forge/bridge'
import { Button, Form, FormFooter, FormSection, Textfield } from '@forge/react'
import React, { type ReactElement, useState } from 'react'
import { FIRST, reasonOf, useAsked, useOneAtATime } from '../ask'
import { CallFailed, Field } from '../fields'
import { Failed, Loading } from '../parts'
import { COMMON, GADGET } from '../words'
import { gadgetDays, readDays } from './days'

/** The gadget's settings: how many days it looks back. */
export function GadgetEdit(): ReactElement {
  const { value, trouble, run } = useAsked<number>(gadgetDays)
  if (value === null) {
    return trouble === null ? <Loading /> : <Failed trouble={trouble} again={() => run(FIRST, gadgetDays)} />
  }
  return <Days saved={value} />
}

function Days({ saved }: { saved: number }): ReactElement {
  const [typed, setTyped] = useState(String(saved))
  const [wrong, setWrong] = useState<string | null>(null)
  const [failed, setFailed] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const once = useOneAtATime()
  const submit = async () => {
    const days = readDays(typed)
    setWrong(days === null ? GADGET.daysWrong : null)
    if (days === null) return
    await once(async () => {
      setBusy(true)
      setFailed(null)
      try {
        await view.submit({ days })
      } catch (error) {
        setFailed(reasonOf(error))
      }
      setBusy(false)
    })
  }
  return (
    <Form onSubmit={submit}>
      <FormSection>
        {failed === null ? null : <CallFailed reason={failed} />}
        <Field id="gadget-days" label={GADGET.days} hint={GADGET.daysHint} wrong={wrong}>
          <Textfield
            id="gadget-days"
            name="days"
            type="number"
            defaultValue={String(saved)}
            onChange={event => setTyped(event.target.value ?? '')}
            isInvalid={wrong !== null}
            isRequired
          />
        </Field>
      </FormSection>
      <FormFooter>
        <Button appearance="primary" type="submit" isDisabled={busy}>
          {busy ? COMMON.sending : GADGET.save}
        </Button>
      </FormFooter>
    </Form>
  )
}
