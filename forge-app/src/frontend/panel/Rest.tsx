/** What stands below the findings: case and tickets, exceptions asked for, and what happened. */
import type { ForgeEntry, ForgeTicket } from '@fixproof/rules'
import { listedUpTo, plural } from '@fixproof/rules'
import { Inline, SectionMessage, Stack, Text } from '@forge/react'
import React, { type ReactElement } from 'react'
import { exception, sync } from '../look'
import { Badge, Elsewhere, Fact, LINES_MAX, Part, Table } from '../parts'
import { dayOf, moment, NOTHING, PANEL, TABLE } from '../words'
import type { Linked } from './Panel'

const ENTRIES_A_PAGE = 5
/** Findings of one exception that are named; the rest are counted. */
const NAMED_MAX = 3

export function Background({ issue }: { issue: Linked }): ReactElement {
  const { ticket, other } = issue
  return (
    <Part title={PANEL.facts}>
      <Inline space="space.400" rowSpace="space.200" shouldWrap>
        <Fact name={PANEL.case}>
          <Elsewhere href={issue.case.url}>{`${issue.case.key}: ${issue.case.title}`}</Elsewhere>
        </Fact>
        {other === null ? null : (
          <Fact name={PANEL.incident}>
            <Elsewhere href={other.url}>{ticketName(other)}</Elsewhere>
          </Fact>
        )}
        <Fact name={PANEL.sync}>
          <Badge of={sync(ticket.sync.condition)} />
        </Fact>
        {other === null ? null : (
          <Fact name={PANEL.incidentSync}>
            <Badge of={sync(other.sync.condition)} />
          </Fact>
        )}
        <Fact name={PANEL.checked}>
          <Text>{issue.checkedAt === null ? PANEL.neverChecked : moment(issue.checkedAt)}</Text>
        </Fact>
        {issue.falseFixes === 0 ? null : (
          <Fact name={PANEL.falseFixes}>
            <Text>{plural(issue.falseFixes, 'time')}</Text>
          </Fact>
        )}
      </Inline>
      <Trouble ticket={ticket} />
      {other === null ? null : <Trouble ticket={other} />}
    </Part>
  )
}

function ticketName(ticket: ForgeTicket): string {
  const name = ticket.key ?? PANEL.notMade
  return ticket.status === null ? name : `${name} (${ticket.status})`
}

/** Why a ticket does not keep up, and what to do; nothing while it does. */
function Trouble({ ticket }: { ticket: ForgeTicket }): ReactElement | null {
  if (ticket.sync.reason === null) return null
  return (
    <SectionMessage appearance="warning" title={sync(ticket.sync.condition).word}>
      <Text>{ticket.sync.reason}</Text>
    </SectionMessage>
  )
}

export function Exceptions({ issue }: { issue: Linked }): ReactElement {
  const titles = new Map(issue.findings.map(f => [f.id, f.title]))
  return (
    <Part title={PANEL.exceptions}>
      <Table
        label={PANEL.exceptions}
        columns={[
          { key: 'findings', title: PANEL.findings, width: 22 },
          { key: 'reason', title: PANEL.reason },
          { key: 'until', title: PANEL.until, width: 13 },
          { key: 'asked', title: PANEL.askedBy, width: 18 },
          { key: 'answer', title: PANEL.answer, width: 17 },
        ]}
        rows={issue.exceptions.map(e => ({
          key: e.id,
          cells: [
            <Text key="findings" maxLines={2 * LINES_MAX}>
              {listedUpTo(
                e.findings.map(id => titles.get(id) ?? id),
                NAMED_MAX,
              )}
            </Text>,
            <Text key="reason">{e.reason}</Text>,
            <Text key="until">{dayOf(e.until)}</Text>,
            <Stack key="asked">
              <Text maxLines={LINES_MAX}>{e.askedBy}</Text>
              <Text>{dayOf(e.askedAt)}</Text>
            </Stack>,
            <Stack key="answer" space="space.050" alignInline="start">
              <Badge of={exception(e.state)} />
              {e.answeredBy === null ? null : (
                <Text>{e.answer === null ? e.answeredBy : `${e.answeredBy}: ${e.answer}`}</Text>
              )}
            </Stack>,
          ],
        }))}
      />
    </Part>
  )
}

export function Timeline({ entries }: { entries: readonly ForgeEntry[] }): ReactElement {
  return (
    <Part title={PANEL.timeline}>
      {entries.length === 0 ? (
        <Text>{PANEL.noTimeline}</Text>
      ) : (
        <Table
          label={PANEL.timeline}
          columns={[
            { key: 'when', title: TABLE.when, width: 22 },
            { key: 'what', title: TABLE.what },
            { key: 'who', title: TABLE.who, width: 18 },
          ]}
          rows={entries.map(entry => ({
            key: entry.id,
            cells: [
              <Text key="when">{moment(entry.at)}</Text>,
              <Text key="what">{entry.text}</Text>,
              <Text key="who" maxLines={LINES_MAX}>
                {entry.actor === '' ? NOTHING : entry.actor}
              </Text>,
            ],
          }))}
          rowsPerPage={ENTRIES_A_PAGE}
        />
      )}
    </Part>
  )
}
