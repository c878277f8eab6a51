import { describe, expect, it } from 'vitest'
import { isSimulated } from './simulated_time'

describe('simulated time', () => {
  it('is what the health of a division says, and nothing where no division is answered', () => {
    expect(isSimulated({ divisions: [{ simulated_time: true }] })).toBe(true)
    expect(isSimulated({ divisions: [{ simulated_time: false }] })).toBe(false)
    expect(isSimulated({ divisions: [] })).toBe(false)
    expect(isSimulated(null)).toBe(false)
  })
})
