// API tokens: keys for programs that act in a user's name. A token is shown once, when it is made.
import { type FormEvent, useState } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { type Problem, problemOf } from '../api/problem'
import { instant } from '../format/date'
import { ActButton, ReasonedButton } from '../kit/button'
import { CheckInput, TextInput } from '../kit/fields'
import { Answer, ProblemNote } from '../kit/states'
import { DataTable } from '../kit/table'
import { useSession } from '../session/session'
import { announce } from '../shell/notices'
import { type Token, endToken, makeToken, useReread, useTokens } from './queries'
import { type Secret, SecretDialog } from './secret_dialog'

function MakeToken({ close, made }: { close: () => void; made: (secret: Secret) => void }) {
  const session = useSession()
  const own = session.kind === 'signed-in' ? session.roles : []
  const reread = useReread()
  const [values, setValues] = useState({ name: '', readOnly: true, days: '90' })
  const [chosen, setChosen] = useState<readonly string[]>(own)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (busy) return
    setBusy(true)
    setProblem(null)
    try {
      const token = await makeToken({ name: values.name.trim(), roles: chosen.length === own.length ? [] : [...chosen], read_only: values.readOnly, days: Number(values.days) })
      await reread()
      made({
        title: `Token ${values.name.trim()}`, label: 'Token', text: token.token,
        words: `A program sends it as Authorization: Bearer TOKEN. Keep it where only that program reads it. It is refused from ${instant(token.expires_at)} UTC on.`,
      })
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }

  const at = (field: string) => (problem?.field === field ? problem.cure || problem.message : undefined)
  return (
    <ModalOverlay className="overlay" isOpen onOpenChange={(isOpen) => !isOpen && close()}>
      <Modal className="modal">
        <Dialog className="dialog">
          <Heading slot="title">Make a token</Heading>
          <form onSubmit={submit} noValidate className="stack">
            {problem && !at('name') && !at('days') && <ProblemNote problem={problem} />}
            <div className="form-grid">
              <TextInput label="What it is for" value={values.name} onChange={(name) => setValues({ ...values, name })} isRequired autoFocus autoComplete="off" errorMessage={at('name')} />
              <TextInput label="Days that it is valid" value={values.days} onChange={(days) => setValues({ ...values, days: days.replace(/\D/g, '') })} inputMode="numeric" description="Up to 366." errorMessage={at('days')} />
              <CheckInput label="It only asks questions" description="It sends no command." isSelected={values.readOnly} onChange={(readOnly) => setValues({ ...values, readOnly })} />
              <fieldset className="field checks"><legend>Which of your roles it has</legend>
                {own.map((role) => <CheckInput key={role} label={role} isSelected={chosen.includes(role)} isDisabled={chosen.length === 1 && chosen.includes(role)} onChange={(on) => setChosen(own.filter((each) => (each === role ? on : chosen.includes(each))))} />)}
              </fieldset>
            </div>
            <div className="row end"><ActButton onPress={close}>Close</ActButton><ActButton type="submit" kind="primary" isPending={busy}>Make token</ActButton></div>
          </form>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

export function Tokens() {
  const asked = useTokens()
  const session = useSession()
  const reread = useReread()
  const [making, setMaking] = useState(false)
  const [secret, setSecret] = useState<Secret | null>(null)

  async function end(token: Token) {
    try {
      await endToken(token.id)
      await reread()
      announce({ id: `token ${token.id}`, tone: 'done', text: `Token ${token.name || token.id} has ended.` })
    } catch (error) {
      announce({ id: `token ${token.id}`, tone: 'error', text: problemOf(error).message })
    }
  }

  return (
    <>
      <div className="heading"><div><h1>API tokens</h1><p className="quiet">For programs that act in a user’s name.</p></div>
        <ReasonedButton kind="primary" whyOff={session.kind === 'signed-in' ? null : 'This server has no sign-in, so it knows no tokens.'} onPress={() => setMaking(true)}>Make a token</ReasonedButton></div>
      <Answer of={asked} what="tokens">
        {({ tokens }) => (
          <DataTable<Token>
            label="API tokens" items={tokens} idOf={(token) => token.id} empty="There is no token."
            columns={[
              { id: 'name', title: 'What for', head: true, cell: (token) => token.name || token.id },
              { id: 'user', title: 'In the name of', cell: (token) => token.user },
              { id: 'roles', title: 'Roles', cell: (token) => (token.roles.length === 0 ? 'all of the user' : token.roles.join(', ')) },
              { id: 'may', title: 'May', cell: (token) => (token.read_only ? 'ask' : 'ask and send') },
              { id: 'made', title: 'Made, UTC', cell: (token) => instant(token.made_at) },
              { id: 'used', title: 'Last used, UTC', cell: (token) => (token.last_used_at ? instant(token.last_used_at) : 'never') },
              { id: 'until', title: 'Valid until, UTC', cell: (token) => instant(token.expires_at) },
              { id: 'act', title: 'Act', cell: (token) => <ActButton kind="quiet" onPress={() => void end(token)}>End it</ActButton> },
            ]}
          />
        )}
      </Answer>
      {making && <MakeToken close={() => setMaking(false)} made={(next) => { setMaking(false); setSecret(next) }} />}
      {secret && <SecretDialog secret={secret} close={() => setSecret(null)} />}
    </>
  )
}
