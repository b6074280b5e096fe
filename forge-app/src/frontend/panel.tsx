/** The entry of the issue panel "Datadog findings". */
import ForgeReconciler from '@forge/react'
import React from 'react'
import { Panel } from './panel/Panel'

ForgeReconciler.render(<Panel />)
