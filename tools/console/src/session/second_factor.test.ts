import { describe, expect, it } from 'vitest'
import { squaresOf } from './qr_code'
import { inGroups } from './second_factor'

describe('the key of a second factor', () => {
  it('is shown in groups, as one types it', () => {
    expect(inGroups('ABCDEFGH')).toBe('ABCD EFGH')
    expect(inGroups('ABCDE')).toBe('ABCD E')
    expect(inGroups('')).toBe('')
  })
  it('is a QR code with its three corners and a light border', () => {
    const { size, path } = squaresOf('otpauth://totp/Tallystick%20a.example:ada?secret=MZXW6YTBMZXW6YTBMZXW6YTBMZXW6YTB&issuer=Tallystick%20a.example&algorithm=SHA1&digits=6&period=30')
    const dark = new Set([...path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map(([, x, y]) => `${x} ${y}`))
    for (const [left, top] of [[4, 4], [size - 11, 4], [4, size - 11]] as const) {
      for (let step = 0; step < 7; step += 1) expect(dark.has(`${left + step} ${top}`) && dark.has(`${left} ${top + step}`)).toBe(true)
      expect(dark.has(`${left + 1} ${top + 1}`)).toBe(false)
    }
    for (let at = 0; at < size; at += 1) for (const edge of [0, 1, 2, 3, size - 1]) expect(dark.has(`${at} ${edge}`) || dark.has(`${edge} ${at}`)).toBe(false)
  })
})
