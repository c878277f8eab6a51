// One field of an action, by its kind.
import { CheckInput, ChoiceInput, DayInput, MoneyInput, PickInput, TextInput } from '../kit/fields'
import { useTableOptions } from '../codes/table_options'
import { useCodes } from './codes'
import type { Subject } from './open'
import type { FieldSpec } from './specs'

export function ActionField({ field, subject, value, onChange, description, error, autoFocus }: {
  field: FieldSpec
  subject: Subject
  value: string
  onChange: (value: string) => void
  description: string
  error: string | undefined
  autoFocus: boolean
}) {
  const ofTable = useTableOptions(field.codes, subject.agreement?.service ?? subject.point?.service ?? '')
  const ofPath = useCodes(field.path)
  const codes = field.codes ? ofTable : ofPath
  const common = { label: field.label, description, errorMessage: error, value, onChange, isRequired: !!field.required, autoFocus }
  switch (field.kind) {
    case 'money':
      return <MoneyInput {...common} currency={subject.account.currency} />
    case 'day':
      return <DayInput {...common} />
    case 'text':
      return <TextInput {...common} autoComplete="off" />
    case 'long':
      return <TextInput {...common} multiline className="wide" />
    case 'choice':
      return <ChoiceInput {...common} options={field.options?.(subject) ?? codes} anyText={!!field.anyText} />
    case 'check':
      return <CheckInput label={field.label} description={description} isSelected={value === 'yes'} onChange={(on) => onChange(on ? 'yes' : '')} />
    case 'pick':
      return <PickInput wide={!!field.wide} autoFocus={autoFocus} label={field.label} value={value} onChange={onChange} options={field.options?.(subject) ?? []} />
  }
}
