// Services ticked on and off: kind, rate, connect date, where the meter begins; at a new location service points and meters to be made.
import { codeOptions, tariffOptions } from '../codes/settings'
import { CheckInput, ChoiceInput, DayInput, TextInput } from '../kit/fields'
import { mayWait, pointOf } from './compose'
import { type MeterDraft, type ServiceDraft, withService } from './draft'
import { frequencies } from '../services/service_specs'
import type { FormProps } from './form'
import { saTypesFor } from './service_rows'

type RowProps = FormProps & { row: ServiceDraft; set: (next: Partial<ServiceDraft>) => void }

function NewPoint({ draft, row, set, errorAt }: RowProps) {
  const meter = row.newMeter
  const setMeter = (next: Partial<MeterDraft>) => set({ newMeter: { ...meter, ...next } })
  const text = (field: keyof MeterDraft, label: string, more: { description?: string; isRequired?: boolean } = {}) => (
    <TextInput label={label} {...more} value={meter[field]} onChange={(value) => setMeter({ [field]: value })} errorMessage={errorAt(`services.${row.id}.newMeter.${field}`)} autoComplete="off" />
  )
  return (
    <>
      <TextInput label="Service point" description={row.servicePoint ? '' : `Left empty: ${pointOf(draft, row)}`} value={row.servicePoint} onChange={(servicePoint) => set({ servicePoint })} errorMessage={errorAt(`services.${row.id}.servicePoint`)} autoComplete="off" />
      <TextInput label="ESI ID / LDC account" value={row.marketId} onChange={(marketId) => set({ marketId })} errorMessage={errorAt(`services.${row.id}.marketId`)} autoComplete="off" />
      {text('meter', 'Meter', { description: 'Badge number. Left empty: none.' })}
      {meter.meter.trim() !== '' && (
        <>
          {text('unit', 'Counts', { description: 'Unit, such as therm.', isRequired: true })}
          {text('read', 'Begins at')}
          {text('dials', 'Dials')}
          {text('decimals', 'Decimals')}
          {text('multiplier', 'Multiplier')}
          {text('channel', 'Channel')}
        </>
      )}
    </>
  )
}

function MeterReads({ row, set, errorAt }: RowProps) {
  if (row.isNewPoint || row.servicePoint === '') return null
  if (!row.meter) return <p className="quiet">No meter is installed at {row.servicePoint}.</p>
  return (
    <>
      {row.reads.map((read) => (
        <TextInput key={read.channel} label={row.reads.length > 1 ? `Begins at, ${read.channel}` : 'Begins at'} inputMode="decimal" autoComplete="off" value={read.typed} errorMessage={errorAt(`services.${row.id}.reads.${read.channel}`)}
          description={read.lastRead ? `Left empty: ${read.lastRead} ${read.unit}, last read ${read.readOn}` : `No read yet, in ${read.unit}`}
          onChange={(typed) => set({ reads: row.reads.map((each) => (each.channel === read.channel ? { ...each, typed } : each)) })} />
      ))}
    </>
  )
}

function ServiceRow(props: RowProps) {
  const { draft, settings, tariffs, row, set, errorAt } = props
  const type = settings.saTypes.find((each) => each.code === row.saType)
  const where = [row.servicePoint && !row.isNewPoint ? `at ${row.servicePoint}` : '', row.meter && `meter ${row.meter}`, row.marketId && !row.isNewPoint && row.marketId].filter(Boolean).join(', ')
  const name = settings.services.find((each) => each.code === row.service)?.description || row.service
  return (
    <fieldset className={`service-row${row.on ? '' : ' off'}`}>
      <legend className="unseen">{name} {where}</legend>
      <div className="row">
        <CheckInput label={<span><strong>{name}</strong> <span className="quiet">{where}</span></span>} isSelected={row.on} onChange={(on) => set({ on, ...(row.isNewPoint ? { isDefault: on } : {}) })} />
        {row.occupant && <span className="tag push">Now served to {row.occupantName || 'a customer'} · {row.occupant}</span>}
      </div>
      {row.on && row.occupant && <p className="quiet">It waits as a pending start until that agreement stops.</p>}
      {row.on && (
        <div className="form-grid dense">
          <ChoiceInput label="Agreement" isRequired value={row.saType} onChange={(saType) => set({ saType })} errorMessage={errorAt(`services.${row.id}.saType`)} options={codeOptions(saTypesFor(settings, row.service))} />
          <ChoiceInput key={row.saType} label="Rate" description={type?.default_tariff && !row.tariff ? `Left empty: ${type.default_tariff}` : ''} value={row.tariff} onChange={(tariff) => set({ tariff })} errorMessage={errorAt(`services.${row.id}.tariff`)} options={tariffOptions(tariffs, row.service)} />
          <TextInput label="Quantity" description="How many: lamps, dwellings behind one meter, shares. Left empty: 1." inputMode="decimal" autoComplete="off" value={row.quantity} onChange={(quantity) => set({ quantity })} errorMessage={errorAt(`services.${row.id}.quantity`)} />
          {mayWait(row) && <ChoiceInput label="Billed" value={row.periods} onChange={(periods) => set({ periods })} errorMessage={errorAt(`services.${row.id}.periods`)} options={frequencies} />}
          <DayInput label="Connect date" description={row.startOn ? '' : `Left empty: ${draft.startOn || 'the start day'}`} value={row.startOn} onChange={(startOn) => set({ startOn })} errorMessage={errorAt(`services.${row.id}.startOn`)} />
          <MeterReads {...props} />
          <TextInput label="Deposit" description={`In ${settings.currency}. Left empty: none is asked for.`} inputMode="decimal" autoComplete="off" value={row.deposit} onChange={(deposit) => set({ deposit })} errorMessage={errorAt(`services.${row.id}.deposit`)} />
          {row.deposit.trim() !== '' && <ChoiceInput label="Deposit class" isRequired description="Decides interest and when it may be refunded." value={row.depositClass} onChange={(depositClass) => set({ depositClass })} errorMessage={errorAt(`services.${row.id}.depositClass`)} options={codeOptions(settings.depositClasses)} />}
          {row.isNewPoint && <NewPoint {...props} />}
          {row.isNewPoint && <CheckInput label="Default service of the location" description="Given to the next customer, too." isSelected={row.isDefault} onChange={(isDefault) => set({ isDefault })} />}
        </div>
      )}
    </fieldset>
  )
}

export function ServicesSection(props: FormProps) {
  const { draft, change } = props
  return (
    <section aria-labelledby="set-up-services" className="card">
      <h2 id="set-up-services">Services</h2>
      {draft.services.length === 0
        ? <p className="nothing">{draft.location.mode === 'existing' && draft.location.premise === '' ? 'Without a location the account has no service and bills nothing.' : draft.location.premise ? 'The location has no service points.' : 'Name the previous customer first.'}</p>
        : draft.services.map((row) => <ServiceRow key={row.id} {...props} row={row} set={(next) => change((before) => withService(before, row.id, next))} />)}
    </section>
  )
}
