/** Ascending ranges of code points, as scripts/unicode-tables.mjs packs them. */
export interface PointRanges {
  readonly starts: readonly number[]
  readonly ends: readonly number[]
}

/** For each range the distance from the end of the one before and, after a dot, its length less one; in base 36. */
export function unpackRanges(packed: string): PointRanges {
  const starts: number[] = []
  const ends: number[] = []
  let end = 0
  for (const one of packed.split(' ')) {
    const [distance = '0', more = '0'] = one.split('.')
    const start = end + Number.parseInt(distance, 36)
    end = start + Number.parseInt(more, 36)
    starts.push(start)
    ends.push(end)
  }
  return { starts, ends }
}

export function isWithin({ starts, ends }: PointRanges, point: number): boolean {
  let low = 0
  let high = starts.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((starts[middle] as number) <= point) low = middle + 1
    else high = middle
  }
  return low > 0 && point <= (ends[low - 1] as number)
}

/** The inside of a character class of a regular expression with the flag `u`. */
export function classText({ starts, ends }: PointRanges): string {
  return starts.map((start, at) => `\\u{${start.toString(16)}}-\\u{${(ends[at] as number).toString(16)}}`).join('')
}
