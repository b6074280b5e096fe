/** The entry of what the right column shows when "Datadog findings" is opened there. */
import ForgeReconciler from '@forge/react'
import React from 'react'
import { Glance } from './pages/Glance'

ForgeReconciler.render(<Glance />)
