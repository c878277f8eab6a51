// Beside the form: who is likely the same person, what will be made, what is still needed, and the button that makes it.
import type { Problem } from '../api/problem'
import { ActButton, ReasonedButton } from '../kit/button'
import { ProblemNote } from '../kit/states'
import { useHref } from '../shell/route'
import type { Likely } from './duplicates'
import type { SummaryLine } from './summary'

export function LikelyPersons({ likely, sought, onTake }: { likely: readonly Likely[]; sought: boolean; onTake: (person: Likely) => void }) {
  const href = useHref()
  return (
    <section aria-labelledby="likely" className="card likely" aria-live="polite">
      <h2 id="likely">Likely the same person</h2>
      {likely.length === 0 ? <p className="quiet">{sought ? 'No person with this name, phone, e-mail, identifier or address.' : 'Looked for as the name, a phone, the e-mail, an identifier or an address is typed.'}</p> : (
        <ul className="links">
          {likely.map((each) => (
            <li key={each.person}>
              <a href={href('persons', each.person)}>{each.name} · {each.person}</a>
              <span className="quiet">{[each.lives || 'no address', each.accounts.length ? `account ${each.accounts.join(', ')}` : 'on no account'].join(' · ')}</span>
              <span className="row"><span className="quiet">{each.agrees}</span>
                <ActButton kind="quiet" onPress={() => onTake(each)} aria-label={`Take this person: ${each.name} ${each.person}`}>Take this person</ActButton></span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

export function WillBeMade({ lines, missing, problem, whyOff, busy, onSend }: {
  lines: readonly SummaryLine[]
  missing: readonly { field: string; what: string }[]
  /** A refusal that is about no field of the form. */
  problem: Problem | null
  whyOff: string | null
  busy: boolean
  onSend: () => void
}) {
  return (
    <section aria-labelledby="will-be-made" className="card will-be-made">
      <h2 id="will-be-made">What will be made</h2>
      <dl>
        {lines.map((line, index) => (
          <div key={index}>
            <dt>{line.what}</dt>
            <dd>{line.text ? <strong>{line.text}</strong> : <span className="quiet">—</span>}{line.details.length > 0 && <span className="quiet">{line.details.join(' · ')}</span>}</dd>
          </div>
        ))}
      </dl>
      {missing.length > 0 && <p className="quiet" id="still-needed">Still needed: {missing.map((each) => each.what).join(', ')}.</p>}
      {problem && <ProblemNote problem={problem} />}
      <div className="row">
        {whyOff === null ? <ActButton kind="primary" isPending={busy} onPress={onSend}>Set up customer <kbd aria-hidden="true">Ctrl ↵</kbd></ActButton>
          : <ReasonedButton kind="primary" whyOff={whyOff} onPress={onSend}>Set up customer</ReasonedButton>}
        <span className="quiet">All of it or nothing.</span>
      </div>
    </section>
  )
}
