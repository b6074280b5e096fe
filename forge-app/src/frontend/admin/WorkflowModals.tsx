import {
  Button,
  List,
  ListItem,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
  ModalTitle,
  SectionMessage,
  Stack,
  Text,
} from '@forge/react'
import React, { type ReactElement, type ReactNode } from 'react'
import type { AdminView, Answer, InstallPreview, ProjectStatus, WorkflowStatus } from '../../defs'
import { ask, FIRST, useAsked } from '../ask'
import { Failed, Loading, Problem } from '../parts'
import { ADMIN, COMMON } from '../words'
import { useDone } from './useDone'

interface Props {
  project: ProjectStatus
  workflow: WorkflowStatus
  took: (answer: Answer<AdminView>) => void
  leave: () => void
}

/** What an installation would change; it is done only when the administrator says so. */
export function InstallModal({ project, workflow, took, leave }: Props): ReactElement {
  const which = { projectKey: project.key, workflowId: workflow.id }
  const look = () => ask('workflow.preview', which)
  const preview = useAsked<Answer<InstallPreview>>(look)
  const { busy, problem, act } = useDone(took)
  const { value, trouble } = preview
  const plan = value?.ok === true ? value.data : null
  const install = async (token: string) => {
    if (await act(() => ask('workflow.install', { ...which, token }))) leave()
  }
  return (
    <Confirm
      title={ADMIN.previewTitle}
      submit={ADMIN.install}
      busy={busy}
      go={plan === null || plan.adds.length === 0 ? null : () => install(plan.token)}
      leave={leave}
    >
      {problem}
      {value === null && trouble === null ? <Loading /> : null}
      {trouble === null ? null : <Failed trouble={trouble} again={() => preview.run(FIRST, look)} />}
      {value?.ok === false ? <Problem answer={value} /> : null}
      {plan === null ? null : <Plan plan={plan} />}
    </Confirm>
  )
}

function Plan({ plan }: { plan: InstallPreview }): ReactElement {
  if (plan.adds.length === 0) return <Text>{ADMIN.nothingToAdd}</Text>
  return (
    <Stack space="space.150">
      <Text>{ADMIN.adds(plan.workflow)}</Text>
      <List type="unordered">
        {plan.adds.map(each => (
          <ListItem key={`${each.transition} ${each.to}`}>{`${each.transition} → ${each.to}`}</ListItem>
        ))}
      </List>
      {plan.sharedWith.length === 0 ? null : (
        <SectionMessage appearance="warning">
          <Text>{ADMIN.shared(plan.sharedWith)}</Text>
        </SectionMessage>
      )}
    </Stack>
  )
}

/** Takes the check off again, where the app had put it. */
export function UndoModal({ project, workflow, took, leave }: Props): ReactElement {
  const { busy, problem, act } = useDone(took)
  const undo = async () => {
    const which = { projectKey: project.key, workflowId: workflow.id }
    if (await act(() => ask('workflow.undo', which))) leave()
  }
  return (
    <Confirm title={ADMIN.undoTitle} submit={ADMIN.undo} busy={busy} go={undo} leave={leave}>
      {problem}
      <Text>{workflow.name}</Text>
      <Text>{ADMIN.undoWhat}</Text>
      {workflow.sharedWith.length === 0 ? null : <Text>{ADMIN.shared(workflow.sharedWith)}</Text>}
    </Confirm>
  )
}

/** A question before something is changed. `go` null: there is nothing to confirm. */
function Confirm(props: {
  title: string
  submit: string
  busy: boolean
  go: (() => Promise<void>) | null
  leave: () => void
  children: ReactNode
}): ReactElement {
  const { title, submit, busy, go, leave, children } = props
  return (
    <Modal onClose={leave} width="medium">
      <ModalHeader>
        <ModalTitle>{title}</ModalTitle>
      </ModalHeader>
      <ModalBody>
        <Stack space="space.150">{children}</Stack>
      </ModalBody>
      <ModalFooter>
        <Button appearance="subtle" onClick={leave}>
          {COMMON.cancel}
        </Button>
        {go === null ? null : (
          <Button appearance="primary" onClick={go} isDisabled={busy}>
            {busy ? COMMON.sending : submit}
          </Button>
        )}
      </ModalFooter>
    </Modal>
  )
}
