import type { Fact } from '../../../core/facts/fact'
import type { LineRunOfFile } from '../../../core/facts/kinds'
import { lineRun } from '../../../core/facts/lineRun'
import { type MovedBlock, movedBlocks } from '../../../core/facts/movedBlocks'
import { shownResidue } from '../../../core/facts/residuePlaces'
import { tokenChange } from '../../../core/facts/tokenChange'
import { decides } from '../../../core/formats/decidingTokens'
import { sensitivityOf } from '../../../core/formats/sensitivePath'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { baseName } from '../../../core/model/path'
import { shellWord } from '../../../core/rule/commands'
import type { ChangeSetContext, ChangeSetReport } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

const question = 'Is this edit part of the move? Could it be a change of its own?'

export default defineRule({
  id: 'review/moved-with-edit',
  title: 'code that was moved or renamed, with a small edit inside',
  severity: 'info',
  confidence: 'high',
  mode: 'regular',
  scope: ['review'],
  precedents: [],
  tags: ['CWE-1116'],
  uses: [lineRun, tokenChange],
  messages: {
    block: {
      message: '{shared} lines moved from `{from}` to `{name}`, and {places} on the way: `{now}`',
      why: 'A diff shows the one place removed and the other added, and nothing that differs between them.\nThe first was: {was}',
      benign: 'What a piece of code needs to stand in its new place: another name, another include.',
      question,
      commands: ['git diff --color-moved=zebra --color-moved-ws=allow-indentation-change <old> <new> -- {path}'],
    },
    file: {
      message: '`{name}` was `{from}` before, and {places} in it: `{now}`',
      why: 'Where renames are not followed, the one file is removed and the other added as a whole.\nThe first was: {was}',
      benign: 'The name of the file stands in it as well.',
      question,
      commands: ['git diff -M <old> <new> -- {path}'],
    },
  },
  examine: { changeSet: examine },
})

/** Edited lines of a moved piece beyond which it is a rewrite. */
const MOST_EDITED = 8
const MOST_PLACES = 4
const TOLD = 5

interface Run extends LineRunOfFile {
  readonly fact: Fact<'line-run'>
}

function examine(context: ChangeSetContext): void {
  const isClaimed = context.messages.length > 0 && context.messages.every(speaksOfMoving)
  const severity = isClaimed ? ('low' as const) : ('info' as const)
  examineRenames(context, severity)
  const runs = context.facts('line-run').filter(({ location }) => location.file >= 0)
  const of = (side: 'old' | 'new') =>
    runs.flatMap((fact): Run[] => (fact.location.side === side ? [{ ...fact.data, fact }] : []))
  const moved = movedBlocks(of('old'), of('new'), ({ fact: from, stretch }, { fact: to, stretch: other }) => {
    return from.location.file === to.location.file && stretch === other
  })
  let told = 0
  for (const block of moved) {
    const edited = block.edits.reduce((sum, edit) => sum + edit.old.length + edit.new.length, 0)
    if (edited === 0 || edited > Math.min(MOST_EDITED, block.shared / 4)) continue
    if (told++ < TOLD) reportBlock(context, block, severity)
  }
}

/** "Move x to y", and nothing beside it. */
function speaksOfMoving(message: string): boolean {
  const subject = message.trim().split('\n', 1)[0] ?? ''
  return (
    /^(?:[\w/.*-]{1,40}:\s+)*(?:move[ds]?|rename[ds]?|relocate[ds]?|split|extract)\b/i.test(subject) &&
    !/\band\b|[,;+&]/.test(subject)
  )
}

function examineRenames(context: ChangeSetContext, severity: 'low' | 'info'): void {
  const byFile = new Map(context.facts('token-change').map(fact => [fact.location.file, fact]))
  let told = 0
  for (const { index, kind, path, oldPath = '' } of context.files) {
    const fact = kind === 'renamed' ? byFile.get(index) : undefined
    const shown = fact && shownResidue(fact)
    if (fact === undefined || shown === undefined || fact.data.placeCount > MOST_PLACES || told++ >= TOLD) continue
    const { placeCount } = fact.data
    context.report({
      ...shown.report,
      message: 'file',
      severity: severity === 'low' && isGrave(fact, [path, oldPath]) ? 'medium' : severity,
      data: {
        name: baseName(path),
        from: baseName(path) === baseName(oldPath) ? oldPath : baseName(oldPath),
        places: placeCount === 1 ? 'one place changed' : `${placeCount} places changed`,
        now: shown.now,
        was: shown.was,
        path: shellWord(path),
      },
    })
  }
}

/** A comparison or branch is another, where the name of the file, now or before, says that it guards something. */
function isGrave({ data: { places } }: Fact<'token-change'>, paths: readonly string[]): boolean {
  if (paths.some(isTestFolder) || paths.every(path => sensitivityOf(path, 'source') === undefined)) return false
  return places.some(place => decides(place.old) !== decides(place.new))
}

function reportBlock(context: ChangeSetContext, block: MovedBlock<Run>, severity: 'low' | 'info'): void {
  const { from, to, edits, shared } = block
  const [first, ...more] = edits
  if (first === undefined) return
  const [source, target] = [from.fact.location.file, to.fact.location.file]
  const place = (edit: typeof first): NonNullable<ChangeSetReport['related']>[number] => ({
    file: edit.new.length > 0 ? target : source,
    side: edit.new.length > 0 ? 'new' : 'old',
    at: lineSpan(edit.new.length > 0 ? edit.newLine : edit.oldLine, edit.new.length || edit.old.length),
    label: edit.new.length > 0 ? `was: ${edit.old.join(' ').slice(0, 100) || 'nothing'}` : 'left out of the move',
    text: (edit.new.length > 0 ? edit.new : edit.old).join('\n'),
  })
  const primary = place(first)
  context.report({
    ...primary,
    message: 'block',
    severity,
    digest: to.fact.digest,
    related: more.map(place),
    data: {
      shared,
      from: source === target ? `line ${from.first}` : baseName(from.fact.subject),
      name: source === target ? `line ${to.first}` : baseName(to.fact.subject),
      places: edits.length === 1 ? 'one edit was made' : `${edits.length} edits were made`,
      now: first.new.length === 0 ? `${first.old.join(' ')} is gone` : first.new.join(' '),
      was: first.old.length === 0 ? 'nothing' : first.old.join(' '),
      path: shellWord(to.fact.subject),
    },
  })
}

function lineSpan(line: number, count: number) {
  return { start: { line, column: 0 }, end: { line: line + count, column: 0 } }
}
