// Collections of an account: what is to be collected, what is next and what forbids it, step by step; severances and
// protections; and what can be done.
import { openAction, type Subject } from '../actions/open'
import { type Account, type Collections, useCollections } from '../api/queries'
import { kindInWords, plain } from '../format/words'
import { Amount, Day } from '../kit/amounts'
import { ReasonedButton } from '../kit/button'
import { Answer } from '../kit/states'
import { DataTable } from '../kit/table'
import { useSession, whyNot } from '../session/session'
import { usePastReason } from '../shell/as_of'
import { nextInWords } from './collection_specs'

type Collection = Collections['collections'][number]
type Step = Collection['steps'][number]
type Severance = Collections['severances'][number]
type Protection = Collections['protections'][number]

function Act({ type, label, subject, kind = 'quiet' }: { type: string; label: string; subject: Subject; kind?: 'quiet' | 'plain' }) {
  const session = useSession()
  const past = usePastReason()
  return <ReasonedButton kind={kind} whyOff={past ?? whyNot(session, type)} onPress={() => openAction(type, subject)}>{label}</ReasonedButton>
}

function OneCollection({ account, collection }: { account: Account; collection: Collection }) {
  const subject = { account, collection }
  return (
    <section className="stack" aria-label={`Collection ${collection.collection}`}>
      <h3>{collection.collection}: {collection.ended_on ? 'Ended' : 'Open'}</h3>
      <dl className="facts">
        <dt>Started</dt><dd><Day of={collection.started_on} /> {collection.resumes && <span className="quiet">goes on from {collection.resumes}</span>}</dd>
        <dt>Debt then</dt><dd><Amount of={collection.debt} currency={account.currency} /> <span className="quiet">oldest due <Day of={collection.oldest_due} /></span></dd>
        {collection.ended_on && <><dt>Ended</dt><dd><Day of={collection.ended_on} /> {kindInWords(collection.cause)}{collection.cancel_reason && ` (${collection.cancel_reason})`}, <Amount of={collection.debt_left} /> left</dd></>}
        {collection.not_before && <><dt>No other before</dt><dd><Day of={collection.not_before} /></dd></>}
      </dl>
      {!collection.ended_on && (
        <div className="row">
          <Act type="collection.cancel_step" label="Take back the latest step" subject={subject} />
          <Act type="collection.cancel" label="End collection" subject={subject} />
        </div>
      )}
      <DataTable<Step>
        label={`Steps of ${collection.collection}`}
        items={collection.steps}
        idOf={(step) => String(step.number)}
        rowClass={(step) => (step.cancelled_on ? 'gone' : '')}
        empty="None yet."
        columns={[
          { id: 'step', title: 'Step', head: true, cell: (step) => `${step.number}: ${step.step}` },
          { id: 'kind', title: 'Kind', cell: (step) => kindInWords(step.kind) },
          { id: 'taken', title: 'Taken', cell: (step) => <Day of={step.taken_on} /> },
          { id: 'days', title: 'Days overdue', number: true, cell: (step) => String(step.days_overdue) },
          { id: 'debt', title: `Debt, ${account.currency}`, number: true, cell: (step) => <Amount of={step.debt} /> },
          { id: 'letters', title: 'Letters', cell: (step) => step.letters.join(', ') },
          { id: 'back', title: 'Taken back', cell: (step) => (step.cancelled_on ? `${step.cancelled_on} ${kindInWords(step.cause)}` : '') },
        ]}
      />
    </section>
  )
}

function SeveranceRow({ account, severance }: { account: Account; severance: Severance }) {
  const subject = { account, severance }
  return (
    <section className="stack" aria-label={`Severance ${severance.severance}`}>
      <h3>{severance.severance} of {severance.sa}: {kindInWords(severance.state)}</h3>
      <dl className="facts">
        <dt>Notice</dt><dd><Day of={severance.started_on} /> <span className="quiet">for <Amount of={severance.debt} currency={account.currency} /></span></dd>
        {severance.ordered_on && <><dt>Ordered</dt><dd><Day of={severance.ordered_on} /></dd></>}
        {severance.disconnected_on && <><dt>Disconnected</dt><dd><Day of={severance.disconnected_on} /></dd></>}
        {severance.ended_on && <><dt>Ended</dt><dd><Day of={severance.ended_on} /> {severance.cause && kindInWords(severance.cause)}{severance.charge && `charge ${severance.charge}`}</dd></>}
      </dl>
      <div className="row">
        {severance.state === 'ordered' && <Act type="severance.disconnect" label="Report disconnection" subject={subject} />}
        {severance.state === 'disconnected' && <Act type="severance.reconnect" label="Report reconnection" subject={subject} />}
        {(severance.state === 'notice' || severance.state === 'ordered') && <Act type="severance.cancel" label="Withdraw" subject={subject} />}
      </div>
    </section>
  )
}

function OneProtection({ account, protection }: { account: Account; protection: Protection }) {
  return (
    <section className="stack" aria-label={`Protection ${protection.protection}`}>
      <h3>{protection.protection}: {protection.description || protection.protection_type}</h3>
      <dl className="facts">
        <dt>{kindInWords(protection.state)}</dt><dd><Day of={protection.from} />{protection.until && <> until <Day of={protection.until} /></>}{protection.sa && <span className="quiet"> of {protection.sa}</span>}</dd>
        <dt>Protects from</dt><dd>{[...protection.blocks.map(kindInWords), ...(protection.debt_before ? ['Debt from before it'] : [])].join(', ')}</dd>
        <dt>Evidence</dt><dd>{plain(protection.evidence)}</dd>
      </dl>
      {protection.state !== 'over' && <div className="row"><Act type="protection.end" label="End protection" subject={{ account, protection }} /></div>}
    </section>
  )
}

export function CollectionsSection({ account }: { account: Account }) {
  const collections = useCollections(account.heading.account)
  return (
    <section aria-label="Collections" className="stack">
      <Answer of={collections} what="collections">
        {(answer) => {
          const nextStep = answer.next[0]
          return (
            <>
              {!answer.collected_from && <p className="quiet">Nothing is collected from accounts of its class.</p>}
              <dl className="facts">
                <dt>To be collected</dt><dd><Amount of={answer.debt} currency={account.currency} tone="owed" />{answer.oldest_due && <span className="quiet"> oldest due <Day of={answer.oldest_due} /></span>}</dd>
                {answer.some_protected && <><dt>Left out</dt><dd>Debt from before a protection</dd></>}
                {nextStep && <><dt>Next step</dt><dd>{nextInWords(nextStep)}</dd></>}
              </dl>
              <div className="row">
                {nextStep?.state === 'due' && <Act type="collection.advance" label="Take the step" subject={{ account, nextStep }} kind="plain" />}
                <Act type="protection.record" label="Protect" subject={{ account }} kind="plain" />
              </div>
              {answer.protections.map((one) => <OneProtection key={one.protection} account={account} protection={one} />)}
              {answer.severances.map((one) => <SeveranceRow key={one.severance} account={account} severance={one} />)}
              {answer.collections.length === 0 && <p className="quiet">The account had no collection.</p>}
              {answer.collections.map((one) => <OneCollection key={one.collection} account={account} collection={one} />)}
            </>
          )
        }}
      </Answer>
    </section>
  )
}
