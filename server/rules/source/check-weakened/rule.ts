import { functionAround } from '../../../core/formats/branches'
import { isDocument } from '../../../core/formats/document'
import { type LiveText, liveText } from '../../../core/formats/liveText'
import { isTestFolder } from '../../../core/formats/sourceKind'
import type { Hunk } from '../../../core/model/hunk'
import { spanOf } from '../../../core/model/location'
import { shorten } from '../../../core/model/visible'
import type { FileContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'
import { LineTable } from '../../../core/syntax/lineTable'
import type { LiveLine } from './liveLine'
import { weakenings } from './weakening'

function text(message: string, why: string, benign: string): MessageText {
  return {
    message,
    why,
    benign,
    question: 'Who could not pass before and can now, and which test shows that the others still cannot?',
    commands: ['git grep -n -w -e {word}'],
  }
}

export default defineRule({
  id: 'source/check-weakened',
  title: 'check that asks for less than before',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['linux-2003'],
  tags: ['CWE-693', 'CWE-862', 'CWE-120'],
  triggers: [
    'if',
    'return',
    '@',
    '[Auth',
    'middleware',
    'before_',
    'protect_',
    '_ =',
    '(void)',
    'cpy',
    'memmove',
    'copy_',
    'unchecked',
    'raw_parts',
    'nsafe.',
    'Marshal.',
    ' = ',
    'throw',
    'raise',
    'Err(',
    'panic',
    'push',
    'normali',
    'ower',
    'pper',
    'case',
    'append',
    'rite',
    'extend',
  ],
  messages: {
    mark: text(
      '`{name}` is gone from what it protected',
      'What stood under the mark stays and can be reached without it.\nWhether something in front checks it now was not followed.',
      'The mark moved to the class, the router or a service in front.',
    ),
    inverted: text(
      'The check `{name}` now decides the other way round',
      'Nothing but the sense of the condition changed: who was refused passes, and who passed is refused.',
      'It was the wrong way round before.',
    ),
    always: text(
      '`{name}` now settles a check whatever else it asks',
      'The rest of the condition reads as before and does not matter any more.',
      'Something is being tried out.',
    ),
    constant: text(
      '`{name}` now gives the same answer to everybody',
      'Every caller takes it for the outcome of a check.\nWhat was refused before is accepted now.',
      'The check moved to the callers or to a service in front.',
    ),
    unreached: text(
      '`{name}` is not reached any more: a yes is given in front of it',
      'What stands behind the new `return` reads as before and never runs.\nEverybody who comes this far is accepted.',
      'Something is being tried out.',
    ),
    ignored: text(
      'The answer of `{name}` is no longer looked at',
      'The call still stands there and changes nothing: whatever it finds, the program goes on.',
      'The answer is looked at elsewhere.',
    ),
    narrowed: text(
      'What `{name}` refuses is now let through where something else holds as well',
      'A refusal has one more condition: who meets it passes without the check.',
      'A case that must not be refused, with a check of its own.',
    ),
    bounds: text(
      'The limit of `{name}` is gone, and what it stood before still copies that much',
      'Nothing else in the lines around it compares the value.\nWhether callers keep the limit was not followed.',
      'The value cannot be larger any more, by a check elsewhere.',
    ),
    moved: text(
      'The limit of `{name}` now stands behind the copy it is for',
      'When it is asked, the bytes have been written.',
      'The copy has a limit of its own.',
    ),
    granted: text(
      'Where `{name}` refused, it now accepts',
      'One answer stands in the place of the other; the condition above is the same.\nWho met it was refused before and passes now.',
      'The answers were the wrong way round before.',
    ),
    softened: text(
      'Where `{name}` fails, the program now goes on',
      'The check still takes place; what left the function when it failed is gone.\nA message at most says that something was wrong.',
      'A value that is only shown, and is checked again before it is used.',
    ),
    limit: text(
      'The limit `{name}` is no longer asked for here',
      'What was turned away as too much is taken now; nothing in the lines around compares it.\nWhether callers keep the limit was not followed.',
      'The limit is kept elsewhere, or what it protected can grow.',
    ),
    loosened: text(
      'Texts that were told apart are now made one by `{name}` before they are compared',
      'A text that differs from the stored one passes as it now.\nWhere a message or a link goes to the one that was typed, it reaches somebody else.',
      'Capitals in an address, where only the stored one is used afterwards.',
    ),
    itself: text(
      '`{name}` now compares a value with itself',
      'Both sides are the same, so the answer is yes whatever was sent.\nThe call still reads as a check.',
      'A test of the comparison.',
    ),
    refusal: text(
      'The refusal on `{name}` is gone, and what it stood before stays',
      'Who was turned away here comes through now.\nWhether something in front asks it now was not followed.',
      'The check moved to the router or to a service in front.',
    ),
    excused: text(
      'What `{name}` refuses is now let through where the request or the environment says so',
      'A refusal has one more condition, and whoever sends the request, or starts the program, decides about it.',
      'A case that must not be refused, with a check of its own.',
    ),
    overwritten: text(
      'The error in `{name}` is now replaced by success in the next statement',
      'Whatever the condition above finds, the value says afterwards that all is well.',
      'A value that is set for what comes next, and the error is returned elsewhere.',
    ),
  },
  examine: { file: examine },
})

function examine(context: FileContext): void {
  const old = context.side('old')
  const side = context.side('new')
  if (old === undefined || side === undefined || isDocument(context.path)) return
  const hunks = context.content.hunks.filter(
    ({ lines }) =>
      lines.length <= MOST_LINES &&
      lines.some(({ kind, text }) => kind === 'removed' || (kind === 'added' && /^\s*return\b|\w\s=\s/.test(text))),
  )
  if (hunks.length === 0 || !context.budget.spend(old.text.length + side.text.length)) return
  const before = liveText(context.path, old.text)
  const now = liveText(context.path, side.text)
  if (before === undefined || now === undefined) return
  const sides = { old: split(before), new: split(now) }
  const table = new LineTable(side.text)
  const isTest = isTestFolder(context.path) || /_test\.\w+$|\.(?:test|spec)\.\w+$/.test(context.path)
  const told = new Set<string>()
  const allAdded = (): readonly string[] =>
    context.content.hunks.flatMap(({ lines }) =>
      lines.flatMap(({ kind, text: written }) => (kind === 'added' ? [written.slice(0, 500)] : [])),
    )
  for (const hunk of hunks) {
    const around = (line: LiveLine): string => functionAround(now.names, table.offset({ line: line.line, column: 0 }))
    for (const { way, side: where, line, text: shown, name, isGrave } of weakenings(
      hunk,
      liveLines(hunk, sides),
      around,
      allAdded,
    )) {
      const key = `${where} ${line}`
      if (told.has(key)) continue
      told.add(key)
      const whole = (where === 'old' ? old : side).lines[line - 1] ?? ''
      context.report({
        message: way,
        side: where,
        at: spanOf(line, Math.max(0, whole.indexOf(shown)), Math.min(shown.length, whole.length)),
        severity: isTest || way === 'overwritten' ? 'low' : isGrave === true ? 'high' : 'medium',
        data: { name: shorten(name, 50), word: /[A-Za-z_]\w*$/.exec(name.split('(')[0] ?? '')?.[0] ?? '<name>' },
      })
    }
  }
}

/** Larger hunks are new code, whose lines have no counterparts. */
const MOST_LINES = 400

interface Sides {
  readonly old: SplitText
  readonly new: SplitText
}

interface SplitText {
  readonly code: readonly string[]
  readonly names: readonly string[]
}

function split({ code, names }: LiveText): SplitText {
  return { code: code.split('\n'), names: names.split('\n') }
}

function liveLines(hunk: Hunk, sides: Sides): readonly LiveLine[] {
  return hunk.lines.flatMap(({ kind, text: whole, old, new: now }) => {
    const line = kind === 'removed' ? old : now
    if (line === undefined || whole.length > 500) return []
    const side = kind === 'removed' ? sides.old : sides.new
    return [{ kind, line, text: side.code[line - 1] ?? '', names: side.names[line - 1] ?? '' }]
  })
}
