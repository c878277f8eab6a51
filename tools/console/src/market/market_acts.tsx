// What can be done in the market for one utility account: a menu at each service point that has a market number.
import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import { type Subject, openAction } from '../actions/open'
import { ActButton } from '../kit/button'
import { useSession, whyNot } from '../session/session'
import { usePastReason } from '../shell/as_of'

const marketActs = [
  { id: 'enrol', label: 'Request enrolment (814_01)', sends: 'market.send', kind: 'enrolment_request' },
  { id: 'change', label: 'Send a change (814_20)', sends: 'market.send', kind: 'change_request' },
  { id: 'drop', label: 'Request drop (814_10)', sends: 'market.send', kind: 'drop_request' },
  { id: 'history', label: 'Request usage history (814_26)', sends: 'market.send', kind: 'historical_usage_request' },
  { id: 'order', label: 'Order service (650_01)', sends: 'market.send', kind: 'service_order_request' },
  { id: 'send', label: 'Send another transaction', sends: 'market.send', kind: '' },
  { id: 'receive', label: 'Record one received', sends: 'market.receive', kind: '' },
] as const

export function MarketActs({ subject }: { subject: Subject }) {
  const session = useSession()
  const past = usePastReason()
  const off = (type: string) => past ?? whyNot(session, type)
  const here = `for ${subject.point?.service_point ?? ''}`
  return (
    <MenuTrigger>
      <ActButton kind="quiet">Market<span className="unseen"> {here}</span><span aria-hidden="true"> ▾</span></ActButton>
      <Popover className="popover">
        <Menu
          className="list" aria-label={`Market ${here}`}
          disabledKeys={marketActs.filter((act) => off(act.sends) !== null).map((act) => act.id)}
          onAction={(key) => {
            const act = marketActs.find((one) => one.id === key)
            if (act) openAction(act.sends, { ...subject, marketKind: act.kind })
          }}
        >
          {marketActs.map((act) => {
            const why = off(act.sends)
            return <MenuItem key={act.id} id={act.id} textValue={act.label} className="list-item"><span>{act.label}</span>{why && <span className="quiet">{why}</span>}</MenuItem>
          })}
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}
