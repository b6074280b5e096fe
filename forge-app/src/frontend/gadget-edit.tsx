/** The entry of the gadget's settings. */
import ForgeReconciler from '@forge/react'
import React from 'react'
import { GadgetEdit } from './pages/GadgetEdit'

ForgeReconciler.render(<GadgetEdit />)
