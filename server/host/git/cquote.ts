const names: Readonly<Record<string, string>> = { a: '\x07', b: '\b', t: '\t', n: '\n', v: '\v', f: '\f', r: '\r' }

/** Quotes a path the way git reads it in `objects/info/alternates`: bytes above ASCII as octal. */
export function quote(text: string): string {
  let out = '"'
  for (const byte of Buffer.from(text, 'utf8')) {
    if (byte === 0x22 || byte === 0x5c) out += `\\${String.fromCharCode(byte)}`
    else if (byte < 0x20 || byte >= 0x7f) out += `\\${byte.toString(8).padStart(3, '0')}`
    else out += String.fromCharCode(byte)
  }
  return `${out}"`
}

/** The inverse of {@link quote}; `undefined` when the text is not one quoted string. */
export function unquote(text: string): string | undefined {
  const body = /^"((?:[^"\\]|\\.)*)"$/s.exec(text)?.[1]
  if (body === undefined) return undefined
  const bytes: Buffer[] = []
  for (const part of body.matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/gs)) {
    if (part[1] !== undefined) bytes.push(Buffer.from([Number.parseInt(part[1], 8) & 0xff]))
    else if (part[2] !== undefined) bytes.push(Buffer.from(names[part[2]] ?? part[2], 'utf8'))
    else bytes.push(Buffer.from(part[3] ?? '', 'utf8'))
  }
  return Buffer.concat(bytes).toString('utf8')
}
