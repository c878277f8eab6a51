import { describe, expect, it } from 'vitest'
import { samplesOf, totalOf } from './metrics'

describe('metrics', () => {
  const samples = samplesOf('# HELP x Of x\n# TYPE x counter\nx{division="0",feed="a \\"b\\""} 2\nx{division="1"} 3.5\ny 7\nz{le="+Inf"} NaN\n')
  it('are read with their labels', () => {
    expect(samples[0]).toEqual({ name: 'x', labels: { division: '0', feed: 'a "b"' }, value: 2 })
    expect(samples.map((sample) => sample.name)).toEqual(['x', 'x', 'y', 'z'])
  })
  it('are summed over labels, and absent where the server has none', () => {
    expect(totalOf(samples, 'x')).toBe(5.5)
    expect(totalOf(samples, 'nothing')).toBeNull()
  })
})
