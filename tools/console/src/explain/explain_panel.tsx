// Why an amount is what it is, in a panel at the side: from the amount down to reads, prices, arithmetic, and who entered what when.
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { useExplainBalance, useExplainInvoice, useExplainLine, useExplainPayment } from '../api/queries'
import { plain } from '../format/words'
import { ActButton } from '../kit/button'
import { Answer } from '../kit/states'
import { BalanceSteps } from './balance_steps'
import { type Explained, explain } from './open'
import { PaymentSteps } from './payment_steps'
import { SegmentSteps, Taxes } from './segment_steps'
import { Agreement, Cause } from './cause'

function Balance({ id }: { id: string }) {
  return <Answer of={useExplainBalance(id)} what="the explanation">{(why) => <BalanceSteps why={why} />}</Answer>
}

function Invoice({ id }: { id: string }) {
  return (
    <Answer of={useExplainInvoice(id)} what="the explanation">
      {(why) => (
        <>
          <p><Cause of={why.issued} verb="Issued" /></p>
          <Agreement agrees={why.agrees} differences={why.differences} what="Computed again from the reads and prices of then, every amount is the same." />
          {why.segments.map((segment) => <SegmentSteps key={segment.segment || segment.charge} segment={segment} currency={why.currency} />)}
          <Taxes taxes={why.taxes} />
        </>
      )}
    </Answer>
  )
}

function Line({ id }: { id: string }) {
  return (
    <Answer of={useExplainLine(id)} what="the explanation">
      {(why) => (
        <>
          <p>Of invoice {why.invoice}. <Cause of={why.issued} verb="Issued" /></p>
          <Agreement agrees={why.agrees} differences={[]} what="Computed again, the amount is the same." />
          <SegmentSteps segment={why.segment} currency={why.currency} />
        </>
      )}
    </Answer>
  )
}

function Payment({ id }: { id: string }) {
  return <Answer of={useExplainPayment(id)} what="the explanation">{(why) => <PaymentSteps why={why} />}</Answer>
}

const titles = { balance: 'Why the balance of account', invoice: 'Why the amount of', line: 'Why line', payment: 'What payment' }

export function ExplainPanel({ open }: { open: Explained }) {
  return (
    <ModalOverlay className="overlay side" isOpen onOpenChange={(isOpen) => !isOpen && explain(null)} isDismissable>
      <Modal className="modal side-panel">
        <Dialog className="dialog explanation">
          <div className="row">
            <Heading slot="title">{titles[open.kind]} {plain(open.id)}{open.kind === 'payment' ? ' did' : ''}</Heading>
            <ActButton className="push" kind="quiet" onPress={() => explain(null)} aria-label="Close">✕</ActButton>
          </div>
          {open.kind === 'balance' && <Balance id={open.id} />}
          {open.kind === 'invoice' && <Invoice id={open.id} />}
          {open.kind === 'line' && <Line id={open.id} />}
          {open.kind === 'payment' && <Payment id={open.id} />}
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
