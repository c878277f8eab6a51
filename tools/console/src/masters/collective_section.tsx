// Collective billing of a master: its members, its statements, its payments.
import { useState } from 'react'
import { sentence } from '../format/words'
import { Amount, Day } from '../kit/amounts'
import { ReasonedButton } from '../kit/button'
import { Facts } from '../kit/facts'
import { Answer } from '../kit/states'
import { DataTable } from '../kit/table'
import { CommandForm, type CommandRequest } from '../operations/command_form'
import { useSession, whyNot } from '../session/session'
import { usePastReason } from '../shell/as_of'
import { useHref } from '../shell/route'
import { type Collective, useCollective } from './lists'
import { PayDialog } from './pay_dialog'

export function CollectiveSection({ master, name }: { master: string; name: string }) {
  const asked = useCollective(master, true)
  const session = useSession()
  const past = usePastReason()
  const [open, setOpen] = useState<CommandRequest | null>(null)
  const [paying, setPaying] = useState<Collective | null>(null)
  return (
    <section aria-labelledby="collective">
      <h2 id="collective">Billed together</h2>
      <Answer of={asked} what="collective billing">
        {(answer) => {
          const alone = answer.payer ? null : 'Its accounts are billed alone.'
          return (
            <>
              <p className="row">
                <ReasonedButton kind="primary" whyOff={past ?? whyNot(session, 'collective.pay') ?? alone} onPress={() => setPaying(answer)}>Post a payment</ReasonedButton>
                <ReasonedButton whyOff={past ?? whyNot(session, 'collective.issue_statement') ?? alone} onPress={() => setOpen({
                  type: 'collective.issue_statement', title: `Statement of ${name}`, submit: 'Issue', fixed: { master }, done: () => 'The collective statement is issued.',
                })}>Issue a statement</ReasonedButton>
                <ReasonedButton whyOff={past ?? whyNot(session, 'collective.begin')} onPress={() => setOpen({
                  type: 'collective.begin', title: answer.payer ? `Another payer of ${name}` : `Bill ${name} together`, submit: answer.payer ? 'Change payer' : 'Begin', fixed: { master }, labels: { payer: 'Account of the payer' }, needed: ['payer'], done: (values) => `Account ${values.payer} pays for ${name}.`,
                })}>{answer.payer ? 'Change the payer' : 'Bill together'}</ReasonedButton>
                <ReasonedButton whyOff={past ?? whyNot(session, 'collective.end') ?? alone} onPress={() => setOpen({
                  type: 'collective.end', title: `Bill the accounts of ${name} alone`, submit: 'End', danger: true, fixed: { master }, done: () => 'Each account is billed alone.',
                })}>Bill alone</ReasonedButton>
              </p>
              {answer.payer && <Members answer={answer} />}
              {answer.statements.length > 0 && <Statements answer={answer} />}
              {answer.payments.length > 0 && <Payments answer={answer} />}
            </>
          )
        }}
      </Answer>
      {open && <CommandForm request={open} close={() => setOpen(null)} />}
      {paying && <PayDialog collective={paying} close={() => setPaying(null)} />}
    </section>
  )
}

function Members({ answer }: { answer: Collective }) {
  const href = useHref()
  return (
    <>
      <Facts of={[
        ['Payer', <a key="payer" href={href('accounts', answer.payer)}>Account {answer.payer}</a>],
        ['Asked for now', <Amount key="asked" of={answer.asked} currency={answer.currency} />],
        ['Overdue', <Amount key="overdue" of={answer.overdue} currency={answer.currency} tone="overdue" />],
        ['Truly owed', <Amount key="owed" of={answer.owed} currency={answer.currency} />],
      ]} />
      <DataTable<Collective['members'][number]>
        label="Members" items={answer.members} idOf={(line) => line.heading.account} empty="No account is under it." hrefOf={(line) => href('accounts', line.heading.account)}
        columns={[
          { id: 'account', title: 'Account', head: true, cell: (line) => line.heading.account },
          { id: 'statement', title: 'Latest statement', cell: (line) => line.statement },
          { id: 'overdue', title: 'Overdue', number: true, cell: (line) => <Amount of={line.overdue} /> },
          { id: 'asked', title: 'Asked for', number: true, cell: (line) => <Amount of={line.asked} /> },
          { id: 'owed', title: 'Owed', number: true, cell: (line) => <Amount of={line.owed} /> },
        ]}
      />
    </>
  )
}

function Statements({ answer }: { answer: Collective }) {
  const href = useHref()
  return (
    <>
      <h3>Collective statements</h3>
      <DataTable<Collective['statements'][number]>
        label="Collective statements" items={answer.statements} idOf={(line) => line.collective_statement} empty="None was issued." hrefOf={(line) => href('collective-statements', line.collective_statement)}
        columns={[
          { id: 'statement', title: 'Statement', head: true, cell: (line) => line.collective_statement },
          { id: 'date', title: 'Bill date', cell: (line) => <Day of={line.bill_date} /> },
          { id: 'due', title: 'Due on', cell: (line) => <Day of={line.due_date} /> },
          { id: 'accounts', title: 'Accounts', cell: (line) => line.lines.map((each) => each.account).join(', ') },
          { id: 'overdue', title: 'Overdue', number: true, cell: (line) => <Amount of={line.overdue} /> },
          { id: 'asked', title: 'Asked for', number: true, cell: (line) => <Amount of={line.asked} /> },
        ]}
      />
    </>
  )
}

function Payments({ answer }: { answer: Collective }) {
  const href = useHref()
  return (
    <>
      <h3>Payments</h3>
      <DataTable<Collective['payments'][number]>
        label="Payments to the collective" items={answer.payments} idOf={(line) => line.payment_event} empty="Nothing was paid." hrefOf={(line) => href('payments', line.payment_event)}
        columns={[
          { id: 'event', title: 'Payment', head: true, cell: (line) => line.payment_event },
          { id: 'on', title: 'Received on', cell: (line) => <Day of={line.received_on} /> },
          { id: 'shares', title: 'Accounts', cell: (line) => line.shares.map((each) => `${each.account}: ${each.amount}`).join(', ') },
          { id: 'credit', title: sentence('credit'), number: true, cell: (line) => <Amount of={line.credit} /> },
          { id: 'cancelled', title: 'Taken back', number: true, cell: (line) => <Amount of={line.cancelled} /> },
          { id: 'amount', title: 'Amount', number: true, cell: (line) => <Amount of={line.amount} /> },
        ]}
      />
    </>
  )
}
