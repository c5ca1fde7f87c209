import { strict as assert } from 'node:assert'
import { dayOf } from '../../../server/core/formats/day'

describe('the day of a time', () => {
  it('is that of the calendar, before and after 1970, on leap days and at the turn of centuries', () => {
    const days = ['1600-02-29', '1899-12-31', '1969-12-31', '1970-01-01', '2000-02-29', '2023-03-01', '2100-03-01']
    for (const day of days) {
      const start = Date.parse(day) / 1000
      assert.equal(dayOf(start), day)
      assert.equal(dayOf(start + 86_399), day)
    }
  })

  it('agrees with the engine over many days', () => {
    for (let time = -4e9; time < 6e9; time += 7_777_777)
      assert.equal(dayOf(time), new Date(time * 1000).toISOString().slice(0, 10))
  })
})
