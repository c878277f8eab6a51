// Buttons for what can be done with an agreement, a service point, a premise.
import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import { type Subject, openAction } from '../actions/open'
import type { Account, Premise } from '../api/queries'
import { ActButton, ReasonedButton } from '../kit/button'
import { MarketActs } from '../market/market_acts'
import { useSession, whyNot } from '../session/session'
import { usePastReason } from '../shell/as_of'
import { useHref } from '../shell/route'

type Agreement = Account['agreements'][number]['agreement']
type Act = { id: string; label: string }

/** Acts that an agreement's state allows. What a meter measures is billed with each bill. */
export function actsOf(agreement: Agreement, measured: boolean): Act[] {
  const quantity = { id: 'service.change_quantity', label: 'Change quantity' }
  const terms = [{ id: 'service.change_tariff', label: 'Change rate' }, quantity, ...(measured ? [] : [{ id: 'service.change_frequency', label: 'Change frequency' }])]
  switch (agreement.status) {
    case 'pending_start':
      return [{ id: 'service.move_start', label: 'Move start' }, { id: 'service.activate', label: 'Activate' }, { id: 'service.withdraw_start', label: 'Withdraw start' }, quantity]
    case 'pending_stop':
      return [{ id: 'service.stop', label: 'Move stop' }, { id: 'service.withdraw_stop', label: 'Withdraw stop' }, ...terms]
    case 'active':
    case 'reactivated':
      return [{ id: 'service.stop', label: 'Stop service' }, ...terms]
    default:
      return []
  }
}

function useOff(): (type: string) => string | null {
  const session = useSession()
  const past = usePastReason()
  return (type) => past ?? whyNot(session, type)
}

/** One menu a row: what is off says why in its place. */
export function ActMenu({ label, acts, subject }: { label: string; acts: readonly (Act & { sends?: string })[]; subject: Subject }) {
  const off = useOff()
  if (acts.length === 0) return null
  return (
    <MenuTrigger>
      <ActButton kind="quiet">Act<span className="unseen"> {label}</span><span aria-hidden="true"> ▾</span></ActButton>
      <Popover className="popover">
        <Menu className="list" aria-label={`Act ${label}`} onAction={(key) => openAction(String(key), subject)} disabledKeys={acts.filter((act) => off(act.sends ?? act.id) !== null).map((act) => act.id)}>
          {acts.map((act) => {
            const why = off(act.sends ?? act.id)
            return <MenuItem key={act.id} id={act.id} textValue={act.label} className="list-item"><span>{act.label}</span>{why && <span className="quiet">{why}</span>}</MenuItem>
          })}
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}

export function AgreementActs({ account, agreement, premise }: { account: Account; agreement: Agreement; premise: Premise | undefined }) {
  const point = premise?.service_points.find((each) => each.service_point.service_point === agreement.service_point)?.service_point
  return <ActMenu label={`on agreement ${agreement.sa}`} acts={actsOf(agreement, (point?.meters.length ?? 0) > 0)} subject={{ account, agreement, ...(premise ? { premise } : {}), ...(point ? { point } : {}) }} />
}

export function PointActs({ account, premise, point }: { account: Account; premise: Premise; point: NonNullable<Subject['point']> }) {
  const here = `at ${point.service_point}`
  const metered = point.meters.some((meter) => !meter.removed_on)
  const free = !account.agreements.some(({ agreement }) => agreement.service_point === point.service_point && ['active', 'pending_start', 'reactivated'].includes(agreement.status))
  const acts = [
    ...(metered ? [{ id: 'premise.record_read', label: 'Enter read' }] : []),
    ...(point.meters.length ? [{ id: 'meter.exchange', label: metered ? 'Exchange meter' : 'Install meter', sends: 'premise.install_meter' }] : []),
    ...(metered ? [{ id: 'premise.change_register', label: 'Change register' }] : []),
    ...(free ? [{ id: 'service.start', label: 'Start service' }] : []),
  ]
  const subject = { account, premise, point }
  return <span className="row"><ActMenu label={here} acts={acts} subject={subject} /><MarketActs subject={subject} /></span>
}

export function PremiseActs({ account, premise }: { account: Account; premise: Premise }) {
  const off = useOff()
  const href = useHref()
  const act = (id: string, label: string) => <ReasonedButton kind="quiet" whyOff={off(id)} onPress={() => openAction(id, { account, premise })}>{label}</ReasonedButton>
  return (
    <div className="row">
      {act('customer.move_out', 'Move out')}
      {act('premise.set_landlord_agreement', 'Landlord agreement')}
      {act('premise.add_service_point', 'Add service point')}
      {act('premise.change_address', 'Change address')}
      <a className="act quiet" href={href('set-up', 'copy', account.heading.account)}>Set up the next customer</a>
    </div>
  )
}
