// A premise: its address, service points, meters, reads, who occupies it.
import { useEffect, useState } from 'react'
import { type Premise, usePremise } from '../api/queries'
import { HistoryLinks } from '../audit/history_links'
import { oneLine } from '../format/address'
import { ReasonedButton } from '../kit/button'
import { ScreenAnswer } from '../kit/states'
import { AddressOfLocation } from '../services/location_address_dialog'
import { useSession, whyNot } from '../session/session'
import { usePastReason } from '../shell/as_of'
import { Trail, stepsOfPremise } from '../shell/hierarchy'
import { useHref } from '../shell/route'
import type { ScreenProps } from '../shell/screens'
import { AddressFacts } from './customer_tab'
import { ServicePoint } from './service_point'

function PremisePage({ premise, point, meter }: { premise: Premise; point: string; meter: string }) {
  const href = useHref()
  const session = useSession()
  const past = usePastReason()
  const [changing, setChanging] = useState(false)
  useEffect(() => {
    document.title = `${premise.premise} · ${oneLine(premise.address)}`
  }, [premise])
  return (
    <div className="screen">
      <Trail steps={stepsOfPremise(premise, point, meter)}><HistoryLinks kind="premise" id={premise.premise} /></Trail>
      <div className="heading"><div><h1>{oneLine(premise.address)} <span className="id">{premise.premise}</span></h1>
        <p className="quiet">{premise.jurisdiction && `Jurisdiction ${premise.jurisdiction}`}</p></div>
        <div className="tasks"><ReasonedButton whyOff={past ?? whyNot(session, 'premise.change_address')} onPress={() => setChanging(true)}>Change address</ReasonedButton>
          <a className="act" href={href('set-up', 'at', premise.premise)}>Set up a customer here</a></div></div>
      {changing && <AddressOfLocation premise={premise} onClose={() => setChanging(false)} />}
      {point && !premise.service_points.some((each) => each.service_point.service_point === point) && <p className="problem">Premise {premise.premise} has no service point {point}.</p>}
      {premise.service_points.map((each) => (
        <ServicePoint key={each.service_point.service_point} premise={premise.premise} point={each} heading="h2" chosen={each.service_point.service_point === point ? { meter } : null} />
      ))}
      <details><summary>Address, every field</summary><AddressFacts address={premise.address} /></details>
    </div>
  )
}

export default function PremiseScreen({ rest }: ScreenProps) {
  const [id = '', point = '', meter = ''] = rest
  return <ScreenAnswer of={usePremise(id)} what={`premise ${id}`}>{(premise) => <PremisePage premise={premise} point={point} meter={meter} />}</ScreenAnswer>
}
