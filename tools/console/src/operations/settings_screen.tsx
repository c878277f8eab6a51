// The utility's control tables: every code with what it means, searchable over all tables, defined and changed by commands.
import { useEffect, useState } from 'react'
import { useQuestion } from '../api/lists'
import { count, position, sentence } from '../format/words'
import { ReasonedButton } from '../kit/button'
import { TextInput } from '../kit/fields'
import { Answer, Nothing } from '../kit/states'
import { DataTable } from '../kit/table'
import { useSession, whyNot } from '../session/session'
import { usePastReason } from '../shell/as_of'
import { hashWith, useFilters } from '../shell/filters'
import { useAsOf, useHref } from '../shell/route'
import type { ScreenProps } from '../shell/screens'
import { CommandForm, type CommandRequest } from './command_form'
import { valuesOf, whyNoForm } from './described'
import { OperationsTrail } from './operations_trail'
import { type Entry, type Settings, cellOf, columnsOf, isNumeric, matching, nameOf, tablesOf } from './settings_tables'

const command = (table: string) => `settings.define_${table}`

function defining(table: string, currency: string): CommandRequest {
  return {
    type: command(table), title: `Define: ${sentence(table).toLowerCase()}`, submit: 'Define', currency, stale: ['settings'],
    done: (values) => `${sentence(table)} ${values['row.code'] ?? ''} is defined.`.replace('  ', ' '),
  }
}

function changing(table: string, entry: Entry, currency: string): CommandRequest {
  return {
    ...defining(table, currency), title: `Change: ${sentence(table).toLowerCase()} ${nameOf(entry.row)}`, submit: 'Change',
    intro: <p>The row as it is from then on; the history keeps what it was.</p>,
    initial: { ...valuesOf(entry.row, 'row'), effective_from: '' },
    done: () => `${sentence(table)} ${nameOf(entry.row)} is changed.`,
  }
}

function TableOf({ table, entries, currency, open, heading }: { table: string; entries: readonly Entry[]; currency: string; open: (request: CommandRequest) => void; heading: boolean }) {
  const session = useSession()
  const past = usePastReason()
  const asOf = useAsOf()
  const off = past ?? whyNot(session, command(table)) ?? whyNoForm(command(table))
  const columns = columnsOf(entries)
  return (
    <section aria-labelledby={`table-${table}`}>
      <div className="row spread"><h2 id={`table-${table}`} className={heading ? '' : 'large'}>{sentence(table)} <span className="quiet">{count(entries.length, 'row')}</span></h2>
        <ReasonedButton kind="quiet" whyOff={off} onPress={() => open(defining(table, currency))}>Define another</ReasonedButton></div>
      <DataTable<Entry>
        label={sentence(table)} items={entries} idOf={(entry) => `${String(entry.position)} ${nameOf(entry.row)}`} empty="No row."
        rowClass={(entry) => (entry.in_force ? '' : 'not-in-force')}
        columns={[
          ...columns.map((name, index) => ({ id: name, title: sentence(name), head: index === 0, number: isNumeric(entries, name), cell: (entry: Entry) => cellOf(entry.row[name]) })),
          ...(columns.length === 0 ? [{ id: 'none', title: 'Row', head: true, cell: () => '' }] : []),
          { id: 'from', title: 'In force', cell: (entry: Entry) => (entry.effective_from ? `${entry.in_force ? '' : 'not on this day; '}from ${entry.effective_from}` : entry.in_force ? 'always' : 'no') },
          { id: 'event', title: 'Event', number: true, cell: (entry: Entry) => <a href={hashWith(['events', 'settings'], { type: `settings.${table}_defined`, at: String(entry.position) }, asOf)}>#{position(entry.position)}</a> },
          { id: 'act', title: 'Act', cell: (entry: Entry) => <ReasonedButton kind="quiet" whyOff={off} onPress={() => open(changing(table, entry, currency))}>Change</ReasonedButton> },
        ]}
      />
    </section>
  )
}

export default function SettingsScreen({ rest }: ScreenProps) {
  const [chosen = ''] = rest
  const asOf = useAsOf()
  const href = useHref()
  const asked = useQuestion<Settings>('/v1/settings', { asOf })
  const [{ find = '' }, change] = useFilters(['find'])
  const [open, setOpen] = useState<CommandRequest | null>(null)
  useEffect(() => {
    document.title = chosen ? `Control table ${sentence(chosen).toLowerCase()}` : 'Control tables'
  }, [chosen])
  return (
    <div className="screen">
      <OperationsTrail title="Control tables" />
      <Answer of={asked} what="the control tables">
        {(settings) => {
          const tables = tablesOf(settings)
          const currency = (settings.division as { currency?: string } | undefined)?.currency ?? ''
          const found = tables.map(([name, entries]) => [name, matching(entries, find)] as const)
          const shown = found.filter(([name, entries]) => (chosen ? name === chosen : find ? entries.length > 0 : false))
          return (
            <>
              <div className="heading"><div><h1>Control tables</h1><p className="quiet">In force on {settings.on}, true at position {position(settings.position)}.</p></div>
                <TextInput label="Find in all tables" value={find} onChange={(next) => change({ find: next })} placeholder="a code, a name, an amount" autoComplete="off" /></div>
              <div className="side-and-main">
                <nav aria-label="Tables" className="side-list">
                  <ul>
                    {found.map(([name, entries]) => (
                      <li key={name}><a href={hashWith(['settings', name], { find }, asOf)} {...(name === chosen ? { 'aria-current': 'page' as const } : {})}>{sentence(name)} <span className="quiet">{entries.length}</span></a></li>
                    ))}
                    <li><a href={href('operations', 'periods')}>Accounting periods</a></li>
                  </ul>
                </nav>
                <div className="stack">
                  {shown.length === 0 && <Nothing>{find ? `No row has “${find}”.` : 'Choose a table, or type what to find in all of them.'}</Nothing>}
                  {shown.map(([name, entries]) => <TableOf key={name} table={name} entries={entries} currency={currency} open={setOpen} heading={shown.length > 1} />)}
                </div>
              </div>
            </>
          )
        }}
      </Answer>
      {open && <CommandForm request={open} close={() => setOpen(null)} />}
    </div>
  )
}
