// Setting up a second factor in three steps: the password again, a code of the device that has read the key, and the recovery codes, shown once.
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { Problem, fieldOf, problemOf } from '../api/problem'
import { ActButton } from '../kit/button'
import { TextInput } from '../kit/fields'
import { ProblemNote } from '../kit/states'
import { QrCode } from './qr_code'
import { type Begun, beginSecondFactor, confirmSecondFactor, inGroups } from './second_factor'

/** `done`: once the recovery codes were seen. */
export function SetUpSecondFactor({ done }: { done: () => void }) {
  const [begun, setBegun] = useState<Begun | null>(null)
  const [codes, setCodes] = useState<string[] | null>(null)
  if (codes) return <RecoveryCodes codes={codes} done={done} />
  if (begun) return <Confirm begun={begun} back={() => setBegun(null)} confirmed={setCodes} />
  return <Begin begun={setBegun} />
}

/** What a step sends: its problem, at the field or not, and whether it is under way. */
function useStep(fields: readonly string[]) {
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const field = problem ? fieldOf(problem.field, fields) : ''
  const run = (act: () => Promise<void>) => (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setProblem(null)
    act().catch((error: unknown) => setProblem(problemOf(error))).finally(() => setBusy(false))
  }
  return { busy, problem, note: problem && !field ? <ProblemNote problem={problem} /> : null, at: (wanted: string) => (field === wanted ? problem?.message : undefined), run }
}

function Begin({ begun }: { begun: (answer: Begun) => void }) {
  const [password, setPassword] = useState('')
  const { busy, note, at, run } = useStep(['password'])
  return (
    <form className="card step" onSubmit={run(async () => begun(await beginSecondFactor(password)))}>
      {note}
      <TextInput label="Your password" type="password" value={password} onChange={setPassword} autoComplete="current-password" errorMessage={at('password')} autoFocus isRequired />
      <div className="row end"><ActButton type="submit" kind="primary" isPending={busy}>Set up</ActButton></div>
    </form>
  )
}

function Confirm({ begun, back, confirmed }: { begun: Begun; back: () => void; confirmed: (codes: string[]) => void }) {
  const [code, setCode] = useState('')
  const { busy, note, problem, at, run } = useStep(['code'])
  return (
    <form className="card step" onSubmit={run(async () => confirmed((await confirmSecondFactor(code)).recovery_codes))}>
      {note}
      <p>Read this with an authenticator app on your phone, or type the key there.</p>
      <QrCode text={begun.uri} label="QR code of the key" />
      <TextInput label="Key" value={inGroups(begun.secret)} isReadOnly className="secret" />
      <TextInput label="Code" description="The six digits that the app shows now." value={code} onChange={setCode} autoComplete="one-time-code" inputMode="numeric" errorMessage={at('code')} autoFocus isRequired />
      <div className="row end">
        {problem?.code === 'enrolment_missing' && <ActButton onPress={back}>Begin again</ActButton>}
        <ActButton type="submit" kind="primary" isPending={busy}>Confirm</ActButton>
      </div>
    </form>
  )
}

function RecoveryCodes({ codes, done }: { codes: string[]; done: () => void }) {
  const [copied, setCopied] = useState<'' | 'copied' | 'not copied'>('')
  const heading = useRef<HTMLHeadingElement>(null)
  // The field that had the focus is gone.
  useEffect(() => heading.current?.focus(), [])
  return (
    <section className="card step" aria-labelledby="recovery-codes">
      <h2 id="recovery-codes" tabIndex={-1} ref={heading}>Your recovery codes</h2>
      <p>Your second factor is set up. Each of these signs you in once in place of a code of the app, if you lose your phone. They are not shown again: print them, or keep them where you keep passwords.</p>
      <ul className="recovery-codes">{codes.map((code) => <li key={code}>{code}</li>)}</ul>
      <div className="row end">
        <span role="status" className="quiet">{copied === 'copied' ? 'They are in the clipboard.' : copied ? 'This browser did not copy them: select and copy them yourself.' : ''}</span>
        <ActButton onPress={() => void navigator.clipboard.writeText(codes.join('\n')).then(() => setCopied('copied'), () => setCopied('not copied'))}>Copy</ActButton>
        <ActButton kind="primary" onPress={done}>I have kept them</ActButton>
      </div>
    </section>
  )
}
