// Automatic payment of an account: its mandates, what is drafted next, every draft and what became of it, and what can be done.
import { openAction } from '../actions/open'
import { type Account, type Autopay, useAutopay } from '../api/queries'
import { sign } from '../format/money'
import { kindInWords, sentence } from '../format/words'
import { Amount, Day } from '../kit/amounts'
import { ReasonedButton } from '../kit/button'
import { Answer } from '../kit/states'
import { DataTable } from '../kit/table'
import { useSession, whyNot } from '../session/session'
import { usePastReason } from '../shell/as_of'

type Mandate = Autopay['mandates'][number]
type Draft = Autopay['drafts'][number]

/** "R01, insufficient funds; drafted again on 2022-02-28", "Draft above limit". */
export function remarkOf(draft: Pick<Draft, 'return_code' | 'return_text' | 'redraft_on' | 'why'>): string {
  if (draft.return_code) return `${draft.return_code}, ${draft.return_text}${draft.redraft_on ? `; drafted again on ${draft.redraft_on}` : ''}`
  return draft.why ? sentence(draft.why) : ''
}

/** "021000021, checking ending in 6789". */
export function bankAccountOf(one: Pick<Mandate, 'routing_number' | 'account_type' | 'account_ending'>): string {
  return `${one.routing_number}, ${sentence(one.account_type).toLowerCase()}${one.account_ending ? ` ending in ${one.account_ending}` : ''}`
}

function OneMandate({ account, mandate }: { account: Account; mandate: Mandate }) {
  const session = useSession()
  const past = usePastReason()
  return (
    <section className="stack" aria-label={`Mandate ${mandate.mandate}`}>
      <h3>{mandate.mandate}: {kindInWords(mandate.state)}</h3>
      <dl className="facts">
        <dt>Bank account</dt><dd>{bankAccountOf(mandate)}</dd>
        <dt>Authorised</dt><dd><Day of={mandate.authorised_on} /> {kindInWords(mandate.authorised_by)} <span className="quiet">{mandate.entry_class}</span></dd>
        <dt>At most</dt><dd>{sign(mandate.limit) === 0 ? 'Any amount' : <Amount of={mandate.limit} currency={account.currency} />}</dd>
        <dt>Enrolled</dt><dd><Day of={mandate.enrolled_on} /></dd>
        {mandate.ended_on && <><dt>Ended</dt><dd><Day of={mandate.ended_on} /> {kindInWords(mandate.cause)}{mandate.end_reason && ` (${mandate.end_reason})`}</dd></>}
      </dl>
      {mandate.state === 'stands' && (
        <div className="row">
          <ReasonedButton kind="quiet" whyOff={past ?? whyNot(session, 'autopay.end')} onPress={() => openAction('autopay.end', { account })}>End automatic payment</ReasonedButton>
        </div>
      )}
    </section>
  )
}

function Drafts({ account, drafts }: { account: Account; drafts: readonly Draft[] }) {
  const session = useSession()
  const past = usePastReason()
  const act = (draft: Draft) => {
    const type = draft.state === 'due' ? 'autopay.draft' : draft.state === 'made' ? 'autopay.return' : ''
    return type !== '' && (
      <ReasonedButton kind="quiet" whyOff={past ?? whyNot(session, type)} onPress={() => openAction(type, { account, draft })}>{type === 'autopay.draft' ? 'Draft now' : 'Returned'}</ReasonedButton>
    )
  }
  return (
    <DataTable<Draft>
      label="Drafts" items={[...drafts]} idOf={(draft) => String(draft.position)} empty="No bill said yet that it would be drafted."
      columns={[
        { id: 'bill', title: 'Bill', head: true, cell: (draft) => draft.bill },
        { id: 'due', title: 'Due', className: 'day', cell: (draft) => <Day of={draft.due_on} /> },
        { id: 'on', title: 'Draft on', className: 'day', cell: (draft) => <Day of={draft.draft_on} /> },
        { id: 'state', title: 'State', cell: (draft) => kindInWords(draft.state) },
        { id: 'amount', title: `Amount, ${account.currency}`, number: true, cell: (draft) => <Amount of={draft.amount} /> },
        { id: 'draft', title: 'Draft', cell: (draft) => draft.draft },
        { id: 'payment', title: 'Payment', cell: (draft) => draft.payment_event },
        { id: 'remark', title: 'Remark', cell: (draft) => (draft.explanation ? <span title={draft.explanation}>{remarkOf(draft)}</span> : remarkOf(draft)) },
        { id: 'act', title: 'Act', cell: act },
      ]}
    />
  )
}

export function AutopaySection({ account }: { account: Account }) {
  const session = useSession()
  const past = usePastReason()
  const asked = useAutopay(account.heading.account)
  return (
    <section aria-label="Automatic payment" className="stack">
      <Answer of={asked} what="automatic payment">
        {(answer) => (
          <>
            <dl className="facts">
              <dt>Automatic payment</dt><dd>{answer.mandate ? `On, mandate ${answer.mandate}` : 'Off'}</dd>
              {answer.next_draft_on && <><dt>Next draft</dt><dd><Day of={answer.next_draft_on} /> <Amount of={answer.next_draft_amount} currency={account.currency} /> <span className="quiet">of {answer.next_bill}</span></dd></>}
            </dl>
            <div className="row">
              <ReasonedButton kind="plain" whyOff={past ?? whyNot(session, 'autopay.enrol') ?? (answer.may_be_enrolled ? null : 'The account’s class has no policy of automatic payment.')} onPress={() => openAction('autopay.enrol', { account })}>{answer.mandate ? 'Enrol another mandate' : 'Enrol'}</ReasonedButton>
            </div>
            <Drafts account={account} drafts={answer.drafts} />
            {answer.mandates.map((one) => <OneMandate key={one.mandate} account={account} mandate={one} />)}
          </>
        )}
      </Answer>
    </section>
  )
}
