import { isDocument } from '../../../core/formats/document'
import { liveText } from '../../../core/formats/liveText'
import { wasRemovedPlace } from '../../../core/formats/removedText'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { spanOf } from '../../../core/model/location'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'
import { LineTable } from '../../../core/syntax/lineTable'
import { replacedBuiltins } from './builtins'

export default defineRule({
  id: 'source/call-intercepted',
  title: 'call of the browser or of a wallet replaced by the program',
  severity: 'high',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['chalk-2025'],
  tags: ['CWE-506', 'CWE-471'],
  files: { paths: ['**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx,html,vue,svelte,py}'] },
  triggers: [
    'ethereum',
    'solana',
    'XMLHttpRequest',
    'fetch',
    'clipboard',
    'phantom',
    'tronWeb',
    'http',
    'builtins.',
    ...['spawn', 'exec', 'fork', 'File', 'Sync', 'request', 'get', 'lookup', 'open', 'connect', '_load', 'stat'].map(
      name => `${name} =`,
    ),
    ...['system', 'open', 'run', 'call', 'output', 'socket', 'random', 'digest', 'getenv', 'post', 'send', 'walk'].map(
      name => `${name} =`,
    ),
  ],
  messages: {
    wallet: {
      message: '`{name}`, by which a wallet is asked, is now replaced by this program',
      why: 'Every page and library that asks the wallet afterwards asks this instead.\nIt can change whom a payment goes to before anybody is shown it.',
      benign: 'A wallet, or a double of one for tests.',
      question: 'What does the new function change about what it passes on?',
      commands: ['git grep -n -F -e {word}'],
    },
    request: {
      message: '`{name}` is now replaced, and what goes through it is altered on the way',
      why: 'Every page and library that asks afterwards asks this instead.\nThe lines around it put something else into requests or answers.',
      benign: 'A filter that people install to have their requests altered.',
      question: 'Which requests are altered, and who knows that they are?',
      commands: ['git grep -n -F -e {word}'],
    },
    builtin: {
      message: '`{name}` of the platform is now replaced when this file is loaded',
      why: 'Everything that runs in the same process asks this instead afterwards, other packages too.\n{note}',
      benign: 'A double for tests, or a tool that measures calls.',
      question: 'Who else runs in this process, and what does the new function do differently for them?',
      commands: ['git grep -n -F -e {word}'],
    },
    clipboard: {
      message: 'What people copy is now replaced by something else before it reaches the clipboard',
      why: 'An address or a command is pasted unread; what was seen on the page is not what arrives.',
      benign: 'A page that adds where a quotation comes from.',
      question: 'What is put in place of what was chosen?',
      commands: ['git grep -n -F -e clipboardData'],
    },
  },
  examine: { file: examine },
})

const WALLET =
  /\b(?:window\.|globalThis\.|self\.)?(?:ethereum|solana|phantom(?:\.\w+)?|tronWeb|web3\.(?:eth|currentProvider))\.(?:request|send\w*|sign\w*|sendAsync|trx\.\w+)\s*=(?![=>])/g
const REQUEST =
  /\b(?:XMLHttpRequest\.prototype\.(?:open|send)|(?:window|globalThis|self)\.fetch|WebSocket\.prototype\.send|https?\.(?:request|get))\s*=(?![=>])/g
/** Addresses of purses, and replacing in what passes. */
const ALTERS =
  /0x\[(?:a-f|A-F|0-9)|bc1\[|\[13\]\[a-km|T\[A-Za-z|\{40\}|\{25,\d\d\}|\b(?:recipient|payee|wallet|toAddress|\.to)\s*=(?!=)|levenshtein/i
const SWAPS = /\bclipboardData\s*\.\s*setData\s*\(|\bclipboard\.writeText\s*=(?!=)/g
/** What was copied is read, and something else is put in its place. */
const PUTS = /\bclipboard\.writeText\s*\((?!\s*\))/g
const OWN = /["']copy["']/
/** Offsets after a replacement in which what it does is looked for. */
const REACH = 2500

function examine(context: FileContext): void {
  const side = context.side('new')
  if (side === undefined || isDocument(context.path) || !context.budget.spend(side.text.length)) return
  const live = liveText(context.path, side.text)
  const code = live?.code ?? side.text
  const table = new LineTable(side.text)
  const isTest =
    isTestFolder(context.path) || /\.(?:test|spec)\.\w+$|(?:^|\/)(?:mocks?|__mocks__|stubs?)\//.test(context.path)
  const tell = (message: 'wallet' | 'request' | 'clipboard', at: number, shown: string, isGrave = false): void => {
    const span = table.span(at, at + shown.length)
    const { line, column } = span.start
    if (!context.isChanged('new', span) || wasRemovedPlace(context.content.hunks, side.lines, span)) return
    const name = shown.replace(/\s*[=(]$/, '')
    context.report({
      message,
      at: spanOf(line, column, name.length),
      severity: isTest || (message === 'clipboard' && !isGrave) ? 'low' : 'high',
      data: { name, word: /\w+$/.exec(name)?.[0] ?? '<name>' },
    })
  }
  for (const { name, at, length, isChosen } of live === undefined ? [] : replacedBuiltins(context.path, live)) {
    const span = table.span(at, at + length)
    if (!context.isChanged('new', span) || wasRemovedPlace(context.content.hunks, side.lines, span)) continue
    context.report({
      message: 'builtin',
      at: span,
      severity: isTest ? 'low' : isChosen ? 'high' : 'medium',
      data: {
        name,
        word: name,
        note: isChosen
          ? 'It depends on who is asking, or leaves the caller waiting.'
          : 'What it passes on and what it keeps was not followed.',
      },
    })
  }
  for (const { 0: shown, index } of code.matchAll(WALLET)) tell('wallet', index, shown)
  for (const { 0: shown, index } of code.matchAll(REQUEST))
    if (ALTERS.test(code.slice(Math.max(0, index - REACH), index + REACH))) tell('request', index, shown)
  for (const { 0: shown, index } of code.matchAll(PUTS)) {
    const before = code.slice(Math.max(0, index - 600), index)
    if (/\breadText\b/.test(before) && ALTERS.test(before)) tell('clipboard', index, shown, true)
  }
  for (const { 0: shown, index } of code.matchAll(SWAPS))
    if (OWN.test(code.slice(Math.max(0, index - 600), index)) || shown.includes('=')) tell('clipboard', index, shown)
}
