// A text as a QR code, for the camera of a device: dark on light in either theme, since not every camera reads the reverse.
import { encode } from 'uqr'

/** The dark squares as a path of one unit a square, with the light border of four that readers need around it. */
export function squaresOf(text: string): { size: number; path: string } {
  const { data, size } = encode(text, { ecc: 'M', border: 4 })
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('')
  return { size, path }
}

export function QrCode({ text, label }: { text: string; label: string }) {
  const { size, path } = squaresOf(text)
  return (
    <svg className="qr-code" role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}
