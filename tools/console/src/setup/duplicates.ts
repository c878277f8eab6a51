// Persons who are likely the same as the one being typed: one question, which says what agrees and where each lives.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { client } from '../api/client'
import type { Problem } from '../api/problem'
import { type Duplicates, answered } from '../api/queries'
import { oneLine } from '../format/address'
import { plain } from '../format/words'
import { type AddressDraft, hasAddress } from '../people/address_draft'
import type { PersonDraft } from './draft'

export type Sought = { name?: string; phone?: string; email?: string; identifier?: string; address?: string }
export type Likely = { person: string; name: string; accounts: string[]; lives: string; agrees: string }

const most = 5
// What the question takes of each.
const bytesMax = 400
const valuesMax = 16

/** Values with commas between, as many as the question takes. */
function listOf(values: readonly string[]): string {
  return values.map((value) => value.replaceAll(',', ' ').trim()).slice(0, valuesMax).join(',')
}

function nameOf(person: PersonDraft): string {
  const { first, middle, last, full } = person.name
  return (person.inParts ? [first, middle, last].map((part) => part.trim()).filter(Boolean).join(' ') : '') || full.trim()
}

function addressOf(address: AddressDraft): string {
  return hasAddress(address) ? (['number1', 'number2', 'address1', 'address2', 'address3', 'address4', 'city', 'postal'] as const).map((field) => address[field].trim()).filter(Boolean).join(' ') : ''
}

/** What is typed enough of to ask about; null: nothing is. */
export function soughtOf(person: PersonDraft, address?: AddressDraft): Sought | null {
  if (person.mode === 'existing') return null
  const name = nameOf(person)
  const typed = {
    name: name.replace(/\s/g, '').length >= 3 ? name : '',
    phone: listOf(Object.values(person.phones).filter((number) => number.replace(/\D/g, '').length >= 7)),
    email: /^.+@.+/.test(person.email.trim()) ? listOf([person.email]) : '',
    identifier: listOf(Object.values(person.identifiers).filter((value) => value.trim().length >= 4)),
    address: address ? addressOf(address) : '',
  }
  const sought = Object.fromEntries(Object.entries(typed).filter(([, text]) => text !== '' && new TextEncoder().encode(text).length <= bytesMax)) as Sought
  return Object.keys(sought).length > 0 ? sought : null
}

const said: Record<Duplicates['likely'][number]['agrees'][number], string> = {
  identifier: 'same identifier', email: 'same e-mail', phone: 'same phone', name: 'same name', address: 'same address', name_alike: 'name alike', former_name: 'former name',
}

/** What agrees, as “Same phone, name”. */
export function agreesInWords(agrees: Duplicates['likely'][number]['agrees']): string {
  const same = agrees.map((each) => said[each]).filter((each) => each.startsWith('same ')).map((each) => each.slice(5))
  const rest = agrees.map((each) => said[each]).filter((each) => !each.startsWith('same '))
  const text = [same.length ? `same ${same.join(', ')}` : '', ...rest].filter(Boolean).join(', ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** One entry a person, the likeliest first. */
export function likelyDuplicates(answer: Pick<Duplicates, 'likely'> | undefined): Likely[] {
  return (answer?.likely ?? []).map((each) => ({
    person: each.person, name: plain(each.name), accounts: each.places.map((place) => place.account), agrees: agreesInWords(each.agrees),
    lives: oneLine(each.places.find((place) => place.premise !== '')?.service_address ?? each.address),
  }))
}

function useSettled<Value>(value: Value, delay: number): Value {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), delay)
    return () => clearTimeout(timer)
  }, [value, delay])
  return settled
}

/** Who is likely the same, a moment after typing stops. Asked by POST, so that no address has what is typed. */
export function useLikelyDuplicates(person: PersonDraft, address?: AddressDraft): Likely[] {
  const text = useSettled(JSON.stringify(soughtOf(person, address)), 250)
  const sought = JSON.parse(text) as Sought | null
  const query = useQuery<Duplicates, Problem>({
    queryKey: ['ledger', 'duplicates', text], enabled: sought !== null, placeholderData: keepPreviousData,
    queryFn: ({ signal }) => answered(client.POST('/v1/duplicates', { body: { ...sought, limit: most }, signal })),
  })
  return sought === null ? [] : likelyDuplicates(query.data)
}
