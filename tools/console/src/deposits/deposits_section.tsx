// Deposits of an account: what is asked for, held and earned, whether it is due back and why, and what can be done.
import { openAction } from '../actions/open'
import { type Account, type Deposits, useDeposits } from '../api/queries'
import { sign } from '../format/money'
import { kindInWords } from '../format/words'
import { Amount, Day } from '../kit/amounts'
import { ReasonedButton } from '../kit/button'
import { Answer } from '../kit/states'
import { DataTable } from '../kit/table'
import { useSession, whyNot } from '../session/session'
import { usePastReason } from '../shell/as_of'

type Deposit = Deposits['deposits'][number]
type Move = Deposit['moves'][number]

/** "100.00 × 0.0365 × 30 ÷ 365 = 0.3". */
export function interestText(line: Move['interest'][number]): string {
  const days = line.first_day && line.last_day ? (Date.parse(line.last_day) - Date.parse(line.first_day)) / 86_400_000 + 1 : 0
  return `${line.first_day ?? ''} to ${line.last_day ?? ''}: ${line.principal} × ${line.rate} × ${days} ÷ ${line.days_in_year} = ${line.unrounded}`
}

function Moves({ deposit }: { deposit: Deposit }) {
  return (
    <DataTable<Move>
      label={`What happened to deposit ${deposit.deposit}`}
      items={deposit.moves}
      idOf={(move) => String(move.position)}
      empty="Nothing yet."
      columns={[
        { id: 'day', title: 'Date', cell: (move) => <Day of={move.effective_date} /> },
        { id: 'kind', title: 'What', head: true, cell: (move) => kindInWords(move.kind) },
        { id: 'detail', title: 'How', cell: (move) => (
          <>
            {move.document}
            {move.interest.map((line) => <div key={`${line.first_day} ${line.principal}`} className="quiet">{interestText(line)}</div>)}
            {move.paid.map((line) => <div key={`${line.document} ${line.sa}`} className="quiet">{line.document} {line.sa}: {line.amount}</div>)}
          </>
        ) },
        { id: 'amount', title: 'Amount', number: true, cell: (move) => <Amount of={move.amount} /> },
        { id: 'held', title: 'Held then', number: true, cell: (move) => <Amount of={move.held} /> },
      ]}
    />
  )
}

function OneDeposit({ account, deposit }: { account: Account; deposit: Deposit }) {
  const session = useSession()
  const past = usePastReason()
  const held = sign(deposit.held) > 0
  const asked = sign(deposit.asked) > 0
  const button = (type: string, label: string, offered: boolean) => offered && (
    <ReasonedButton kind="quiet" whyOff={past ?? whyNot(session, type)} onPress={() => openAction(type, { account, deposit })}>{label}</ReasonedButton>
  )
  return (
    <section className="stack" aria-label={`Deposit ${deposit.deposit}`}>
      <h3>{deposit.deposit}: {deposit.class_description || deposit.deposit_class}{deposit.sa ? `, for ${deposit.sa}` : ''}</h3>
      <dl className="facts">
        <dt>Asked for</dt><dd><Amount of={deposit.asked} currency={account.currency} />{asked && <span className="quiet"> due <Day of={deposit.due_on} /></span>}</dd>
        <dt>Held</dt><dd><Amount of={deposit.held} currency={account.currency} /></dd>
        <dt>Of it interest</dt><dd><Amount of={deposit.interest} />{deposit.accrued_through && <span className="quiet"> through <Day of={deposit.accrued_through} /></span>}</dd>
        <dt>Interest since</dt><dd><Amount of={deposit.interest_to_come} /> <span className="quiet">at {deposit.interest_rate} a year</span></dd>
        <dt>Refund</dt><dd>{deposit.due_for_refund ? 'Due. ' : 'Not due. '}{deposit.why}</dd>
        {deposit.recommended.bills > 0 && <><dt>Recommended</dt><dd><Amount of={deposit.recommended.amount} /> <span className="quiet">{deposit.recommended.bills} × {deposit.recommended.billed} ÷ {deposit.recommended.months} months</span></dd></>}
        {sign(deposit.ask_more) > 0 && <><dt>Ask for more</dt><dd><Amount of={deposit.ask_more} /></dd></>}
      </dl>
      <div className="row">
        {button('deposit.receive', 'Hold credit', asked)}
        {button('deposit.cancel_bill', 'Ask no more', asked)}
        {button('deposit.accrue_interest', 'Count interest', held)}
        {button('deposit.apply', 'Apply', held)}
        {button('deposit.refund', 'Refund', held)}
      </div>
      <Moves deposit={deposit} />
    </section>
  )
}

export function DepositsSection({ account }: { account: Account }) {
  const session = useSession()
  const past = usePastReason()
  const deposits = useDeposits(account.heading.account)
  return (
    <section aria-label="Deposits" className="stack">
      <Answer of={deposits} what="deposits">
        {(answer) => (
          <>
            <dl className="facts">
              <dt>Asked for</dt><dd><Amount of={answer.asked} currency={account.currency} /></dd>
              <dt>Held</dt><dd><Amount of={answer.held} currency={account.currency} /></dd>
              <dt>Interest since</dt><dd><Amount of={answer.interest_to_come} /></dd>
            </dl>
            <div className="row"><ReasonedButton kind="plain" whyOff={past ?? whyNot(session, 'deposit.bill')} onPress={() => openAction('deposit.bill', { account })}>Ask for a deposit</ReasonedButton></div>
            {answer.deposits.length === 0 && <p className="quiet">The account has no deposit.{answer.classes.map((one) => ` ${one.description || one.deposit_class}: ${one.recommended.amount} is recommended.`)}</p>}
            {answer.deposits.map((deposit) => <OneDeposit key={deposit.deposit} account={account} deposit={deposit} />)}
          </>
        )}
      </Answer>
    </section>
  )
}
