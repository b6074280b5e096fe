import type { ForgeProject } from '@fixproof/rules'
import { Box, Button, EmptyState, Heading, Inline, Stack, Text } from '@forge/react'
import React, { type ReactElement } from 'react'
import type { Answer } from '../../defs'
import { ask, FIRST, useAsked } from '../ask'
import { Failed, FindingsTable, Loading, Part, Problem, Table } from '../parts'
import { duration, PANEL, PROJECT } from '../words'

const view = () => ask('project.view')
const FINDINGS_A_PAGE = 20

/** What is really fixed in a project, and what only looks so. */
export function Project(): ReactElement {
  const { value, trouble, busy, run } = useAsked<Answer<ForgeProject>>(view)
  const again = () => run(FIRST, view)
  if (value === null) return trouble === null ? <Loading /> : <Failed trouble={trouble} again={again} />
  return (
    <Stack space="space.300">
      {trouble === null ? null : <Failed trouble={trouble} again={again} />}
      {value.ok ? <Figures project={value.data} /> : <Problem answer={value} />}
      {value.ok ? <Open project={value.data} /> : null}
      <Inline>
        <Button onClick={again} isDisabled={busy !== null}>
          {busy === null ? PANEL.refresh : PANEL.refreshing}
        </Button>
      </Inline>
    </Stack>
  )
}

function Figures({ project }: { project: ForgeProject }): ReactElement {
  const { openCount, tickets, falseFixes, hoursToFix } = project
  return (
    <Stack space="space.300">
      <Heading size="medium">{project.name}</Heading>
      <Inline space="space.200" shouldWrap>
        <Figure name={PROJECT.open} figure={String(openCount)} />
        <Figure name={PROJECT.refused} figure={String(falseFixes.refused)} />
        <Figure name={PROJECT.undone} figure={String(falseFixes.undone)} />
        <Figure name={PROJECT.byTruth} figure={duration(hoursToFix.byTruth)} />
        <Figure name={PROJECT.byTicket} figure={duration(hoursToFix.byTicket)} />
      </Inline>
      <Text>{PROJECT.measured(hoursToFix.findings)}</Text>
      <Part title={PROJECT.tickets}>
        <Table
          label={PROJECT.tickets}
          columns={[
            { key: 'state', title: PROJECT.state },
            { key: 'count', title: PROJECT.count },
          ]}
          rows={(
            [
              ['open', PROJECT.ticketOpen],
              ['closed', PROJECT.ticketClosed],
              ['blocked', PROJECT.ticketBlocked],
            ] as const
          ).map(([key, word]) => ({
            key,
            cells: [<Text key="state">{word}</Text>, <Text key="count">{String(tickets[key])}</Text>],
          }))}
        />
      </Part>
    </Stack>
  )
}

/** A number under its name. */
function Figure({ name, figure }: { name: string; figure: string }): ReactElement {
  return (
    <Box padding="space.200" backgroundColor="elevation.surface.sunken">
      <Stack space="space.050">
        <Text size="small">{name}</Text>
        <Heading size="large">{figure}</Heading>
      </Stack>
    </Box>
  )
}

function Open({ project }: { project: ForgeProject }): ReactElement {
  const { openFindings, openCount } = project
  if (openCount === 0) return <EmptyState header={PROJECT.noneOpen} description={PROJECT.noneOpenHint} />
  return (
    <Part title={PROJECT.open}>
      {openFindings.length < openCount ? <Text>{PROJECT.listed(openFindings.length, openCount)}</Text> : null}
      <FindingsTable findings={openFindings} label={PROJECT.open} rowsPerPage={FINDINGS_A_PAGE} />
    </Part>
  )
}
