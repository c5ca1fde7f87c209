/** The same numbers from 0 to 1 for the same seed, on every machine. */
export function makeRandom(seed) {
  let state = (seed * 2654435761 + 1) >>> 0
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return (state >>> 8) / 2 ** 23
  }
}
