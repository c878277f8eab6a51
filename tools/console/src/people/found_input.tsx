// One person, account or premise, found as one types: by name, number, address, phone.
import { useState } from 'react'
import { Button, ComboBox, FieldError, Input, Label, ListBox, ListBoxItem, Popover, Text } from 'react-aria-components'
import { type SearchHit, useSearch } from '../api/queries'
import { detailOf, titleOf, whyNone } from '../search/hits'

export type FoundKind = 'person' | 'account' | 'premise'

/** The hits that lead to what is wanted; a hit of another kind leads to its person, accounts or premise. */
export function wantedHits(hits: readonly SearchHit[], kind: FoundKind): (SearchHit & { key: string })[] {
  const idsOf = (hit: SearchHit): string[] => (kind === 'person' ? [hit.person] : kind === 'premise' ? [hit.premise] : hit.kind === 'account' ? [hit.id] : hit.accounts)
  const seen = new Set<string>()
  return hits.flatMap((hit) => idsOf(hit).map((id) => ({ ...hit, kind, id, key: id })))
    .filter((hit) => hit.id !== '' && !seen.has(hit.id) && seen.add(hit.id))
}

export function FoundInput({ label, kind, value, name, onChange, description, errorMessage, isRequired }: {
  label: string
  kind: FoundKind
  value: string
  /** What is shown for the chosen one. */
  name: string
  onChange: (id: string, hit: SearchHit | null) => void
  description?: string
  errorMessage?: string | undefined
  isRequired?: boolean
}) {
  const shown = value ? [name, value].filter(Boolean).join(' · ') : ''
  const [text, setText] = useState(shown)
  const [shownFor, setShownFor] = useState(shown)
  if (shownFor !== shown) {
    setShownFor(shown)
    setText(shown)
  }
  const typed = text === shown ? '' : text
  const found = useSearch(typed)
  const hits = typed.trim() && found.data ? wantedHits(found.data.hits, kind) : []
  return (
    <ComboBox className="field choice found" items={hits} inputValue={text} selectedKey={null} menuTrigger="input" defaultFilter={() => true}
      allowsEmptyCollection={typed.trim() !== ''} isInvalid={!!errorMessage} validationBehavior="aria" {...(isRequired ? { isRequired } : {})}
      onInputChange={(next) => {
        setText(next)
        if (next === '' && value) onChange('', null)
      }}
      onBlur={() => setText(shown)}
      onSelectionChange={(key) => {
        const hit = hits.find((each) => each.key === key)
        if (hit) onChange(hit.id, hit)
      }}>
      <Label>{label}</Label>
      <div className="with-unit"><Input autoComplete="off" spellCheck="false" placeholder={`Find ${kind === 'account' ? 'an account' : `a ${kind}`}`} /><Button className="drop" aria-label={`Found for ${label}`}>⌕</Button></div>
      {description && !errorMessage && <Text slot="description" className="hint">{description}</Text>}
      <FieldError className="field-error">{errorMessage}</FieldError>
      <Popover className="popover search-results" offset={2}>
        <ListBox<(typeof hits)[number]> className="list" renderEmptyState={() => <p className="nothing">{found.isFetching ? 'Searching …' : whyNone(found.data?.more ?? false)}</p>}>
          {(hit) => (
            <ListBoxItem id={hit.key} textValue={titleOf(hit)} className="list-item hit">
              <Text slot="label">{titleOf(hit)}</Text>
              <Text slot="description" className="quiet">{detailOf(hit)}</Text>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  )
}
