const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~'

const VALUES: ReadonlyMap<string, number> = new Map([...DIGITS].map((digit, value) => [digit, value]))

/**
 * Decodes the data lines of a `GIT binary patch`: a length byte (A–Z for 1–26, a–z for 27–52), then base85 in git's
 * alphabet, most significant digit first (base85.c). `undefined` when a line is not of that form.
 */
export function decodeBase85Lines(lines: readonly string[]): Uint8Array | undefined {
  const out = new Uint8Array(lines.length * 52)
  let length = 0
  for (const line of lines) {
    const count = lengthOf(line.charCodeAt(0))
    const groups = (line.length - 1) / 5
    if (count === undefined || !Number.isInteger(groups) || count > groups * 4 || count <= groups * 4 - 4)
      return undefined
    if (count > 52) return undefined
    let left = count
    for (let group = 0; group < groups; group++) {
      const value = groupValue(line, 1 + group * 5)
      if (value === undefined) return undefined
      for (let shift = 24; shift >= 0 && left > 0; shift -= 8, left--)
        out[length++] = Math.floor(value / 2 ** shift) & 0xff
    }
  }
  return out.subarray(0, length)
}

function lengthOf(code: number): number | undefined {
  if (code >= 65 && code <= 90) return code - 64
  if (code >= 97 && code <= 122) return code - 70
  return undefined
}

function groupValue(line: string, at: number): number | undefined {
  let value = 0
  for (let index = 0; index < 5; index++) {
    const digit = VALUES.get(line[at + index] ?? '')
    if (digit === undefined) return undefined
    value = value * 85 + digit
  }
  return value <= 0xffffffff ? value : undefined
}
