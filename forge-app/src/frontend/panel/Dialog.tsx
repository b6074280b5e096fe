import type { ForgeIssue } from '@fixproof/rules'
import { Button, Form, Modal, ModalBody, ModalFooter, ModalHeader, ModalTitle, Stack } from '@forge/react'
import React, { type ReactElement, type ReactNode, useState } from 'react'
import type { Answer } from '../../defs'
import { reasonOf, useOneAtATime } from '../ask'
import { CallFailed } from '../fields'
import { Problem } from '../parts'
import { COMMON } from '../words'

/** Sends what a dialog gathered; the dialog stays open, with the reason, when it was not done. */
export interface Sending {
  busy: boolean
  /** Why it was not done. */
  problem: ReactElement | null
  send: (question: () => Promise<Answer<ForgeIssue>>) => Promise<void>
}

export function useSending(took: (issue: ForgeIssue) => void): Sending {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<ReactElement | null>(null)
  const once = useOneAtATime()
  const send = (question: () => Promise<Answer<ForgeIssue>>) =>
    once(async () => {
      setBusy(true)
      setProblem(null)
      try {
        const answer = await question()
        if (answer.ok) return took(answer.data)
        setProblem(<Problem answer={answer} />)
      } catch (error) {
        setProblem(<CallFailed reason={reasonOf(error)} />)
      }
      setBusy(false)
    })
  return { busy, problem, send }
}

/** A dialog with one form. */
export function Dialog(props: {
  title: string
  submit: string
  busy: boolean
  problem: ReactElement | null
  onSubmit: () => Promise<void>
  leave: () => void
  children: ReactNode
}): ReactElement {
  const { title, submit, busy, problem, onSubmit, leave, children } = props
  return (
    <Modal onClose={leave} width="large">
      <Form onSubmit={onSubmit}>
        <ModalHeader>
          <ModalTitle>{title}</ModalTitle>
        </ModalHeader>
        <ModalBody>
          <Stack space="space.200">
            {problem}
            {children}
          </Stack>
        </ModalBody>
        <ModalFooter>
          <Button appearance="subtle" onClick={leave}>
            {COMMON.cancel}
          </Button>
          <Button appearance="primary" type="submit" isDisabled={busy}>
            {busy ? COMMON.sending : submit}
          </Button>
        </ModalFooter>
      </Form>
    </Modal>
  )
}
