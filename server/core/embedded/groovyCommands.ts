import type { EmbeddedText } from '../syntax/embeddedText'
import type { LanguageId } from '../syntax/language'
import { languageOfScript } from '../syntax/languageByFirstLine'
import { commandOfWords } from './argv'
import type { CodeUnit, EmbedReader, FoundCode } from './code'
import { type GroovyToken, groovyText, groovyTokens } from './groovyTokens'
import { isFile } from './part'

type StringToken = Extract<GroovyToken, { kind: 'string' }>

/** Steps of Jenkins that take a script. */
const steps: Readonly<Record<string, LanguageId | undefined>> = {
  sh: 'bash',
  bat: undefined,
  powershell: 'powershell',
  pwsh: 'powershell',
}

/** Gradle's and Groovy's ways to start a program from words. */
const wordCalls = /(?:^|\.)(?:commandLine|ProcessBuilder)$|(?:^|\.)(?:providers|project|rootProject)\.exec$/
const textCalls = /(?:^|\.)getRuntime$|^Runtime\.exec$/
/** Tokens between a name and its strings that are looked at. */
const furthest = 400

/**
 * Commands in Groovy and Kotlin scripts: the steps of a Jenkins pipeline, `commandLine` and `executable` of Gradle's Exec
 * tasks, `"…".execute()` and `[…].execute()`.
 */
export const groovyCommands: EmbedReader = {
  languages: ['gradle', undefined],
  paths: /(?:^|\/)(?:[Jj]enkinsfile[^/]*|[^/]+\.(?:groovy|jenkinsfile|jenkins|gradle|gradle\.kts))$/,
  triggers: ['sh', 'bat', 'pwsh', 'commandLine', 'execut', 'exec', 'ProcessBuilder'],
  read(unit) {
    if (!isFile(unit)) return []
    const tokens = groovyTokens(unit.body.text)
    return tokens.flatMap((token, at) =>
      token.kind === 'name' ? codeAt(unit, tokens, at, token.text) : executed(unit, tokens, at),
    )
  },
}

function codeAt(unit: CodeUnit, tokens: readonly GroovyToken[], at: number, name: string): readonly FoundCode[] {
  const before = tokens[at - 1]
  const isCalled = before?.kind !== 'mark' || !/[.:]/.test(before.text)
  if (Object.hasOwn(steps, name) && isCalled) {
    const script = scriptOf(tokens, at)
    if (script === undefined) return []
    const body = groovyText(unit.body, script)
    const language = steps[name]
    return body.text.trim() === ''
      ? []
      : [
          {
            language: language === 'bash' ? languageOfScript(body.text, language) : language,
            body,
            role: 'script',
            context: name,
          },
        ]
  }
  if (textCalls.test(name)) {
    const first = stringsAfter(tokens, at)[0]
    return first === undefined ? [] : [code(groovyText(unit.body, first), 'exec')]
  }
  if (wordCalls.test(name)) return fromWords(unit, stringsAfter(tokens, at), name)
  if (name !== 'executable') return []
  const args = tokens
    .slice(at, at + 60)
    .findIndex(token => token.kind === 'name' && /^(?:args|setArgs)$/.test(token.text))
  const words = stringsAfter(tokens, at).slice(0, 1)
  return fromWords(unit, args === -1 ? words : [...words, ...stringsAfter(tokens, at + args)], name)
}

/** `sh 'x'`, `sh('x')`, `sh(script: 'x', returnStdout: true)`, `sh returnStatus: true, script: 'x'`. */
function scriptOf(tokens: readonly GroovyToken[], at: number): StringToken | undefined {
  const isOpened = isMark(tokens[at + 1], '(')
  const first = tokens[at + (isOpened ? 2 : 1)]
  if (first?.kind === 'string') return first
  if (first?.kind !== 'name' || !isMark(tokens[at + (isOpened ? 3 : 2)], ':')) return undefined
  for (let next = at + 1; next < Math.min(tokens.length, at + 30); next++) {
    const token = tokens[next]
    if (isMark(token, ')') || (!isOpened && isMark(token, '\n'))) return undefined
    const value = tokens[next + 2]
    if (token?.kind === 'name' && token.text === 'script' && isMark(tokens[next + 1], ':') && value?.kind === 'string')
      return value
  }
  return undefined
}

/** `"…".execute()`, `['…', '…'].execute()`. */
function executed(unit: CodeUnit, tokens: readonly GroovyToken[], at: number): readonly FoundCode[] {
  const token = tokens[at]
  const next = tokens[at + 2]
  if (!isMark(tokens[at + 1], '.') || next?.kind !== 'name' || !/^execute(?:\.|$)/.test(next.text)) return []
  if (token?.kind === 'string') return [code(groovyText(unit.body, token), 'execute')]
  if (!isMark(token, ']')) return []
  const words: StringToken[] = []
  for (let from = at - 1; from >= Math.max(0, at - furthest) && !isMark(tokens[from], '['); from--) {
    const word = tokens[from]
    if (word?.kind === 'string') words.unshift(word)
  }
  return fromWords(unit, words, 'execute')
}

/** The strings a call is given: to the closing parenthesis, or to the end of the line that does not go on. */
function stringsAfter(tokens: readonly GroovyToken[], at: number): readonly StringToken[] {
  const found: StringToken[] = []
  let depth = 0
  for (let next = at + 1; next < Math.min(tokens.length, at + furthest); next++) {
    const token = tokens[next]
    if (token?.kind === 'string') found.push(token)
    if (token?.kind !== 'mark') continue
    if (/[([{]/.test(token.text)) depth++
    else if (/[)\]}]/.test(token.text) && --depth <= 0) break
    else if (token.text === '\n' && depth === 0 && !isMark(tokens[next - 1], ',')) break
  }
  return found
}

function fromWords(unit: CodeUnit, words: readonly StringToken[], context: string): readonly FoundCode[] {
  const body = commandOfWords(words.map(word => groovyText(unit.body, word)))
  return body === undefined ? [] : [code(body, context)]
}

function code(body: EmbeddedText, context: string): FoundCode {
  return { language: 'bash', body, role: 'argument', context }
}

function isMark(token: GroovyToken | undefined, text: string): boolean {
  return token?.kind === 'mark' && token.text === text
}
