// What an address points to is scrolled to, once, as little as is needed.

/** As a `ref`. */
export function intoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' })
}
