import type { Hunk, HunkLine } from '../../../core/model/hunk'

export interface NarrowedSetting {
  readonly line: HunkLine
  readonly term: string
  readonly verdict: 'asked' | 'more' | 'instead'
  /** What the branches of this file that ask for the setting give, beside its name. */
  readonly about: string
}

/** Lines that a `config_setting` of Bazel may have. */
const longest = 40
/** What a build has only where somebody gives it on the command line (Bazel's reference, `config_setting`). */
const byHand = /\b(?:values|define_values|flag_values)\s*=|^\s*["'](?:define|copt|compilation_mode|features)["']\s*:/
const text = /["']([^"'\n]{2,200})["']/g

/** Entries of a `config_setting` that stood there: one more, or one in the place of another. */
export function narrowedSettings(hunk: Hunk, lines: readonly string[]): readonly NarrowedSetting[] {
  const removed = hunk.lines.filter(({ kind }) => kind === 'removed').flatMap(one => textsIn(one.text))
  const told = new Set<string>()
  return hunk.lines.flatMap((line): readonly NarrowedSetting[] => {
    if (line.kind !== 'added' || line.new === undefined || line.text.length > 600) return []
    const name = settingAround(lines, line.new - 1, hunk)
    if (name === undefined || told.has(name)) return []
    const come = textsIn(line.text).filter(one => !removed.includes(one))
    const kept = textsIn(line.text).length - come.length
    const [term] = come
    if (term === undefined || /^\s*name\s*=/.test(line.text)) return []
    told.add(name)
    const isByHand = byHand.test(line.text)
    const gone = removed.filter(
      one => !hunk.lines.some(other => other.kind === 'added' && textsIn(other.text).includes(one)),
    )
    const verdict = isByHand ? 'asked' : gone.length > 0 && kept === 0 ? 'instead' : 'more'
    return [{ line, term: isByHand ? line.text.trim() : term, verdict, about: `${name} ${branchesOf(name, lines)}` }]
  })
}

function textsIn(line: string): readonly string[] {
  return [...line.matchAll(text)].map(([, one = '']) => one)
}

/** The name of the `config_setting` that a line stands in, where the setting itself is not new. */
function settingAround(lines: readonly string[], at: number, hunk: Hunk): string | undefined {
  for (let head = at; head >= 0 && at - head < longest; head--) {
    const line = lines[head] ?? ''
    if (head < at && /^\s*\)/.test(line)) return undefined
    if (!/^\s*[\w.]*config_setting\s*\(/.test(line)) continue
    if (hunk.lines.some(one => one.kind === 'added' && one.new === head + 1)) return undefined
    const named = lines.slice(head, head + longest).find(one => /\bname\s*=\s*["']/.test(one))
    return /\bname\s*=\s*["']([\w.+/-]+)["']/.exec(named ?? '')?.[1]
  }
  return undefined
}

function branchesOf(name: string, lines: readonly string[]): string {
  return lines
    .flatMap((line, at) => (line.includes(`:${name}"`) ? [line, ...branch(lines, at)] : []))
    .slice(0, 24)
    .join(' ')
}

/** The list that follows a key, up to the next key. */
function branch(lines: readonly string[], at: number): readonly string[] {
  if (/\]\s*,?\s*$/.test(lines[at] ?? '')) return []
  const rest = lines.slice(at + 1, at + 8)
  const end = rest.findIndex(line => /\]|["']\s*:/.test(line))
  return rest.slice(0, end === -1 ? undefined : end)
}
