// A secret that is shown once: a one-time link or a token, with a button that copies it.
import { type ReactNode, useState } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { ActButton } from '../kit/button'
import { TextInput } from '../kit/fields'

export type Secret = { title: string; label: string; text: string; words: ReactNode }

export function SecretDialog({ secret, close }: { secret: Secret; close: () => void }) {
  const [copied, setCopied] = useState<'' | 'copied' | 'not copied'>('')
  return (
    <ModalOverlay className="overlay" isOpen onOpenChange={(isOpen) => !isOpen && close()}>
      <Modal className="modal">
        <Dialog className="dialog">
          <Heading slot="title">{secret.title}</Heading>
          <p>{secret.words}</p>
          <TextInput label={secret.label} value={secret.text} isReadOnly className="secret" autoFocus />
          <div className="row end">
            <span role="status" className="quiet">{copied === 'copied' ? 'It is in the clipboard.' : copied ? 'This browser did not copy it: select and copy it yourself.' : ''}</span>
            <ActButton kind="primary" onPress={() => void navigator.clipboard.writeText(secret.text).then(() => setCopied('copied'), () => setCopied('not copied'))}>Copy</ActButton>
            <ActButton onPress={close}>Close: it is not shown again</ActButton>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
