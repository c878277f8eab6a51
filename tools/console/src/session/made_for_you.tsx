// Notices that credentials of this user (a token, a link, a password, a second factor) were made or changed. Shown over every screen until seen.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { request } from '../api/client'
import { ask } from '../api/lists'
import { type Problem, problemOf } from '../api/problem'
import type { components } from '../api/schema'
import { instant } from '../format/date'
import { ActButton } from '../kit/button'
import { ProblemNote } from '../kit/states'
import { type Session, useSession } from './session'

type Made = components['schemas']['access.notices']['notices'][number]

const whatHappened = (made: Made): string => {
  switch (made.kind) {
    case 'token': return `An API token for you, ${made.token} “${made.name}”, was made`
    case 'link': return 'A link by which your password is set was made'
    case 'password': return 'Your password was set'
    case 'second_factor': return 'A second factor of yours was set up'
    case 'second_factor_removed': return 'Your second factor was removed'
    case 'recovery_code_used': return 'One of your recovery codes was used'
    case 'code_given_again': return 'A code of your second factor was given a second time, and refused,'
  }
}

/** What was made or happened, by whom and from where, in a sentence. */
export function madeInWords(made: Made, user: string): string {
  const what = whatHappened(made)
  const isOfCode = made.kind === 'recovery_code_used' || made.kind === 'code_given_again'
  const by = isOfCode ? 'by who knows your password' : made.by === '' ? 'with a one-time link' : made.by === user ? 'by you' : made.by.startsWith('cli:') ? `on the server by ${made.by.slice('cli:'.length)}` : `by ${made.by}`
  return `${what} ${by} at ${instant(made.at)} UTC${made.address ? ` from ${made.address}` : ''}.`
}

export function MadeForYou() {
  const session = useSession()
  return session.kind === 'signed-in' ? <MadeFor session={session} /> : null
}

function MadeFor({ session }: { session: Session & { kind: 'signed-in' } }) {
  const queries = useQueryClient()
  const asked = useQuery<components['schemas']['access.notices'], Problem>({
    queryKey: ['access-notices', session.user], queryFn: () => ask('/v1/access-notices'), staleTime: 300_000,
  })
  const [problem, setProblem] = useState<Problem | null>(null)
  const made = asked.data?.notices ?? []
  if (made.length === 0) return null

  async function seen(each: Made) {
    setProblem(null)
    try {
      const { status, body } = await request('DELETE', `/v1/access-notices/${encodeURIComponent(each.id)}`)
      // Seen in another browser meanwhile: it is gone as well.
      if (status >= 300 && status !== 404) throw problemOf(body, status)
      await queries.invalidateQueries({ queryKey: ['access-notices'] })
    } catch (error) {
      setProblem(problemOf(error))
    }
  }
  return (
    <section className="made-band" aria-label="Made in your name">
      {problem && <ProblemNote problem={problem} />}
      <ul>
        {made.map((each) => (
          <li key={each.id}>
            <span>{madeInWords(each, session.user)}</span>
            <ActButton onPress={() => void seen(each)} aria-label={`Seen: ${madeInWords(each, session.user)}`}>Seen</ActButton>
          </li>
        ))}
      </ul>
      <p className="quiet">If you did not expect one of these, <a href="#/my-password">change your password</a>, look at your <a href="#/my-second-factor">second factor</a> and tell an admin.</p>
    </section>
  )
}
