import { isTestFolder } from '../../../core/formats/sourceKind'
import { spanOf } from '../../../core/model/location'
import { baseName } from '../../../core/model/path'
import { shellWord } from '../../../core/rule/commands'
import type { FileContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

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
  triggers: ['version-info', 'version-number', 'SOVERSION', 'soversion', 'CURRENT', 'current', 'soname', 'serial'],
  messages: {
    back: text(
      'The number of the library in `{name}` goes back from {was} to {now}',
      'Programs that were linked before may take the new library for an older one they know.',
    ),
    leap: text(
      'The number of the library in `{name}` leaps from {was} to {now}',
      'A number far ahead wins over those of distributions, and stays ahead of what follows.',
    ),
    serial: text(
      'The serial number of `{name}` goes from {was} to {now}',
      'The copy with the highest number is taken wherever two meet, so this one would not be replaced.',
    ),
  },
  examine: { file: examine },
})

/** Of a file of macros, by the manual of aclocal. */
const macroSerial = /^(?:#|dnl)\s*(?:[\w.+-]+\s+)?serial\s+(\d{1,6})\b/

/** libtool's `current`, and what CMake, Meson and linkers take the name of a library from. */
const places: readonly RegExp[] = [
  /-version-(?:info|number)[ =](\d{1,6})(?=:)/,
  /\bSOVERSION\s+"?(\d{1,6})\b/,
  /\bsoversion\s*:\s*'?(\d{1,6})\b/,
  /\b\w*(?:LT|lt|LIB|lib|SO|ABI)\w*_?(?:CURRENT|current)\b\s*[=,]\s*\[?"?(\d{1,6})\b/,
  /-soname[,=][\w.+-]{1,80}\.so\.(\d{1,6})\b/,
  macroSerial,
]

/** Steps up to this are everyday: one number may be made for several changes. */
const everyday = 5

function examine(context: FileContext): void {
  if (isTestFolder(context.path)) return
  for (const hunk of context.content.hunks)
    for (const [at, pattern] of places.entries()) {
      const read = (kind: 'added' | 'removed') =>
        hunk.lines.flatMap(line => {
          const found = line.kind === kind && line.text.length < 2_000 ? pattern.exec(line.text) : null
          return found === null ? [] : [{ line, found, number: Number(found[1]) }]
        })
      const [old, more] = read('removed')
      const [now, other] = read('added')
      // Several in one place cannot be told apart.
      if (old === undefined || now?.line.new === undefined || more !== undefined || other !== undefined) continue
      const isSerial = pattern === macroSerial
      if (isSerial && !context.path.endsWith('.m4')) continue
      const isBack = now.number < old.number
      if (!isBack && now.number - old.number <= everyday) continue
      context.report({
        message: isSerial ? 'serial' : isBack ? 'back' : 'leap',
        at: spanOf(now.line.new, now.found.index, now.found[0].length),
        confidence: at === 0 ? 'high' : 'medium',
        data: {
          name: baseName(context.path),
          was: old.number,
          now: now.number,
          word: now.found[1] ?? '',
          path: shellWord(context.path),
        },
      })
      return
    }
}
