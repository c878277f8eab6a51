// One person, and the accounts they are on.
import { lazy, Suspense, useEffect, useState } from 'react'
import { type Person, usePerson } from '../api/queries'
import { HistoryLinks } from '../audit/history_links'
import { oneLine } from '../format/address'
import { instant } from '../format/date'
import { plain, sentence } from '../format/words'
import { Amount } from '../kit/amounts'
import { ReasonedButton } from '../kit/button'
import { YesNo } from '../kit/facts'
import { ScreenAnswer } from '../kit/states'
import { DataTable } from '../kit/table'
import { useSession, whyNot } from '../session/session'
import { usePastReason } from '../shell/as_of'
import { useHref } from '../shell/route'
import type { ScreenProps } from '../shell/screens'
import { PersonFacts } from './person_facts'

const ErasePersonDialog = lazy(() => import('./erase_person').then((module) => ({ default: module.ErasePersonDialog })))

type Place = Person['accounts'][number]

/** Whether the person can be erased, or that they were. */
function Erasure({ person }: { person: Person }) {
  const session = useSession()
  const past = usePastReason()
  const [open, setOpen] = useState(false)
  const { erasure } = person
  if (erasure.ground !== '')
    return <p role="note"><strong>Erased</strong> on {instant(erasure.at)} by {erasure.by}: {sentence(erasure.ground).toLowerCase()}. The key of their texts was destroyed; nothing of them can be read again.</p>
  return (
    <>
      <ReasonedButton kind="danger" whyOff={past ?? whyNot(session, 'person.erase')} onPress={() => setOpen(true)}>Erase person…</ReasonedButton>
      {open && <Suspense fallback={null}><ErasePersonDialog person={person} close={() => setOpen(false)} /></Suspense>}
    </>
  )
}

function PersonPage({ person }: { person: Person }) {
  const href = useHref()
  const name = plain(person.name.full)
  useEffect(() => {
    document.title = `${name} · person ${person.person}`
  }, [name, person.person])
  return (
    <div className="screen">
      <div className="trail-row">
        <nav aria-label="Where you are" className="trail"><ol><li><a href={href()}>Customers</a></li><li aria-current="page">Person {person.person}</li></ol></nav>
        <HistoryLinks kind="person" id={person.person} />
      </div>
      <div className="heading"><div><h1>{name} <span className="id">{person.person}</span></h1><p className="quiet">{person.kind}</p></div><Erasure person={person} /></div>
      <div className="columns">
        <section aria-labelledby="accounts"><h2 id="accounts">Accounts</h2>
          <DataTable<Place>
            label="Accounts"
            items={person.accounts}
            idOf={(place) => place.heading.account}
            hrefOf={(place) => href('accounts', place.heading.account)}
            empty="On no account."
            columns={[
              { id: 'account', title: 'Account', head: true, cell: (place) => place.heading.account },
              { id: 'address', title: 'Service address', cell: (place) => oneLine(place.heading.service_address) },
              { id: 'main', title: 'Main', cell: (place) => <YesNo is={place.main_customer} /> },
              { id: 'responsible', title: 'Responsible', cell: (place) => <YesNo is={place.financially_responsible} /> },
              { id: 'guarantor', title: 'Guarantor', cell: (place) => <YesNo is={place.third_party_guarantor} /> },
              { id: 'relationship', title: 'Relationship', cell: (place) => place.relationship_type },
              { id: 'current', title: 'Current balance', number: true, cell: (place) => <Amount of={place.current} tone="owed" /> },
            ]}
          />
        </section>
        <section aria-labelledby="facts"><h2 id="facts">Contact</h2><PersonFacts person={person} /></section>
      </div>
    </div>
  )
}

export default function PersonScreen({ rest }: ScreenProps) {
  const [id = ''] = rest
  return <ScreenAnswer of={usePerson(id)} what={`person ${id}`}>{(person) => <PersonPage person={person} />}</ScreenAnswer>
}
