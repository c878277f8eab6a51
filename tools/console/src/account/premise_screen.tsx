// A premise: its address, service points, meters, reads, who occupies it.
import { useEffect } from 'react'
import { type Premise, usePremise } from '../api/queries'
import { HistoryLinks } from '../audit/history_links'
import { oneLine } from '../format/address'
import { ScreenAnswer } from '../kit/states'
import { useHref } from '../shell/route'
import type { ScreenProps } from '../shell/screens'
import { AddressFacts } from './customer_tab'
import { ServicePoint } from './service_point'

function PremisePage({ premise }: { premise: Premise }) {
  const href = useHref()
  useEffect(() => {
    document.title = `${premise.premise} · ${oneLine(premise.address)}`
  }, [premise])
  return (
    <div className="screen">
      <div className="trail-row">
        <nav aria-label="Where you are" className="trail"><ol><li><a href={href()}>Customers</a></li><li aria-current="page">Premise {premise.premise}</li></ol></nav>
        <HistoryLinks kind="premise" id={premise.premise} />
      </div>
      <div className="heading"><div><h1>{oneLine(premise.address)} <span className="id">{premise.premise}</span></h1>
        <p className="quiet">{premise.jurisdiction && `Jurisdiction ${premise.jurisdiction}`}</p></div>
        <div className="tasks"><a className="act" href={href('set-up', 'at', premise.premise)}>Set up a customer here</a></div></div>
      {premise.service_points.map((point) => <ServicePoint key={point.service_point.service_point} point={point} heading="h2" />)}
      <details><summary>Address, every field</summary><AddressFacts address={premise.address} /></details>
    </div>
  )
}

export default function PremiseScreen({ rest }: ScreenProps) {
  const [id = ''] = rest
  return <ScreenAnswer of={usePremise(id)} what={`premise ${id}`}>{(premise) => <PremisePage premise={premise} />}</ScreenAnswer>
}
