import { decoderOf, interpreterOf, programOf, runsFile, runsItsWords, wordText } from '../../../core/facts/shellRoles'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { spanOf, type TextSpan } from '../../../core/model/location'
import { baseName } from '../../../core/model/path'
import type { Severity } from '../../../core/model/severity'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'
import {
  holdsShell,
  readShell,
  type ShellCommand,
  type ShellPipeline,
  type ShellReading,
} from '../../../core/syntax/shell'

const benign = 'A self-extracting installer, or a test that unpacks its own script.'
const question = 'What do the decoded bytes say, and why can the script not be committed as it is?'

export default defineRule({
  id: 'build/decoder-feeds-interpreter',
  title: 'decoded bytes are run as a program',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['xz-2024', 'tj-actions-2025', 'openssh-2002'],
  tags: ['CWE-506', 'CWE-94'],
  triggers: [
    'base64',
    'base32',
    'basenc',
    'openssl',
    'xxd',
    'zcat',
    'unzip',
    'gzip',
    'xz',
    'bzip2',
    'bzcat',
    'bunzip2',
    'lzma',
    'lzcat',
    'zstd',
    'lz4',
    'uudecode',
    'gunzip',
    'uncompress',
    'brotli',
    'head',
    'tail',
    'tr ',
    'dd ',
    'rev',
    'awk',
    'printf',
    'eval',
    'SHELL',
    '| sh',
    '|sh',
    '| bash',
    '|bash',
    ' -d',
    'decode',
  ],
  messages: {
    pipe: {
      message: '`{where}` now pipes decoded bytes to `{interpreter}`',
      why: 'Steps: {steps}.\nWhat runs cannot be read in this change; nothing was decoded or run here.',
      benign,
      question,
      commands: ['git grep -n -e {word}'],
    },
    words: {
      message: '`{where}` now runs decoded text through `{interpreter}`',
      why: 'Steps: {steps}.\nWhat runs cannot be read in this change; nothing was decoded or run here.',
      benign,
      question,
      commands: ['git grep -n -e {word}'],
    },
    file: {
      message: '`{where}` now writes decoded bytes to `{file}` and runs that file',
      why: 'Steps: {steps}.\nWhat runs cannot be read in this change; nothing was decoded or run here.',
      benign,
      question,
      commands: ['git grep -n -e {word}'],
    },
  },
  examine: { file: examine },
})

interface Shape {
  readonly message: 'pipe' | 'words' | 'file'
  readonly span: TextSpan
  /** Every place that takes part: the shape is new when the change touches one of them. */
  readonly parts: readonly TextSpan[]
  readonly decoders: readonly string[]
  readonly steps: readonly string[]
  readonly interpreter: string
  readonly context: string
  readonly file: string
}

function examine(context: FileContext): void {
  const side = context.side('new')
  if (side === undefined) return
  if (context.language === 'c' || context.language === 'cpp') return
  if (!holdsShell(context.language)) {
    examineLines(context)
    return
  }
  if (!context.budget.spend(side.text.length)) return
  const shapes = findShapes(readShell(context.language, side.text))
  const reported = new Set<number>()
  for (const shape of shapes) {
    const place = [shape.span, ...shape.parts].find(span => context.isChanged('new', span))
    if (place === undefined || reported.has(place.start.line)) continue
    reported.add(place.start.line)
    context.report({
      message: shape.message,
      at: place,
      severity: severityOf(context.path, shape),
      data: {
        where: shape.context === '' ? baseName(context.path) : shape.context,
        interpreter: shape.interpreter,
        steps: shape.steps.join(' → '),
        file: shape.file,
        word: /^[\w.-]+$/.test(shape.decoders[0]?.split(' ')[0] ?? '')
          ? (shape.decoders[0]?.split(' ')[0] ?? '')
          : '<word>',
      },
      related: shape.parts
        .filter(part => part.start.line !== place.start.line)
        .slice(0, 4)
        .map(at => ({ side: 'new' as const, at, label: 'takes part in it' })),
    })
  }
}

/** Slices and substitutions alone are rare but not unheard of; a real decoder, or two steps, is another matter. */
function severityOf(path: string, shape: Shape): Severity {
  if (isTestFolder(path)) return 'medium'
  // A substitution together with a slice is how bytes are taken out of something that is not text.
  const isDirect = shape.decoders.some(decoder => !/^(head|tail|dd|rev|printf|awk)\b/.test(decoder))
  if (shape.decoders.length >= 2 && isDirect) return 'high'
  // Text encoded for its own sake, or test data, and at once handed to a shell: there is no everyday use of that.
  const isEncoded = shape.decoders.some(decoder =>
    /^(base64|gbase64|base32|basenc|xxd|openssl|uudecode)\b/.test(decoder),
  )
  return isEncoded && (shape.message !== 'file' || shape.decoders.length >= 2) ? 'high' : 'medium'
}

function findShapes(reading: ShellReading): readonly Shape[] {
  const stored: Held = { variables: groupByVariable(reading, 'stored'), reading }
  const outputs = groupByVariable(reading, 'substitution')
  const shapes: Shape[] = []
  for (const pipeline of reading.pipelines) {
    const shape =
      fromPipe(pipeline, stored, outputs) ??
      fromWords(pipeline, reading, stored, outputs) ??
      fromFile(pipeline, reading)
    if (shape !== undefined) shapes.push(shape)
  }
  return shapes
}

type ByVariable = ReadonlyMap<string, readonly ShellPipeline[]>

function groupByVariable(reading: ShellReading, form: ShellPipeline['form']): ByVariable {
  const groups = new Map<string, ShellPipeline[]>()
  for (const pipeline of reading.pipelines) {
    if (pipeline.form !== form || pipeline.assignedTo === undefined) continue
    const group = groups.get(pipeline.assignedTo)
    if (group === undefined) groups.set(pipeline.assignedTo, [pipeline])
    else group.push(pipeline)
  }
  return groups
}

/** Text that runs when something evaluates it: what variables hold, and what the reader found in arguments. */
interface Held {
  readonly variables: ByVariable
  readonly reading: ShellReading
}

interface Decoding {
  readonly decoders: string[]
  readonly steps: string[]
  readonly parts: TextSpan[]
}

/** What the commands decode, following `eval $x` and a bare `$x` into the text the variable holds. */
function decodingOf(commands: readonly ShellCommand[], stored: Held, depth = 3): Decoding {
  const found: Decoding = { decoders: [], steps: [], parts: [] }
  for (const command of commands) {
    const { name } = programOf(command)
    const held = depth === 0 ? [] : heldText(command, stored)
    if (held.length > 0) {
      for (const pipeline of held) {
        const inner = decodingOf(pipeline.commands, stored, depth - 1)
        found.decoders.push(...inner.decoders)
        found.steps.push(...inner.steps)
        found.parts.push(pipeline.span, ...inner.parts)
      }
      continue
    }
    const decoder = decoderOf(command)
    if (decoder !== undefined) found.decoders.push(decoder)
    if (name !== '' && name !== '(' && name !== '{') found.steps.push(decoder ?? name)
  }
  return found
}

function heldText(command: ShellCommand, stored: Held): readonly ShellPipeline[] {
  const { name, words } = programOf(command)
  const holders = name === 'eval' ? words.slice(1) : /^\$/.test(words[0]?.text ?? '') ? words.slice(0, 1) : []
  const held = holders.flatMap(word => word.variables.flatMap(variable => stored.variables.get(variable) ?? []))
  if (held.length > 0 || name !== 'eval') return held
  return stored.reading.pipelines.filter(one => one.form === 'argument' && isInside(one.span, command.span))
}

function fromPipe(pipeline: ShellPipeline, stored: Held, outputs: ByVariable): Shape | undefined {
  const at = pipeline.commands.findLastIndex((command, index) => index > 0 && interpreterOf(command) !== undefined)
  const last = pipeline.commands[at]
  if (last === undefined) return undefined
  const before = pipeline.commands.slice(0, at)
  const decoding = decodingOf(before, stored)
  // `echo "$text" | sh`, where the text came out of a decoder.
  for (const word of before.flatMap(command => command.words.slice(1)))
    for (const variable of word.variables)
      for (const output of outputs.get(variable) ?? []) {
        const inner = decodingOf(output.commands, stored)
        if (inner.decoders.length === 0) continue
        decoding.decoders.push(...inner.decoders)
        decoding.steps.unshift(...inner.steps)
        decoding.parts.push(output.span)
      }
  return shapeOf('pipe', pipeline, decoding, interpreterOf(last) ?? '', '')
}

function fromWords(
  pipeline: ShellPipeline,
  reading: ShellReading,
  stored: Held,
  outputs: ByVariable,
): Shape | undefined {
  for (const command of pipeline.commands) {
    const hereText = command.redirects.find(redirect => redirect.operator === '<<<')
    if (!runsItsWords(command) && !(hereText !== undefined && interpreterOf(command) !== undefined)) continue
    const words = [...command.words.slice(1), ...(hereText === undefined ? [] : [hereText.target])]
    const decoding: Decoding = { decoders: [], steps: [], parts: [] }
    const inner = reading.pipelines.filter(
      one => one !== pipeline && one.form === 'substitution' && words.some(word => isInside(one.span, word.span)),
    )
    const held = words.flatMap(word => word.variables.flatMap(variable => outputs.get(variable) ?? []))
    for (const source of [...inner, ...held]) {
      const found = decodingOf(source.commands, stored)
      if (found.decoders.length === 0) continue
      decoding.decoders.push(...found.decoders)
      decoding.steps.push(...found.steps)
      decoding.parts.push(source.span, ...found.parts)
    }
    const shape = shapeOf('words', pipeline, decoding, programOf(command).name, '')
    if (shape !== undefined) return shape
  }
  return undefined
}

function fromFile(pipeline: ShellPipeline, reading: ShellReading): Shape | undefined {
  const last = pipeline.commands.at(-1)
  const target = last?.redirects.find(redirect => redirect.operator === '>' || redirect.operator === '>>')?.target
  const file = wordText(target)
  if (file === '' || /^(\/dev\/|&)/.test(file)) return undefined
  const decoding = decodingOf(pipeline.commands, { variables: new Map(), reading })
  if (decoding.decoders.length === 0) return undefined
  const name = file.replace(/^\.\//, '')
  const run = reading.pipelines
    .flatMap(one => one.commands)
    .find(
      command =>
        command.span.start.line >= pipeline.span.start.line && runsFile(command)?.replace(/^\.\//, '') === name,
    )
  if (run === undefined) return undefined
  decoding.parts.push(run.span)
  decoding.steps.push(`> ${file}`)
  return shapeOf('file', pipeline, decoding, programOf(run).name, file)
}

function shapeOf(
  message: Shape['message'],
  pipeline: ShellPipeline,
  decoding: Decoding,
  interpreter: string,
  file: string,
): Shape | undefined {
  if (decoding.decoders.length === 0) return undefined
  return {
    message,
    span: pipeline.span,
    parts: decoding.parts,
    decoders: decoding.decoders,
    steps: [...decoding.steps, interpreter],
    interpreter,
    context: pipeline.context,
    file,
  }
}

function isInside(inner: TextSpan, outer: TextSpan): boolean {
  const after =
    inner.start.line > outer.start.line ||
    (inner.start.line === outer.start.line && inner.start.column >= outer.start.column)
  const before =
    inner.end.line < outer.end.line || (inner.end.line === outer.end.line && inner.end.column <= outer.end.column)
  return after && before
}

const DECODES = String.raw`(?:(?:base64|base32|gzip|bzip2|xz|lzma|zstd)\s+(?:-\w+\s+)*(?:-\w*[dD]\w*|--decode|--decompress)|xxd\s+-\w*r|openssl\s[^|;&]*\s-d\b|zcat|gunzip|xzcat|uudecode)`
const PIPED = new RegExp(
  String.raw`\b${DECODES}\b[^|;&]{0,200}(?:\|[^|;&]{0,80}){0,2}\|\s*(?:sudo\s+)?((?:ba|da|z|k)?sh|python3?|perl|node)\b(?!\s+-[ecnp])`,
)
const EVALUATED = new RegExp(String.raw`\b(eval|(?:ba|da|z|k)?sh\s+-c)\b[^;&]{0,40}\$\([^)]{0,2000}?\b${DECODES}\b`)
const STORED = new RegExp(
  String.raw`\b${DECODES}\b[^|;&]{0,80}>\s*(\S{1,120})\s*(?:&&|;)\s*(?:chmod\s[^;&]{1,80}(?:&&|;)\s*)?(?:(?:ba|da|z|k)?sh\s+|\.\s+|source\s+)?\1`,
)

const ENCODED = /\b(?:base64|base32|xxd|openssl|uudecode)\b/

/** Workflows, project files and scripts in other languages hold shell commands in strings: read line by line. */
function examineLines(context: FileContext): void {
  if (/\.(md|markdown|rst|txt|html?|adoc|po|texi|[1-9])$/i.test(context.path)) return
  for (const line of context.content.hunks.flatMap(hunk => hunk.lines)) {
    if (line.kind !== 'added' || line.new === undefined) continue
    const text = line.text.slice(0, 5000)
    for (const [message, pattern] of [
      ['pipe', PIPED],
      ['words', EVALUATED],
      ['file', STORED],
    ] as const) {
      const found = pattern.exec(text)
      if (found === null) continue
      context.report({
        message,
        at: spanOf(line.new, found.index, found[0].length),
        severity: isTestFolder(context.path) ? 'low' : ENCODED.test(found[0]) && message !== 'file' ? 'high' : 'medium',
        data: {
          where: baseName(context.path),
          interpreter: found[1] ?? '',
          file: found[1] ?? '',
          steps: found[0],
          word: /^\w+/.exec(found[0])?.[0] ?? '<word>',
        },
      })
      break
    }
  }
}
