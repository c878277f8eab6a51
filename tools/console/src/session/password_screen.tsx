// Where a user chooses another password. The server ends every session of before, other browsers' too, and begins a new one here.
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Problem, fieldOf, problemOf } from '../api/problem'
import { ActButton } from '../kit/button'
import { TextInput } from '../kit/fields'
import { ProblemNote } from '../kit/states'
import { OwnSessions } from './own_sessions'
import { changePassword, useSession } from './session'

export default function PasswordScreen() {
  const queries = useQueryClient()
  const session = useSession()
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const [done, setDone] = useState(false)
  const field = problem ? fieldOf(problem.field, ['current', 'password', 'again']) : ''
  const at = (wanted: string) => (field === wanted && problem ? problem.message : undefined)

  async function submit(event: FormEvent) {
    event.preventDefault()
    setDone(false)
    if (password !== again) {
      setProblem(new Problem({ status: 422, detail: 'The two passwords differ. Type the same one twice.', field: 'again' }))
      return
    }
    setBusy(true)
    setProblem(null)
    try {
      await changePassword(current, password)
      // The new session has another CSRF token.
      await queries.invalidateQueries({ queryKey: ['session'] })
      await queries.invalidateQueries({ queryKey: ['own-sessions'] })
      setCurrent('')
      setPassword('')
      setAgain('')
      setDone(true)
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }
  if (session.kind !== 'signed-in') return <div className="screen narrow"><h1>Change your password</h1><p className="lead">This server has no sign-in, and so no passwords.</p></div>
  return (
    <div className="screen narrow">
      <h1>Change your password</h1>
      <p className="lead">You stay signed in here. Every other browser in which you are signed in has to sign in again; API tokens stay valid.</p>
      <form className="card" onSubmit={(event) => void submit(event)}>
        {problem && !field && <ProblemNote problem={problem} />}
        <TextInput label="Password until now" type="password" value={current} onChange={setCurrent} autoComplete="current-password" errorMessage={at('current')} autoFocus isRequired />
        <TextInput label="New password" type="password" value={password} onChange={setPassword} autoComplete="new-password" errorMessage={at('password')} isRequired />
        <TextInput label="New password again" type="password" value={again} onChange={setAgain} autoComplete="new-password" errorMessage={at('again')} isRequired />
        <div className="row end">
          <span role="status" className="quiet">{done ? 'Your password is changed.' : ''}</span>
          <ActButton type="submit" kind="primary" isPending={busy}>Change password</ActButton>
        </div>
      </form>
      <OwnSessions />
    </div>
  )
}
