import { Stack, Tab, TabList, TabPanel, Tabs } from '@forge/react'
import React, { type ReactElement } from 'react'
import type { AdminView, Answer } from '../../defs'
import { type Asked, ask, FIRST, useAsked } from '../ask'
import { Failed, Loading, Part, Problem } from '../parts'
import { ADMIN } from '../words'
import { Connection } from './Connection'
import { ProjectSettings } from './ProjectSettings'
import { Removing } from './Removing'
import { SettingsForm } from './SettingsForm'
import { Workflows } from './Workflows'

const view = () => ask('admin.view')

export type AskedAdmin = Asked<Answer<AdminView>>

/** Connect the app, set it up, put its check into the workflows, and take it all apart again. */
export function Admin(): ReactElement {
  const admin = useAsked<Answer<AdminView>>(view)
  const { value, trouble } = admin
  if (value === null) {
    return trouble === null ? <Loading /> : <Failed trouble={trouble} again={() => admin.run(FIRST, view)} />
  }
  // A question that was refused says why, above what was known before.
  const known = value.ok ? value.data : null
  return (
    <Stack space="space.200">
      {trouble === null ? null : <Failed trouble={trouble} again={() => admin.run(FIRST, view)} />}
      {value.ok ? null : <Problem answer={value} />}
      <Tabs id="fixproof-admin">
        <TabList>
          <Tab>{ADMIN.connection}</Tab>
          <Tab>{ADMIN.settings}</Tab>
          <Tab>{ADMIN.workflows}</Tab>
          <Tab>{ADMIN.removing}</Tab>
        </TabList>
        <TabPanel>
          <Connection hub={known?.hub ?? null} admin={admin} />
        </TabPanel>
        <TabPanel>
          {known === null ? null : (
            <Stack space="space.400">
              <Part title={ADMIN.site}>
                <SettingsForm settings={known.settings} took={admin.set} />
              </Part>
              <ProjectSettings site={known.settings} projects={known.projects} took={admin.set} />
            </Stack>
          )}
        </TabPanel>
        <TabPanel>
          {known === null ? null : <Workflows projects={known.projects} took={admin.set} />}
        </TabPanel>
        <TabPanel>
          <Removing />
        </TabPanel>
      </Tabs>
    </Stack>
  )
}
