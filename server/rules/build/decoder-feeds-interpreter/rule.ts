import {
  type CommandReading,
  commandReadings,
  mayHoldCommands,
  pipelinePlace,
} from '../../../core/facts/commandReadings'
import { type RanOutput, ranOutputs } from '../../../core/facts/ranOutput'
import { decoderOf, operands, programOf, wordText } from '../../../core/facts/shellRoles'
import { isDocument } from '../../../core/formats/document'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { baseName } from '../../../core/model/path'
import type { Severity } from '../../../core/model/severity'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'
import type { ShellCommand } from '../../../core/syntax/shell'

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
    "'y/",
    '"y/',
    ';y/',
    "'tr/",
    '"tr/',
    ';tr/',
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
    'bytes(',
    'bytearray',
    'chr',
  ],
  readsCode: true,
  needsCode: ({ language, text }) => mayHoldCommands(language, text),
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
    made: {
      message: '`{where}` now makes `{file}` out of decoded bytes',
      why: 'Steps: {steps}.\nWhat is compiled or linked then has no source in this change; nothing was decoded or run here.',
      benign: 'A table or a firmware image that is kept packed.',
      question: 'What do the decoded bytes hold, and why can the file not be made from its source?',
      commands: ['git grep -n -e {word}'],
    },
  },
  examine: { file: examine },
})

function examine(context: FileContext): void {
  if (isDocument(context.path)) return
  const reported = new Set<number>()
  for (const one of commandReadings(context, 'new')) {
    for (const ran of ranOutputs(one.reading, one.later)) {
      const decoders = ran.makers.flatMap(command => decoderOf(command) ?? [])
      const place = [ran.span, ...ran.parts].find(span => context.isChanged('new', span))
      if (decoders.length === 0 || place === undefined || reported.has(place.start.line)) continue
      reported.add(place.start.line)
      context.report({
        message: ran.way === 'pipe' || ran.way === 'words' ? ran.way : 'file',
        at: place,
        severity: severityOf(context, ran, decoders),
        data: {
          where: pipelinePlace(one, ran.context),
          interpreter: ran.runner,
          steps: stepsOf(ran).join(' → '),
          file: ran.file,
          word: /^[\w.-]+/.exec(decoders[0] ?? '')?.[0] ?? '<word>',
        },
        related: ran.parts
          .filter(part => part.start.line !== place.start.line)
          .slice(0, 4)
          .map(at => ({ side: 'new' as const, at, label: 'takes part in it' })),
      })
    }
    examineMade(context, one, reported)
  }
}

const object = /\.(?:o|obj|lo|a|so|dylib|dll|lib|ko)$/
const source = /\.(?:c|cc|cpp|cxx|h|hh|hpp|inc|s|S|rs|go)$/

/** Decoded bytes that are linked or compiled: run all the same, by way of the product. */
function examineMade(context: FileContext, one: CommandReading, reported: Set<number>): void {
  if (isTestFolder(context.path)) return
  for (const { commands, span, form, context: place } of one.reading.pipelines) {
    const last = commands.at(-1)
    const redirect = last?.redirects.find(
      ({ operator, descriptor }) => /^>\|?$/.test(operator) && (descriptor ?? '1') === '1',
    )
    const file = redirect === undefined ? writtenBy(last) : wordText(redirect.target)
    const isObject = object.test(file)
    if (form === 'stored' || (!isObject && !source.test(file)) || !context.isChanged('new', span)) continue
    const decoders = commands.flatMap(command => decoderOf(command) ?? [])
    const isFromTests = commands.some(command =>
      [
        ...operands(command).flatMap(word => [word, ...quotedIn(word)]),
        ...command.redirects.map(({ target }) => wordText(target)),
      ].some(isTestFolder),
    )
    const isDoubtful = decoders.length >= 2 || isFromTests
    if (!decoders.some(isDirect) || (!isObject && !isDoubtful) || reported.has(span.start.line)) continue
    reported.add(span.start.line)
    context.report({
      message: 'made',
      at: span,
      severity: isDoubtful && (isObject || (isFromTests && decoders.length >= 2)) ? 'high' : 'medium',
      data: {
        where: pipelinePlace(one, place),
        file,
        steps: [...commands.map(command => decoderOf(command) ?? programOf(command).name), `> ${file}`].join(' → '),
        word: /^[\w.-]+/.exec(decoders[0] ?? '')?.[0] ?? '<word>',
      },
    })
  }
}

/** The file that a program given as a word opens for writing: `python3 -c "open('x.o', 'wb')…"`. */
function writtenBy(command: ShellCommand | undefined): string {
  const script = command === undefined ? '' : operands(command).join('\n').slice(0, longestScript)
  const files = [...script.matchAll(opened)].map(([, named, bare]) => named ?? bare ?? '')
  return files.find(one => object.test(one) || source.test(one)) ?? ''
}

/** UTF-16 units of a program given as a word that are looked at. */
const longestScript = 4_000
const opened = /["']>?\s*([\w./${}-]{1,200}\.\w{1,4})["']\s*,?\s*["']?[wa]b?\+?["']|["']>\s*([\w./-]{1,200})["']/g

function quotedIn(word: string): readonly string[] {
  return [...word.slice(0, longestScript).matchAll(/["']([\w./${}-]{1,200})["']/g)].map(([, text]) => text ?? '')
}

function stepsOf({ makers, way, file, runner }: RanOutput): readonly string[] {
  const steps = makers.map(command => decoderOf(command) ?? programOf(command).name)
  return [...steps, ...(way === 'file' ? [`> ${file}`] : []), runner]
}

/** Slices and substitutions alone are rare but not unheard of; a real decoder, or two steps, is another matter. */
function severityOf(context: FileContext, ran: RanOutput, decoders: readonly string[]): Severity {
  const { way } = ran
  // The build of a folder of tests is a build: whoever makes everything makes that too.
  if (isTestFolder(context.path) && !isMade.test(baseName(context.path))) return 'medium'
  // A substitution together with a slice is how bytes are taken out of something that is not text.
  if (decoders.length >= 2 && decoders.some(isDirect)) return 'high'
  // Text encoded for its own sake, or test data, and at once handed to a shell: there is no everyday use of that.
  const isEncoded = decoders.some(decoder => /^(g?base64|base32|basenc|xxd|openssl|uudecode)\b/.test(decoder))
  if (isEncoded && (way !== 'file' || (isGiven(ran) && ran.runner !== 'chmod'))) return 'high'
  // Nothing but what a search came by says where the slice begins, and the script itself holds no such part.
  const isCut = ran.makers.some(command => programOf(command).name === 'dd' && operands(command).some(isComputedPlace))
  return isCut && way !== 'file' ? 'high' : 'medium'
}

const isMade = /^(?:GNUm|[Mm])akefile(?:\.(?:am|in))?$|^CMakeLists\.txt$|^meson\.build$/

/** What is decoded stands in the change itself, as text that nobody reads. */
function isGiven({ makers }: RanOutput): boolean {
  return makers.some(
    command =>
      (/^(?:echo|printf)$/.test(programOf(command).name) && operands(command).some(word => encoded.test(word))) ||
      command.redirects.some(({ operator, target }) => operator === '<<<' && encoded.test(wordText(target))),
  )
}

const encoded = /[A-Za-z0-9+/]{24}|(?:[0-9a-f]{2}[\s:]?){16}/

function isComputedPlace(word: string): boolean {
  return /^skip=.*\$/.test(word)
}

/** What takes a slice, or writes what stands in its words, decodes nothing by itself. */
function isDirect(decoder: string): boolean {
  return !/^(?:head|tail|dd|rev|printf|echo)\b|\(characters from numbers\)$/.test(decoder)
}
