// Where: a location that is there, the one of a previous customer, or a new one.
import { oneLine } from '../format/address'
import { plain } from '../format/words'
import { CheckInput, ChoiceInput, DayInput, PickInput, TextInput } from '../kit/fields'
import { codeOptions } from '../codes/settings'
import { AddressFields } from '../people/address_fields'
import { FoundInput } from '../people/found_input'
import type { LocationDraft } from './draft'
import type { FormProps } from './form'
import type { Location } from './use_location'

export function LocationSection({ draft, settings, change, errorAt, location: found }: FormProps & { location: Location }) {
  const { location } = draft
  const set = (next: Partial<LocationDraft>) => change((before) => ({ ...before, location: { ...before.location, ...next } }))
  const problem = found.problem?.message
  const starts = <DayInput label="Service starts on" value={draft.startOn} onChange={(startOn) => change((before) => ({ ...before, startOn }))} errorMessage={errorAt('startOn')} />
  return (
    <section aria-labelledby="set-up-location" className="card">
      <header className="row"><h2 id="set-up-location">Location</h2>
        <span className="push"><PickInput label="Location is" value={location.mode} onChange={(mode) => set({ mode: mode as LocationDraft['mode'], premise: '', premiseName: '' })}
          options={[{ id: 'existing', label: 'There already' }, { id: 'copy', label: 'As a previous customer had it' }, { id: 'new', label: 'New' }]} /></span></header>
      {location.mode === 'existing' && (
        <div className="found-and-day"><FoundInput label="Location" kind="premise" value={location.premise} name={location.premiseName} description="By street, location number, meter or who lives there."
          errorMessage={errorAt('location.premise') ?? problem} onChange={(premise, hit) => set({ premise, premiseName: hit ? oneLine(hit.service_address) : '' })} />{starts}</div>
      )}
      {location.mode === 'copy' && (
        <div className="found-and-day"><FoundInput label="Previous customer" kind="account" value={location.copyFrom} name={location.copyFromName} isRequired description="Location, services and last reads are taken over; balances never."
          errorMessage={errorAt('location.copyFrom') ?? problem ?? (found.noService ? 'That customer had no service at a location. Name another.' : undefined)}
          onChange={(copyFrom, hit) => set({ copyFrom, copyFromName: hit ? plain(hit.name) : '', premise: '', premiseName: '' })} />{starts}</div>
      )}
      {location.mode === 'copy' && location.premise && <p>{location.premise} · {location.premiseName}</p>}
      {location.mode === 'new' && (
        <>
          <div className="form-grid dense">
            <TextInput label="Location number" isRequired value={location.number} onChange={(number) => set({ number })} errorMessage={errorAt('location.number')} autoComplete="off" />
            <TextInput label="Jurisdiction" description="Whose taxes apply. Left empty: all that are named." value={location.jurisdiction} onChange={(jurisdiction) => set({ jurisdiction })} errorMessage={errorAt('location.jurisdiction')} autoComplete="off" />
            {starts}
          </div>
          <AddressFields named="Service address" value={location.address} onChange={(address) => set({ address })} settings={settings} errorAt={(field) => errorAt('location.address', field)} />
        </>
      )}
      {found.landlords.length > 0 && <p className="quiet">Landlord: {found.landlords.map((each) => `customer ${each.account}${each.until ? ` until ${each.until}` : ''}`).join(', ')}</p>}
    </section>
  )
}

/** The customer as landlord of the location: service reverts to them when a tenant leaves. */
export function LandlordSection({ draft, settings, change, errorAt }: FormProps) {
  if (draft.location.mode !== 'new' && draft.location.premise === '') return null
  const { landlord } = draft
  const set = (next: Partial<typeof landlord>) => change((before) => ({ ...before, landlord: { ...before.landlord, ...next } }))
  return (
    <section aria-labelledby="set-up-landlord" className="card">
      <h2 id="set-up-landlord">Landlord</h2>
      <CheckInput label="This customer is the landlord here" description="When a tenant leaves, service reverts to this customer." isSelected={landlord.on} onChange={(on) => set({ on, saType: landlord.saType || (settings.saTypes[0]?.code ?? '') })} />
      {landlord.on && (
        <div className="form-grid dense">
          <ChoiceInput label="Kind of agreement the landlord gets" isRequired value={landlord.saType} onChange={(saType) => set({ saType })} errorMessage={errorAt('landlord.saType')} options={codeOptions(settings.saTypes)} />
        </div>
      )}
    </section>
  )
}
