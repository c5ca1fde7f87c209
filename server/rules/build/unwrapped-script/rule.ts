import { computedScript } from '../../../core/facts/computedScript'
import { decodedText } from '../../../core/facts/decodedText'
import type { Fact } from '../../../core/facts/fact'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { grouped } from '../../../core/formats/structure/structure'
import { baseName, latin1 } from '../../../core/model/path'
import type { Severity } from '../../../core/model/severity'
import { shorten } from '../../../core/model/visible'
import { counted, shellWord } from '../../../core/rule/commands'
import type { ChangeSetContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'
import type { UnwrapStage } from '../../../core/unwrap/unwrapped'

/** Bytes of a stage that an explanation shows. */
const SHOWN = 4096
const question = 'Could what runs here be committed as it is, so that it can be read?'
const told =
  'Worked out without running anything: {steps}.\nIt begins: `{start}`\n{does}{more}{assumed}It was followed up to {stop}.'

export default defineRule({
  id: 'build/unwrapped-script',
  title: 'script that runs text which it decodes or cuts out of a file',
  severity: 'high',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['xz-2024'],
  tags: ['CWE-506', 'CWE-94'],
  uses: [computedScript],
  supersedes: ['build/decoder-feeds-interpreter', 'build/eval-of-computed', 'build/generated-beyond-source'],
  messages: {
    file: {
      message: '`{where}` would run {size} bytes that come out of `{file}`',
      why: told,
      benign: 'A self-extracting installer, or a test that unpacks its own script.',
      question,
      commands: ['git log --oneline -- {word}'],
    },
    text: {
      message: '`{where}` would run {size} bytes that stand encoded in it',
      why: told,
      benign: 'A program kept in a short form, or a test of the decoder.',
      question,
      commands: ['git log --oneline -- {path}'],
    },
  },
  examine: { changeSet: examine },
})

function examine(context: ChangeSetContext): void {
  for (const fact of context.facts('unwrapped-script')) {
    const { where, unwrapped, does, main, isPlain = false } = fact.data
    const { stages, stops, assumptions, files } = unwrapped
    const first = stages[main ?? -1]
    const [file] = files
    if (first === undefined) continue
    const path = context.files.find(one => one.index === fact.location.file)?.path ?? ''
    const inner = stages.length - 1
    context.report({
      file: fact.location.file,
      digest: fact.digest,
      side: 'new',
      at: fact.location.at,
      message: file === undefined ? 'text' : 'file',
      severity: severityOf(path, files, isPlain),
      data: {
        where,
        size: grouped(first.size),
        file: shorten(baseName(file ?? ''), 40),
        word: shellWord(file ?? path),
        path: shellWord(path),
        steps: shorten(first.steps.map(({ command }) => command).join(' → '), 160),
        start: startOf(first, 120),
        does: does.length === 0 ? '' : `There, ${shorten(does.slice(0, 4).join('; '), 240)}. `,
        more: inner === 0 ? '' : `What it holds would run ${counted(inner, 'further text', 'further texts')}. `,
        assumed: assumptions.length === 0 ? '' : `Taken for granted: ${shorten(assumptions[0] ?? '', 80)}. `,
        stop: shorten(stops[0] ?? 'its end', 80),
      },
      related: [...stages.map(stage => placeOfStage(stage, fact)), ...sourcesOf(files, context)].slice(0, 12),
    })
  }
}

/**
 * Test data that a build runs is what no build does; encoded text in a script stands at least in the diff, and text that
 * is taken from a file as it is stands in that file.
 */
function severityOf(path: string, files: readonly string[], isPlain: boolean): Severity {
  if (isTestFolder(path)) return 'medium'
  const isFromTests = files.some(isTestFolder)
  if (isPlain) return isFromTests ? 'high' : 'medium'
  return isFromTests ? 'critical' : 'high'
}

function startOf({ bytes }: UnwrapStage, limit: number): string {
  return shorten(
    latin1(bytes.subarray(0, 4 * limit))
      .trim()
      .replace(/\s*\n\s*/g, ' ⏎ '),
    limit,
  )
}

/** The commands that make it, and as much of it as a reader takes in. */
function textOf({ bytes, size }: UnwrapStage): string {
  const shown = latin1(bytes.subarray(0, SHOWN)).replace(/[^\t\n -~]/g, '·')
  return size > SHOWN ? `${shown}\n[${grouped(size - SHOWN)} more bytes]` : shown
}

function placeOfStage(stage: UnwrapStage, fact: Fact<'unwrapped-script'>) {
  const { index, from, runner, size } = stage
  const origin = from === undefined ? '' : `, out of text ${from + 1}`
  return {
    file: fact.location.file,
    side: 'new' as const,
    at: fact.location.at,
    label: `text ${index + 1}${origin}: ${grouped(size)} bytes that \`${runner}\` would run`,
    text: `${stage.steps.map(({ command }) => command).join('\n→ ')}\n\n${textOf(stage)}`.slice(0, 6000),
    decoded: decodedText(stage),
  }
}

/** The changed files it comes out of. */
function sourcesOf(files: readonly string[], context: ChangeSetContext) {
  return files.flatMap(path => {
    const file = context.files.find(one => one.path === path && one.kind !== 'deleted')
    return file === undefined
      ? []
      : [
          {
            file: file.index,
            side: 'new' as const,
            at: 'file' as const,
            label: 'it comes out of this file',
            text: path,
          },
        ]
  })
}
