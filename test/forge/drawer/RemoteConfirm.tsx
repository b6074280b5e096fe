import Button from '@atlaskit/button/new'
import Modal, {
  ModalBody,
  ModalFooter,
  ModalHeader,
  ModalTitle,
  ModalTransition,
} from '@atlaskit/modal-dialog'
import { Text } from '@atlaskit/primitives/compiled'
import React, { type ReactElement } from 'react'

/** What Jira asks an administrator before an app may send data to an address of their own. */
export function RemoteConfirm(props: {
  asks: { endpoint: string; answer: (allowed: boolean) => void } | null
}): ReactElement {
  const { asks } = props
  return (
    <ModalTransition>
      {asks === null ? null : (
        <Modal onClose={() => asks.answer(false)} width="small">
          <ModalHeader>
            <ModalTitle>Allow this address?</ModalTitle>
          </ModalHeader>
          <ModalBody>
            <Text>{`The app will send data of this site to ${asks.endpoint}.`}</Text>
          </ModalBody>
          <ModalFooter>
            <Button appearance="subtle" onClick={() => asks.answer(false)}>
              Cancel
            </Button>
            <Button appearance="primary" onClick={() => asks.answer(true)}>
              Allow
            </Button>
          </ModalFooter>
        </Modal>
      )}
    </ModalTransition>
  )
}
