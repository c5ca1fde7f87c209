import { programOf, wordText } from '../facts/shellRoles'
import type { EmbeddedText } from '../syntax/embeddedText'
import { languageOfInterpreter } from '../syntax/interpreters'
import type { LanguageId } from '../syntax/language'
import { PartBuilder } from '../syntax/partBuilder'
import type { ShellCommand, ShellRedirect, ShellWord } from '../syntax/shell'
import type { CodeUnit, EmbedReader, FoundCode } from './code'
import { joinLines } from './part'

interface Form {
  /** The option whose next word is a program. */
  readonly code: RegExp
  /** Options whose next word is something else. */
  readonly valued: RegExp
  /** The option may be given again: each is one more line. */
  readonly isRepeated?: boolean
}

const javascript: Form = { code: /^(?:-[ip]*[ep]|--eval|--print)$/, valued: /^(?:-r|--require)$/ }

/** How interpreters take a program as a word, by language. */
const forms: Readonly<Partial<Record<LanguageId, Form>>> = {
  python: { code: /^-[bBdEiIOqsSuvx]*c$/, valued: /^-[WX]$/ },
  javascript,
  typescript: javascript,
  perl: { code: /^-(?![MmI])[\w.]*[eE]$/, valued: /^-I$/, isRepeated: true },
  ruby: { code: /^-(?![rI])[\w.]*e$/, valued: /^-[rI]$/, isRepeated: true },
  php: { code: /^(?:-r|--run)$/, valued: /^-[dc]$/ },
  powershell: { code: /^[-/]c(?:ommand)?$/i, valued: /^[-/](?:executionpolicy|ep|ex|windowstyle|w|version)$/i },
}
/** Of text in no language that is read here, such as AppleScript: it may still hold text of another one. */
const otherForm: Form = { code: /^-e$/, valued: /^-[fvFl]$/, isRepeated: true }

const awk = /^[gmn]?awk$/
const encodedCommand = /^[-/]e(?:nc?|c|ncodedcommand)?$/i

/** Programs that are given to an interpreter as a word or as a here-document: `python3 -c '…'`, `node - <<E`. */
export const interpreterArguments: EmbedReader = {
  languages: ['bash', 'zsh', 'm4', 'make', 'cmake', 'meson'],
  triggers: [
    'python',
    'pypy',
    'node',
    'bun',
    'perl',
    'ruby',
    'php',
    'pwsh',
    'owershell',
    'PYTHON',
    'PERL',
    'NODE',
    'RUBY',
  ],
  read(unit) {
    const found = new Map<string, FoundCode>()
    for (const { commands } of unit.shell().pipelines)
      for (const command of commands)
        for (const code of codeOf(command, unit)) {
          // Text in a variable is read where it stands and where it is evaluated.
          const key = `${code.body.outerStart(0)}:${code.body.text.length}`
          if (!found.has(key)) found.set(key, code)
        }
    return [...found.values()]
  },
}

function codeOf(command: ShellCommand, unit: CodeUnit): readonly FoundCode[] {
  const { name, words } = programOf(command)
  // `$(PYTHON3) -c`: such a variable names what it is called after.
  const program = name.replace(/^\$[{(]?([A-Z]+)[\d.]*[)}]?$/, (_, variable: string) => variable.toLowerCase())
  const language = languageOfInterpreter(program)
  const form = language === undefined ? otherForm : forms[language]
  const isAwk = awk.test(program)
  if (form === undefined || (language === undefined && !isAwk && program !== 'osascript')) return []
  const found: EmbeddedText[] = []
  let option = ''
  let operand: ShellWord | undefined
  for (let at = 1; at < words.length && operand === undefined; at++) {
    const word = words[at]
    const text = wordText(word)
    const next = words[at + 1]
    if (language === 'powershell' && encodedCommand.test(text) && next !== undefined)
      return encoded(next, name, text, unit)
    if (form.code.test(text) && !isAwk && next !== undefined) {
      option = ` ${text}`
      found.push(...bodyOf(next))
      at++
      // What follows is for the program.
      if (form.isRepeated !== true) break
    } else if (isAwk && /^(?:-f|--file)/.test(text)) return []
    else if (form.valued.test(text)) at++
    else if (!/^[-+]./.test(text)) operand = word
  }
  if (isAwk && operand !== undefined) found.push(...bodyOf(operand))
  const joined = joinLines(found)
  if (joined !== undefined) return [toCode(joined, language, `${name}${option}`, unit)]
  const file = operand === undefined ? '-' : wordText(operand)
  if (isAwk || language === 'powershell' || (file !== '-' && file !== '/dev/stdin')) return []
  const redirect = command.redirects.findLast(one => one.operator.startsWith('<'))
  return documentOf(redirect).map(body => toCode(body, language, `${name} ${redirect?.operator ?? ''}`, unit))
}

/** PowerShell's `-EncodedCommand`: UTF-16 in base64. Every place in it is that of the word. */
function encoded(word: ShellWord, name: string, option: string, unit: CodeUnit): readonly FoundCode[] {
  const body = word.body()
  const text = utf16OfBase64(body.text)
  if (text === undefined) return []
  const decoded = new PartBuilder(body).put(text, 0, body.text.length).build()
  return [{ ...toCode(decoded, 'powershell', `${name} ${option}`, unit), role: 'decoded', decoding: 'base64' }]
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

function utf16OfBase64(text: string): string | undefined {
  if (text.length < 8 || text.length > 100_000 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined
  const bytes: number[] = []
  let bits = 0
  let count = 0
  for (const char of text) {
    if (char === '=') break
    bits = ((bits << 6) | alphabet.indexOf(char)) & 0xffffff
    count += 6
    if (count < 8) continue
    count -= 8
    bytes.push((bits >> count) & 0xff)
  }
  let decoded = ''
  for (let at = 0; at + 1 < bytes.length; at += 2)
    decoded += String.fromCharCode((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8))
  return decoded
}

function bodyOf(word: ShellWord): readonly EmbeddedText[] {
  const body = word.body()
  return body.text.trim() === '' ? [] : [body]
}

function documentOf(redirect: ShellRedirect | undefined): readonly EmbeddedText[] {
  if (redirect?.operator === '<<<') return bodyOf(redirect.target)
  const document = redirect?.document?.()
  return document === undefined || document.text.trim() === '' ? [] : [document]
}

function toCode(body: EmbeddedText, language: LanguageId | undefined, context: string, unit: CodeUnit): FoundCode {
  return { language, body, role: 'argument', context: unit.context === '' ? context : `${unit.context}, ${context}` }
}
