// Masters above accounts: the tree, and one of them with what all accounts under it owe.
import { useEffect, useState } from 'react'
import { kindInWords } from '../format/words'
import { Amount } from '../kit/amounts'
import { ActButton, ReasonedButton } from '../kit/button'
import { Facts } from '../kit/facts'
import { Answer, ScreenAnswer } from '../kit/states'
import { DataTable } from '../kit/table'
import { CommandForm, type CommandRequest } from '../operations/command_form'
import { More } from '../operations/more'
import { useSession, whyNot } from '../session/session'
import { usePastReason } from '../shell/as_of'
import { Trail } from '../shell/hierarchy'
import { useHref } from '../shell/route'
import type { ScreenProps } from '../shell/screens'
import { printedName } from '../account/account_screen'
import { AssignDialog } from './assign_dialog'
import { CollectiveSection } from './collective_section'
import { type MasterAnswer, type MasterExplanation, type TreeLine, asTree, useMaster, useMasterExplained, useMasters } from './lists'

const create = (parent: string, above: string): CommandRequest => ({
  type: 'master.create', title: parent ? `A master under ${above}` : 'A master at the top', submit: 'Create', initial: { kind: 'organizational' }, fixed: parent ? { parent } : {}, needed: ['name'],
  done: (values) => `${values.name} is there.`,
})

export default function MastersScreen({ rest }: ScreenProps) {
  return rest[0] ? <OneMaster id={rest[0]} /> : <AllMasters />
}

function AllMasters() {
  const asked = useMasters()
  const session = useSession()
  const past = usePastReason()
  const href = useHref()
  const [open, setOpen] = useState<CommandRequest | null>(null)
  useEffect(() => {
    document.title = 'Masters'
  }, [])
  return (
    <div className="screen">
      <Trail steps={[{ label: 'Customers', place: [] }, { label: 'Masters', place: ['masters'], here: true }]} />
      <div className="heading">
        <div><h1>Masters</h1><p className="quiet">Chains, cities and campuses, with the accounts under them. Each account keeps its own balance.</p></div>
        <span className="acts"><ReasonedButton kind="primary" whyOff={past ?? whyNot(session, 'master.create')} onPress={() => setOpen(create('', ''))}>Create a master</ReasonedButton></span>
      </div>
      <Answer of={asked} what="masters">
        {({ pages }) => {
          const tree = asTree(pages.flatMap((page) => page.masters))
          return (
            <>
              <DataTable<TreeLine>
                label="Masters" items={tree} idOf={(line) => line.master} empty="There is no master yet." hrefOf={(line) => href('masters', line.master)}
                columns={[
                  { id: 'name', title: 'Name', head: true, cell: (line) => <span style={{ paddingInlineStart: `${line.level * 1.5}rem` }}>{line.name}</span> },
                  { id: 'master', title: 'Master', cell: (line) => line.master },
                  { id: 'kind', title: 'Kind', cell: (line) => kindInWords(line.kind) },
                  { id: 'parts', title: 'Masters under it', number: true, cell: (line) => line.parts },
                  { id: 'accounts', title: 'Accounts', number: true, cell: (line) => line.accounts },
                  { id: 'payer', title: 'Payer', cell: (line) => line.payer },
                ]}
              />
              <More of={asked} lines={tree.length} singular="master" />
            </>
          )
        }}
      </Answer>
      {open && <CommandForm request={open} close={() => setOpen(null)} />}
    </div>
  )
}

function OneMaster({ id }: { id: string }) {
  return <ScreenAnswer of={useMaster(id)} what={`master ${id}`}>{(answer) => <MasterPage answer={answer} />}</ScreenAnswer>
}

function MasterPage({ answer }: { answer: MasterAnswer }) {
  const { master, name, currency } = answer
  const session = useSession()
  const past = usePastReason()
  const [open, setOpen] = useState<CommandRequest | null>(null)
  const [assigning, setAssigning] = useState(false)
  const [explained, setExplained] = useState(false)
  const closed = answer.status === 'closed' ? `${name} is closed.` : null
  const full = answer.parts.length + answer.accounts.length > 0 ? 'Masters or accounts are under it.' : null
  useEffect(() => {
    document.title = `${name} · ${master}`
  }, [name, master])
  const steps = [
    { label: 'Customers', place: [] }, { label: 'Masters', place: ['masters'] },
    ...[...answer.above].reverse().map((step) => ({ label: step.name, place: ['masters', step.master] })),
    { label: name, place: ['masters', master], here: true },
  ]
  return (
    <div className="screen">
      <Trail steps={steps} />
      <div className="heading">
        <div><h1>{name} <span className="id">{master}</span></h1><p className="quiet">{kindInWords(answer.kind)} master, since {answer.created_on}{closed && `, closed on ${answer.closed_on ?? ''}`}</p></div>
        <span className="acts">
          <ReasonedButton kind="primary" whyOff={past ?? whyNot(session, 'master.assign_account') ?? closed} onPress={() => setAssigning(true)}>Assign an account</ReasonedButton>
          <ReasonedButton whyOff={past ?? whyNot(session, 'master.create') ?? closed} onPress={() => setOpen(create(master, name))}>Create a master under it</ReasonedButton>
          <ReasonedButton whyOff={past ?? whyNot(session, 'master.move') ?? closed} onPress={() => setOpen({
            type: 'master.move', title: `Move ${name}`, submit: 'Move', fixed: { master }, labels: { parent: 'Master above it' }, done: () => `${name} is moved.`,
          })}>Move</ReasonedButton>
          <ReasonedButton whyOff={past ?? whyNot(session, 'master.rename') ?? closed} onPress={() => setOpen({
            type: 'master.rename', title: `Rename ${name}`, submit: 'Rename', fixed: { master }, initial: { name }, needed: ['name'], done: (values) => `It is called ${values.name}.`,
          })}>Rename</ReasonedButton>
          <ReasonedButton whyOff={past ?? whyNot(session, 'master.close') ?? closed ?? full} onPress={() => setOpen({
            type: 'master.close', title: `Close ${name}`, submit: 'Close it', danger: true, fixed: { master }, done: () => `${name} is closed.`,
          })}>Close</ReasonedButton>
        </span>
      </div>
      <Totals of={answer} />
      <p><ActButton kind="quiet" aria-expanded={explained} onPress={() => setExplained((is) => !is)}>{explained ? 'Hide why' : 'Why these totals?'}</ActButton></p>
      {explained && <Explanation id={master} currency={currency} />}
      <Parts of={answer} />
      <Accounts of={answer} release={(account) => setOpen({
        type: 'master.release_account', title: `Release account ${account}`, submit: 'Release', fixed: { account }, done: () => `Account ${account} is under no master.`,
      })} whyOff={past ?? whyNot(session, 'master.release_account')} />
      <CollectiveSection master={master} name={name} />
      {open && <CommandForm request={open} close={() => setOpen(null)} />}
      {assigning && <AssignDialog master={master} name={name} close={() => setAssigning(false)} />}
    </div>
  )
}

function Totals({ of: answer }: { of: MasterAnswer }) {
  const { totals, currency } = answer
  return (
    <Facts of={[
      ['Accounts', totals.accounts],
      ['Truly owed', <Amount key="payoff" of={totals.payoff} currency={currency} />],
      ['Asked for now', <Amount key="current" of={totals.current} currency={currency} />],
      ['Open items', <Amount key="receivable" of={totals.receivable} currency={currency} />],
      ['Overdue', <Amount key="overdue" of={totals.overdue} currency={currency} tone="overdue" />],
      ['Unapplied credit', <Amount key="unapplied" of={totals.unapplied} currency={currency} />],
      ['Deposits held', <Amount key="deposits" of={totals.deposits_held} currency={currency} />],
      ...totals.used_last_year.map((use) => [`Used in the last year, ${use.unit}`, use.quantity] as const),
    ]} />
  )
}

function Explanation({ id, currency }: { id: string; currency: string }) {
  const asked = useMasterExplained(id, true)
  const href = useHref()
  return (
    <Answer of={asked} what="the explanation">
      {(answer) => (
        <>
          <p role="status">{answer.agrees ? <>The balances of {answer.members.length} accounts come to <Amount of={answer.total_payoff} currency={currency} />, each added up again from its own history.</> : <strong className="overdue">{answer.differences.join('; ')}</strong>}</p>
          <DataTable<MasterExplanation['members'][number]>
            label="Accounts that the totals are made of" items={answer.members} idOf={(line) => line.account} empty="No account is under it." hrefOf={(line) => href('accounts', line.account)}
            columns={[
              { id: 'account', title: 'Account', head: true, cell: (line) => line.account },
              { id: 'master', title: 'Under', cell: (line) => line.master },
              { id: 'payoff', title: 'Owed', number: true, cell: (line) => <Amount of={line.payoff} /> },
              { id: 'current', title: 'Asked for', number: true, cell: (line) => <Amount of={line.current} /> },
              { id: 'history', title: 'Owed, from its history', number: true, cell: (line) => <Amount of={line.history_payoff} /> },
            ]}
          />
        </>
      )}
    </Answer>
  )
}

function Parts({ of: answer }: { of: MasterAnswer }) {
  const href = useHref()
  if (answer.parts.length === 0) return null
  return (
    <section aria-labelledby="parts">
      <h2 id="parts">Masters under it</h2>
      <DataTable<MasterAnswer['parts'][number]>
        label="Masters under it" items={answer.parts} idOf={(line) => line.master} empty="" hrefOf={(line) => href('masters', line.master)}
        columns={[
          { id: 'name', title: 'Name', head: true, cell: (line) => line.name },
          { id: 'master', title: 'Master', cell: (line) => line.master },
          { id: 'accounts', title: 'Accounts', number: true, cell: (line) => line.totals.accounts },
          { id: 'payoff', title: 'Owed', number: true, cell: (line) => <Amount of={line.totals.payoff} /> },
          { id: 'current', title: 'Asked for', number: true, cell: (line) => <Amount of={line.totals.current} /> },
          { id: 'overdue', title: 'Overdue', number: true, cell: (line) => <Amount of={line.totals.overdue} /> },
        ]}
      />
    </section>
  )
}

function Accounts({ of: answer, release, whyOff }: { of: MasterAnswer; release: (account: string) => void; whyOff: string | null }) {
  const href = useHref()
  return (
    <section aria-labelledby="accounts-under">
      <h2 id="accounts-under">Accounts directly under it</h2>
      <DataTable<MasterAnswer['accounts'][number]>
        label="Accounts directly under it" items={answer.accounts} idOf={(line) => line.heading.account} empty="No account is directly under it."
        columns={[
          { id: 'account', title: 'Account', head: true, cell: (line) => <a href={href('accounts', line.heading.account)}>{line.heading.account}</a> },
          { id: 'name', title: 'Name', cell: (line) => printedName(line.heading) },
          { id: 'payoff', title: 'Owed', number: true, cell: (line) => <Amount of={line.payoff} /> },
          { id: 'current', title: 'Asked for', number: true, cell: (line) => <Amount of={line.current} /> },
          { id: 'overdue', title: 'Overdue', number: true, cell: (line) => <Amount of={line.overdue} /> },
          { id: 'credit', title: 'Credit', number: true, cell: (line) => <Amount of={line.unapplied} /> },
          { id: 'act', title: 'Act', cell: (line) => <ReasonedButton whyOff={whyOff} onPress={() => release(line.heading.account)}>Release</ReasonedButton> },
        ]}
      />
    </section>
  )
}
