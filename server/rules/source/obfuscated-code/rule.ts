import { isTestFolder } from '../../../core/formats/sourceKind'
import type { HunkLine } from '../../../core/model/hunk'
import { spanOf } from '../../../core/model/location'
import { shellPattern } from '../../../core/rule/commands'
import type { FileContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'
import { codedName, joinedName } from './codedNames'

function text(message: string, why: string): MessageText {
  return {
    message,
    why: `${why}\nNothing was decoded or run here.`,
    benign: 'Output of a bundler or a licence protection that was committed by mistake.',
    question: 'What is the readable form of this line, and could that be committed instead?',
    commands: ['git log --stat --oneline -- {path}'],
  }
}

export default defineRule({
  id: 'source/obfuscated-code',
  title: 'code that was made unreadable on purpose',
  severity: 'high',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['chalk-2025'],
  tags: ['CWE-506'],
  files: { paths: ['**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx,html,php,py,rb}'] },
  triggers: [
    '_0x',
    'base64',
    'fromCharCode',
    'atob',
    'b64decode',
    '\\x',
    '\\u00',
    '(function(p,a,c,k',
    '[]+[]',
    '![]',
    'chr',
    '.pack',
    '.shift(',
    "'hex'",
    '"hex"',
    'fromhex',
    'unhexlify',
    'hex2bin',
    'base64_decode',
    'charCodeAt',
    "' + '",
    "'+'",
    '" + "',
    '"+"',
    "'.'",
    "' . '",
    '"."',
  ],
  triggersIn: 'file',
  readsLongLines: true,
  messages: {
    names: text(
      'A line with {count} names such as `{name}` was added: generated to be unreadable',
      'Names of this form come out of tools that hide what code does, not out of compilers.',
    ),
    strings: text(
      'A line was added that decodes {count} strings while it runs, from `{name}` on',
      'What the strings say decides what the line does, and it cannot be read here.',
    ),
    escapes: text(
      'Letters are written as {count} escapes on one line, from `{name}` on',
      'A program has no use for letters that are not written as themselves.',
    ),
    packed: text(
      'A line was added that unpacks itself and runs the result',
      'The words of the program stand in a list, and the program is put together from it while it runs.',
    ),
    built: text(
      'A call was added whose name is put together from the numbers of its letters: `{name}`',
      'What is called stands nowhere as a word, so that no search finds it.',
    ),
    many: text(
      '{count} names such as `{name}` were added in this file: generated to be unreadable',
      'Names of this form come out of tools that hide what code does, not out of compilers.',
    ),
    list: text(
      'A line was added that keeps {count} unreadable texts in a list and takes them out by number',
      'The words of the program stand in the list under a coding of its own.\nNo search finds what it uses.',
    ),
    coded: text(
      'A text was added that says `{name}` in numbers for its letters',
      'It is the name of something that runs code, undoes a cipher or reads the environment.\nWritten out, a search would find it.',
    ),
    joined: text(
      'The name `{name}` was added in pieces that are put together',
      'It is the name of something that runs code.\nWritten in one piece, a search would find it.',
    ),
    marks: text(
      'A line was added that spells its program with {count} brackets and marks',
      'No name and no text is left in it, so that no search finds what it uses.',
    ),
  },
  examine: { file: examineFile },
})

const HEX_NAME = /\b_0x[0-9a-f]{3,}\b/g
const DECODES =
  /\bBuffer\.from\(\s*["'][\w+/=]{2,}["']\s*,\s*["'](?:base64|hex)["']\s*\)|\batob\(\s*["'][\w+/=]{4,}["']\s*\)|\bb64decode\(\s*b?["'][\w+/=]{4,}["']\s*\)|\bbase64_decode\(\s*["'][\w+/=]{4,}["']\s*\)|\bString\.fromCharCode\((?:\s*\w{2,4}\s*,){8,}/g
const MANY_NAMES = 5
const MANY_STRINGS = 3

const ESCAPES = /\\x[0-9a-fA-F]{2}|\\u(?:[0-9a-fA-F]{4}|\{[0-9a-fA-F]{1,6}\})/g
const MANY_ESCAPES = 16
/** Share of the escapes that stand for letters, digits and the marks of paths: in data it is lower. */
const MOSTLY = 0.9
const PACKED = /\beval\s*\(\s*function\s*\(\s*p\s*,\s*a\s*,\s*c\s*,\s*k\s*,\s*e\s*,/
/** Numbers that become a name, and a call by it on the same line. */
const BUILT =
  /\b(?:getattr|eval|exec|__import__|send|call_user_func)\s*\([^\n]{0,80}(?:\.join\(\s*(?:map\(\s*chr\b|chr\(|\[chr\()|(?:\bchr\(\s*\d+\s*\)\s*[.+]\s*){4}|\[(?:\s*\d{2,3}\s*,){4,}[^\]]{0,200}\]\.(?:pack|map))|\[\s*String\.fromCharCode\((?:\s*\d{2,3}\s*,){3,}[^)]{0,80}\)\s*\]\s*\(|(?:\bchr\(\s*\d+\s*\)\s*[.]\s*){4}[^\n]{0,60};\s*\$\w+\(/
const MARKS = /[[\]()!+{}]{120,}/
/** Kinds of brackets of which the spelling needs all. */
const SPELLS = /\(!\[\]\+\[\]\)|\(!!\[\]\+\[\]\)|\[\]\+\[\]|!\+\[\]/

/** A word that is none: letters of both cases, digits and marks of a coding, of one length. */
const OPAQUE = /["'](?:[A-Za-z0-9+/=_-]{8,400})["']\s*,/g
const MANY_OPAQUE = 40
/** How such a list is turned and read. */
const TURNS = /\.push\(\s*[\w$.[\]']{1,40}(?:\.shift|\[["']shift["']\])\(|\bcharCodeAt\b|\bfromCharCode\b|\batob\b/
/** Names of this form on many short lines. */
const MANY_IN_FILE = 24
const DISTINCT = 8

type Found = readonly [message: string, first: RegExpMatchArray, end: number, count: number]

function examineFile(context: FileContext): void {
  const lines = context.content.hunks.flatMap(hunk => hunk.lines).filter(({ kind }) => kind === 'added')
  const length = lines.reduce((sum, { text }) => sum + text.length, 0)
  if (!context.budget.spend(length)) return
  let isFound = false
  for (const line of lines) isFound = examine(line, context) || examineCoded(line, context) || isFound
  if (!isFound) examineNames(lines, context)
}

function examineCoded(line: HunkLine, context: FileContext): boolean {
  if (line.new === undefined) return false
  const joined = joinedName(line.text)
  const coded = joined ?? codedName(line.text)
  if (coded === undefined) return false
  context.report({
    message: joined === undefined ? 'coded' : 'joined',
    at: spanOf(line.new, coded.at, coded.length),
    severity: isTestFolder(context.path) ? 'low' : joined !== undefined && isBundle(context.path) ? 'medium' : 'high',
    data: { name: coded.name, count: 1, path: '<path>' },
  })
  return true
}

/** The same names where a formatter went over them: few on each line, and all over the file. */
function examineNames(lines: readonly HunkLine[], context: FileContext): void {
  const named = lines.flatMap(line => [...line.text.matchAll(HEX_NAME)].map(([name]) => ({ line, name })))
  const [first] = named
  const distinct = new Set(named.map(({ name }) => name))
  if (first?.line.new === undefined || named.length < MANY_IN_FILE || distinct.size < DISTINCT) return
  if (
    context.content.hunks.some(hunk =>
      hunk.lines.some(({ kind, text: one }) => kind !== 'added' && / _0x[0-9a-f]{3,}\b/.test(one)),
    )
  )
    return
  context.report({
    message: 'many',
    at: spanOf(first.line.new, first.line.text.indexOf(first.name), first.name.length),
    severity: isTestFolder(context.path) ? 'low' : isBundle(context.path) ? 'medium' : 'high',
    data: { count: named.length, name: first.name, path: shellPattern(context.path) },
  })
}

function isBundle(path: string): boolean {
  return /\.min\.|(^|\/)(dist|vendor|bundle|third[-_]party)\//.test(path)
}

/** @returns whether something was found */
function examine(line: HunkLine, context: FileContext): boolean {
  if (line.new === undefined) return false
  const found = inLine(line.text)
  if (found === undefined) return false
  const [message, first, end, count] = found
  if (stoodBefore(context, first[0])) return false
  const start = first.index ?? 0
  // Escapes alone may be a table; where the line also runs something or names what it calls by them, they are not.
  const isGrave = message !== 'escapes' || /\beval\b|\bFunction\b|\bexec\b|\]\s*\[|\]\s*\(|\$\{\s*["']/.test(line.text)
  context.report({
    message,
    at: spanOf(line.new, start, end - start),
    severity: isTestFolder(context.path) ? 'low' : isBundle(context.path) || !isGrave ? 'medium' : 'high',
    data: {
      count,
      name:
        message === 'built'
          ? first[0].slice(0, 30)
          : message === 'escapes'
            ? line.text.slice(start, start + 24)
            : first[0].slice(0, 60),
      path: shellPattern(context.path),
    },
  })
  return true
}

function inLine(text: string): Found | undefined {
  const names = [...text.matchAll(HEX_NAME)]
  if (names.length >= MANY_NAMES) return whole('names', names)
  const strings = [...text.matchAll(DECODES)]
  if (strings.length >= MANY_STRINGS) return whole('strings', strings)
  const list = opaqueList(text)
  if (list !== undefined) return list
  const packed = PACKED.exec(text)
  if (packed !== null) return whole('packed', [packed])
  const built = BUILT.exec(text)
  if (built !== null) return whole('built', [built])
  const marks = MARKS.exec(text)
  if (marks !== null && SPELLS.test(marks[0])) return ['marks', marks, marks.index + marks[0].length, marks[0].length]
  const escapes = [...text.matchAll(ESCAPES)]
  const letters = escapes.filter(one => isLetter(one[0]))
  return letters.length >= MANY_ESCAPES && letters.length >= MOSTLY * escapes.length
    ? whole('escapes', letters)
    : undefined
}

/** A list of words that are none, on a line that also turns the list or takes letters apart. */
function opaqueList(text: string): Found | undefined {
  if (text.length < 1_000 || !TURNS.test(text)) return undefined
  const words = [...text.matchAll(OPAQUE)].filter(([word]) => isOpaque(word))
  return words.length < MANY_OPAQUE
    ? undefined
    : ['list', words[0] as RegExpMatchArray, (words[0]?.index ?? 0) + (words[0]?.[0].length ?? 0), words.length]
}

/** Both cases and a digit or a mark inside, which names and sentences of programs seldom have together. */
function isOpaque(word: string): boolean {
  return (
    /[A-Z]/.test(word) &&
    /[a-z]/.test(word) &&
    /[0-9+/]/.test(word.slice(1)) &&
    /[A-Z][a-z]{0,2}[A-Z0-9]|\d[a-zA-Z]/.test(word)
  )
}

function whole(message: string, found: readonly RegExpMatchArray[]): Found | undefined {
  const [first, last] = [found[0], found.at(-1)]
  return first === undefined || last === undefined
    ? undefined
    : [message, first, (last.index ?? 0) + last[0].length, found.length]
}

function isLetter(written: string): boolean {
  const code = Number.parseInt(written.replace(/[^0-9a-fA-F]/g, ''), 16)
  return code < 0x7f && /[\w ./:;()=-]/.test(String.fromCharCode(code))
}

/** The file held such lines already, and this one only changed. */
function stoodBefore(context: FileContext, text: string): boolean {
  return context.content.hunks.some(hunk => hunk.lines.some(one => one.kind === 'removed' && one.text.includes(text)))
}
