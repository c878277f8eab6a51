// An account is put under a master: found as one types, and reassigned where it is under another.
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { newCommandId, send } from '../api/commands'
import { type Problem, problemOf } from '../api/problem'
import { plain } from '../format/words'
import { ActButton } from '../kit/button'
import { ProblemNote } from '../kit/states'
import { FoundInput } from '../people/found_input'
import { announce } from '../shell/notices'

export function AssignDialog({ master, name, close }: { master: string; name: string; close: () => void }) {
  const queries = useQueryClient()
  const [account, setAccount] = useState('')
  const [whose, setWhose] = useState('')
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const sent = useRef({ account: '', id: '' })

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (busy || account === '') return
    setBusy(true)
    setProblem(null)
    try {
      // The same command sent again keeps its id, so that it acts once.
      if (sent.current.account !== account) sent.current = { account, id: newCommandId() }
      const receipt = await send('master.assign_account', sent.current.id, { account, master })
      close()
      announce({ id: sent.current.id, tone: 'done', text: receipt.status === 'unchanged' ? `Account ${account} was under ${name} already.` : `Account ${account} is under ${name}.` })
      await queries.invalidateQueries({ queryKey: ['ledger'] })
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <ModalOverlay className="overlay" isOpen onOpenChange={(isOpen) => !isOpen && close()}>
      <Modal className="modal">
        <Dialog className="dialog">
          <Heading slot="title">Assign an account to {name}</Heading>
          <p className="quiet">An account that is under another master leaves that one in the same step. Its balance stays its own.</p>
          <form onSubmit={submit} noValidate className="stack">
            {problem && <ProblemNote problem={problem} />}
            <FoundInput label="Account" kind="account" value={account} name={whose} isRequired description="Name, number, address, meter, phone."
              onChange={(id, hit) => { setAccount(id); setWhose(hit ? plain(hit.name) : '') }} />
            <div className="row end">
              <ActButton onPress={close}>Close</ActButton>
              <ActButton type="submit" kind="primary" isDisabled={account === ''} isPending={busy}>Assign</ActButton>
            </div>
          </form>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
