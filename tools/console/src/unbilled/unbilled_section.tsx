// An account's unbilled revenue: the latest accrual, the days and quantities that it rests on, and how each amount came about.
import { useQuestion } from '../api/lists'
import type { Account } from '../api/queries'
import type { components } from '../api/schema'
import { lastDayBefore } from '../format/date'
import { amount } from '../format/money'
import { sentence } from '../format/words'
import { Amount, Day } from '../kit/amounts'
import { Answer, Nothing } from '../kit/states'
import { DataTable } from '../kit/table'
import { useAsOf, useHref } from '../shell/route'
import { basisInWords } from './unbilled'

type Unbilled = components['schemas']['answer.unbilled']
type Accrual = Unbilled['latest'][number]
type Agreement = Accrual['agreements'][number]

function OfAgreement({ agreement, currency }: { agreement: Agreement; currency: string }) {
  const href = useHref()
  return (
    <section aria-label={`Not billed of ${agreement.sa}`} className="stack">
      <h3>{sentence(agreement.service)} <span className="quiet">{agreement.sa}, {agreement.from} to {lastDayBefore(agreement.until ?? '')}</span></h3>
      {agreement.no_basis && <p className="error">{agreement.explanation}</p>}
      {agreement.uses.length > 0 && (
        <DataTable<Agreement['uses'][number]>
          label={`What ${agreement.sa} used`} items={agreement.uses} idOf={(use) => `${use.service_point} ${use.channel} ${use.from ?? ''}`} empty="Nothing was used."
          columns={[
            { id: 'where', title: 'Service point', head: true, cell: (use) => use.service_point },
            { id: 'channel', title: 'Channel', cell: (use) => use.channel },
            { id: 'from', title: 'First day', cell: (use) => <Day of={use.from} /> },
            { id: 'until', title: 'Last day', cell: (use) => <Day of={lastDayBefore(use.until ?? '')} /> },
            { id: 'quantity', title: 'Used', number: true, cell: (use) => `${amount(use.quantity)} ${use.unit}` },
            { id: 'basis', title: 'How it is known', cell: (use) => basisInWords({ ...use, basis_days: Number(use.basis_days) }) },
          ]}
        />
      )}
      <DataTable<Agreement['lines'][number]>
        label={`What ${agreement.sa} earned`} items={agreement.lines} idOf={(line) => line.line_id} empty="Nothing was earned."
        columns={[
          { id: 'what', title: 'Line', head: true, cell: (line) => line.description },
          { id: 'days', title: 'Days', cell: (line) => (line.from && line.until ? `${line.from} to ${lastDayBefore(line.until)}` : '') },
          { id: 'computed', title: 'Computed', cell: (line) => `${amount(line.quantity)}${line.unit ? ` ${line.unit}` : ''} × ${line.price}${line.fraction === '1/1' || line.fraction === '' ? '' : ` × ${line.fraction}`}` },
          { id: 'tariff', title: 'Tariff', cell: (line) => line.tariff && <a href={href('tariffs', line.tariff)}>{line.tariff} v{line.tariff_version}</a> },
          { id: 'gl', title: 'GL account', cell: (line) => line.gl_account },
          { id: 'amount', title: `Earned, ${currency}`, number: true, cell: (line) => <Amount of={line.amount} /> },
        ]}
      />
    </section>
  )
}

function Latest({ accrual, currency, count }: { accrual: Accrual; currency: string; count: number }) {
  const href = useHref()
  return (
    <>
      <dl className="facts">
        <dt>Earned and not billed</dt><dd><Amount of={accrual.amount} currency={currency} /> <span className="quiet">without tax; no customer owes it</span></dd>
        <dt>Period</dt><dd>{accrual.period_from} to {lastDayBefore(accrual.period_until ?? '')}</dd>
        <dt>Posted on</dt><dd><Day of={accrual.posted_on} /></dd>
        <dt>Taken back on</dt><dd><Day of={accrual.reversed_on} /></dd>
        <dt>Accrual</dt><dd>{accrual.accrual} <span className="quiet">the latest of {count}</span> · <a href={href('operations', 'unbilled')}>all accounts</a></dd>
      </dl>
      {accrual.agreements.map((each) => <OfAgreement key={each.sa} agreement={each} currency={currency} />)}
    </>
  )
}

export function UnbilledSection({ account }: { account: Account }) {
  const asked = useQuestion<Unbilled>(`/v1/accounts/${encodeURIComponent(account.heading.account)}/unbilled`, { asOf: useAsOf() })
  return (
    <section aria-labelledby="unbilled" className="stack">
      <h2 id="unbilled">Unbilled revenue</h2>
      <Answer of={asked} what="unbilled revenue">
        {(answer) => {
          const [latest] = answer.latest
          return latest ? <Latest accrual={latest} currency={answer.currency} count={Number(answer.count)} /> : <Nothing>Nothing was accrued for this account yet.</Nothing>
        }}
      </Answer>
    </section>
  )
}
