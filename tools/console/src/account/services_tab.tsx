// What is supplied: agreements, and behind them the premises with meters, reads and consumption.
import { type Account, usePremise } from '../api/queries'
import { oneLine } from '../format/address'
import { sentence } from '../format/words'
import { Amount, Day } from '../kit/amounts'
import { Answer } from '../kit/states'
import { DataTable } from '../kit/table'
import { MarketSection } from '../market/market_section'
import { DoubtsSection } from '../reads/doubts_section'
import { useHref } from '../shell/route'
import { AgreementActs, PointActs, PremiseActs } from '../services/acts'
import { ServicePoint } from './service_point'

type Agreement = Account['agreements'][number]

function PremiseOf({ id, account }: { id: string; account: Account }) {
  return (
    <Answer of={usePremise(id)} what={`premise ${id}`}>
      {(premise) => (
        <section aria-label={`Premise ${id}`} className="stack">
          <div className="row"><h2>{id} · {oneLine(premise.address)}</h2><span className="push"><PremiseActs account={account} premise={premise} /></span></div>
          {premise.landlords.length > 0 && <p className="quiet">Landlord: {premise.landlords.map((each) => `account ${each.account} as ${each.sa_type}${each.from ? ` from ${each.from}` : ''}${each.until ? ` until ${each.until}` : ''}`).join('; ')}</p>}
          {premise.service_points.map((point) => <DoubtsSection key={point.service_point.service_point} account={account} premise={premise} point={point.service_point} />)}
          {premise.service_points.map((point) => (
            <ServicePoint key={point.service_point.service_point} premise={id} point={point} acts={<PointActs account={account} premise={premise} point={point.service_point} />} />
          ))}
        </section>
      )}
    </Answer>
  )
}

function RowActs({ account, agreement }: { account: Account; agreement: Agreement['agreement'] }) {
  return <AgreementActs account={account} agreement={agreement} premise={usePremise(agreement.premise).data} />
}

/** How many it is charged for and how often it is billed, where that is not one with each bill. */
function termsOf({ quantity, periods }: Agreement['agreement']): string {
  return [quantity !== '1' && `for ${quantity}`, periods > 1 && `${periods} periods a bill`].filter(Boolean).map((each) => `, ${each}`).join('')
}

/** `chosen`: the agreement in the address, which comes first then, with its premise alone. */
export function ServicesTab({ account, chosen = '' }: { account: Account; chosen?: string }) {
  const href = useHref()
  const transaction = /-MT\d+$/.test(chosen) ? chosen : ''
  const shown = account.agreements.find((each) => each.agreement.sa === chosen)
  const premises = [...new Set((shown ? [shown] : account.agreements).map((each) => each.agreement.premise))].filter(Boolean)
  return (
    <div className="stack">
      <section aria-labelledby="agreements"><h2 id="agreements">Service agreements</h2>
        <DataTable<Agreement>
          label="Service agreements"
          items={account.agreements}
          idOf={(each) => each.agreement.sa}
          hrefOf={(each) => href('accounts', account.heading.account, 'services', each.agreement.sa)}
          rowClass={(each) => (each === shown ? 'chosen' : '')}
          empty="No service agreement: this account bills nothing."
          columns={[
            { id: 'sa', title: 'Agreement', head: true, cell: (each) => each.agreement.sa },
            { id: 'service', title: 'Service', cell: (each) => sentence(each.agreement.service) },
            { id: 'status', title: 'Status', cell: (each) => sentence(each.agreement.status) },
            { id: 'tariff', title: 'Tariff', cell: (each) => <><a href={href('tariffs', each.agreement.tariff)}>{each.agreement.tariff}</a>{termsOf(each.agreement)}</> },
            { id: 'meter', title: 'Meter', cell: (each) => each.meter },
            { id: 'address', title: 'Service address', cell: (each) => (each.agreement.premise ? <a href={href('premises', each.agreement.premise)}>{oneLine(each.service_address)}</a> : oneLine(each.service_address)) },
            { id: 'market', title: 'ESI ID / LDC', cell: (each) => each.market_id },
            { id: 'from', title: 'From', cell: (each) => <Day of={each.agreement.start_on} /> },
            { id: 'until', title: 'Until', cell: (each) => <Day of={each.agreement.stop_on} /> },
            { id: 'charged', title: 'Charged until', cell: (each) => <Day of={each.agreement.charged_until} /> },
            { id: 'current', title: 'Current balance', number: true, cell: (each) => <Amount of={each.current} tone="owed" /> },
            { id: 'acts', title: 'Acts', cell: (each) => <RowActs account={account} agreement={each.agreement} /> },
          ]}
        />
        {chosen && !shown && !transaction && <p className="problem">Account {account.heading.account} has no agreement {chosen}.</p>}
        {shown && account.agreements.length > 1 && <p><a href={href('accounts', account.heading.account, 'services')}>Premises of all {account.agreements.length} agreements</a></p>}
      </section>
      {transaction && <MarketSection account={account} chosen={transaction} />}
      {premises.map((id) => <PremiseOf key={id} id={id} account={account} />)}
      {!transaction && <MarketSection account={account} />}
    </div>
  )
}
