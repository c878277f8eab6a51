// Shows the explanation that is open, until one goes to another screen.
import { Suspense, lazy, useEffect } from 'react'
import { explain, useExplained } from './open'

const ExplainPanel = lazy(() => import('./explain_panel').then((module) => ({ default: module.ExplainPanel })))

export function ExplainHost() {
  const open = useExplained()
  useEffect(() => {
    const close = () => explain(null)
    window.addEventListener('hashchange', close)
    return () => window.removeEventListener('hashchange', close)
  }, [])
  return open && <Suspense><ExplainPanel open={open} /></Suspense>
}
