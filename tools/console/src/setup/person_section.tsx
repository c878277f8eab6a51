// Who is set up: a new person, whose likely duplicates are shown beside, or one already registered.
import { codeOptions } from '../codes/settings'
import { plain } from '../format/words'
import { CheckInput, ChoiceInput, PickInput, TextInput } from '../kit/fields'
import { AddressFields } from '../people/address_fields'
import { FoundInput } from '../people/found_input'
import type { NameDraft, PersonDraft } from './draft'
import { splitName } from './names'
import type { FormProps } from './form'

const parts: readonly [keyof NameDraft, string][] = [['prefix', 'Prefix'], ['first', 'First'], ['middle', 'Middle'], ['last', 'Last'], ['suffix', 'Suffix']]

function NameFields({ person, set, errorAt }: { person: PersonDraft; set: (next: Partial<PersonDraft>) => void; errorAt: FormProps['errorAt'] }) {
  const setName = (part: keyof NameDraft, text: string) => set({ name: { ...person.name, [part]: text } })
  return (
    <>
      {!person.inParts && <TextInput label="Name" className="span-2" value={person.name.full} onChange={(text) => setName('full', text)} errorMessage={errorAt('person.name.full')} autoComplete="off" isRequired autoFocus />}
      {person.inParts && parts.map(([part, label]) => (
        <TextInput key={part} label={label} value={person.name[part]} onChange={(text) => setName(part, text)} errorMessage={errorAt(`person.name.${part}`)} autoComplete="off" autoFocus={part === 'prefix'} />
      ))}
      {person.inParts && <TextInput label="Name as printed" description="Left empty: made of the parts." value={person.name.full} onChange={(text) => setName('full', text)} errorMessage={errorAt('person.name.full')} autoComplete="off" />}
      <CheckInput label="Name in parts" isSelected={person.inParts}
        onChange={(inParts) => set({ inParts, name: inParts ? { ...splitName(person.name.full), full: '' } : { ...person.name, full: person.name.full || [person.name.prefix, person.name.first, person.name.middle, person.name.last, person.name.suffix].filter(Boolean).join(' ') } })} />
    </>
  )
}

export function PersonSection({ draft, settings, change, errorAt }: FormProps) {
  const { person } = draft
  const set = (next: Partial<PersonDraft>) => change((before) => ({ ...before, person: { ...before.person, ...next } }))
  return (
    <section aria-labelledby="set-up-person" className="card">
      <header className="row"><h2 id="set-up-person">Customer</h2>
        <span className="push"><PickInput label="Person" value={person.mode} onChange={(mode) => set({ mode: mode as PersonDraft['mode'] })} options={[{ id: 'new', label: 'New' }, { id: 'existing', label: 'Already registered' }]} /></span></header>
      {person.mode === 'existing' ? (
        <FoundInput label="Registered person" kind="person" value={person.existing} name={person.existingName} isRequired errorMessage={errorAt('person.existing')}
          onChange={(id, hit) => set({ existing: id, existingName: hit ? plain(hit.name) : '' })} />
      ) : (
        <div className="form-grid dense">
          <NameFields person={person} set={set} errorAt={errorAt} />
          <PickInput label="Is" value={person.kind} onChange={(kind) => set({ kind: kind as PersonDraft['kind'] })} options={[{ id: 'individual', label: 'An individual' }, { id: 'business', label: 'A business' }]} />
          {settings.phoneTypes.map((type) => (
            <TextInput key={type.code} label={`${type.description || type.code}${type.fax || /phone/i.test(type.description) ? '' : ' phone'}`} value={person.phones[type.code] ?? ''} inputMode="tel" autoComplete="off"
              errorMessage={errorAt(`person.phones.${type.code}`)} onChange={(text) => set({ phones: { ...person.phones, [type.code]: text } })} />
          ))}
          <TextInput label="E-mail" value={person.email} inputMode="email" autoComplete="off" errorMessage={errorAt('person.email')} onChange={(email) => set({ email })} />
          {settings.identifierTypes.map((type) => (
            <TextInput key={type.code} label={type.description || type.code} value={person.identifiers[type.code] ?? ''} autoComplete="off"
              errorMessage={errorAt(`person.identifiers.${type.code}`)} onChange={(text) => set({ identifiers: { ...person.identifiers, [type.code]: text } })} />
          ))}
        </div>
      )}
    </section>
  )
}

export function MailingSection({ draft, settings, change, errorAt }: FormProps) {
  const { mailing } = draft
  const set = (next: Partial<typeof mailing>) => change((before) => ({ ...before, mailing: { ...before.mailing, ...next } }))
  if (draft.person.mode === 'existing') return null
  return (
    <section aria-labelledby="set-up-mail" className="card">
      <header className="row"><h2 id="set-up-mail">Mail</h2>
        <span className="push"><PickInput label="Mailing address" value={mailing.at} onChange={(at) => set({ at: at as typeof mailing.at })}
          options={[{ id: 'service', label: 'The service address' }, { id: 'other', label: 'Another' }, { id: 'none', label: 'None' }]} /></span></header>
      {mailing.at !== 'other' && errorAt('mailing.address') && <p className="field-error" role="alert">{errorAt('mailing.address')}</p>}
      {mailing.at === 'other' && <AddressFields named="Mailing address" value={mailing.address} onChange={(address) => set({ address })} settings={settings} errorAt={(field) => errorAt('mailing.address', field)} />}
      <CheckInput label="Another address for part of the year" isSelected={mailing.seasonal} onChange={(seasonal) => set({ seasonal })} />
      {mailing.seasonal && (
        <>
          <div className="form-grid dense">
            <TextInput label="Each year from" description="Month and day, such as 11-01. It may run over New Year." value={mailing.seasonFirst} onChange={(seasonFirst) => set({ seasonFirst })} errorMessage={errorAt('mailing.seasonFirst')} autoComplete="off" />
            <TextInput label="To" description="The last day, such as 03-31." value={mailing.seasonLast} onChange={(seasonLast) => set({ seasonLast })} errorMessage={errorAt('mailing.seasonLast')} autoComplete="off" />
          </div>
          <AddressFields named="Alternate mailing address" value={mailing.seasonalAddress} onChange={(seasonalAddress) => set({ seasonalAddress })} settings={settings} errorAt={(field) => errorAt('mailing.seasonalAddress', field)} />
        </>
      )}
    </section>
  )
}

export function AccountSection({ draft, settings, change, errorAt }: FormProps) {
  const { account } = draft
  const set = (next: Partial<typeof account>) => change((before) => ({ ...before, account: { ...before.account, ...next } }))
  return (
    <section aria-labelledby="set-up-account" className="card">
      <h2 id="set-up-account">Account</h2>
      <div className="form-grid dense">
        <TextInput label="Customer number" description="Left empty: the next free one." value={account.number} onChange={(number) => set({ number })} errorMessage={errorAt('account.number')} autoComplete="off" />
        <ChoiceInput label="Customer class" isRequired value={account.customerClass} onChange={(customerClass) => set({ customerClass })} errorMessage={errorAt('account.customerClass')} options={codeOptions(settings.customerClasses)} />
        <ChoiceInput label="Bill cycle" description="How often it is billed." isRequired value={account.billCycle} onChange={(billCycle) => set({ billCycle })} errorMessage={errorAt('account.billCycle')} options={codeOptions(settings.billCycles)} />
        <ChoiceInput label="Customer type" description="Left empty: none." value={account.customerType} onChange={(customerType) => set({ customerType })} errorMessage={errorAt('account.customerType')} options={codeOptions(settings.customerTypes)} />
        <TextInput label="Due day" description="1 to 28, as the customer asks." value={account.dueDay} inputMode="numeric" onChange={(dueDay) => set({ dueDay: dueDay.replace(/\D/g, '') })} errorMessage={errorAt('account.dueDay')} autoComplete="off" />
      </div>
    </section>
  )
}
