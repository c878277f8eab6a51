// Search as one types, from anywhere with `/`: names, numbers, addresses, meters, documents.
import { useState } from 'react'
import { ComboBox, Input, Label, ListBox, ListBoxItem, Popover } from 'react-aria-components'
import { useSearch } from '../api/queries'
import { goTo } from '../shell/route'
import { detailOf, placeOf, titleOf, whyNone } from './hits'
import { remember } from './recent'

export function SearchBox() {
  const [text, setText] = useState('')
  const found = useSearch(text)
  const hits = text.trim() && found.data ? found.data.hits.map((hit) => ({ ...hit, key: `${hit.kind} ${hit.id}` })) : []
  return (
    <ComboBox
      className="search-box"
      items={hits}
      inputValue={text}
      // On the start page the field has the focus already: a slash that was meant to lead here is none of the text.
      onInputChange={(typed) => setText(typed.replace(/^\/+/, ''))}
      selectedKey={null}
      menuTrigger="input"
      allowsEmptyCollection={text.trim() !== ''}
      defaultFilter={() => true}
      onSelectionChange={(key) => {
        const hit = hits.find((each) => each.key === key)
        if (!hit) return
        const place = placeOf(hit)
        if (place.length) {
          remember({ place, title: titleOf(hit), detail: detailOf(hit) })
          goTo(place)
        }
        setText('')
        document.getElementById('main')?.focus()
      }}
    >
      <Label className="unseen">Search</Label>
      <Input id="search" placeholder="Name, number, address, meter, invoice, phone" autoComplete="off" spellCheck="false" />
      <kbd className="inside" aria-hidden="true">/</kbd>
      <Popover className="popover search-results" offset={4}>
        <ListBox<(typeof hits)[number]> className="list" renderEmptyState={() => (
          <p className="nothing">{found.isError ? found.error.message : found.isFetching ? 'Searching …' : whyNone(found.data?.more ?? false)}</p>
        )}>
          {(hit) => (
            <ListBoxItem id={hit.key} textValue={titleOf(hit)} className="list-item hit">
              <span>{titleOf(hit)}</span>
              <span className="quiet">{detailOf(hit)}</span>
            </ListBoxItem>
          )}
        </ListBox>
        {hits.length > 0 && found.data?.more && <p className="nothing">There is more: type more of it.</p>}
      </Popover>
    </ComboBox>
  )
}
