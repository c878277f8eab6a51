/** After an act what had the focus may be gone with what was acted on: keys go on from the screen then, and not from the start of the page. */
export function keepFocus(): void {
  // The screen is drawn anew some time after its answers came.
  for (const wait of [0, 100, 400, 1_500]) {
    setTimeout(() => {
      if (document.activeElement === document.body) document.getElementById('main')?.focus({ preventScroll: true })
    }, wait)
  }
}
