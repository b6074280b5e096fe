/** What several pages draw. */
import type { ForgeFinding } from '@fixproof/rules'
import {
  Button,
  DynamicTable,
  Heading,
  Inline,
  Link,
  Lozenge,
  SectionMessage,
  Spinner,
  Stack,
  Strong,
  Text,
} from '@forge/react'
import React, { type ReactElement, type ReactNode } from 'react'
import type { Answer } from '../defs'
import { findingState, severity, type Worded } from './look'
import { COMMON, dayOf, NOTHING, TABLE } from './words'

/** A word on its colour. */
export function Badge({ of }: { of: Worded }): ReactElement {
  return <Lozenge appearance={of.look}>{of.word}</Lozenge>
}

/** While the first answer is awaited. */
export function Loading(): ReactElement {
  return (
    <Inline space="space.100" alignBlock="center">
      <Spinner label={COMMON.loading} />
      <Text>{COMMON.loading}</Text>
    </Inline>
  )
}

/** The call itself failed. */
export function Failed({ trouble, again }: { trouble: string; again: () => void }): ReactElement {
  return (
    <Stack space="space.100">
      <SectionMessage appearance="error" title={COMMON.failed}>
        <Text>{trouble}</Text>
      </SectionMessage>
      <Inline>
        <Button onClick={again}>{COMMON.tryAgain}</Button>
      </Inline>
    </Stack>
  )
}

const PROBLEMS = {
  'not-connected': { appearance: 'information', title: COMMON.notConnected },
  unreachable: { appearance: 'warning', title: COMMON.unreachable },
  refused: { appearance: 'error', title: COMMON.refused },
} as const

/** Why the function gave no answer; where the app is not connected, what an admin must do. */
export function Problem({ answer }: { answer: Extract<Answer<never>, { ok: false }> }): ReactElement {
  const { appearance, title } = PROBLEMS[answer.failure]
  return (
    <SectionMessage appearance={appearance} title={title}>
      <Stack space="space.100">
        <Text>{answer.sentence}</Text>
        {answer.failure === 'not-connected' ? <Text>{COMMON.connectHow}</Text> : null}
      </Stack>
    </SectionMessage>
  )
}

/** Lines a name takes in a table: scanners give titles of hundreds of characters, which Datadog shows in full. */
export const LINES_MAX = 3

/** A link that opens beside the issue; plain text where there is no address. */
export function Elsewhere({ href, children }: { href: string | null; children: string }): ReactElement {
  if (href === null || href === '') return <Text maxLines={LINES_MAX}>{children}</Text>
  return (
    <Text maxLines={LINES_MAX}>
      <Link href={href} openNewTab>
        {children}
      </Link>
    </Text>
  )
}

export type Column = 'severity' | 'finding' | 'category' | 'state' | 'since' | 'where'

const COLUMNS: readonly Column[] = ['severity', 'finding', 'category', 'state', 'since', 'where']

const CELLS: Record<Column, (f: ForgeFinding) => ReactElement> = {
  severity: f => <Badge of={severity(f.severity)} />,
  finding: f => <Elsewhere href={f.url}>{f.title === '' ? f.id : f.title}</Elsewhere>,
  category: f => <Text maxLines={LINES_MAX}>{f.category}</Text>,
  state: f => <Badge of={findingState(f)} />,
  since: f => <Text>{f.open ? dayOf(f.openSince) : NOTHING}</Text>,
  where: f => <Text maxLines={LINES_MAX}>{f.where ?? NOTHING}</Text>,
}

/** In percent, where all columns stand side by side: a day and a word stay whole, and the title gets the rest. */
const WIDTHS: Record<Column, number> = {
  ...{ severity: 11, finding: 33, category: 16, state: 14, since: 13, where: 13 },
}

/** Findings, most severe first as the hub lists them. */
export function FindingsTable(props: {
  findings: readonly ForgeFinding[]
  label: string
  columns?: readonly Column[]
  rowsPerPage?: number
}): ReactElement {
  const { findings, label, columns = COLUMNS, rowsPerPage } = props
  return (
    <Table
      label={label}
      columns={columns.map(key => ({
        ...{ key, title: TABLE[key] },
        ...(columns.length === COLUMNS.length ? { width: WIDTHS[key] } : {}),
      }))}
      rows={findings.map(f => ({ key: f.id, cells: columns.map(column => CELLS[column](f)) }))}
      {...(rowsPerPage === undefined ? {} : { rowsPerPage })}
    />
  )
}

/** A table with its heads and a name that screen readers say. */
export function Table(props: {
  label: string
  /** `width` in percent of the table. */
  columns: readonly { key: string; title: string; width?: number }[]
  rows: readonly { key: string; cells: readonly ReactNode[] }[]
  rowsPerPage?: number
}): ReactElement {
  const { label, columns, rows, rowsPerPage } = props
  return (
    <DynamicTable
      label={label}
      head={{ cells: columns.map(({ title, ...column }) => ({ ...column, content: title })) }}
      rows={rows.map(({ key, cells }) => ({
        key,
        cells: cells.map((content, i) => ({ key: columns[i]?.key ?? String(i), content })),
      }))}
      {...(rowsPerPage !== undefined && rows.length > rowsPerPage ? { rowsPerPage } : {})}
    />
  )
}

/** A name and what it stands for. */
export function Fact({ name, children }: { name: string; children: ReactNode }): ReactElement {
  return (
    <Stack space="space.050" alignInline="start">
      <Text size="small">
        <Strong>{name}</Strong>
      </Text>
      {children}
    </Stack>
  )
}

/** A part of a page under its heading. */
export function Part({ title, children }: { title: string; children: ReactNode }): ReactElement {
  return (
    <Stack space="space.100">
      <Heading size="small">{title}</Heading>
      {children}
    </Stack>
  )
}
