// Shows the dialog of the action that is open.
import { Suspense, lazy } from 'react'
import { useOpenAction } from './open'

const ActionDialog = lazy(() => import('./action_dialog').then((module) => ({ default: module.ActionDialog })))

export function ActionHost() {
  const open = useOpenAction()
  return open && <Suspense><ActionDialog key={open.serial} open={open} /></Suspense>
}
