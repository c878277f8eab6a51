// A person's own data: name, phones, e-mail, identifiers, addresses.
import { openAction } from '../actions/open'
import type { Account, Person } from '../api/queries'
import { oneLine } from '../format/address'
import { plain, sentence } from '../format/words'
import { ReasonedButton } from '../kit/button'
import { Facts } from '../kit/facts'
import { useSession, whyNot } from '../session/session'
import { usePastReason } from '../shell/as_of'

export function PersonFacts({ person, account }: { person: Person; account?: Account }) {
  const session = useSession()
  const past = usePastReason()
  const erased = person.erasure.ground === '' ? null : 'The person was erased.'
  const off = (type: string) => past ?? erased ?? whyNot(session, type)
  return (
    <>
      <Facts of={[
        ['Name', plain(person.name.full)],
        ...person.phones.map((phone) => [`${sentence(phone.phone_type.toLowerCase())} phone`, plain(phone.number)] as const),
        ['E-mail', plain(person.email)],
        ...person.identifiers.map((identifier) => [sentence(identifier.identifier_type.toLowerCase()), plain(identifier.identifier)] as const),
        ...person.addresses.map((entry) => [`${sentence(entry.kind)} address ${entry.address_id}`, <>{oneLine(entry.address)}{account && (
          <span className="row">
            <ReasonedButton kind="quiet" whyOff={off('person.set_address')} onPress={() => openAction('person.set_address', { account, person, address: entry })}>Change<span className="unseen"> address {entry.address_id}</span></ReasonedButton>
            <ReasonedButton kind="quiet" whyOff={off('person.remove_address')} onPress={() => openAction('person.remove_address', { account, person, address: entry })}>Remove<span className="unseen"> address {entry.address_id}</span></ReasonedButton>
          </span>)}</>] as const),
      ]} />
      {account && (
        <div className="row">
          <ReasonedButton kind="quiet" whyOff={off('person.change_name')} onPress={() => openAction('person.change_name', { account, person })}>Change name</ReasonedButton>
          <ReasonedButton kind="quiet" whyOff={off('person.set_phone')} onPress={() => openAction('person.set_phone', { account, person })}>Set phone</ReasonedButton>
          <ReasonedButton kind="quiet" whyOff={off('person.set_email')} onPress={() => openAction('person.set_email', { account, person })}>Set e-mail</ReasonedButton>
          <ReasonedButton kind="quiet" whyOff={off('person.set_identifier')} onPress={() => openAction('person.set_identifier', { account, person })}>Set identifier</ReasonedButton>
          <ReasonedButton kind="quiet" whyOff={off('person.set_address')} onPress={() => openAction('person.set_address', { account, person })}>Add address</ReasonedButton>
          {person.phones.length > 0 && <ReasonedButton kind="quiet" whyOff={off('person.remove_phone')} onPress={() => openAction('person.remove_phone', { account, person })}>Remove phone</ReasonedButton>}
        </div>
      )}
    </>
  )
}
