import { isDocument } from '../../../core/formats/document'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { spanOf } from '../../../core/model/location'
import { baseName } from '../../../core/model/path'
import { shellWord } from '../../../core/rule/commands'
import type { FileContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'
import { isOfLibrary, type LibraryNumber, numbersIn } from './numbers'

function text(message: string, why: string): MessageText {
  return {
    message,
    why,
    benign: 'A release that breaks with the old interface, or a number that was kept wrong for a while.',
    question: 'Which change of the interface asks for this number?',
    commands: ['git log -p --oneline -S{word} -- {path}'],
  }
}

export default defineRule({
  id: 'build/library-version-jump',
  title: 'number of a library that goes back or leaps',
  severity: 'low',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['xz-2024'],
  tags: ['CWE-1104'],
  triggers: [
    'version-info',
    'version-number',
    'VERSION',
    'soversion',
    'libversion',
    'lib_version',
    'library_version',
    'version:',
    'version :',
    'CURRENT',
    'current',
    'MAJOR',
    'SOVER',
    'soname',
    'SONAME',
    'compatibility_version',
    'serial',
  ],
  messages: {
    back: text(
      'The number of the library in `{name}` goes back from {was} to {now}',
      'Programs that were linked before may take the new library for an older one they know.',
    ),
    leap: text(
      'The number of the library in `{name}` leaps from {was} to {now}',
      'A number far ahead wins over those of distributions, and stays ahead of what follows.',
    ),
    age: text(
      'The number that `{text}` gives a library in `{name}` goes back from {was} to {now}',
      'Loaders know it by `current` less `age`, and the age grew by more than `current` did.',
    ),
    serial: text(
      'The serial number of `{name}` goes from {was} to {now}',
      'The copy with the highest number is taken wherever two meet, so this one would not be replaced.',
    ),
  },
  examine: { file: examine },
})

/** Steps up to this are everyday: one number may be made for several changes. */
const everyday = 5

function examine(context: FileContext): void {
  if (isTestFolder(context.path) || isDocument(context.path)) return
  for (const hunk of context.content.hunks) {
    const removed = single(numbersIn(hunk, 'removed', context.path))
    for (const now of single(numbersIn(hunk, 'added', context.path)).values()) {
      const old = removed.get(now.key)
      const told = old === undefined || !isLibrary(context, now) ? undefined : toldOf(old, now)
      if (told === undefined || now.line.new === undefined) continue
      context.report({
        message: told.message,
        at: spanOf(now.line.new, now.column, now.text.length),
        confidence: now.key.startsWith('0') ? 'high' : 'medium',
        data: {
          name: baseName(context.path),
          was: told.was,
          now: told.now,
          text: now.text,
          word: String(now.value),
          path: shellWord(context.path),
        },
      })
      return
    }
  }
}

/** Of several of one name in one place none can be told from the others. */
function single(numbers: readonly LibraryNumber[]): ReadonlyMap<string, LibraryNumber> {
  const found = new Map(numbers.map(one => [one.key, one]))
  const twice = numbers.filter(one => found.get(one.key) !== one)
  for (const { key } of twice) found.delete(key)
  return found
}

function isLibrary(context: FileContext, { kind, line, column }: LibraryNumber): boolean {
  if (kind !== 'meson') return true
  const text = context.side('new')?.lines.slice(0, line.new ?? 0) ?? []
  const before = text.slice(-100, -1).join('\n')
  return isOfLibrary(`${before}\n${line.text}`, before.length + 1 + column)
}

interface Told {
  readonly message: 'back' | 'leap' | 'serial' | 'age'
  readonly was: number
  readonly now: number
}

/** Loaders know a library of libtool by `current` less `age`; an age above `current` is no number of any library. */
function toldOf(old: LibraryNumber, now: LibraryNumber): Told | undefined {
  const was = old.value
  const isLeap = now.value - was > everyday
  if (now.value < was || isLeap)
    return { message: now.kind === 'serial' ? 'serial' : isLeap ? 'leap' : 'back', was, now: now.value }
  if (old.age === undefined || now.age === undefined || now.value - now.age >= was - old.age) return undefined
  return { message: 'age', was: was - old.age, now: now.value - now.age }
}
