// Persons who are likely the same as the one being typed: found by name, phone, e-mail, identifier.
import { type UseQueryResult, useQueries } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { client } from '../api/client'
import type { Problem } from '../api/problem'
import { type SearchHit, answered } from '../api/queries'
import { oneLine } from '../format/address'
import { plain } from '../format/words'
import type { PersonDraft } from './draft'
import { printedName } from './draft'

export type Sought = { by: 'name' | 'phone' | 'e-mail' | 'identifier'; text: string }
export type Likely = { person: string; name: string; accounts: string[]; lives: string; by: string[] }

/** What is typed enough of to look for. */
export function soughtOf(person: PersonDraft): Sought[] {
  if (person.mode === 'existing') return []
  const name = printedName(person)
  return [
    ...(name.replace(/\s/g, '').length >= 3 ? [{ by: 'name', text: name } as const] : []),
    ...Object.values(person.phones).filter((number) => number.replace(/\D/g, '').length >= 6).map((text) => ({ by: 'phone', text } as const)),
    ...(/^.+@.+/.test(person.email) ? [{ by: 'e-mail', text: person.email } as const] : []),
    ...Object.values(person.identifiers).filter((value) => value.trim().length >= 4).map((text) => ({ by: 'identifier', text } as const)),
  ]
}

/** One entry a person, those found by more ways first. */
export function likelyDuplicates(found: readonly { by: string; hits: readonly SearchHit[] }[], most = 5): Likely[] {
  const persons = new Map<string, Likely>()
  for (const { by, hits } of found) {
    for (const hit of hits.filter((each) => (each.kind === 'person' || each.kind === 'account') && each.person !== '')) {
      const known = persons.get(hit.person)
      if (!known) persons.set(hit.person, { person: hit.person, name: plain(hit.name), accounts: [...hit.accounts], lives: oneLine(hit.service_address), by: [by] })
      else if (!known.by.includes(by)) known.by.push(by)
    }
  }
  return [...persons.values()].map((each, order) => ({ each, order })).sort((a, b) => b.each.by.length - a.each.by.length || a.order - b.order).map(({ each }) => each).slice(0, most)
}

function useSettled<Value>(value: Value, delay: number): Value {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), delay)
    return () => clearTimeout(timer)
  }, [value, delay])
  return settled
}

/** Who is likely the same, a moment after typing stops. */
export function useLikelyDuplicates(person: PersonDraft): Likely[] {
  const text = useSettled(JSON.stringify(soughtOf(person)), 250)
  const sought = JSON.parse(text) as Sought[]
  const answers: UseQueryResult<{ hits: SearchHit[] }, Problem>[] = useQueries({
    queries: sought.map((each) => ({
      queryKey: ['ledger', 'search', each.text.trim()],
      queryFn: ({ signal }: { signal: AbortSignal }) => answered(client.GET('/v1/search', { params: { query: { q: each.text.trim() } }, signal })),
    })),
  })
  return likelyDuplicates(sought.map((each, index) => ({ by: each.by, hits: answers[index]?.data?.hits ?? [] })))
}
