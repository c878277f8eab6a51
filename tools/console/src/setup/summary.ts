// What the command will make, in words, and what is still needed before it can be sent.
import type { Settings } from '../codes/settings'
import { addressLine, hasAddress } from '../people/address_draft'
import { mayWait, pointOf } from './compose'
import { type Draft, type ServiceDraft, printedName } from './draft'

export type SummaryLine = { what: string; text: string; details: string[] }

function personLine(draft: Draft): SummaryLine {
  const { person, mailing } = draft
  const name = printedName(person)
  if (person.mode === 'existing') return { what: 'Person', text: name ? `${name} · ${person.existing}, as registered` : '', details: [] }
  const phones = Object.entries(person.phones).filter(([, number]) => number.trim()).map(([type, number]) => `${type} ${number.trim()}`)
  const identifiers = Object.entries(person.identifiers).filter(([, value]) => value.trim()).map(([type, value]) => `${type} ${value.trim()}`)
  const address = mailing.at === 'service' ? 'Mail to the service address' : mailing.at === 'other' && hasAddress(mailing.address) ? `Mail to ${addressLine(mailing.address)}` : 'No mailing address'
  const seasonal = mailing.seasonal ? [`From ${mailing.seasonFirst || '…'} to ${mailing.seasonLast || '…'} to ${addressLine(mailing.seasonalAddress) || '…'}`] : []
  return { what: 'New person', text: name, details: [...phones, person.email.trim(), ...identifiers, address, ...seasonal].filter(Boolean) }
}

function accountLine(draft: Draft): SummaryLine {
  const { account } = draft
  return {
    what: 'Account', text: account.number.trim() || 'next free number',
    details: [
      account.customerClass && `class ${account.customerClass}`, account.customerType && `type ${account.customerType}`, account.billCycle && `cycle ${account.billCycle}`,
      account.dueDay.trim() && `due on the ${account.dueDay.trim()}.`,
    ].filter(Boolean),
  }
}

function locationLine(draft: Draft): SummaryLine {
  const { location } = draft
  if (location.mode === 'new') return { what: 'New location', text: location.number.trim(), details: [addressLine(location.address)].filter(Boolean) }
  const details = [location.premiseName, location.mode === 'copy' && location.copyFrom ? `as customer ${location.copyFrom} had it, without balances` : ''].filter(Boolean)
  return { what: 'Location', text: location.premise, details }
}

function serviceLine(draft: Draft, row: ServiceDraft, settings: Settings): SummaryLine {
  const type = settings.saTypes.find((each) => each.code === row.saType)
  const tariff = row.tariff || type?.default_tariff || ''
  const begins = row.reads.map((read) => {
    const value = read.typed.trim() || read.lastRead
    return value ? `${row.meter} begins at ${value} ${read.unit}${read.typed.trim() ? '' : `, last read ${read.readOn}`}` : `${row.meter}: no read yet`
  })
  const made = row.newMeter.meter.trim() ? [`new meter ${row.newMeter.meter.trim()}${row.newMeter.read.trim() ? ` begins at ${row.newMeter.read.trim()} ${row.newMeter.unit}` : ''}`] : []
  return {
    what: 'Service',
    text: [row.service, row.saType, tariff && `at tariff ${tariff}`, row.quantity.trim() && `for ${row.quantity.trim()}`, mayWait(row) && row.periods !== '' && row.periods !== '1' && `${row.periods} periods a bill`].filter(Boolean).join(' · '),
    details: [
      `from ${row.startOn || draft.startOn || '…'}`, pointOf(draft, row) && `${row.isNewPoint ? 'new service point' : 'service point'} ${pointOf(draft, row)}`, ...begins, ...made,
      row.deposit.trim() && `deposit of ${settings.currency} ${row.deposit.trim()}${row.depositClass ? `, ${row.depositClass}` : ''}`, row.occupant && `waits until customer ${row.occupant} stops`,
    ].filter(Boolean),
  }
}

export function summaryOf(draft: Draft, settings: Settings): SummaryLine[] {
  const others = draft.others.filter((other) => other.person !== '').map((other): SummaryLine => ({
    what: 'Also on it', text: `${other.name} · ${other.person}`, details: [other.relationship, other.responsible ? 'financially responsible' : '', other.guarantor ? 'guarantor' : ''].filter(Boolean),
  }))
  const landlord = draft.landlord.on ? [{ what: 'Landlord', text: 'Service reverts to this customer', details: ['sent right after, as a command of its own'] }] : []
  return [personLine(draft), accountLine(draft), locationLine(draft), ...draft.services.filter((row) => row.on).map((row) => serviceLine(draft, row, settings)), ...others, ...landlord]
}

/** What is still needed, in the order of the form. */
export function missingIn(draft: Draft): { field: string; what: string }[] {
  const { person, account, location, mailing } = draft
  const ticked = draft.services.filter((row) => row.on)
  const parts = person.name.first.trim() || person.name.last.trim()
  const needed: [boolean, string, string][] = [
    [person.mode === 'new' && !(person.name.full.trim() || (person.inParts && parts)), 'person.name.full', 'a name'],
    [person.mode === 'existing' && person.existing === '', 'person.existing', 'the person'],
    [account.customerClass === '', 'account.customerClass', 'a customer class'],
    [account.billCycle === '', 'account.billCycle', 'a bill cycle'],
    [location.mode === 'new' && location.number.trim() === '', 'location.number', 'the location’s number'],
    [location.mode === 'new' && !hasAddress(location.address), 'location.address', 'the service address'],
    [location.mode === 'copy' && location.copyFrom === '', 'location.copyFrom', 'the previous customer'],
    [location.mode === 'existing' && ticked.length > 0 && location.premise === '', 'location.premise', 'the location'],
    [person.mode === 'new' && mailing.at === 'other' && !hasAddress(mailing.address), 'mailing.address', 'the mailing address'],
    ...ticked.map((row): [boolean, string, string] => [row.saType === '', `services.${row.id}.saType`, `the kind of agreement for ${row.service}`]),
    ...ticked.map((row): [boolean, string, string] => [row.newMeter.meter.trim() !== '' && row.newMeter.unit.trim() === '', `services.${row.id}.newMeter.unit`, `the unit of meter ${row.newMeter.meter.trim()}`]),
    ...ticked.map((row): [boolean, string, string] => [row.deposit.trim() !== '' && row.depositClass === '', `services.${row.id}.depositClass`, `the class of the deposit for ${row.service}`]),
    ...draft.others.map((other, at): [boolean, string, string] => [other.person !== '' && other.relationship === '', `others.${at}.relationship`, `what ${other.name} is to the account`]),
  ]
  return needed.filter(([isMissing]) => isMissing).map(([, field, what]) => ({ field, what }))
}
