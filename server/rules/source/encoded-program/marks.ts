const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
/** Of a mark; shorter ones are in ordinary text. */
const shortest = 4

/** What a word looks like in base64, wherever in the text it stands: the characters that it alone decides. */
function base64Marks(word: string): readonly string[] {
  return [0, 1, 2].flatMap(pad => {
    const bits = [...'\0'.repeat(pad), ...word].map(char => char.charCodeAt(0).toString(2).padStart(8, '0')).join('')
    const groups = (bits.match(/.{6}/g) ?? []).slice(Math.ceil((pad * 8) / 6))
    const mark = groups.map(group => alphabet[Number.parseInt(group, 2)] ?? '').join('')
    return mark.length < shortest ? [] : [mark]
  })
}

/** In hexadecimal digits, escapes, lists of bytes and percent escapes. */
function hexMarks(word: string): readonly string[] {
  const bytes = [...word].map(char => char.charCodeAt(0).toString(16).padStart(2, '0'))
  const betweens = ['', '\\x', '%', '\\u00', ', 0x', ',0x']
  const capitals = bytes.map(byte => byte.toUpperCase())
  return betweens.flatMap(between => [bytes.join(between), capitals.join(between)])
}

const words = [
  ...['curl', 'wget', 'bash', 'exec', 'eval', 'http', 'import', 'require', 'socket', 'system', 'spawn', 'process'],
  ...['python', 'powershell', 'Invoke', 'chmod', '/dev/tcp', 'fetch', 'passthru', 'Process', '/bin/', 'Function'],
]
/** Commands for PowerShell are in UTF-16. */
const wide = ['http', 'iex', 'IEX', 'irm', 'Invoke', 'Net.', 'Start-', 'Down', 'powershell'].map(word =>
  [...word].join('\0'),
)

/** One of these is in nearly every encoded program, and in hardly any other text: without one no file is looked into. */
export const encodedMarks: readonly string[] = [
  ...new Set([
    ...[...words, ...wide].flatMap(base64Marks),
    ...words.flatMap(hexMarks),
    ...words.flatMap(word => [`${word}%20`, `${word}%28`, `${word}%3A`, `${word}(%`]),
  ]),
]
