// Fields of forms. Each has its label above, its meaning below, and its error in the place of the meaning.
import { CalendarDate, parseDate } from '@internationalized/date'
import type { ReactNode } from 'react'
import {
  Button, Checkbox, ComboBox, DateField, DateInput, DateSegment, FieldError, I18nProvider, Input, Label, ListBox, ListBoxItem, Popover,
  Radio, RadioGroup, Text, TextArea, TextField, type TextFieldProps,
} from 'react-aria-components'
import { isDay } from '../format/date'

type Common = { label: string; description?: string; errorMessage?: string | undefined }

function Below({ description, errorMessage }: Omit<Common, 'label'>) {
  return (
    <>
      {description && !errorMessage && <Text slot="description" className="hint">{description}</Text>}
      <FieldError className="field-error">{errorMessage}</FieldError>
    </>
  )
}

export function TextInput({ label, description, errorMessage, multiline, rows = 2, className, placeholder, ...rest }: TextFieldProps & Common & {
  multiline?: boolean
  rows?: number
  className?: string
  placeholder?: string | undefined
}) {
  return (
    <TextField {...rest} className={`field ${className ?? ''}`} isInvalid={!!errorMessage} validationBehavior="aria">
      <Label>{label}</Label>
      {multiline ? <TextArea rows={rows} /> : <Input {...(placeholder ? { placeholder } : {})} />}
      <Below description={description} errorMessage={errorMessage} />
    </TextField>
  )
}

/** An amount: right-aligned, its currency beside it. What is typed goes to the server as typed, apart from spaces and thousands. */
export function MoneyInput({ currency, ...rest }: TextFieldProps & Common & { currency: string }) {
  const { label, description, errorMessage, ...field } = rest
  return (
    <TextField {...field} inputMode="decimal" className="field money" isInvalid={!!errorMessage} validationBehavior="aria">
      <Label>{label}</Label>
      <span className="with-unit"><Input autoComplete="off" /><span className="unit" aria-hidden="true">{currency}</span></span>
      <Below description={description} errorMessage={errorMessage} />
    </TextField>
  )
}

// Enter in a part of a day does not send the form by itself, as it does in every other field.
function submitOnEnter(event: { key: string; target: EventTarget | null }): void {
  if (event.key === 'Enter') (event.target as HTMLElement).closest('form')?.requestSubmit()
}

/** A civil day, in ISO order whatever the browser's language. An empty field is ''. */
export function DayInput({ label, description, errorMessage, value, onChange, isRequired, autoFocus }: Common & {
  value: string
  onChange: (day: string) => void
  isRequired?: boolean
  autoFocus?: boolean
}) {
  const day: CalendarDate | null = isDay(value) ? parseDate(value) : null
  return (
    <I18nProvider locale="en-CA">
      <DateField className="field day" value={day} onChange={(next) => onChange(next ? next.toString() : '')} isInvalid={!!errorMessage}
        validationBehavior="aria" shouldForceLeadingZeros onKeyDown={submitOnEnter} {...(isRequired ? { isRequired } : {})} {...(autoFocus ? { autoFocus } : {})}>
        <Label>{label}</Label>
        <DateInput className="input day-input">{(segment) => <DateSegment segment={segment} />}</DateInput>
        <Below description={description} errorMessage={errorMessage} />
      </DateField>
    </I18nProvider>
  )
}

export type Option = { id: string; label: string; detail?: string }

/** One of a list, found by typing; any text is taken where the list is not complete. */
export function ChoiceInput({ label, description, errorMessage, value, onChange, options, anyText, isRequired, autoFocus }: Common & {
  value: string
  onChange: (id: string) => void
  options: readonly Option[]
  anyText?: boolean
  isRequired?: boolean
  autoFocus?: boolean
}) {
  const chosen = options.find((option) => option.id === value)
  return (
    <ComboBox className="field choice" menuTrigger="focus" allowsCustomValue={!!anyText} isInvalid={!!errorMessage} validationBehavior="aria"
      {...(isRequired ? { isRequired } : {})} {...(autoFocus ? { autoFocus } : {})} defaultItems={options}
      {...(anyText
        ? { defaultInputValue: chosen?.label ?? value, onInputChange: (text: string) => onChange(options.find((option) => option.label === text)?.id ?? text) }
        : { selectedKey: value || null, onSelectionChange: (key: React.Key | null) => onChange(key === null ? '' : String(key)) })}>
      <Label>{label}</Label>
      <div className="with-unit"><Input autoComplete="off" /><Button className="drop" aria-label={`Choices for ${label}`}>▾</Button></div>
      <Below description={description} errorMessage={errorMessage} />
      <Popover className="popover" offset={2}>
        <ListBox<Option> className="list">
          {(option) => (
            <ListBoxItem id={option.id} textValue={option.label} className="list-item">
              <span>{option.label}</span>{option.detail && <span className="quiet">{option.detail}</span>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  )
}

export function CheckInput({ label, description, isSelected, onChange, isDisabled }: {
  label: ReactNode
  description?: string
  isSelected: boolean
  onChange: (on: boolean) => void
  isDisabled?: boolean
}) {
  return (
    <div className="field check">
      <Checkbox className="checkbox" isSelected={isSelected} onChange={onChange} {...(isDisabled ? { isDisabled } : {})}>
        <span className="box" aria-hidden="true" />{label}
      </Checkbox>
      {description && <span className="hint">{description}</span>}
    </div>
  )
}

export function PickInput({ label, value, onChange, options, wide, autoFocus }: {
  wide?: boolean
  autoFocus?: boolean
  label: string
  value: string
  onChange: (id: string) => void
  options: readonly Option[]
}) {
  return (
    <RadioGroup className={`field pick${wide ? ' wide' : ''}`} value={value} onChange={onChange} orientation="horizontal">
      <Label>{label}</Label>
      <div className="segments">
        {options.map((option) => <Radio key={option.id} value={option.id} className="segment" {...(autoFocus && option.id === value ? { autoFocus } : {})}>{option.label}</Radio>)}
      </div>
    </RadioGroup>
  )
}
