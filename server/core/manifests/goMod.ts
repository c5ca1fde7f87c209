import type { TextSpan } from '../model/location'
import { ManifestText, skipBlank, type Word } from './manifestText'

/** One directive of a go.mod or go.work file (go.dev, "Go Modules Reference"); a block counts as one for each line. */
export interface GoDirective {
  /**
   * `module`, `go`, `toolchain`, `require`, `replace`, `exclude`, `retract`, `use`, `tool`, `godebug`, `ignore`;
   * undefined in a part of a file whose block was opened before it.
   */
  readonly verb: string | undefined
  /** What follows the verb, up to `=>`: path and version of a module. */
  readonly words: readonly Word[]
  /** After the `=>` of `replace`: a path, or a module and its version. */
  readonly target: readonly Word[]
  /** `// indirect`: wanted by a dependency only. */
  readonly isIndirect: boolean
  /** From the first word to the last, without verb and comment. */
  readonly span: TextSpan
}

/** @param isPart the text does not begin with the file, so that a block may be open already */
export function readGoMod(text: string, isPart = false): readonly GoDirective[] {
  const source = new ManifestText(text)
  const found: GoDirective[] = []
  let block: string | undefined
  let isKnown = !isPart
  for (const { start: lineStart, end: lineEnd } of source.lines()) {
    const start = skipBlank(text, lineStart, lineEnd)
    const slashes = text.indexOf('//', start)
    const end = slashes === -1 || slashes > lineEnd ? lineEnd : slashes
    const words = source.words(start, end)
    const first = words[0]
    if (first === undefined) continue
    if (first.text === ')') {
      block = undefined
      isKnown = true
      continue
    }
    const opens = words.at(-1)?.text === '(' || (words.length === 1 && first.text.endsWith('('))
    if (opens) {
      block = first.text.replace(/\($/, '')
      isKnown = true
      continue
    }
    const isVerb = block === undefined && (isKnown || VERBS.has(first.text))
    const rest = isVerb ? words.slice(1) : words
    const arrow = rest.findIndex(word => word.text === '=>')
    const [head, last] = [rest[0], rest.at(-1)]
    if (head === undefined || last === undefined) continue
    found.push({
      verb: isVerb ? first.text : block,
      words: arrow === -1 ? rest : rest.slice(0, arrow),
      target: arrow === -1 ? [] : rest.slice(arrow + 1),
      isIndirect: /^\/\/\s{0,9}indirect\b/.test(text.slice(end, Math.min(lineEnd, end + 40))),
      span: { start: head.span.start, end: last.span.end },
    })
  }
  return found
}

const VERBS: ReadonlySet<string> = new Set(
  'module go toolchain require replace exclude retract use tool godebug ignore'.split(' '),
)

/** One line of a go.sum file: the hash of a module's files, or of its go.mod alone. */
export interface GoSumLine {
  readonly module: Word
  /** Without `/go.mod`. */
  readonly version: string
  readonly isGoMod: boolean
  /** `h1:` and base64. */
  readonly hash: Word
  readonly span: TextSpan
}

export function readGoSum(text: string): readonly GoSumLine[] {
  const source = new ManifestText(text)
  return source.lines().flatMap(({ start, end }): GoSumLine[] => {
    const [module, version, hash, ...more] = source.words(start, end)
    if (module === undefined || version === undefined || hash === undefined || more.length > 0) return []
    const isGoMod = version.text.endsWith('/go.mod')
    return [
      {
        module,
        version: isGoMod ? version.text.slice(0, -'/go.mod'.length) : version.text,
        isGoMod,
        hash,
        span: { start: module.span.start, end: hash.span.end },
      },
    ]
  })
}
