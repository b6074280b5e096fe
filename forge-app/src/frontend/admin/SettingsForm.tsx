import {
  Button,
  Form,
  FormFooter,
  FormSection,
  SectionMessage,
  Select,
  Stack,
  Text,
  Textfield,
} from '@forge/react'
import React, { type ReactElement, useState } from 'react'
import type { AdminView, Answer, Mode, Settings } from '../../defs'
import { ask } from '../ask'
import { Field } from '../fields'
import { ADMIN, COMMON, MODES } from '../words'
import { useDone } from './useDone'

const OPTIONS = MODES.map(value => ({ value, label: ADMIN.modes[value] }))

/** Where the check gets its answer, and who may take findings off an issue. */
export function SettingsForm(props: {
  settings: Settings
  took: (answer: Answer<AdminView>) => void
}): ReactElement {
  const { settings } = props
  const { busy, problem, done, act } = useDone(props.took)
  const [mode, setMode] = useState<Mode>(settings.mode)
  const [group, setGroup] = useState(settings.detachGroup)
  const submit = async () => {
    await act(() => ask('admin.settings', { mode, detachGroup: group.trim() }))
  }
  return (
    <Form onSubmit={submit}>
      <FormSection>
        <Stack space="space.200">
          {problem}
          {done ? (
            <SectionMessage appearance="success">
              <Text>{ADMIN.saved}</Text>
            </SectionMessage>
          ) : null}
          <Field id="settings-mode" label={ADMIN.mode} wrong={null} required={false}>
            <Select
              inputId="settings-mode"
              name="mode"
              isSearchable={false}
              options={OPTIONS}
              defaultValue={OPTIONS.find(each => each.value === settings.mode)}
              onChange={(picked: { value: Mode }) => setMode(picked.value)}
            />
          </Field>
          <Field id="settings-group" label={ADMIN.group} hint={ADMIN.groupHint} wrong={null} required={false}>
            <Textfield
              id="settings-group"
              name="detachGroup"
              defaultValue={settings.detachGroup}
              onChange={event => setGroup(event.target.value ?? '')}
            />
          </Field>
        </Stack>
      </FormSection>
      <FormFooter align="start">
        <Button appearance="primary" type="submit" isDisabled={busy}>
          {busy ? COMMON.sending : ADMIN.save}
        </Button>
      </FormFooter>
    </Form>
  )
}
