// What is in doubt at a service point, why, who sees to it, and the ways out.
import type { Subject } from '../actions/open'
import type { Account, Premise } from '../api/queries'
import { count } from '../format/words'
import { Day } from '../kit/amounts'
import { Answer } from '../kit/states'
import { DataTable } from '../kit/table'
import { More } from '../operations/more'
import { ActMenu } from '../services/acts'
import { type Doubted, doubtsInWords, useExceptionsAt, whatInWords } from './exceptions'

/** Acts on what is in doubt: a read is corrected by the dialog that enters one. */
export function waysOut(doubted: Doubted): { id: string; label: string }[] {
  return [
    { id: 'premise.accept_read', label: 'Accept' },
    ...(doubted.kind === 'read' ? [{ id: 'premise.record_read', label: 'Correct' }] : []),
    { id: 'premise.estimate_read', label: 'Estimate instead' },
    { id: doubted.kind === 'read' ? 'premise.withdraw_read' : 'premise.withdraw_usage', label: 'Withdraw' },
    { id: 'premise.assign_read', label: 'Assign' },
  ]
}

export function DoubtsSection({ account, premise, point }: { account: Account; premise: Premise; point: NonNullable<Subject['point']> }) {
  return point.doubts_open === 0 ? null : <Doubts account={account} premise={premise} point={point} />
}

function Doubts({ account, premise, point }: { account: Account; premise: Premise; point: NonNullable<Subject['point']> }) {
  const asked = useExceptionsAt(point.service_point)
  return (
    <section aria-label={`In doubt at ${point.service_point}`} className="stack">
      <h3>In doubt at {point.service_point}</h3>
      <Answer of={asked} what="what is in doubt">
        {({ pages }) => {
          const doubted = pages.flatMap((page) => page.exceptions)
          return (
            <>
              <DataTable<Doubted>
                label={`In doubt at ${point.service_point}`} items={doubted} idOf={(one) => String(one.position)} empty="Nothing is in doubt."
                columns={[
                  { id: 'what', title: 'What', head: true, cell: whatInWords },
                  { id: 'channel', title: 'Channel', cell: (one) => one.channel },
                  { id: 'why', title: 'Why', cell: (one) => <span className="error">{doubtsInWords(one.doubts)}</span> },
                  { id: 'since', title: 'Since', cell: (one) => <Day of={one.doubted_on} /> },
                  { id: 'age', title: 'Age', number: true, cell: (one) => count(one.age_days, 'day') },
                  { id: 'owner', title: 'Owner', cell: (one) => one.owner },
                  { id: 'acts', title: 'Acts', cell: (one) => <ActMenu label={`on ${whatInWords(one)}`} acts={waysOut(one)} subject={{ account, premise, point, doubted: one }} /> },
                ]}
              />
              <More of={asked} lines={doubted.length} singular="doubt" />
            </>
          )
        }}
      </Answer>
    </section>
  )
}
