import { Stack, Text } from '@forge/react'
import React, { type ReactElement } from 'react'
import type { PanelView } from '../../defs'
import { ask, FIRST, useAsked } from '../ask'
import { Verdict } from '../panel/Panel'
import { Unanswered } from '../panel/Unanswered'
import { Failed, FindingsTable, Loading } from '../parts'
import { GLANCE, PANEL } from '../words'

const view = () => ask('issue.view')

/** The short form of the panel, in the issue's right column: the verdict and the findings that are open. */
export function Glance(): ReactElement {
  const { value, trouble, run } = useAsked<PanelView>(view)
  if (value === null) {
    return trouble === null ? <Loading /> : <Failed trouble={trouble} again={() => run(FIRST, view)} />
  }
  const { issue, stored } = value
  if (!issue.ok) {
    return (
      <Stack space="space.150">
        <Unanswered answer={issue} stored={stored} />
      </Stack>
    )
  }
  if (!issue.data.linked) return <Text>{PANEL.noFindings}</Text>
  const open = issue.data.findings.filter(f => f.open)
  return (
    <Stack space="space.150">
      <Verdict issue={issue.data} />
      {open.length === 0 ? null : (
        <FindingsTable
          findings={open}
          label={GLANCE.open}
          columns={['severity', 'finding']}
          rowsPerPage={5}
        />
      )}
      <Text size="small">{GLANCE.more}</Text>
    </Stack>
  )
}
