import { isTestFolder } from '../../../core/formats/sourceKind'
import type { Hunk, HunkLine } from '../../../core/model/hunk'
import { spanOf } from '../../../core/model/location'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'source/protective-call-replaced',
  title: 'call with a protection replaced by the plain one',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['libarchive-2021'],
  tags: ['CWE-116', 'CWE-693'],
  triggers: [
    'safe',
    'secure',
    'sanit',
    'escape',
    'checked',
    'strl',
    'snprintf',
    '_s(',
    'Safe',
    'Secure',
    'Escape',
    'Sanit',
  ],
  messages: {
    replaced: {
      message: '`{plain}` now stands where `{protective}` stood',
      why: 'By its name the earlier call checks or cleans what it is given; the new one takes it as it is.\nWhether the arguments can come from outside was not followed.',
      benign: 'The arguments are constants, or are cleaned elsewhere.',
      question: 'Why is the protection of the earlier call no longer needed here?',
      commands: ['git grep -n -w -e {protective}'],
    },
  },
  examine: { hunk: examine },
})

const CALL = /\b([A-Za-z_]\w*)\s*\(/g
const PREFIXED = /^(?:\w+?_)??(?:safe|secure|sanitized?|escaped?|checked|quoted|encoded)_?(\w{3,})$/i
const SUFFIXED = /^(\w{3,}?)_(?:s|safe|secure|escaped?|checked|sanitized?)$/i
/** The C library's bounded calls and the unbounded ones they stand for. */
const BOUNDED: Readonly<Record<string, string>> = {
  strlcpy: 'strcpy',
  strlcat: 'strcat',
  strncpy: 'strcpy',
  strncat: 'strcat',
  snprintf: 'sprintf',
  vsnprintf: 'vsprintf',
}

function examine(hunk: Hunk, context: FileContext): void {
  const removed = calls(hunk.lines, 'removed')
  const added = calls(hunk.lines, 'added')
  for (const [protective, places] of removed) {
    const plain = plainOf(protective)
    if (plain === undefined) continue
    const lost = places.length - (added.get(protective)?.length ?? 0)
    const gained = (added.get(plain)?.length ?? 0) - (removed.get(plain)?.length ?? 0)
    const line = added.get(plain)?.at(-1)
    if (lost <= 0 || gained <= 0 || line?.new === undefined) continue
    const column = line.text.search(new RegExp(`\\b${plain}\\s*\\(`))
    const old = places[0]
    context.report({
      message: 'replaced',
      at: spanOf(line.new, column, plain.length),
      severity: isTestFolder(context.path) ? 'low' : 'medium',
      data: { plain, protective },
      related:
        old?.old === undefined
          ? []
          : [
              {
                side: 'old',
                at: spanOf(old.old, old.text.indexOf(protective), protective.length),
                label: `\`${protective}\` stood here`,
              },
            ],
    })
  }
}

function calls(lines: readonly HunkLine[], kind: HunkLine['kind']): ReadonlyMap<string, readonly HunkLine[]> {
  const found = new Map<string, HunkLine[]>()
  for (const line of lines) {
    if (line.kind !== kind || /^\s*(\/\/|\*|#)/.test(line.text)) continue
    for (const match of line.text.matchAll(CALL)) {
      const name = match[1] as string
      const list = found.get(name)
      if (list === undefined) found.set(name, [line])
      else list.push(line)
    }
  }
  return found
}

function plainOf(name: string): string | undefined {
  if (Object.hasOwn(BOUNDED, name)) return BOUNDED[name]
  return PREFIXED.exec(name)?.[1] ?? SUFFIXED.exec(name)?.[1]
}
