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
  const off = (type: string) => past ?? whyNot(session, type)
  return (
    <>
      <Facts of={[
        ['Name', plain(person.name.full)],
        ...person.phones.map((phone) => [`${sentence(phone.phone_type.toLowerCase())} phone`, plain(phone.number)] as const),
        ['E-mail', plain(person.email)],
        ...person.identifiers.map((identifier) => [sentence(identifier.identifier_type.toLowerCase()), plain(identifier.identifier)] as const),
        ...person.addresses.map((entry) => [`${sentence(entry.kind)} address ${entry.address_id}`, oneLine(entry.address)] as const),
      ]} />
      {account && (
        <div className="row">
          <ReasonedButton kind="quiet" whyOff={off('person.change_name')} onPress={() => openAction('person.change_name', { account, person })}>Change name</ReasonedButton>
          <ReasonedButton kind="quiet" whyOff={off('person.set_phone')} onPress={() => openAction('person.set_phone', { account, person })}>Set phone</ReasonedButton>
          <ReasonedButton kind="quiet" whyOff={off('person.set_email')} onPress={() => openAction('person.set_email', { account, person })}>Set e-mail</ReasonedButton>
        </div>
      )}
    </>
  )
}
