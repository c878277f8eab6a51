// The fields of an address, as its country has them.
import type { Settings } from '../codes/settings'
import { ChoiceInput, PickInput, TextInput } from '../kit/fields'
import { type AddressDraft, type ShownField, fieldsOfCountry } from './address_draft'

export function AddressFields({ value, onChange, settings, errorAt, named }: {
  value: AddressDraft
  onChange: (address: AddressDraft) => void
  settings: Settings
  /** What is wrong with a field of the address; the empty name: with the address as a whole. */
  errorAt: (field: string) => string | undefined
  /** Whose address it is, for a screen reader. */
  named: string
}) {
  const country = settings.countries.find((row) => row.code === value.country)
  const { first, more } = fieldsOfCountry(country)
  const set = (field: keyof AddressDraft, text: string) => onChange({ ...value, [field]: text })
  const input = ({ field, label }: ShownField) => {
    const common = { label, errorMessage: errorAt(field), value: value[field], onChange: (text: string) => set(field, text) }
    if (field === 'in_city_limit') {
      return <PickInput key={field} label={label} value={value.in_city_limit} onChange={common.onChange} options={[{ id: '', label: 'Not said' }, { id: 'yes', label: 'Yes' }, { id: 'no', label: 'No' }]} />
    }
    if (field === 'state' && country && country.states.length > 0) {
      return <ChoiceInput key={`${field} ${country.code}`} {...common} anyText options={country.states.map((state) => ({ id: state, label: state }))} />
    }
    return <TextInput key={field} {...common} autoComplete="off" className={field === 'address1' ? 'span-2' : ''} />
  }
  const filledMore = more.filter(({ field }) => value[field] !== '' || errorAt(field)).length > 0
  return (
    <div className="address-fields" role="group" aria-label={named}>
      <div className="form-grid dense">
        {first.slice(0, 2).map(input)}
        <ChoiceInput label="Country" value={value.country} onChange={(code) => set('country', code)} errorMessage={errorAt('country') ?? errorAt('')} anyText
          options={settings.countries.map((row) => ({ id: row.code, label: row.code, detail: row.name }))} />
        {first.slice(2).map(input)}
      </div>
      {more.length > 0 && (
        <details {...(filledMore ? { open: true } : {})}>
          <summary>More address fields</summary>
          <div className="form-grid dense">{more.map(input)}</div>
        </details>
      )}
    </div>
  )
}
