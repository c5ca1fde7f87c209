import type { CodeUnit } from '../../../core/embedded/code'
import { type Carried, type FlowSource, ProgramFlow } from '../../../core/embedded/programFlow'
import { ProgramText } from '../../../core/embedded/programText'
import { type Family, inputs } from '../../../core/facts/requestInput'
import { runText } from '../../../core/facts/runText'
import type { LanguageId } from '../../../core/syntax/language'
import type { ProgramCall, ProgramReading } from '../../../core/syntax/program'

export interface RunOfInput {
  readonly call: ProgramCall
  readonly carried: Carried
}

const familyOf: Partial<Record<LanguageId, Family>> = {
  perl: 'perl',
  php: 'php',
  javascript: 'javascript',
  typescript: 'javascript',
  tsx: 'javascript',
  python: 'python',
  ruby: 'ruby',
  go: 'go',
  java: 'java',
  csharp: 'csharp',
  c: 'c',
  cpp: 'c',
}

/** What frameworks call the input where a line alone would not say enough. */
const more: Partial<Record<Family, string>> = {
  php: String.raw`file_get_contents\(\s*['"]php://input['"]\s*\)|filter_input\(\s*INPUT_(?:GET|POST|COOKIE)[^)]*\)`,
  javascript: String.raw`\bctx\.(?:query|params)\b[\w.[\]'"-]*|\bcontext\.req\.(?:query|param|header)\([^)]*\)|\b(?:url|u)\.searchParams\.get\([^)]*\)`,
  python: String.raw`\bself\.(?:rfile\.read\([^)]*\)|get_argument\([^)]*\))|\brequest\.(?:get_json\(\)|get_data\(\)|data\b|query_params\b[\w.[\]'"()-]*|stream\.read\(\))`,
  ruby: String.raw`\brequest\.(?:body\.read|params\[[^\]]*\]|env\[[^\]]*\])`,
}

/** Quoted for a shell, or turned into a number. */
const ENDS =
  /(?:^|[.:>])(?:shlex\.(?:quote|split)|pipes\.quote|quote|shell-?quote\w*|escapeshell(?:arg|cmd)|shellescape|Shellwords\.\w+|quotemeta|filter_var|intval|floatval|parseInt|parseFloat|Number|int|float|Integer|to_i|to_f|Atoi|ParseInt|htmlspecialchars|len|length|test|includes|isinstance|hasOwnProperty)$/

/** What calls the input of a request in a language. */
const patterns = new Map<LanguageId, RegExp>()

function inputsOf(language: LanguageId | undefined): RegExp | undefined {
  const family = language === undefined ? undefined : familyOf[language]
  if (language === undefined || family === undefined) return undefined
  const known = patterns.get(language)
  if (known !== undefined) return known
  const pattern = new RegExp([inputs[family], more[family]].filter(one => one !== undefined).join('|'), 'g')
  patterns.set(language, pattern)
  return pattern
}

/** Whether a unit names the input of a request at all; most need not be read as programs. */
export function namesInput({ language, body }: CodeUnit): boolean {
  const pattern = inputsOf(language)
  return pattern !== undefined && body.text.search(pattern) >= 0
}

/** Calls of a program that run what a request chooses, through its variables and functions. */
export function runsOfInput(unit: CodeUnit, reading: ProgramReading, text: string): readonly RunOfInput[] {
  const pattern = inputsOf(unit.language)
  if (pattern === undefined) return []
  const runs = reading.calls.flatMap(call => runText(unit, call).map(argument => ({ call, argument })))
  if (runs.length === 0) return []
  const sources = sourcesIn(unit, reading, text, pattern)
  if (sources.length === 0) return []
  const flow = new ProgramFlow(unit, reading, text, { sources, ends: call => ENDS.test(call.target) })
  return runs.flatMap(({ call, argument }) => {
    const carried = flow.inArgument(call, argument)
    return carried === undefined ? [] : [{ call, carried }]
  })
}

function sourcesIn(unit: CodeUnit, reading: ProgramReading, text: string, pattern: RegExp): readonly FlowSource[] {
  const program = new ProgramText(unit, reading, text)
  const { from, to } = program.stretch(unit.span)
  const found: FlowSource[] = []
  for (const { 0: name, index } of text.slice(from, to).matchAll(pattern)) {
    const at = from + index
    // In a text it is no input; what is looked up by it in a table of the program is not it.
    if (program.names[at] === ' ' || /[\w\])]\s*\[\s*$/.test(program.names.slice(Math.max(0, at - 40), at))) continue
    found.push({ span: program.span({ from: at, to: at + name.length }), name })
  }
  return found
}
