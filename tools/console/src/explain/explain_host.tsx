// Shows the explanation that is open.
import { Suspense, lazy } from 'react'
import { useExplained } from './open'

const ExplainPanel = lazy(() => import('./explain_panel').then((module) => ({ default: module.ExplainPanel })))

export function ExplainHost() {
  const open = useExplained()
  return open && <Suspense><ExplainPanel open={open} /></Suspense>
}
