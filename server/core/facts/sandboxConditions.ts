import { spanOf } from '../model/location'
import type { SideContext } from '../rule/context'
import { isMisspelt } from '../syntax/probeNames'
import type { FactDraft } from './fact'

const condition = /^\s*#\s*(?:el)?if(?:n?def)?\b/
const confining = /\b\w*(?:SANDBOX|SECCOMP|LANDLOCK|PLEDGE|UNVEIL|CAPSICUM|APPARMOR|PRIVSEP)\w*/g
/** A part that can never hold, or that makes the rest of no account. */
const never = /&&\s*0\s*(?:$|[)&])|\b0\s*&&|^\s*#\s*if\s+0\s*$/

/**
 * Conditions of the preprocessor around code that confines the process, on lines a change touches, that can no longer hold:
 * `&& 0`, or a name that is a letter away from the one it was.
 */
export function deadConditions(side: SideContext): readonly FactDraft<'protection'>[] {
  const { other } = side
  if (side.side !== 'new' || other === undefined) return []
  return side.text.lines.flatMap((line, at): readonly FactDraft<'protection'>[] => {
    if (line.length > 500 || !condition.test(line) || !side.isChanged(spanOf(at + 1, 0, 1))) return []
    const names = line.match(confining) ?? []
    const isOff = names.length > 0 && never.test(line) && !/^\s*#\s*ifn/.test(line)
    const slip = isOff ? undefined : misspeltIn(line, other.lines)
    const subject = isOff ? names[0] : slip
    if (subject === undefined) return []
    const column = Math.max(0, line.search(/\S/))
    const written = line.trim().slice(0, 80)
    const data = {
      form: 'flag',
      change: 'undone',
      family: 'sandbox switch',
      area: 'sandbox',
      written,
      onOtherSide: 1,
    } as const
    return [
      { subject: `sandbox condition: ${subject}`, side: 'new', at: spanOf(at + 1, column, line.trim().length), data },
    ]
  })
}

/** With the digits that look like letters read as those. */
function alike(name: string): string {
  return name.replace(/0/g, 'O').replace(/[1L]/g, 'I').replace(/5/g, 'S')
}

/** The name of the other side that a new condition misspells. */
function misspeltIn(line: string, others: readonly string[]): string | undefined {
  const words = line.match(/\b[A-Z][A-Z0-9_]{4,}\b/g) ?? []
  if (words.length === 0) return undefined
  const known = new Set(
    others.flatMap(one => (condition.test(one) ? (one.match(/\b[A-Z][A-Z0-9_]{4,}\b/g) ?? []) : [])),
  )
  for (const word of words) {
    if (known.has(word)) continue
    const meant = [...known].find(
      one => one.search(confining) !== -1 && (isMisspelt(word, one) || alike(word) === alike(one)),
    )
    if (meant !== undefined) return meant
  }
  return undefined
}
