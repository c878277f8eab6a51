// Cosigners and others on the account from the first day.
import { useState } from 'react'
import { type Settings, codeOptions } from '../codes/settings'
import { plain } from '../format/words'
import { ActButton } from '../kit/button'
import { CheckInput, ChoiceInput } from '../kit/fields'
import { FoundInput } from '../people/found_input'
import { NewPersonDialog } from '../people/new_person_dialog'
import type { Draft, OtherDraft } from './draft'
import type { FormProps } from './form'

/** A row for one more person: a cosigner where the utility has that relationship. */
export function newOther(settings: Settings): OtherDraft {
  const cosigner = settings.relationshipTypes.find((row) => /cosign|co-sign/i.test(`${row.code} ${row.description}`))
  return { person: '', name: '', relationship: cosigner?.code ?? '', responsible: true, guarantor: false }
}

export function OthersSection({ draft, settings, change, errorAt }: FormProps) {
  const [naming, setNaming] = useState<number | null>(null)
  const setOthers = (next: (others: Draft['others']) => Draft['others']) => change((before) => ({ ...before, others: next(before.others) }))
  const set = (at: number, next: Partial<OtherDraft>) => setOthers((others) => others.map((other, index) => (index === at ? { ...other, ...next } : other)))
  return (
    <section aria-labelledby="set-up-others" className="card">
      <header className="row"><h2 id="set-up-others">Cosigner and others</h2>
        <span className="push"><ActButton kind="quiet" onPress={() => setOthers((others) => [...others, newOther(settings)])}>Add a person</ActButton></span></header>
      {draft.others.map((other, at) => (
        <fieldset key={at} className="service-row">
          <legend className="unseen">Person {at + 1}</legend>
          <div className="form-grid dense">
            <FoundInput label="Person" kind="person" value={other.person} name={other.name} errorMessage={errorAt(`others.${at}.person`)} onChange={(person, hit) => set(at, { person, name: hit ? plain(hit.name) : '' })} />
            <ChoiceInput label="Relationship type" value={other.relationship} onChange={(relationship) => set(at, { relationship })} errorMessage={errorAt(`others.${at}.relationship`)} options={codeOptions(settings.relationshipTypes)} />
            <CheckInput label="Financially responsible" isSelected={other.responsible} onChange={(responsible) => set(at, { responsible })} />
            <CheckInput label="Third-party guarantor" isSelected={other.guarantor} onChange={(guarantor) => set(at, { guarantor })} />
            <div className="row">
              {!other.person && <ActButton kind="quiet" onPress={() => setNaming(at)}>Register a new person</ActButton>}
              <ActButton kind="quiet" onPress={() => setOthers((others) => others.filter((_, index) => index !== at))} aria-label={`Leave out ${other.name || `person ${at + 1}`}`}>Leave out</ActButton>
            </div>
          </div>
        </fieldset>
      ))}
      {draft.others.length === 0 && <p className="quiet">None. A cosigner shares the responsibility for what is owed.</p>}
      {naming !== null && <NewPersonDialog settings={settings} onClose={() => setNaming(null)} onDone={(person, name) => set(naming, { person, name })} />}
    </section>
  )
}
