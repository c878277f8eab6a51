// What `?` shows: the keys that work now, what the two balances are, and where programs find the API.
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { meaningOfBalances } from '../format/balances'
import { ActButton } from '../kit/button'
import { useChoices } from './choices'

const always: readonly [string, string][] = [
  ['/', 'Search'],
  ['Ctrl K', 'Command palette'],
  ['N', 'Set up a customer'],
  ['T', 'Look at another moment'],
  ['?', 'This list'],
  ['Esc', 'Close what is open'],
  ['Tab, ← → ↑ ↓', 'Move; arrows within tables, tabs and lists'],
  ['Enter', 'Open the row'],
]

export function KeyHelp({ isOpen, onOpenChange }: { isOpen: boolean; onOpenChange: (open: boolean) => void }) {
  const here = useChoices().filter((choice) => choice.keys && !always.some(([keys]) => keys === choice.keys))
  return (
    <ModalOverlay className="overlay" isOpen={isOpen} onOpenChange={onOpenChange} isDismissable>
      <Modal className="modal">
        <Dialog className="dialog">
          {({ close }) => (
            <>
              <Heading slot="title">Keys</Heading>
              <dl className="keys">
                {[...always, ...here.map((choice) => [choice.keys ?? '', choice.label] as const)].map(([keys, what]) => (
                  <div key={`${keys}${what}`}><dt><kbd>{keys}</kbd></dt><dd>{what}</dd></div>
                ))}
              </dl>
              <p>Current balance: {meaningOfBalances.current}. Payoff balance: {meaningOfBalances.payoff}.</p>
              <p><a href="/v1/reference" target="_blank" rel="noreferrer">Reference of the API</a></p>
              <div className="row end"><ActButton onPress={close} autoFocus>Close</ActButton></div>
            </>
          )}
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
