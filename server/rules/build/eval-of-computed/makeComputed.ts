import { spanOf, type TextSpan } from '../../../core/model/location'
import { referenceEnd } from '../../../core/syntax/makeReferences'
import { type ComputedStep, isData, type Origin } from './computed'

/** A line with those that go on from it. */
interface Line {
  readonly text: string
  readonly span: TextSpan
}

/** `include` and `$(eval …)` of something computed (GNU make manual, "Include" and "Eval Function"). */
export function makeComputed(lines: readonly string[]): readonly ComputedStep[] {
  if (!lines.some(line => /^[ ]*[-s]?include\s|\$[({]eval\s/.test(line))) return []
  const all = joined(lines)
  const assigned = assignedIn(all)
  return all.flatMap(({ text, span }): readonly ComputedStep[] => {
    const included = /^ *[-s]?include\s+(.+)$/.exec(text)?.[1]
    if (included !== undefined)
      return wordsOf(included).flatMap(code => {
        const origin = includedOrigin(code, assigned)
        return origin === undefined ? [] : [step('included', 'include', code, origin, span, isGrave(origin))]
      })
    return evaluated(text).flatMap(({ code, loop }) => {
      const origin = evaluatedOrigin(code, assigned, loop)
      return origin === undefined ? [] : [step('evaluated', '$(eval)', code, origin, span, isGrave(origin))]
    })
  })
}

function step(
  message: ComputedStep['message'],
  where: string,
  code: string,
  origin: Origin,
  span: TextSpan,
  isGrave: boolean,
): ComputedStep {
  const parts = origin.at === undefined ? [] : [origin.at]
  return { message, severity: isGrave ? 'medium' : 'low', span, parts, where, code, origin }
}

function isGrave({ kind }: Origin): boolean {
  return kind === 'text' || kind === 'data' || kind === 'pieces' || kind === 'outside'
}

function joined(lines: readonly string[]): readonly Line[] {
  const found: Line[] = []
  for (let at = 0; at < lines.length; at++) {
    const first = at
    const pieces = [lines[at] ?? '']
    while (/\\$/.test(lines[at] ?? '') && at + 1 < lines.length && at - first < 200) pieces.push(lines[++at] ?? '')
    if (pieces[0]?.startsWith('\t') || /^\s*#/.test(pieces[0] ?? '')) continue
    const text = pieces.map(one => one.replace(/\\$/, ' ')).join('')
    const column = Math.max(0, (lines[first] ?? '').search(/\S/))
    const { start } = spanOf(first + 1, column, 0)
    found.push({ text: text.slice(0, 4_000), span: { start, end: spanOf(at + 1, lines[at]?.length ?? 0, 0).end } })
  }
  return found
}

function assignedIn(lines: readonly Line[]): ReadonlyMap<string, Line> {
  return new Map(
    lines.flatMap(({ text, span }) => {
      const [, name, value = ''] = /^ *(?:export +|override +)?([\w.-]+)\s*[:?!]{0,3}=\s*(.*)$/.exec(text) ?? []
      return name === undefined ? [] : [[name, { text: value.trim(), span }] as const]
    }),
  )
}

/** Words as make counts them: a reference is one, whatever is in it. */
function wordsOf(text: string): readonly string[] {
  const found: string[] = []
  let word = ''
  for (let at = 0; at < text.length; ) {
    const to = text[at] === '$' ? referenceEnd(text, at) : at + 1
    const piece = text.slice(at, to)
    if (/^[ \t#]$/.test(piece)) {
      if (word !== '') found.push(word)
      word = ''
      if (piece === '#') return found
    } else word += piece
    at = to
  }
  return word === '' ? found : [...found, word]
}

const call = /^\$[({]([a-z]+)[ \t]+([\s\S]*)[)}]$/

/** The one variable that a text is. */
function variableOf(code: string): string | undefined {
  return /^\$[({]([\w.-]+)[)}]/.exec(code)?.[1]
}

/** Commands that say where something is installed, or which files there are that a build wrote. */
const placeFinders =
  /^\s*(?:pwd|cd|dirname|realpath|readlink|cygpath|pkg-config|pkgconf|go|uname|rospack|erl|root-config|git\s+rev-parse|echo|test|\[|if|\S*-config)\b|--pgxs|\.(?:d|dep|mk|mak|P|Po|inc|config|conf|deps)\b|\$[({](?:PKG_CONFIG|\w*_?CONFIG|PERL|PYTHON3?)[)}]/
const readers = /(?:^|[|;&]\s*)\s*(?:cat|sed|awk|gawk|grep|head|tail|cut|tr|strings|dd|od|xxd|base64|openssl)\b/
const dataFolder = /(?:^|[\s/'"])(?:tests?|fixtures?|testdata|test[-_]files|corpus|samples?)\//

function includedOrigin(code: string, assigned: ReadonlyMap<string, Line>): Origin | undefined {
  const held = assigned.get(variableOf(code) ?? '')
  const text = held?.text ?? code
  const at = held?.span
  const [, name = '', given = ''] = call.exec(text) ?? []
  if (name === 'shell') {
    if (placeFinders.test(given)) return undefined
    const isText = dataFolder.test(given) || (readers.test(given) && held === undefined)
    return withPlace({ kind: isText ? 'text' : 'output', says: `\`${shown(given)}\` names it` }, at)
  }
  if (/^(?:subst|patsubst|join|addprefix|addsuffix|strip)$/.test(name) && !given.includes('$') && given.includes(','))
    return withPlace({ kind: 'pieces', says: `\`$(${name})\` puts it together out of constant text` }, at)
  if (/^(?:\/(?:var\/)?tmp|\/dev\/shm)\//.test(code)) return { kind: 'outside', says: 'the file is outside the tree' }
  if (/^(?:~|\$[({]HOME[)}])\//.test(code))
    return { kind: 'environment', says: 'the file is in the home of whoever builds' }
  return isData(code) && code.includes('/') && !code.includes('$(')
    ? { kind: 'data', says: 'by its name, the file holds data' }
    : undefined
}

function withPlace(origin: Origin, at: TextSpan | undefined): Origin {
  return at === undefined ? origin : { ...origin, at }
}

function shown(command: string): string {
  return command.trim().slice(0, 60)
}

interface Evaluated {
  readonly code: string
  /** The list that the `foreach` around it goes through, and the name it gives to one of them. */
  readonly loop?: { readonly name: string; readonly list: string }
}

function evaluated(text: string): readonly Evaluated[] {
  const found: Evaluated[] = []
  for (const { index } of text.matchAll(/\$[({]eval\s/g)) {
    if (found.length === 8) break
    const code = text.slice(index, referenceEnd(text, index)).slice(7, -1).trim()
    const [, name, list] = /\$[({]foreach\s+(\w+)\s*,(.*),\s*$/.exec(text.slice(0, index)) ?? []
    found.push({ code, ...(name === undefined || list === undefined ? {} : { loop: { name, list: list.trim() } }) })
  }
  return found
}

/** Of text that is evaluated as a whole; an assignment of an output is everyday. */
function evaluatedOrigin(
  code: string,
  assigned: ReadonlyMap<string, Line>,
  loop: Evaluated['loop'],
): Origin | undefined {
  const variable = variableOf(code)
  const held = variable === undefined ? undefined : assigned.get(variable)
  const source = loop !== undefined && variable === loop.name ? loop.list : (held?.text ?? code)
  const text = assigned.get(variableOf(source) ?? '')?.text ?? source
  const [whole, name = '', given = ''] = call.exec(text) ?? []
  if (whole === undefined || referenceEnd(text, 0) !== text.length) return undefined
  if (name === 'file' && /^\s*</.test(given))
    return withPlace({ kind: 'text', says: `it is text of \`${given.replace(/^\s*<\s*/, '')}\`` }, held?.span)
  if (name !== 'shell') return undefined
  const isSettings = /\bexport\b|\w=|\.env\b/.test(given)
  const isText = readers.test(given) && !isSettings
  return withPlace({ kind: isText ? 'text' : 'output', says: `\`${shown(given)}\` puts it out` }, held?.span)
}
