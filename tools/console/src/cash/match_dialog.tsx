// Whom money in suspense is for: the account is found as one types, then the match says what it would pay.
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { openAction } from '../actions/open'
import { type Problem, problemOf } from '../api/problem'
import { type Account, oneOf } from '../api/queries'
import { ActButton } from '../kit/button'
import { ProblemNote } from '../kit/states'
import { FoundInput } from '../people/found_input'
import { plain } from '../format/words'
import { Amount } from '../kit/amounts'
import type { Suspended } from './lists'
import { originOf } from './suspense_specs'

export function MatchDialog({ suspended, currency, close }: { suspended: Suspended; currency: string; close: () => void }) {
  const queries = useQueryClient()
  const [account, setAccount] = useState('')
  const [name, setName] = useState('')
  const [problem, setProblem] = useState<Problem | null>(null)

  async function go(id: string) {
    try {
      const found = await queries.fetchQuery({ ...oneOf<Account>('/v1/accounts/{id}', id, null), staleTime: 0 })
      close()
      openAction('suspense.match', { account: found, suspended })
    } catch (error) {
      setProblem(problemOf(error))
    }
  }

  return (
    <ModalOverlay className="overlay" isOpen onOpenChange={(isOpen) => !isOpen && close()}>
      <Modal className="modal">
        <Dialog className="dialog">
          <Heading slot="title">Match {suspended.suspense}</Heading>
          <p className="quiet"><Amount of={suspended.held} currency={currency} /> is held{originOf(suspended) ? `: ${originOf(suspended)}` : ''}.</p>
          <div className="stack">
            {problem && <ProblemNote problem={problem} />}
            <FoundInput label="Account" kind="account" value={account} name={name} isRequired description="Name, number, address, meter, phone."
              onChange={(id, hit) => { setAccount(id); setName(hit ? plain(hit.name) : '') }} />
            <div className="row end">
              <ActButton onPress={close}>Close</ActButton>
              <ActButton kind="primary" isDisabled={account === ''} onPress={() => void go(account)}>Go on</ActButton>
            </div>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
