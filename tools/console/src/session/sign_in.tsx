// The screens before someone is signed in: user and password, and the one-time link by which a user chooses a password.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Problem, fieldOf, problemOf } from '../api/problem'
import { ActButton } from '../kit/button'
import { TextInput } from '../kit/fields'
import { ProblemNote, Waiting } from '../kit/states'
import { Mark } from '../shell/mark'
import { failureOf } from './sign_in_failed'
import { readLink, readProvider, redeemLink, signIn } from './session'

/** The code of a second factor, which is asked for once the server says that the user has one. */
function useCode() {
  const [code, setCode] = useState('')
  const [isNeeded, setNeeded] = useState(false)
  const [wrong, setWrong] = useState('')
  /** Whether the problem is about the code, and is shown there. */
  const takes = (problem: Problem) => {
    setNeeded(isNeeded || problem.code === 'second_factor_needed')
    setWrong(problem.code === 'second_factor_needed' ? '' : problem.field === 'code' ? problem.message : '')
    return problem.field === 'code'
  }
  const forget = () => {
    setCode('')
    setNeeded(false)
    setWrong('')
  }
  const field = isNeeded && (
    <TextInput label="Code" description="Six digits that your app shows, or a recovery code." value={code} onChange={setCode} autoComplete="one-time-code" errorMessage={wrong || undefined} autoFocus isRequired />
  )
  return { code: isNeeded ? code.trim() : '', takes, forget, field }
}

/** The provider's name. Without an answer the password remains. */
const useProvider = () => useQuery({ queryKey: ['sign-in-ways'], queryFn: readProvider, staleTime: Infinity, retry: false })

export function SignIn() {
  const queries = useQueryClient()
  const [user, setUser] = useState('')
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const provider = useProvider()
  const second = useCode()

  async function submit(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    setProblem(null)
    try {
      await signIn(user.trim(), password, second.code)
      await queries.invalidateQueries()
    } catch (error) {
      const refused = problemOf(error)
      if (!second.takes(refused)) setProblem(refused)
    } finally {
      setBusy(false)
    }
  }
  return (
    <main className="door">
      <form onSubmit={submit}>
        <Mark />
        <h1>Sign in</h1>
        {problem && <ProblemNote problem={problem} />}
        <TextInput label="User" value={user} onChange={(text) => { setUser(text); second.forget() }} autoComplete="username" autoFocus isRequired />
        <TextInput label="Password" type="password" value={password} onChange={setPassword} autoComplete="current-password" isRequired />
        {second.field}
        <ActButton type="submit" kind="primary" isPending={busy}>Sign in</ActButton>
        {provider.data && <ActButton onPress={() => window.location.assign('/v1/session/oidc')}>Sign in with {provider.data}</ActButton>}
      </form>
    </main>
  )
}

/** Where the server sends a browser whose sign-in at the provider failed: why, and what to do. */
export function SignInFailed({ kind, user }: { kind: string; user: string }) {
  const provider = useProvider()
  const failure = failureOf(kind, provider.data ?? '', user)
  return (
    <main className="door">
      <div>
        <Mark />
        <h1>You are not signed in</h1>
        <div className="problem" role="alert"><p>{failure.what}</p><p>{failure.todo}</p></div>
        {provider.data && <ActButton kind="primary" onPress={() => window.location.assign('/v1/session/oidc')}>Sign in with {provider.data} again</ActButton>}
        <p><a href="#/">Sign in by a password</a></p>
      </div>
    </main>
  )
}

export function OneTimeLink({ token }: { token: string }) {
  const queries = useQueryClient()
  const link = useQuery<{ user?: string; name?: string }, Problem>({
    queryKey: ['link', token],
    queryFn: () => readLink(token).catch((error: unknown) => Promise.reject(problemOf(error))),
    staleTime: Infinity,
  })
  const [user, setUser] = useState('')
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const second = useCode()
  const field = problem ? fieldOf(problem.field, ['user', 'name', 'password']) : ''
  const at = (wanted: string) => (field === wanted && problem ? problem.message : undefined)

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (password !== again) {
      setProblem(new Problem({ status: 422, detail: 'The two passwords differ. Type the same one twice.', field: 'password' }))
      return
    }
    setBusy(true)
    setProblem(null)
    try {
      const chosen = link.data?.user ? { password, ...(second.code ? { code: second.code } : {}) } : { user: user.trim(), name: name.trim(), password }
      await redeemLink(token, chosen)
      window.location.hash = '#/'
      await queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'link' })
    } catch (error) {
      const refused = problemOf(error)
      if (!second.takes(refused)) setProblem(refused)
    } finally {
      setBusy(false)
    }
  }
  if (link.isPending) return <main className="door"><Waiting what="the link" /></main>
  if (link.isError) return <main className="door"><div><Mark /><h1>This link opens nothing</h1><ProblemNote problem={link.error} /><a href="#/">Sign in</a></div></main>
  return (
    <main className="door">
      <form onSubmit={submit}>
        <Mark />
        <h1>{link.data.user ? `Choose a password, ${link.data.name || link.data.user}` : 'Set up the first user'}</h1>
        <p className="quiet">{link.data.user ? 'This link works once.' : 'This user administers the store and adds the others. The link works once.'}</p>
        {problem && !field && <ProblemNote problem={problem} />}
        {!link.data.user && (
          <>
            <TextInput label="User" value={user} onChange={setUser} autoComplete="username" errorMessage={at('user')} autoFocus isRequired />
            <TextInput label="Name" value={name} onChange={setName} autoComplete="name" errorMessage={at('name')} isRequired />
          </>
        )}
        <TextInput label="Password" type="password" value={password} onChange={setPassword} autoComplete="new-password" errorMessage={at('password')} isRequired />
        <TextInput label="Password again" type="password" value={again} onChange={setAgain} autoComplete="new-password" isRequired />
        {second.field}
        <ActButton type="submit" kind="primary" isPending={busy}>Save and sign in</ActButton>
      </form>
    </main>
  )
}
