// Keys of the whole console. A key pressed while one types in a field belongs to the field.
import { useEffect } from 'react'

export type KeyTable = Record<string, (event: KeyboardEvent) => void>

/** `ctrl+k`, `/`, `?`, `g o`: the last needs both keys in turn within a second. */
export function keyName(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  return `${event.ctrlKey || event.metaKey ? 'ctrl+' : ''}${event.altKey ? 'alt+' : ''}${key}`
}

export function typesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || ['TEXTAREA', 'SELECT'].includes(target.tagName)
    || (target instanceof HTMLInputElement && !['checkbox', 'radio', 'button'].includes(target.type)) || target.getAttribute('role') === 'spinbutton'
}

export function useKeys(table: KeyTable): void {
  useEffect(() => {
    let before = ''
    let beforeAt = 0
    const pressed = (event: KeyboardEvent) => {
      const name = keyName(event)
      // While a dialog is open only the keys of the dialog count.
      if (document.querySelector('[role=dialog]')) return
      if (typesText(event.target) && !name.startsWith('ctrl+')) return
      const pair = Date.now() - beforeAt < 1000 ? `${before} ${name}` : ''
      const act = table[pair] ?? table[name]
      before = name
      beforeAt = Date.now()
      if (!act) return
      event.preventDefault()
      act(event)
    }
    window.addEventListener('keydown', pressed)
    return () => window.removeEventListener('keydown', pressed)
  }, [table])
}
