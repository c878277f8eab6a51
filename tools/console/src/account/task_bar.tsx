// What is done most: one button each, with its key. The rest stands beside what it acts on.
import { useMemo } from 'react'
import { openAction } from '../actions/open'
import type { Account } from '../api/queries'
import { explain } from '../explain/open'
import { ReasonedButton } from '../kit/button'
import { whyNot, useSession } from '../session/session'
import { settlingTasks } from '../settling/settling_specs'
import { usePastReason } from '../shell/as_of'
import { type Choice, useOffered } from '../shell/choices'
import { type KeyTable, useKeys } from '../shell/keys'

export function TaskBar({ account }: { account: Account }) {
  const session = useSession()
  const past = usePastReason()
  const tasks = useMemo(() => [
    { id: 'payment.post', label: 'Post payment', key: 'p', kind: 'primary' as const },
    { id: 'special_charge.create', label: 'Special charge', key: 'c', kind: 'plain' as const },
    { id: 'adjustment.request', label: 'Adjustment', key: 'a', kind: 'plain' as const },
    ...settlingTasks.map((task) => ({ ...task, kind: 'plain' as const })),
  ].map((task) => ({ ...task, whyOff: past ?? whyNot(session, task.id), run: () => openAction(task.id, { account }) })), [account, session, past])
  useOffered('tasks', useMemo<Choice[]>(() => tasks.map((task) => ({
    id: task.id, label: task.label, group: `Account ${account.heading.account}`, keys: task.key.toUpperCase(), whyOff: task.whyOff, run: task.run,
  })), [tasks, account.heading.account]))
  const whyBalance = useMemo(() => () => explain({ kind: 'balance', id: account.heading.account }), [account.heading.account])
  useOffered('explain', useMemo<Choice[]>(() => [{ id: 'explain', label: 'Explain the balance', group: `Account ${account.heading.account}`, keys: 'E', run: whyBalance }], [account.heading.account, whyBalance]))
  useKeys(useMemo<KeyTable>(() => ({ e: whyBalance, ...Object.fromEntries(tasks.filter((task) => !task.whyOff).map((task) => [task.key, task.run])) }), [tasks, whyBalance]))
  return (
    <div className="tasks" role="toolbar" aria-label="Common tasks">
      {tasks.map((task) => <ReasonedButton key={task.id} kind={task.kind} whyOff={task.whyOff} onPress={task.run}>{task.label} <kbd aria-hidden="true">{task.key.toUpperCase()}</kbd></ReasonedButton>)}
      <button type="button" className="act plain" onClick={() => window.print()}>Print</button>
    </div>
  )
}
