// Asks once more before the second factor of another user is removed.
import { useState } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { type Problem, problemOf } from '../api/problem'
import { ActButton } from '../kit/button'
import { ProblemNote } from '../kit/states'
import { announce } from '../shell/notices'
import { type User, removeSecondFactor, useReread } from './queries'

export function RemoveSecondFactor({ user, close }: { user: User; close: () => void }) {
  const reread = useReread()
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const name = user.name || user.user

  async function remove() {
    setBusy(true)
    setProblem(null)
    try {
      await removeSecondFactor(user.user)
      await reread()
      announce({ id: `second factor ${user.user}`, tone: 'done', text: `The second factor of ${user.user} is removed; sessions have ended.` })
      close()
    } catch (error) {
      setProblem(problemOf(error))
      setBusy(false)
    }
  }
  return (
    <ModalOverlay className="overlay" isOpen isDismissable onOpenChange={(isOpen) => !isOpen && close()}>
      <Modal className="modal">
        <Dialog className="dialog" role="alertdialog">
          <Heading slot="title">Remove the second factor of {name}</Heading>
          {problem && <ProblemNote problem={problem} />}
          <p>For a user who has lost the phone and the recovery codes. Be sure that it is {name} who asks: from then on the password alone signs in. Sessions of {name} end at once, and {name} is told.</p>
          <div className="row end"><ActButton onPress={close} autoFocus>Close</ActButton><ActButton kind="danger" isPending={busy} onPress={() => void remove()}>Remove</ActButton></div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
