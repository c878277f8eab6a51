// Who the customer is, and every person on the account with every field of their place on it.
import { openAction } from '../actions/open'
import { type Account, usePerson } from '../api/queries'
import { type Address, oneLine } from '../format/address'
import { plain, sentence } from '../format/words'
import { Day } from '../kit/amounts'
import { ReasonedButton } from '../kit/button'
import { Facts, YesNo } from '../kit/facts'
import { Answer, Nothing } from '../kit/states'
import { DataTable } from '../kit/table'
import { useSession, whyNot } from '../session/session'
import { usePastReason } from '../shell/as_of'
import { useHref } from '../shell/route'
import { PersonFacts } from './person_facts'

type AccountPerson = Account['persons'][number]
type Routing = AccountPerson['link']['bill_routings'][number]
type Quote = AccountPerson['link']['quote_routings'][number]

const addressLabels: readonly [keyof Address, string][] = [
  ['country', 'Country'], ['address1', 'Address 1'], ['address2', 'Address 2'], ['address3', 'Address 3'], ['address4', 'Address 4'],
  ['house_type', 'House type'], ['number1', 'Number 1'], ['number2', 'Number 2'], ['in_city_limit', 'In city limit'], ['city', 'City'],
  ['geographic_code', 'Geographic code'], ['county', 'County'], ['state', 'State'], ['postal', 'Postal'],
]

export function AddressFacts({ address }: { address: Address }) {
  return <Facts of={addressLabels.map(([field, label]) => [label, sentenceOf(plain(address[field]), field)] as const)} />
}

function sentenceOf(value: string, field: string): string {
  return field === 'in_city_limit' ? sentence(value) : value
}

/** What a route resolves to, where the person's own data say it. */
function Destination({ routing, person }: { routing: Pick<Routing, 'address_source' | 'address_id' | 'route_type'>; person: string }) {
  const asked = usePerson(person)
  if (!routing.address_source && asked.data) return <>{plain(asked.data.email) || <span className="quiet">as the route type resolves it</span>}</>
  if (routing.address_source === 'account_override') return <>Account override {plain(routing.address_id) || '(effective at billing)'}</>
  return <>Person’s {plain(routing.address_id) || 'mailing address at billing'}</>
}

function BillRoutings({ entry }: { entry: AccountPerson }) {
  const { link } = entry
  const rows = link.bill_routings.map((routing, index) => ({ routing, id: String(index + 1) }))
  return (
    <DataTable<{ routing: Routing; id: string }>
      label={`Bill routing of ${plain(entry.name)}`}
      items={rows}
      idOf={(row) => row.id}
      empty="No bill routing: this person gets no copy."
      columns={[
        { id: 'nr', title: '#', head: true, cell: (row) => row.id },
        { id: 'copy', title: 'Receives copy of bill', cell: ({ routing }) => <YesNo is={routing.receives_copy} locked={link.main_customer && 'main customer'} /> },
        { id: 'route', title: 'Bill route type', cell: ({ routing }) => routing.route_type || 'default' },
        { id: 'to', title: 'Goes to', cell: ({ routing }) => <Destination routing={routing} person={link.person} /> },
        { id: 'format', title: 'Bill format', cell: ({ routing }) => sentence((routing.bill_format || 'default').toLowerCase()) },
        { id: 'copies', title: 'Copies', number: true, cell: ({ routing }) => routing.copies },
        { id: 'po', title: 'Customer PO ID', cell: ({ routing }) => plain(routing.customer_po_id) },
        { id: 'notify', title: 'Receives notification', cell: ({ routing }) => <YesNo is={routing.receives_notification} locked={link.main_customer && 'main customer'} /> },
        { id: 'source', title: 'Address source', cell: ({ routing }) => (routing.address_source ? sentence(routing.address_source) : '') },
        { id: 'address', title: 'Address ID', cell: ({ routing }) => plain(routing.address_id) },
      ]}
    />
  )
}

function QuoteRoutings({ entry }: { entry: AccountPerson }) {
  const rows = entry.link.quote_routings.map((routing, index) => ({ routing, id: String(index + 1) }))
  if (rows.length === 0) return null
  return (
    <>
      <h4>Quote routing</h4>
      <DataTable<{ routing: Quote; id: string }>
        label={`Quote routing of ${plain(entry.name)}`}
        items={rows}
        idOf={(row) => row.id}
        empty="None."
        columns={[
          { id: 'nr', title: '#', head: true, cell: (row) => row.id },
          ...Object.keys(rows[0]!.routing).map((field) => ({ id: field, title: sentence(field), cell: (row: { routing: Quote }) => {
            const value: unknown = row.routing[field as keyof Quote]
            return typeof value === 'boolean' ? <YesNo is={value} /> : String(value ?? '')
          } })),
        ]}
      />
    </>
  )
}

function PersonOnAccount({ account, entry }: { account: Account; entry: AccountPerson }) {
  const { link } = entry
  const href = useHref()
  const session = useSession()
  const past = usePastReason()
  const asked = usePerson(link.person)
  const edit = (id: string) => past ?? whyNot(session, id)
  return (
    <article className="card" aria-labelledby={`person-${link.person}`}>
      <header className="row">
        <h3 id={`person-${link.person}`}><a href={href('persons', link.person)}>{plain(entry.name)}</a> <span className="id">{link.person}</span></h3>
        {link.main_customer && <span className="tag">Main customer</span>}
        <span className="push row">
          <ReasonedButton kind="quiet" whyOff={edit('account.change_person')} onPress={() => openAction('account.change_person', { account, entry })}>Edit</ReasonedButton>
          {!link.main_customer && <ReasonedButton kind="quiet" whyOff={edit('account.change_main_customer')} onPress={() => openAction('account.change_main_customer', { account, entry })}>Make main</ReasonedButton>}
          {!link.main_customer && <ReasonedButton kind="quiet" whyOff={edit('account.unlink_person')} onPress={() => openAction('account.unlink_person', { account, entry })}>Take off</ReasonedButton>}
        </span>
      </header>
      <div className="two">
        <section aria-label="Place on the account">
          <Facts of={[
            ['Person ID', link.person],
            ['Main customer', <YesNo is={link.main_customer} />],
            ['Financially responsible', <YesNo is={link.financially_responsible} locked={link.main_customer && 'locked for the main customer'} />],
            ['Third-party guarantor', <YesNo is={link.third_party_guarantor} locked={link.main_customer && 'locked for the main customer'} />],
            ['Relationship type', link.relationship_type],
            ['Web access', link.web_access ? 'Allowed' : 'Not allowed'],
            ['Prefix/suffix', link.name_affix ? sentence(link.name_affix) : ''],
            ['Pfx/sfx name', plain(link.affix_name)],
          ]} />
        </section>
        <section aria-label="Contact"><Answer of={asked} what="the person">{(person) => <PersonFacts person={person} account={account} />}</Answer></section>
      </div>
      <h4>Bill routing</h4>
      <BillRoutings entry={entry} />
      <QuoteRoutings entry={entry} />
      {link.override_addresses.map((override) => (
        <details key={override.address_id}>
          <summary>Account override address {override.address_id}: {oneLine(override.address)}, <Day of={override.from} /> to <Day of={override.until} /></summary>
          <AddressFacts address={override.address} />
        </details>
      ))}
    </article>
  )
}

export function CustomerTab({ account }: { account: Account }) {
  const session = useSession()
  const past = usePastReason()
  const off = (type: string) => past ?? whyNot(session, type)
  return (
    <div className="stack">
      <section aria-labelledby="terms"><div className="row"><h2 id="terms">Account</h2>
        <span className="push"><ReasonedButton kind="quiet" whyOff={off('account.change_terms')} onPress={() => openAction('account.change_terms', { account })}>Change terms</ReasonedButton></span></div>
        <Facts of={[
          ['Account', account.heading.account], ['Opened on', account.opened_on], ['Customer class', account.customer_class], ['Customer type', account.customer_type],
          ...(account.rules_class ? [['Rules', `of class ${account.rules_class}, by its type`] as [string, string]] : []),
          ['Bill cycle', account.bill_cycle], ['Requested due day', account.requested_due_day ? String(account.requested_due_day) : 'none'],
          ['Currency', account.currency], ['Events so far', String(account.version)],
        ]} />
      </section>
      <section aria-labelledby="persons" className="stack"><div className="row"><h2 id="persons">Persons on the account</h2>
        <span className="push"><ReasonedButton whyOff={off('account.link_person')} onPress={() => openAction('account.link_person', { account })}>Link a person</ReasonedButton></span></div>
        {account.persons.length === 0 && <Nothing>No person is on the account.</Nothing>}
        {account.persons.map((entry) => <PersonOnAccount key={entry.link.person} account={account} entry={entry} />)}
      </section>
    </div>
  )
}
