import { isTestFolder } from '../../../core/formats/sourceKind'
import type { Hunk, HunkLine } from '../../../core/model/hunk'
import { spanOf } from '../../../core/model/location'
import { baseName } from '../../../core/model/path'
import type { Severity } from '../../../core/model/severity'
import { shorten } from '../../../core/model/visible'
import { shellWord } from '../../../core/rule/commands'
import type { FileContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'
import { emptiedAnswers, lostAnswers, slipsInTry } from './answers'
import { type Grammar, grammarOf, type Term, termsOf } from './conditions'
import { isGuarding } from './guards'
import { inKconfig } from './kconfig'
import { defaultsThatLose } from './selects'
import { narrowedSettings } from './settings'
import { judge, type Verdict } from './verdicts'

function text(message: string, why: string): MessageText {
  return {
    message,
    why: `${why}\n{what}`,
    benign: 'The feature needs what is asked for now, on a system where it was not there.',
    question: 'On which system does the condition hold now? Which configure log shows it?',
    commands: ['git grep -n -w -e {word}'],
  }
}

export default defineRule({
  id: 'build/probe-gate-narrowed',
  title: 'condition in front of a protection that holds less often, or never',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['xz-2024-landlock', 'xz-2024'],
  tags: ['CWE-693'],
  files: {
    paths: [
      '**/{GNU,}{M,m}akefile{,.*}',
      '**/*.{mk,mak,cmake,m4,bazel,bzl}',
      '**/{Kbuild,BUILD,Kconfig*,Config.in*,CMakeLists.txt,meson.build,configure,configure.ac,configure.in,build.rs}',
      '**/{SConstruct,SConscript,wscript*,setup*.py}',
    ],
  },
  messages: {
    never: text(
      '`{term}` in `{name}` never holds: what stands under it is left out of every build',
      'The condition looks like one that is met somewhere.',
    ),
    slip: text(
      '`{term}` in `{name}` is a letter away from what was asked before, and nothing else has that name',
      'A name that nobody sets is no error: the build goes on without what was asked for.',
    ),
    unset: text(
      '`{term}` is asked for as well in `{name}`, and nothing in that file sets it',
      'Both must hold now. A name that nobody sets is no error, so what stands there is left out.',
    ),
    undefined: text(
      '`{term}` in `{name}` is defined nowhere, and the `try` around it hides that',
      'A name that nothing defines fails as if the feature were missing, on every system.',
    ),
    instead: text(
      '`{name}` now asks for `{term}` in the place of what it asked for before',
      'Builds that met the condition before do not meet it any more.',
    ),
    asked: text(
      '`{term}` in `{name}` only holds when the builder says so; it held by default before',
      'Most builds take the defaults.',
    ),
    flags: text(
      '`{term}` in `{name}` makes the build depend on how it is hardened',
      'Another program comes out with such a flag than without it.',
    ),
    more: text(
      '`{term}` is asked for as well in `{name}`',
      'Both must hold now, so fewer builds have what stands there.',
    ),
    default: text(
      'The default of a `select` in `{name}` leaves out `{term}`, which was given before',
      'Every platform that no other branch names is built without it.',
    ),
    answer: text(
      '`{term}` in `{name}` no longer gives the answer that the condition below asks for',
      'The check is made as before and nothing comes of it.',
    ),
  },
  examine: { hunk: examine },
})

type Told = Verdict | 'default' | 'answer' | 'undefined' | 'instead'

function examine(hunk: Hunk, context: FileContext): void {
  const side = context.side('new')
  if (side === undefined || context.side('old') === undefined) return
  const { lines } = side
  if (/(?:^|\/)BUILD(?:\.bazel)?$|\.bzl$|\.bazel$/.test(context.path)) {
    for (const { line, term } of defaultsThatLose(hunk)) report(context, 'default', line, term, true)
    for (const { line, term, verdict, about } of narrowedSettings(hunk, lines))
      tell(context, verdict, line, term, about)
    return
  }
  const grammar = grammarOf(context.path)
  if (grammar === undefined || !context.budget.spend(lines.length)) return
  if (grammar === 'kconfig') {
    for (const { line, term, verdict, about, name } of inKconfig(hunk, lines))
      tell(context, verdict, line, term, about, name)
    return
  }
  for (const [removed, added] of pairs(hunk, grammar)) {
    const [olds, news] = [termsOf(grammar, removed.text), termsOf(grammar, added.text)]
    if (olds === undefined || news === undefined) continue
    const judged = judge(grammar, olds, news, lines)
    if (judged === undefined) continue
    const about = `${removed.text} ${added.text} ${under(lines, added.new ?? 0)}`
    tell(context, judged.verdict, added, judged.term.text, about)
  }
  if (grammar === 'shell') onFlagsAlone(hunk, context)
  for (const { line, term, verdict, about } of [
    ...(grammar === 'make' ? lostAnswers(hunk, lines) : []),
    ...(grammar === 'python' ? slipsInTry(hunk, side) : []),
    ...(grammar === 'shell' ? emptiedAnswers(hunk, side) : []),
  ])
    tell(context, verdict, line, term, about)
}

function tell(context: FileContext, verdict: Told, line: HunkLine, term: string, about: string, word?: string): void {
  report(context, verdict, line, term, isGuarding(about), word)
}

function report(context: FileContext, told: Told, line: HunkLine, term: string, guards: boolean, word = ''): void {
  const severity = severityOf(told, guards, context.path)
  if (severity === undefined || line.new === undefined) return
  const column = Math.max(0, line.text.search(/\S/))
  const searched = shellWord(word === '' ? (/[A-Za-z_]\w{3,}/.exec(term)?.[0] ?? term) : word)
  context.report({
    message: told,
    at: spanOf(line.new, column, line.text.trim().length),
    severity,
    data: {
      term: shorten(term, 44),
      name: baseName(context.path),
      word: searched.startsWith('<') ? '<name>' : searched,
      what: guards ? 'By the words around it, a protection depends on it.' : 'What depends on it was not followed.',
    },
  })
}

/** What decides nothing about a protection is told only where it can never be meant. */
function severityOf(told: Told, guards: boolean, path: string): Severity | undefined {
  if (isTestFolder(path)) return guards ? 'low' : undefined
  switch (told) {
    case 'never':
    case 'slip':
    case 'undefined':
      return guards ? 'high' : 'low'
    case 'unset':
    case 'asked':
    case 'default':
    case 'answer':
    case 'instead':
      return guards ? 'medium' : undefined
    case 'flags':
      return guards ? 'medium' : 'low'
    case 'more':
      return guards ? 'low' : undefined
  }
}

/** The lines that a condition decides about, as far as they are near. */
function under(lines: readonly string[], number: number): string {
  const near = lines.slice(number, number + 6)
  const end = near.findIndex(line => /^\s*(?:endif|fi\b|else|elif|\}|\]\))/.test(line))
  return near
    .slice(0, end === -1 ? 3 : end)
    .join(' ')
    .slice(0, 1_000)
}

const decidesByFlags =
  /\$\{?\(?(?:LDFLAGS|CFLAGS|CXXFLAGS|LIBS)\b.*\bgrep\b.*(?:-z[, ]|relro|-fPI[CE]|-pie\b)|\bcase\b.*\$\{?(?:LD|C)FLAGS\b/
const flagPattern = /\*?-z[,\\ ]+(?:now|relro|lazy)|\*-f?(?:PIC|PIE|pie|pic)\b|bindnow/

/** A new condition that reads the flags by which a program is hardened. */
function onFlagsAlone(hunk: Hunk, context: FileContext): void {
  const added = hunk.lines.filter(({ kind }) => kind === 'added')
  for (const [at, line] of added.entries()) {
    if (line.text.length > 600 || !decidesByFlags.test(line.text)) continue
    const near = added.slice(at, at + 4)
    if (!near.some(one => flagPattern.test(one.text))) continue
    const leaves = near.some(one => /\bexit\s+\d|\breturn\b|=no\b|="?0\b/.test(one.text))
    report(
      context,
      leaves ? 'flags' : 'more',
      line,
      line.text.trim(),
      leaves &&
        isGuarding(
          near
            .map(one => one.text)
            .join(' ')
            .replace(flagPattern, ''),
        ),
    )
    return
  }
}

/** Conditions in the place of others: in turn where a run has as many of both, else by what they ask for. */
function pairs(hunk: Hunk, grammar: Grammar): readonly (readonly [HunkLine, HunkLine])[] {
  const found: (readonly [HunkLine, HunkLine])[] = []
  let removed: HunkLine[] = []
  let added: HunkLine[] = []
  const close = () => {
    if (removed.length > 0 && removed.length === added.length)
      for (const [at, line] of removed.entries()) found.push([line, added[at] as HunkLine])
    else
      for (const line of removed) {
        const names = namesOf(termsOf(grammar, line.text))
        const other = added.find(one => namesOf(termsOf(grammar, one.text)).some(name => names.includes(name)))
        if (other !== undefined) found.push([line, other])
      }
    removed = []
    added = []
  }
  for (const line of hunk.lines) {
    if (line.kind === 'context') close()
    else if (line.kind === 'added') {
      if (termsOf(grammar, line.text) !== undefined) added.push(line)
    } else {
      if (added.length > 0) close()
      if (termsOf(grammar, line.text) !== undefined) removed.push(line)
    }
  }
  close()
  return found
}

function namesOf(terms: readonly Term[] | undefined): readonly string[] {
  return (terms ?? []).map(({ name }) => name)
}
