/** 9216 → "9,216". */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}

export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`
}

/** 31 → "0x1f". */
export function hex(offset: number): string {
  return `0x${offset.toString(16)}`
}

/** The last byte is named, not the one after it. */
export function rangeOf({ offset, length }: { readonly offset: number; readonly length: number }): string {
  return length < 2 ? hex(offset) : `${hex(offset)} to ${hex(offset + length - 1)}`
}
