// The sign of the house: five strokes of a tally.
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 32 24" width="28" height="21" role="img" aria-label="Tallystick">
      <path d="M6 3v18M12.5 3v18M19 3v18M25.5 3v18M2 18.5 30 5.5" />
    </svg>
  )
}
