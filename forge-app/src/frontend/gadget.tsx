/** The entry of the dashboard gadget "False fixes refused". */
import ForgeReconciler from '@forge/react'
import React from 'react'
import { Gadget } from './pages/Gadget'

ForgeReconciler.render(<Gadget />)
