/** Values of one key in the order they stand; keys are `section.name` or `section.subsection.name`. */
export type GitConfig = ReadonlyMap<string, readonly string[]>

/**
 * Reads a git configuration file as data. Includes are not followed and nothing it names is used: we look only at what
 * tells how the objects are stored. Lines that make no sense are passed over. Format: git-config(1), "Syntax".
 */
export function parseGitConfig(text: string): GitConfig {
  const entries = new Map<string, string[]>()
  let section = ''
  const lines = text.split('\n')
  for (let at = 0; at < lines.length; at++) {
    let line = (lines[at] ?? '').replace(/\r$/, '')
    while (hasContinuation(line) && at + 1 < lines.length)
      line = line.slice(0, -1) + (lines[++at] ?? '').replace(/\r$/, '')
    let rest = line.trim()
    const header = /^\[\s*([A-Za-z0-9.-]+)\s*(?:"((?:[^"\\]|\\.)*)"\s*)?\]/.exec(rest)
    if (header) {
      const subsection = header[2]?.replace(/\\(.)/g, '$1')
      section = (header[1] ?? '').toLowerCase() + (subsection === undefined ? '' : `.${subsection}`)
      rest = rest.slice(header[0].length).trim()
    }
    const entry = /^([A-Za-z][A-Za-z0-9-]*)\s*(?:=(.*))?$/.exec(rest)
    if (!entry || section === '') continue
    const key = `${section}.${(entry[1] ?? '').toLowerCase()}`
    const values = entries.get(key) ?? []
    values.push(entry[2] === undefined ? 'true' : plainValue(entry[2]))
    entries.set(key, values)
  }
  return entries
}

export function lastValue(config: GitConfig, key: string): string | undefined {
  return config.get(key)?.at(-1)
}

function hasContinuation(line: string): boolean {
  const backslashes = /\\+$/.exec(line)
  return backslashes !== null && backslashes[0].length % 2 === 1
}

function plainValue(text: string): string {
  let out = ''
  let isQuoted = false
  const value = text.trim()
  for (let at = 0; at < value.length; at++) {
    const char = value[at] ?? ''
    if (char === '"') isQuoted = !isQuoted
    else if (!isQuoted && (char === '#' || char === ';')) return out.trimEnd()
    else if (char === '\\') {
      const next = value[++at] ?? ''
      out += next === 'n' ? '\n' : next === 't' ? '\t' : next === 'b' ? '\b' : next
    } else out += char
  }
  return out
}
