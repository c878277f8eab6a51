// Where a user is signed in: a session for each browser, and how to end one that was left open elsewhere.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { request } from '../api/client'
import { ask } from '../api/lists'
import { type Problem, problemOf } from '../api/problem'
import type { components } from '../api/schema'
import { instant } from '../format/date'
import { ActButton } from '../kit/button'
import { Answer, ProblemNote } from '../kit/states'
import { DataTable } from '../kit/table'
import { announce } from '../shell/notices'
import { browserOf } from './browser_name'

type Sessions = components['schemas']['access.sessions']
type OwnSession = Sessions['sessions'][number]

export function OwnSessions() {
  const queries = useQueryClient()
  const asked = useQuery<Sessions, Problem>({ queryKey: ['own-sessions'], queryFn: () => ask<Sessions>('/v1/sessions') })
  const [problem, setProblem] = useState<Problem | null>(null)

  async function end(session: OwnSession) {
    setProblem(null)
    try {
      const { status, body } = await request('DELETE', `/v1/sessions/${encodeURIComponent(session.id)}`)
      if (status >= 300) throw problemOf(body, status)
      announce({ id: `session ${session.id}`, tone: 'done', text: `The session of ${browserOf(session.program)} has ended.` })
      await queries.invalidateQueries({ queryKey: ['own-sessions'] })
    } catch (error) {
      setProblem(problemOf(error))
    }
  }

  return (
    <section aria-labelledby="own-sessions">
      <h2 id="own-sessions">Where you are signed in</h2>
      {problem && <ProblemNote problem={problem} />}
      <Answer of={asked} what="your sessions">
        {(found) => (
          <DataTable<OwnSession>
            label="Where you are signed in" items={found.sessions} idOf={(each) => each.id} empty="You are signed in nowhere."
            columns={[
              { id: 'program', title: 'By', head: true, cell: (each) => <>{browserOf(each.program)}{each.this_one && <span className="quiet"> (here)</span>}</> },
              { id: 'address', title: 'From', cell: (each) => each.address },
              { id: 'began', title: 'Since (UTC)', cell: (each) => instant(each.began_at) },
              { id: 'used', title: 'Last used (UTC)', cell: (each) => instant(each.used_at) },
              { id: 'end', title: 'End', cell: (each) => (each.this_one ? '' : <ActButton onPress={() => void end(each)}>Sign out</ActButton>) },
            ]}
          />
        )}
      </Answer>
    </section>
  )
}
