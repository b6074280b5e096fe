import type { ForgeFalseFixes } from '@fixproof/rules'
import { Heading, Inline, Link, Stack, Text } from '@forge/react'
import React, { type ReactElement } from 'react'
import type { Answer, GadgetView } from '../../defs'
import { ask, FIRST, useAsked } from '../ask'
import { Failed, Loading, Problem, Table } from '../parts'
import { GADGET, moment, TABLE } from '../words'
import { gadgetDays } from './days'

const view = async () => ask('gadget.view', { days: await gadgetDays() })
const ISSUES_A_PAGE = 10

/** How often an issue was closed as fixed although a finding was open, and what became of it. */
export function Gadget(): ReactElement {
  const { value, trouble, run } = useAsked<Answer<GadgetView>>(view)
  if (value === null) {
    return trouble === null ? <Loading /> : <Failed trouble={trouble} again={() => run(FIRST, view)} />
  }
  if (!value.ok) return <Problem answer={value} />
  const { days, falseFixes } = value.data
  return (
    <Stack space="space.200">
      <Text>{GADGET.over(days)}</Text>
      <Inline space="space.400">
        <Count number={falseFixes.refused} what={GADGET.refused} />
        <Count number={falseFixes.undone} what={GADGET.undone} />
      </Inline>
      {falseFixes.issues.length === 0 ? <Text>{GADGET.none}</Text> : <Issues issues={falseFixes.issues} />}
    </Stack>
  )
}

function Count({ number, what }: { number: number; what: string }): ReactElement {
  return (
    <Stack space="space.050">
      <Heading size="large">{String(number)}</Heading>
      <Text>{what}</Text>
    </Stack>
  )
}

function Issues({ issues }: { issues: ForgeFalseFixes['issues'] }): ReactElement {
  return (
    <Table
      label={GADGET.title}
      columns={[
        { key: 'issue', title: GADGET.issue },
        { key: 'when', title: TABLE.when },
        { key: 'who', title: TABLE.who },
        { key: 'how', title: GADGET.how },
      ]}
      rows={issues.map(each => ({
        key: each.id,
        cells: [
          <Text key="issue">
            <Link href={`/browse/${each.key}`}>{each.key}</Link>
          </Text>,
          <Text key="when">{moment(each.at)}</Text>,
          <Text key="who">{each.who}</Text>,
          <Text key="how">{GADGET.hows[each.how]}</Text>,
        ],
      }))}
      rowsPerPage={ISSUES_A_PAGE}
    />
  )
}
