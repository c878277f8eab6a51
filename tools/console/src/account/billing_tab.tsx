// Receivables and billing: open items, history to print, and every document by kind.
import { Suspense, lazy, useEffect, useMemo } from 'react'
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import { openAction } from '../actions/open'
import { type Account, type ArHistory, type Documents, useArHistory, useDocuments, useOpenItems } from '../api/queries'
import { instant } from '../format/date'
import { kindInWords } from '../format/words'
import { ArrangementsSection } from '../arrangements/arrangements_section'
import { AutopaySection } from '../autopay/autopay_section'
import { BudgetsSection } from '../budgets/budgets_section'
import { CollectionsSection } from '../collections/collections_section'
import { CorrectionsSection } from '../corrections/corrections_section'
import { DepositsSection } from '../deposits/deposits_section'
import { DisputesSection } from '../disputes/disputes_section'
import { placeOfKind } from '../documents/places'
import { Amount, Day } from '../kit/amounts'
import { ActButton, ReasonedButton } from '../kit/button'
import { Answer, Waiting } from '../kit/states'
import { DataTable } from '../kit/table'
import { type Session, sees, useSession, whyNot } from '../session/session'
import { usePastReason } from '../shell/as_of'
import { goTo, useHref } from '../shell/route'
import { UnclaimedSection } from '../unclaimed/unclaimed_section'
import { OpenItemsTable } from './open_items_table'
import { PendingAdjustments, PendingCharges } from './pending'

const UnbilledSection = lazy(() => import('../unbilled/unbilled_section').then((module) => ({ default: module.UnbilledSection })))

type Line = ArHistory['lines'][number]
type Document = Documents['documents'][number]

const sections = [
  { id: 'open', label: 'Open items' },
  { id: 'history', label: 'AR history' },
  { id: 'invoices', label: 'Invoices' },
  { id: 'statements', label: 'Statements' },
  { id: 'payments', label: 'Payments' },
  { id: 'autopay', label: 'Automatic payment' },
  { id: 'adjustments', label: 'Adjustments' },
  { id: 'charges', label: 'Special charges' },
  { id: 'arrangements', label: 'Arrangements' },
  { id: 'budgets', label: 'Budget plans' },
  { id: 'deposits', label: 'Deposits' },
  { id: 'disputes', label: 'Disputes and late charges' },
  { id: 'collections', label: 'Collections and protections' },
  { id: 'corrections', label: 'Corrections' },
  { id: 'settling', label: 'Refunds, transfers, write-offs' },
  { id: 'unclaimed', label: 'Unclaimed property' },
  { id: 'unbilled', label: 'Unbilled revenue' },
] as const
const settledKinds = ['credit_refunded', 'credit_refund_cancelled', 'written_off', 'write_off_reversed', 'credit_transferred_out', 'credit_transferred_in', 'balance_transferred_out', 'balance_transferred_in']
type Section = (typeof sections)[number]['id']

/** Unbilled revenue is of the books, and is there for those who see them. */
export const sectionsFor = (session: Session) => sections.filter((each) => each.id !== 'unbilled' || sees(session, 'books'))

function History({ account }: { account: Account }) {
  const href = useHref()
  const history = useArHistory(account.heading.account)
  return (
    <section className="printable" aria-labelledby="history">
      <div className="row"><h2 id="history">AR history</h2><ActButton className="push" kind="quiet" onPress={() => window.print()}>Print</ActButton></div>
      <Answer of={history} what="AR history">
        {(answer) => (
          <DataTable<Line>
            label="AR history"
            items={[...answer.lines].reverse()}
            idOf={(line) => `${line.position} ${line.kind} ${line.document} ${line.payoff} ${line.payoff_balance}`}
            hrefOf={(line) => {
              const place = placeOfKind(line.kind, line.document)
              return place ? href(...place) : undefined
            }}
            empty="Nothing yet."
            columns={[
              { id: 'effective', title: 'Effective', cell: (line) => <Day of={line.effective_date} /> },
              { id: 'accounting', title: 'Accounting', cell: (line) => <Day of={line.accounting_date} /> },
              { id: 'recorded', title: 'Recorded, UTC', className: 'quiet', cell: (line) => instant(line.recorded_at) },
              { id: 'kind', title: 'What', head: true, cell: (line) => kindInWords(line.kind) },
              { id: 'document', title: 'Document', cell: (line) => line.document },
              { id: 'current', title: 'Change', number: true, cell: (line) => <Amount of={line.current} tone="owed" /> },
              { id: 'balance', title: `Current balance, ${account.currency}`, number: true, cell: (line) => <Amount of={line.current_balance} tone="owed" /> },
              { id: 'payoff', title: 'Payoff balance', number: true, className: 'quiet', cell: (line) => <Amount of={line.payoff_balance} /> },
            ]}
          />
        )}
      </Answer>
    </section>
  )
}

function DocumentTable({ account, documents, kinds, label, empty, act }: {
  account: Account
  documents: Documents
  kinds: readonly string[]
  label: string
  empty: string
  act?: (document: Document) => React.ReactNode
}) {
  const href = useHref()
  const dated = kinds.includes('invoice') || kinds.includes('statement')
  return (
    <DataTable<Document>
      label={label}
      items={documents.documents.filter((document) => kinds.includes(document.kind)).reverse()}
      idOf={(document) => `${document.kind} ${document.document}`}
      hrefOf={(document) => {
        const place = placeOfKind(document.kind, document.document)
        return place ? href(...place) : undefined
      }}
      rowClass={(document) => document.kind.endsWith('cancelled') ? 'gone' : ''}
      empty={empty}
      columns={[
        { id: 'document', title: 'Document', head: true, cell: (document) => document.document },
        { id: 'kind', title: 'Kind', cell: (document) => kindInWords(document.kind) },
        { id: 'date', title: 'Date', cell: (document) => <Day of={document.date} /> },
        ...(dated ? [{ id: 'due', title: 'Due', cell: (document: Document) => <Day of={document.due_date} /> }] : []),
        { id: 'amount', title: `Amount, ${account.currency}`, number: true, cell: (document) => <Amount of={document.amount} tone="owed" /> },
        { id: 'open', title: 'Still open', number: true, cell: (document) => <Amount of={document.open} tone="owed" /> },
        ...(act ? [{ id: 'act', title: 'Act', cell: act }] : []),
      ]}
    />
  )
}

export function BillingTab({ account, rest }: { account: Account; rest: string[] }) {
  const id = account.heading.account
  const session = useSession()
  const past = usePastReason()
  const items = useOpenItems(id)
  const documents = useDocuments(id)
  const wanted = rest[0] ?? ''
  const shown = sectionsFor(session)
  const section: Section = shown.find((each) => each.id === wanted)?.id ?? 'open'
  const named = useMemo(() => documents.data?.documents.find((document) => document.document === wanted), [documents.data, wanted])
  // A search leads here with a document whose kind it does not know.
  useEffect(() => {
    if (!named) return
    const place = placeOfKind(named.kind, named.document)
    goTo(place ?? ['accounts', id, 'billing', named.kind.startsWith('adjustment') ? 'adjustments' : named.kind.startsWith('arrangement') ? 'arrangements' : named.kind.startsWith('deposit') ? 'deposits' : named.kind.startsWith('late_charge') ? 'disputes' : settledKinds.includes(named.kind) ? 'settling' : 'charges'])
  }, [named, id])
  const off = (type: string) => past ?? whyNot(session, type)
  const list = (kinds: readonly string[], label: string, empty: string, act?: (document: Document) => React.ReactNode) => (
    <Answer of={documents} what={label.toLowerCase()}>
      {(answer) => <DocumentTable account={account} documents={answer} kinds={kinds} label={label} empty={empty} {...(act ? { act } : {})} />}
    </Answer>
  )
  return (
    <div className="stack">
      <ToggleButtonGroup className="segments no-print" aria-label="AR and billing" selectionMode="single" disallowEmptySelection selectedKeys={[section]}
        onSelectionChange={(keys) => goTo(['accounts', id, 'billing', String([...keys][0] ?? 'open')])}>
        {shown.map((each) => <ToggleButton key={each.id} id={each.id} className="segment">{each.label}</ToggleButton>)}
      </ToggleButtonGroup>
      {section === 'open' && <section aria-label="Open items"><Answer of={items} what="open items">{(open) => <OpenItemsTable open={open} account={account} />}</Answer></section>}
      {section === 'history' && <History account={account} />}
      {section === 'invoices' && <section aria-label="Invoices">{list(['invoice', 'credit_note'], 'Invoices', 'No invoice yet.', (document) => document.kind === 'invoice' && (
        <ReasonedButton kind="quiet" whyOff={off('invoice.reverse')} onPress={() => openAction('invoice.reverse', { account, invoice: document.document })}>Reverse</ReasonedButton>
      ))}</section>}
      {section === 'statements' && <section aria-label="Statements">{list(['statement', 'statement_cancelled'], 'Statements', 'No statement yet.')}</section>}
      {section === 'payments' && <section aria-label="Payments">{list(['payment', 'payment_cancelled', 'tender_cancelled', 'nsf_fee'], 'Payments', 'No payment yet.')}</section>}
      {section === 'autopay' && <AutopaySection account={account} />}
      {section === 'adjustments' && (
        <section aria-label="Adjustments" className="stack">
          {account.pending_adjustments.length > 0 && <><h2>Waiting for approval</h2><PendingAdjustments account={account} /><h2>Posted</h2></>}
          {list(['adjustment', 'adjustment_cancelled'], 'Adjustments', 'No adjustment yet.', (document) => document.kind === 'adjustment' && (
            <ReasonedButton kind="quiet" whyOff={off('adjustment.cancel')} onPress={() => openAction('adjustment.cancel', { account, adjustment: document.document })}>Cancel</ReasonedButton>
          ))}
        </section>
      )}
      {section === 'arrangements' && <ArrangementsSection account={account} />}
      {section === 'budgets' && <BudgetsSection account={account} />}
      {section === 'deposits' && <DepositsSection account={account} />}
      {section === 'disputes' && <DisputesSection account={account} />}
      {section === 'collections' && <CollectionsSection account={account} />}
      {section === 'corrections' && <CorrectionsSection account={account} />}
      {section === 'unclaimed' && <UnclaimedSection account={account} />}
      {section === 'unbilled' && <Suspense fallback={<Waiting what="unbilled revenue" />}><UnbilledSection account={account} /></Suspense>}
      {section === 'settling' && <section aria-label="Refunds, transfers, write-offs">{list(settledKinds, 'Refunds, transfers, write-offs', 'None yet.', (document) => (
        document.kind === 'credit_refunded' ? <ReasonedButton kind="quiet" whyOff={off('credit.cancel_refund')} onPress={() => openAction('credit.cancel_refund', { account, settled: document })}>Cancel</ReasonedButton>
          : document.kind === 'written_off' && <ReasonedButton kind="quiet" whyOff={off('debt.reverse_write_off')} onPress={() => openAction('debt.reverse_write_off', { account, settled: document })}>Open again</ReasonedButton>
      ))}</section>}
      {section === 'charges' && (
        <section aria-label="Special charges" className="stack">
          <h2>For the next bill</h2><PendingCharges account={account} />
          <h2>Billed</h2>{list(['special_charge', 'special_charge_cancelled'], 'Billed special charges', 'None billed yet.')}
        </section>
      )}
    </div>
  )
}
