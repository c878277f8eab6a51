// A user's own second factor: set up, seen and removed.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ask } from '../api/lists'
import { type Problem, problemOf } from '../api/problem'
import { instant } from '../format/date'
import { count } from '../format/words'
import { ActButton } from '../kit/button'
import { TextInput } from '../kit/fields'
import { Answer, ProblemNote } from '../kit/states'
import { announce } from '../shell/notices'
import { type SecondFactor, endSecondFactor } from './second_factor'
import { useSession } from './session'
import { SetUpSecondFactor } from './set_up_second_factor'

const few = 3

export default function SecondFactorScreen() {
  const session = useSession()
  if (session.kind !== 'signed-in') return <div className="screen narrow"><h1>Second factor</h1><p className="lead">This server has no sign-in, and so no second factors.</p></div>
  return (
    <div className="screen narrow">
      <h1>Second factor</h1>
      <p className="lead">With a second factor, signing in takes your password and a code that an app on your phone shows for half a minute. Where you sign in at a provider, the provider asks for its own.</p>
      <Own />
    </div>
  )
}

function Own() {
  const queries = useQueryClient()
  const asked = useQuery<SecondFactor, Problem>({ queryKey: ['second-factor'], queryFn: () => ask<SecondFactor>('/v1/session/second-factor'), staleTime: 0, refetchOnMount: 'always' })
  // While it is set up, another look at the answer must not take the recovery codes away.
  const [settingUp, setSettingUp] = useState(false)
  const reread = () => queries.invalidateQueries({ queryKey: ['second-factor'] })
  if (settingUp) return <SetUpSecondFactor done={() => void reread().then(() => setSettingUp(false))} />
  return (
    <Answer of={asked} what="your second factor">
      {(found) => (found.set_up ? <SetUp found={found} removed={reread} /> : (
        <section className="card step">
          <p>You have none.</p>
          <div className="row end"><ActButton kind="primary" onPress={() => setSettingUp(true)}>Set up a second factor</ActButton></div>
        </section>
      ))}
    </Answer>
  )
}

function SetUp({ found, removed }: { found: SecondFactor; removed: () => Promise<void> }) {
  const queries = useQueryClient()
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)

  async function remove(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    setProblem(null)
    try {
      await endSecondFactor(password)
      announce({ id: 'second factor', tone: 'done', text: 'Your second factor is removed.' })
      await removed()
      // One of the roles may take one.
      await queries.invalidateQueries({ queryKey: ['session'] })
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }
  const at = problem?.field === 'password' ? problem.message : undefined
  return (
    <>
      <p>It is set up since {found.since ? `${instant(found.since)} UTC` : 'a while'}. Of your recovery codes {found.recovery_codes_left === 0 ? 'none is' : found.recovery_codes_left === 1 ? 'one is' : `${found.recovery_codes_left} are`} left.</p>
      {found.recovery_codes_left <= few && <p className="problem">Remove it and set it up again for {count(10, 'new recovery code')}.</p>}
      <form className="card step" onSubmit={(event) => void remove(event)}>
        <h2>Remove it</h2>
        <p className="quiet">Also before you change to another phone. Every other browser in which you are signed in has to sign in again.</p>
        {problem && !at && <ProblemNote problem={problem} />}
        <TextInput label="Your password" type="password" value={password} onChange={setPassword} autoComplete="current-password" errorMessage={at} isRequired />
        <div className="row end"><ActButton type="submit" kind="danger" isPending={busy}>Remove second factor</ActButton></div>
      </form>
    </>
  )
}
