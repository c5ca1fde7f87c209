import type { Budget } from './context'

/** Work units one file may cost in rules and collectors; about a second of the heaviest ones. */
const UNITS_PER_FILE = 50_000_000

export function createBudget(units: number = UNITS_PER_FILE): Budget {
  let left = units
  return {
    spend(cost) {
      left -= cost
      return left >= 0
    },
  }
}
