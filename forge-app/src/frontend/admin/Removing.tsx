import { List, ListItem, Stack, Text } from '@forge/react'
import React, { type ReactElement } from 'react'
import { Part } from '../parts'
import { ADMIN } from '../words'

/** In which order the app is taken apart: a check whose app is gone blocks every transition it stands on. */
export function Removing(): ReactElement {
  return (
    <Part title={ADMIN.removing}>
      <Stack space="space.150">
        <Text>{ADMIN.removeWhy}</Text>
        <List type="ordered">
          {ADMIN.removeSteps.map(step => (
            <ListItem key={step}>{step}</ListItem>
          ))}
        </List>
        <Text>{ADMIN.removeAfter}</Text>
      </Stack>
    </Part>
  )
}
