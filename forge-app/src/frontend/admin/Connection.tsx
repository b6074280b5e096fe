import { permissions } from '@forge/bridge'
import {
  Button,
  Code,
  Form,
  FormFooter,
  FormSection,
  Inline,
  List,
  ListItem,
  SectionMessage,
  Stack,
  Text,
  Textfield,
} from '@forge/react'
import React, { type ReactElement, useState } from 'react'
import type { AdminView } from '../../defs'
import { ask, reasonOf, useAsked } from '../ask'
import { Field } from '../fields'
import { Fact, Part } from '../parts'
import { ADMIN, COMMON, moment } from '../words'
import type { AskedAdmin } from './Admin'
import { useDone } from './useDone'

/** The key of the remote in the manifest. */
const REMOTE = 'hub'

/** Which hub this site belongs to, and how it becomes so. */
export function Connection(props: { hub: AdminView['hub']; admin: AskedAdmin }): ReactElement {
  const { hub, admin } = props
  const { busy, problem, done, act } = useDone(admin.set)
  return (
    <Stack space="space.300">
      {hub === null ? <NotYet /> : <Connected hub={hub} />}
      <Address />
      <Stack space="space.100">
        {problem}
        {done ? (
          <SectionMessage appearance="success">
            <Text>{ADMIN.answered}</Text>
          </SectionMessage>
        ) : null}
        <Inline>
          <Button
            appearance={hub === null ? 'primary' : 'default'}
            isDisabled={busy}
            onClick={() => act(() => ask('admin.connect'))}
          >
            {busy ? ADMIN.testing : ADMIN.connect}
          </Button>
        </Inline>
      </Stack>
    </Stack>
  )
}

function NotYet(): ReactElement {
  return (
    <SectionMessage appearance="information" title={ADMIN.notYet}>
      <List type="ordered">
        {ADMIN.steps.map(step => (
          <ListItem key={step}>{step}</ListItem>
        ))}
      </List>
    </SectionMessage>
  )
}

function Connected({ hub }: { hub: NonNullable<AdminView['hub']> }): ReactElement {
  return (
    <Stack space="space.200">
      <SectionMessage appearance="success">
        <Text>{ADMIN.connected}</Text>
      </SectionMessage>
      <Inline space="space.400" rowSpace="space.200" shouldWrap>
        <Fact name={ADMIN.version}>
          <Text>{hub.version}</Text>
        </Fact>
        <Fact name={ADMIN.jiraConnection}>
          <Text>{hub.connection}</Text>
        </Fact>
        <Fact name={ADMIN.cloudId}>
          <Code>{hub.cloudId}</Code>
        </Fact>
        <Fact name={ADMIN.tested}>
          <Text>{moment(hub.checkedAt)}</Text>
        </Fact>
      </Inline>
      <Fact name={ADMIN.keys}>
        {hub.kids.length === 0 ? (
          <Text>{ADMIN.noKeys}</Text>
        ) : (
          <Inline space="space.100" shouldWrap>
            {hub.kids.map(kid => (
              <Code key={kid}>{kid}</Code>
            ))}
          </Inline>
        )}
      </Fact>
    </Stack>
  )
}

async function addressNow(): Promise<string> {
  const { results } = await permissions.remote.get({ keys: [REMOTE] })
  return results.find(each => each.key === REMOTE)?.configured.endpoint ?? ''
}

/** The address of the hub stands in Jira, not in the app: Jira asks the administrator to confirm it. */
function Address(): ReactElement {
  const { value, trouble } = useAsked<string>(addressNow)
  if (value === null) return trouble === null ? <Text>{COMMON.loading}</Text> : <Fixed trouble={trouble} />
  return <AddressForm saved={value} />
}

/** Sites without customer-managed remotes do not answer. */
function Fixed({ trouble }: { trouble: string }): ReactElement {
  return (
    <Part title={ADMIN.address}>
      <Text>{ADMIN.addressFixed}</Text>
      <Text size="small">{trouble}</Text>
    </Part>
  )
}

type Outcome = { appearance: 'success'; text: string } | { appearance: 'warning'; text: string }

function AddressForm({ saved }: { saved: string }): ReactElement {
  const [typed, setTyped] = useState(saved)
  const [wrong, setWrong] = useState<string | null>(null)
  const asked = useAsked<Outcome | null>(nothingYet)
  const submit = async () => {
    const address = typed.trim().replace(/\/+$/, '')
    const fits = /^https:\/\/[^\s/]+/.test(address)
    setWrong(fits ? null : ADMIN.addressWrong)
    if (fits) await asked.run(ADDRESS, () => setAddress(address))
  }
  const busy = asked.busy === ADDRESS
  return (
    <Form onSubmit={submit}>
      <FormSection>
        <Field id="hub-address" label={ADMIN.addressLabel} hint={ADMIN.addressHint} wrong={wrong}>
          <Textfield
            id="hub-address"
            name="address"
            defaultValue={saved}
            onChange={event => setTyped(event.target.value ?? '')}
            isInvalid={wrong !== null}
            isRequired
          />
        </Field>
        {asked.value === null ? null : (
          <SectionMessage appearance={asked.value.appearance}>
            <Text>{asked.value.text}</Text>
          </SectionMessage>
        )}
      </FormSection>
      <FormFooter align="start">
        <Button type="submit" isDisabled={busy}>
          {busy ? COMMON.sending : ADMIN.address}
        </Button>
      </FormFooter>
    </Form>
  )
}

const ADDRESS = 'address'
const nothingYet = async () => null

/** An administrator who does not confirm in Jira's own dialog is no failure. */
async function setAddress(endpoint: string): Promise<Outcome> {
  try {
    await permissions.remote.set({ remotes: [{ key: REMOTE, configured: { endpoint } }] })
    return { appearance: 'success', text: ADMIN.addressSet }
  } catch (error) {
    return { appearance: 'warning', text: `${ADMIN.addressNotSet} ${reasonOf(error)}` }
  }
}
