/** What forms are made of. */
import {
  ErrorMessage,
  HelperMessage,
  Label,
  RequiredAsterisk,
  SectionMessage,
  Stack,
  Text,
} from '@forge/react'
import React, { type ReactElement, type ReactNode } from 'react'
import { COMMON } from './words'

/** The call itself failed, within a form. */
export function CallFailed({ reason }: { reason: string }): ReactElement {
  return (
    <SectionMessage appearance="error" title={COMMON.failed}>
      <Text>{reason}</Text>
    </SectionMessage>
  )
}

/** A field under its label, with a hint, and with what is wrong about it. */
export function Field(props: {
  id: string
  label: string
  hint?: string
  wrong: string | null
  required?: boolean
  children: ReactNode
}): ReactElement {
  const { id, label, hint, wrong, required = true, children } = props
  const help = hint === undefined ? null : <HelperMessage>{hint}</HelperMessage>
  return (
    <Stack space="space.050">
      <Label labelFor={id}>
        {label}
        {required ? <RequiredAsterisk /> : null}
      </Label>
      {children}
      {wrong === null ? help : <ErrorMessage>{wrong}</ErrorMessage>}
    </Stack>
  )
}
