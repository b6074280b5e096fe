import { SectionMessage, Stack, Text } from '@forge/react'
import React, { type ReactElement } from 'react'
import type { Answer, StoredVerdict } from '../../defs'
import { severity } from '../look'
import { Badge, Elsewhere, Fact, Problem, Table } from '../parts'
import { moment, PANEL, TABLE } from '../words'

/** Why nothing new is known and, while the hub is out of reach, what the proof on the issue says. */
export function Unanswered(props: {
  answer: Extract<Answer<never>, { ok: false }>
  stored: StoredVerdict | null
}): ReactElement {
  const { answer, stored } = props
  return (
    <Stack space="space.200">
      {stored === null ? null : <Stored verdict={stored} />}
      <Problem answer={answer} />
      {stored === null && answer.failure === 'unreachable' ? <Text>{PANEL.noStored}</Text> : null}
    </Stack>
  )
}

function Stored({ verdict }: { verdict: StoredVerdict }): ReactElement {
  return (
    <Stack space="space.200">
      <SectionMessage appearance={verdict.mayClose ? 'success' : 'warning'} title={PANEL.stored}>
        <Text>{verdict.sentence}</Text>
      </SectionMessage>
      {verdict.blocking.length === 0 ? null : (
        <Table
          label={PANEL.storedFindings}
          columns={[
            { key: 'severity', title: TABLE.severity },
            { key: 'finding', title: TABLE.finding },
          ]}
          rows={verdict.blocking.map((f, i) => ({
            key: `${i} ${f.url}`,
            cells: [
              <Badge key="severity" of={severity(f.severity)} />,
              <Elsewhere key="finding" href={f.url}>
                {f.title}
              </Elsewhere>,
            ],
          }))}
        />
      )}
      <Fact name={PANEL.recorded}>
        <Text>{moment(verdict.checkedAt)}</Text>
      </Fact>
    </Stack>
  )
}
