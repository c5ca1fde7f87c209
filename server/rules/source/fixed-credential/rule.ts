import { isDocument } from '../../../core/formats/document'
import { wasRemoved, wasRemovedPlace } from '../../../core/formats/removedText'
import { isTestFolder } from '../../../core/formats/sourceKind'
import type { HunkLine } from '../../../core/model/hunk'
import { spanOf, type TextSpan } from '../../../core/model/location'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'
import { granted } from './comparisons'

/** A comparison is on a changed line, or there is nothing to read. */
const MAY_COMPARE =
  /(?:[=]==?|\beq\b|cmp\s*\(|equals|compare|Equal)[^\n]{0,80}["'\x60][^"'\x60\n]{0,40}\d|["'\x60][^"'\x60\n]{0,40}\d[^"'\x60\n]{0,40}["'\x60][^\n]{0,40}(?:===?|\)|\.equals)/

const MAY_NAME = /passw|passphrase|passcode|pwd|token|secret|key|auth|credential|licen[cs]e|otp|pin\b|code/i

function mayCompare(line: string): boolean {
  return line.length <= 2000 && /\d/.test(line) && MAY_NAME.test(line) && MAY_COMPARE.test(line)
}

export default defineRule({
  id: 'source/fixed-credential',
  title: 'password compared with a text in the code',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['interbase-2001', 'screenos-2015'],
  tags: ['CWE-798', 'CWE-912'],
  files: {
    paths: [
      '**/*.{c,cc,cpp,cxx,h,hpp,m,mm,go,rs,java,kt,cs,js,mjs,cjs,jsx,ts,tsx,py,rb,php,pl,pm,cgi,lua,swift,scala,sh}',
    ],
  },
  triggers: [
    'pass',
    'Pass',
    'pwd',
    'Pwd',
    'pw',
    'PASS',
    'token',
    'Token',
    'secret',
    'Secret',
    'key',
    'Key',
    'KEY',
    'auth',
    'code',
  ],
  parses: true,
  readsCode: true,
  needsCode: ({ changed }) => changed.split('\n').some(mayCompare),
  messages: {
    fixed: {
      message: '`{name}` is now compared with a text that stands in the code',
      why: 'If a login takes that path, whoever reads the code has a password that works everywhere and cannot be changed.\nThat the text looks like a format or a message does not matter to the comparison.',
      benign: 'A placeholder that is refused, or a state that happens to have such a name.',
      question: 'What does a caller with this text get, and why is it not in the configuration?',
      commands: ['git grep -n -w -e {word}'],
    },
    constant: {
      message: '`{name}` is now compared with the constant `{constant}`',
      why: 'If a login takes that path, whoever reads the code that defines it has a password that works everywhere.\nThe definition may stand in another file of this change.',
      benign: 'A default password that is refused, or a placeholder.',
      question: 'What does a caller with this password get, and why is it not in the configuration?',
      commands: ['git grep -n -w -e {word}'],
    },
  },
  examine: { file: examine },
})

const NAME = String.raw`[\w.>$[\]'"-]{0,60}?(?:password|passwd|passphrase|passcode|pass_?word|\bpass|_pass|Pass|\bpwd|_pwd|\bpw|_pw)(?:\[?["']\]|\(\))?`
const CALL = new RegExp(
  String.raw`\b(?:str(?:n?case|n)?cmp|memcmp|wcscmp|lstrcmpA?|strings\.EqualFold|hash_equals|compare_digest)\s*\(\s*(?:(${NAME})\s*,\s*"((?:[^"\\]|\\.){4,80})"|"((?:[^"\\]|\\.){4,80})"\s*,\s*(${NAME})\s*[,)])`,
  'i',
)
const EQUALS = new RegExp(String.raw`(${NAME})\s*(?:===?|\beq\b)\s*["'\x60]([^"'\x60]{4,80})["'\x60]`, 'i')
const REVERSED = new RegExp(String.raw`["']([^"']{4,80})["'](?:\s*===?\s*|\s*\.equals\(\s*)(${NAME})(?![\w.([])`, 'i')
/** A password given by somebody against one that a build fixes: both are called so. */
const CONSTANT = new RegExp(
  String.raw`\b(?:str(?:n?case|n)?cmp|memcmp|wcscmp|lstrcmpA?)\s*\(\s*(?=[\w.>$[\]'"-]*[a-z])(${NAME})\s*,\s*([A-Z][A-Z0-9_]{0,40}?(?:PASS(?:W(?:OR)?D|PHRASE|CODE)?|PWD|SECRET)[A-Z0-9_]{0,20})\s*[,)]`,
  'i',
)
const NO_PASSWORD =
  /(?:^|_)(?:NO|NOT|EMPTY|NULL|UNKNOWN|INVALID|MASK|MASKED|HIDDEN|DUMMY|LOCKED|PLACEHOLDER|DEFAULT)(?:_|$)/

/** Words that name a kind or a state of a password and are none. */
const STATE =
  /^(password|passwd|undefined|unknown|required|changed|expired|true|false|null|none|nil|default|string|object|function|empty|missing|invalid|prompt|hidden|text|before|after|first|second|pre|post|begin|\$\{.*\}|<[\w ]+>|\*+|x+|-+)$/i

function examine(context: FileContext): void {
  if (isDocument(context.path)) return
  const told = new Set<number>()
  const added = context.content.hunks.flatMap(hunk => hunk.lines).filter(line => line.kind === 'added')
  for (const line of added) examineLine(line, context, told)
  const side = context.side('new')
  if (side === undefined || !added.some(line => mayCompare(line.text))) return
  for (const unit of context.code('new')) {
    const reading = unit.decodings.length > 0 ? undefined : unit.program()
    if (reading === undefined || !context.budget.spend(unit.body.text.length)) continue
    for (const { subject, span, constant } of granted(unit, reading, side.text)) {
      if (told.has(span.start.line) || !context.isChanged('new', span)) continue
      if (wasRemoved(context.content.hunks, constant) || wasRemovedPlace(context.content.hunks, side.lines, span))
        continue
      told.add(span.start.line)
      report(context, span, subject)
    }
  }
}

function report(context: FileContext, at: TextSpan, name: string, constant?: string): void {
  context.report({
    message: constant === undefined ? 'fixed' : 'constant',
    at,
    severity: isTestFolder(context.path) || /_test\.go$|\.(test|spec)\.\w+$/.test(context.path) ? 'low' : 'medium',
    data: { name: name.trim(), constant: constant ?? '', word: constant ?? /[A-Za-z]\w*$/.exec(name)?.[0] ?? '<name>' },
  })
}

function examineLine(line: HunkLine, context: FileContext, told: Set<number>): void {
  if (line.new === undefined || line.text.length > 2000) return
  if (/^\s*(\/\/|\*|#|\/\*)/.test(line.text)) return
  const call = CALL.exec(line.text)
  const equals = call === null ? EQUALS.exec(line.text) : null
  const reversed = call === null && equals === null ? REVERSED.exec(line.text) : null
  const found = call ?? equals ?? reversed
  if (found === null) {
    examineConstant(line, line.new, context, told)
    return
  }
  const name = call !== null ? (call[1] ?? call[4]) : equals !== null ? equals[1] : reversed?.[2]
  const text = call !== null ? (call[2] ?? call[3]) : equals !== null ? equals[2] : reversed?.[1]
  if (name === undefined || text === undefined || STATE.test(text) || wasRemoved(context.content.hunks, text)) return
  // Stages of compilers and steps of forms are called pass as well; their names are plain words.
  const isWord = /^[a-z]+([ _-][a-z]+)*$/.test(text)
  // In the field of the account database, what no hash begins with marks an account without a login.
  if (/\b(?:pw_passwd|sp_pwdp)\b/.test(name) && /^[*!]/.test(text)) return
  const isVague = /(?:^|[^a-z])(pass|pw|pwd)(?:\W*)$/i.test(name)
  // So is the working directory.
  if (isVague && (isWord || text.startsWith('/'))) return
  told.add(line.new)
  report(context, spanOf(line.new, found.index, found[0].length), name)
}

function examineConstant(line: HunkLine, number: number, context: FileContext, told: Set<number>): void {
  const found = CONSTANT.exec(line.text)
  const [whole = '', name = '', constant = ''] = found ?? []
  if (found === null || constant !== constant.toUpperCase() || NO_PASSWORD.test(constant)) return
  if (wasRemoved(context.content.hunks, constant)) return
  told.add(number)
  report(context, spanOf(number, found.index, whole.length), name, constant)
}
