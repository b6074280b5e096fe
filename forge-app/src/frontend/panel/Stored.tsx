import { SectionMessage, Stack, Text } from '@forge/react'
import React, { type ReactElement } from 'react'
import type { StoredVerdict } from '../../defs'
import { severity } from '../look'
import { Badge, Elsewhere, Fact, Table } from '../parts'
import { moment, PANEL, TABLE } from '../words'

/** What the proof on the issue says, while the hub is out of reach. */
export function Stored({ verdict }: { verdict: StoredVerdict | null }): ReactElement {
  if (verdict === null) return <Text>{PANEL.noStored}</Text>
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
