import { describe, expect, it } from 'vitest'
import { eventParams, wasThere } from './event_questions'
import { eventOf } from './events'

const none = { kind: 'all', id: '', type: '', actor: '', reason: '', since: '', until: '' }

describe('questions about events', () => {
  it('are about one stream, or all of a kind', () => {
    expect(eventParams({ ...none, kind: 'account', id: '7' }, null)).toMatchObject({ stream: 'account/7', type: '' })
    expect(eventParams({ ...none, kind: 'settings' }, null)).toMatchObject({ stream: '', type: 'settings' })
    expect(eventParams({ ...none, kind: 'settings', type: 'settings.holiday_defined' }, null)).toMatchObject({ type: 'settings.holiday_defined' })
    expect(eventParams({ ...none, actor: 'ada', reason: 'counter' }, null)).toMatchObject({ stream: '', type: '', by: 'ada', reason: 'counter' })
  })
  it('end where one looks at the past, or at the filter where that is earlier', () => {
    expect(eventParams(none, '2022-01-31').until).toBe('2022-01-31')
    expect(eventParams({ ...none, until: '2021-06-01' }, '2022-01-31').until).toBe('2021-06-01')
    expect(eventParams({ ...none, until: '2022-06-01' }, '2022-01-31T17:00:00Z').until).toBe('2022-01-31T17:00:00Z')
    expect(eventParams(none, '5000').until).toBe('')
  })
  it('of a past position leave out what came after', () => {
    expect([6, 7, 8].map((position) => wasThere(eventOf({ position }), '7'))).toEqual([true, false, false])
    expect(wasThere(eventOf({ position: 9 }), null)).toBe(true)
  })
})
