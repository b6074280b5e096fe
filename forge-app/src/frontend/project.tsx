/** The entry of the project page "Security findings". */
import ForgeReconciler from '@forge/react'
import React from 'react'
import { Project } from './pages/Project'

ForgeReconciler.render(<Project />)
