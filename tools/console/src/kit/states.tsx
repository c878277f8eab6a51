// What stands in the place of an answer: waiting, a refusal, nothing.
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Problem } from '../api/problem'
import { ActButton } from './button'

export function Waiting({ what }: { what: string }) {
  return <p className="waiting" role="status">Reading {what} …</p>
}

/** A refusal: what is wrong, its cure, its name for the help desk. */
export function ProblemNote({ problem, retry }: { problem: Problem; retry?: () => void }) {
  return (
    <div className="problem" role="alert">
      <p>{problem.message}</p>
      {problem.code && <p className="quiet code">{problem.code}{problem.status ? `, ${problem.status}` : ''}</p>}
      {retry && <ActButton kind="quiet" onPress={retry}>Ask again</ActButton>}
    </div>
  )
}

export function Nothing({ children }: { children: ReactNode }) {
  return <p className="nothing">{children}</p>
}

/** The answer that a whole screen is about; its refusal is the screen. */
export function ScreenAnswer<Data>({ of, what, children }: { of: UseQueryResult<Data, Problem>; what: string; children: (data: Data) => ReactNode }) {
  if (of.data === undefined && of.isError) {
    return <div className="screen narrow"><h1>{what.charAt(0).toUpperCase() + what.slice(1)} cannot be shown</h1><ProblemNote problem={of.error} retry={() => void of.refetch()} /></div>
  }
  return <Answer of={of} what={what}>{children}</Answer>
}

/** Shows an answer once it is there. While it is asked again the last one stays. */
export function Answer<Data>({ of, what, children }: { of: UseQueryResult<Data, Problem>; what: string; children: (data: Data) => ReactNode }) {
  if (of.data !== undefined) return <>{children(of.data)}</>
  if (of.isError) return <ProblemNote problem={of.error} retry={() => void of.refetch()} />
  return <Waiting what={what} />
}
