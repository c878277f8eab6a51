// What is supplied: agreements, and behind them the premises with meters, reads and consumption.
import { type Account, usePremise } from '../api/queries'
import { oneLine } from '../format/address'
import { sentence } from '../format/words'
import { Amount, Day } from '../kit/amounts'
import { Answer } from '../kit/states'
import { DataTable } from '../kit/table'
import { useHref } from '../shell/route'
import { ServicePoint } from './service_point'

type Agreement = Account['agreements'][number]

function PremiseOf({ id, points }: { id: string; points: ReadonlySet<string> }) {
  return (
    <Answer of={usePremise(id)} what={`premise ${id}`}>
      {(premise) => <>{premise.service_points.filter((point) => points.has(point.service_point.service_point)).map((point) => <ServicePoint key={point.service_point.service_point} point={point} />)}</>}
    </Answer>
  )
}

export function ServicesTab({ account }: { account: Account }) {
  const href = useHref()
  const premises = [...new Set(account.agreements.map((each) => each.agreement.premise))].filter(Boolean)
  const points = new Set(account.agreements.map((each) => each.agreement.service_point))
  return (
    <div className="stack">
      <section aria-labelledby="agreements"><h2 id="agreements">Service agreements</h2>
        <DataTable<Agreement>
          label="Service agreements"
          items={account.agreements}
          idOf={(each) => each.agreement.sa}
          hrefOf={(each) => (each.agreement.premise ? href('premises', each.agreement.premise) : undefined)}
          empty="No service agreement: this account bills nothing."
          columns={[
            { id: 'sa', title: 'Agreement', head: true, cell: (each) => each.agreement.sa },
            { id: 'service', title: 'Service', cell: (each) => sentence(each.agreement.service) },
            { id: 'status', title: 'Status', cell: (each) => sentence(each.agreement.status) },
            { id: 'tariff', title: 'Tariff', cell: (each) => each.agreement.tariff },
            { id: 'meter', title: 'Meter', cell: (each) => each.meter },
            { id: 'address', title: 'Service address', cell: (each) => oneLine(each.service_address) },
            { id: 'market', title: 'ESI ID / LDC', cell: (each) => each.market_id },
            { id: 'from', title: 'From', cell: (each) => <Day of={each.agreement.start_on} /> },
            { id: 'until', title: 'Until', cell: (each) => <Day of={each.agreement.stop_on} /> },
            { id: 'charged', title: 'Charged until', cell: (each) => <Day of={each.agreement.charged_until} /> },
            { id: 'current', title: 'Owed now', number: true, cell: (each) => <Amount of={each.current} tone="owed" /> },
          ]}
        />
      </section>
      {premises.map((id) => <PremiseOf key={id} id={id} points={points} />)}
    </div>
  )
}
