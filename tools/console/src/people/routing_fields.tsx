// How bills and quotes reach a person: each route with what it resolves to now.
import type { Person } from '../api/queries'
import { type Settings, codeOptions } from '../codes/settings'
import { plain } from '../format/words'
import { ActButton } from '../kit/button'
import { CheckInput, ChoiceInput, PickInput, TextInput } from '../kit/fields'
import { type LinkDraft, type QuoteDraft, type RoutingDraft, type Source, goesTo, methodsOf } from './link_draft'

export type RoutingProps = {
  draft: LinkDraft
  settings: Settings
  person: Person | undefined
  errorAt: (path: string) => string | undefined
}

function Route<Each extends QuoteDraft>({ quote, value, set, path, draft, settings, person, errorAt }: RoutingProps & { quote: boolean; value: Each; set: (next: Partial<Each>) => void; path: string }) {
  const method = methodsOf(settings, quote)(value.route_type)
  const to = goesTo(value, method, person, draft, settings)
  const usual = quote ? settings.options.default_quote_route_type : settings.options.default_bill_route_type
  const ids = value.address_source === 'account_override'
    ? draft.override_addresses.map((each) => ({ id: each.address_id, label: each.address_id }))
    : (person?.addresses ?? []).map((each) => ({ id: each.address_id, label: each.address_id, detail: `${each.kind}, ${plain(each.address.address1)}` }))
  return (
    <>
      <ChoiceInput label={quote ? 'Quote route type' : 'Bill route type'} description={value.route_type || !usual ? '' : `Left empty: ${usual}`} value={value.route_type} errorMessage={errorAt(`${path}.route_type`)}
        onChange={(route_type) => set({ route_type } as Partial<Each>)} options={codeOptions(settings.routeTypes)} />
      {method === 'postal' && (
        <>
          <PickInput label="Address source" value={value.address_source} onChange={(source) => set({ address_source: source as Source, address_id: '' } as Partial<Each>)}
            options={[{ id: 'person', label: 'Person' }, { id: 'account_override', label: 'Account Override' }]} />
          {errorAt(`${path}.address_source`) && <p className="field-error" role="alert">{errorAt(`${path}.address_source`)}</p>}
          <ChoiceInput key={value.address_source} label="Address ID" description="Left empty: the one effective at billing." value={value.address_id} errorMessage={errorAt(`${path}.address_id`)}
            onChange={(address_id) => set({ address_id } as Partial<Each>)} options={ids} />
        </>
      )}
      <p className={`goes-to${to.missing ? ' error' : ''}`}><span className="quiet">Goes to</span> {to.text}</p>
    </>
  )
}

export function BillRoutingFields(props: RoutingProps & { at: number; set: (next: Partial<RoutingDraft>) => void; onRemove: (() => void) | null }) {
  const { draft, settings, errorAt, at, set, onRemove } = props
  const routing = draft.bill_routings[at]!
  const path = `link.bill_routings[${at}]`
  return (
    <fieldset className="service-row">
      <legend className="unseen">Bill routing {at + 1}</legend>
      <div className="row">
        <CheckInput label="Receives copy of bill" isSelected={routing.receives_copy} isDisabled={draft.main} onChange={(receives_copy) => set({ receives_copy })}
          description={draft.main ? 'On: the main customer gets every bill.' : errorAt(`${path}.receives_copy`) ?? ''} />
        <CheckInput label="Receives notification" isSelected={routing.receives_notification} isDisabled={draft.main} onChange={(receives_notification) => set({ receives_notification })}
          description={draft.main ? 'On: letters always go to the main customer.' : errorAt(`${path}.receives_notification`) ?? ''} />
        {onRemove && <span className="push"><ActButton kind="quiet" onPress={onRemove} aria-label={`Remove bill routing ${at + 1}`}>Remove</ActButton></span>}
      </div>
      {routing.receives_copy && (
        <div className="form-grid dense">
          <Route<RoutingDraft> {...props} quote={false} value={routing} path={path} />
          <ChoiceInput label="Bill format" description={routing.bill_format || !settings.options.default_bill_format ? '' : `Left empty: ${settings.options.default_bill_format}`} value={routing.bill_format} errorMessage={errorAt(`${path}.bill_format`)}
            onChange={(bill_format) => set({ bill_format })} options={codeOptions(settings.billFormats)} />
          <TextInput label="Number of copies" inputMode="numeric" value={routing.copies} onChange={(copies) => set({ copies: copies.replace(/\D/g, '') })} errorMessage={errorAt(`${path}.copies`)} autoComplete="off" />
          <TextInput label="Customer PO ID" value={routing.customer_po_id} onChange={(customer_po_id) => set({ customer_po_id })} errorMessage={errorAt(`${path}.customer_po_id`)} autoComplete="off" />
        </div>
      )}
    </fieldset>
  )
}

export function QuoteRoutingFields(props: RoutingProps & { at: number; set: (next: Partial<QuoteDraft>) => void; onRemove: () => void }) {
  const { draft, errorAt, at, set, onRemove } = props
  const quote = draft.quote_routings[at]!
  const path = `link.quote_routings[${at}]`
  return (
    <fieldset className="service-row">
      <legend className="unseen">Quote routing {at + 1}</legend>
      <div className="row">
        <CheckInput label="Receives copy of quote" isSelected={quote.receives_copy} isDisabled={draft.main} onChange={(receives_copy) => set({ receives_copy })}
          description={draft.main ? 'On: the main customer gets every quote.' : errorAt(`${path}.receives_copy`) ?? ''} />
        <span className="push"><ActButton kind="quiet" onPress={onRemove} aria-label={`Remove quote routing ${at + 1}`}>Remove</ActButton></span>
      </div>
      {quote.receives_copy && <div className="form-grid dense"><Route<QuoteDraft> {...props} quote value={quote} path={path} /></div>}
    </fieldset>
  )
}
