/** The entry of the admin page "Fixproof". */
import ForgeReconciler from '@forge/react'
import React from 'react'
import { Admin } from './admin/Admin'

ForgeReconciler.render(<Admin />)
