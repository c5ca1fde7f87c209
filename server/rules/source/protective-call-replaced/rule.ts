import { isDocument } from '../../../core/formats/document'
import { isTestFolder } from '../../../core/formats/sourceKind'
import type { Hunk, HunkLine } from '../../../core/model/hunk'
import { spanOf } from '../../../core/model/location'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'
import { lostInReflow, lostProtection } from './lines'

export default defineRule({
  id: 'source/protective-call-replaced',
  title: 'call with a protection replaced by the plain one',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['libarchive-2021'],
  tags: ['CWE-116', 'CWE-693'],
  triggers: [
    'safe',
    'secure',
    'sanit',
    'escape',
    'checked',
    'strl',
    'strn',
    'template"',
    'rand',
    '__html',
    'HTML',
    '{{{',
    '{!!',
    '|raw',
    '| raw',
    '<%-',
    '<%==',
    'snprintf',
    '_s(',
    'Safe',
    'Secure',
    'Escape',
    'Sanit',
    'html',
    'quote',
    'esc_',
    'encodeURI',
    'Clean',
    'basename',
    'execute',
    'uery',
    'xec',
    'prepare',
    'oad',
    'json',
    'JSON',
    'eserializ',
    'iteral_eval',
  ],
  messages: {
    replaced: {
      message: '`{plain}` now stands where `{protective}` stood',
      why: 'By its name the earlier call checks or cleans what it is given; the new one takes it as it is.\nWhether the arguments can come from outside was not followed.',
      benign: 'The arguments are constants, or are cleaned elsewhere.',
      question: 'Why is the protection of the earlier call no longer needed here?',
      commands: ['git grep -n -w -e {protective}'],
    },
    unwrapped: {
      message: 'What went through `{protective}` now goes without it',
      why: 'The rest of the line is as it was: the value is the same and is no longer made safe for where it goes.\nWhether it can come from outside was not followed.',
      benign: 'It is made safe before, or by what it is given to.',
      question: 'Where does this value come from, and what makes it safe now?',
      commands: ['git grep -n -w -e {protective}'],
    },
    package: {
      message: '`{plain}` now stands where `{protective}` stood',
      why: 'The names in both packages are the same, so the rest of the file reads as before.\nOnly the earlier one protects: it escapes what goes into a page, or gives numbers that cannot be guessed.',
      benign: 'Nothing of it goes into a page, or is a key or a token.',
      question: 'What is made with it in this file, and who could choose or guess that?',
      commands: ['git grep -n -F -e {protective}'],
    },
    markup: {
      message: '`{protective}` stood in the page as text and now stands there as markup',
      why: 'The value is the same: a tag or a script in it was shown before and takes effect now.\nWhether it can come from outside was not followed.',
      benign: 'It is made by the program itself, or cleaned before.',
      question: 'Where does this value come from, and what cleans it?',
      commands: ['git grep -n -F -e {protective}'],
    },
    loader: {
      message: '`{plain}` now reads what `{protective}` read',
      why: 'The earlier call gives texts, numbers and lists; this one makes objects, and some of those run code as they are made.\nWhoever writes the bytes decides which.',
      benign: 'The bytes are written by the program itself, where nobody else can.',
      question: 'Who can write these bytes, and which value could not be read as plain data?',
      commands: ['git grep -n -F -e {plain}'],
    },
    joined: {
      message: 'Values that were given to `{protective}` beside the query are now part of its text',
      why: 'A value with a quotation mark in it changes what the query asks.\nWhether it can come from outside was not followed.',
      benign: 'The values are names or numbers of the program itself.',
      question: 'Where do these values come from, and why are they no longer given by themselves?',
      commands: ['git grep -n -w -e {protective}'],
    },
  },
  examine: { hunk: examine },
})

const CALL = /\b([A-Za-z_]\w*)\s*\(/g
const PREFIXED = /^(?:\w+?_)??(?:safe|secure|sanitized?|escaped?|checked|quoted|encoded)_?(\w{3,})$/i
const SUFFIXED = /^(\w{3,}?)_(?:s|safe|secure|escaped?|checked|sanitized?)$/i
/** The C library's bounded calls and the unbounded ones they stand for. */
const BOUNDED: Readonly<Record<string, readonly string[]>> = {
  strlcpy: ['strcpy', 'sprintf'],
  strlcat: ['strcat'],
  strncpy: ['strcpy', 'sprintf'],
  strncat: ['strcat'],
  snprintf: ['sprintf', 'strcpy', 'strcat'],
  vsnprintf: ['vsprintf'],
  fgets: ['gets'],
}

function examine(hunk: Hunk, context: FileContext): void {
  const told = examineLines(hunk, context)
  const removed = calls(hunk.lines, 'removed')
  const added = calls(hunk.lines, 'added')
  for (const [protective, places] of removed) {
    const plain = plainsOf(protective).find(one => added.has(one))
    if (plain === undefined) continue
    const lost = places.length - (added.get(protective)?.length ?? 0)
    const gained = (added.get(plain)?.length ?? 0) - (removed.get(plain)?.length ?? 0)
    const line = added.get(plain)?.at(-1)
    if (lost <= 0 || gained <= 0 || line?.new === undefined || told.has(line.new)) continue
    if (PRINTS.test(plain) && printsConstant(line.text, plain)) continue
    const column = line.text.search(new RegExp(`\\b${plain}\\s*\\(`))
    const old = places[0]
    // Another function altogether: it stands in the place of the earlier one where it writes to the same.
    if (!protective.includes(plain) && firstGiven(line.text, plain) !== firstGiven(old?.text ?? '', protective))
      continue
    context.report({
      message: 'replaced',
      at: spanOf(line.new, column, plain.length),
      // What frees more safely forgets the pointer too, which matters only where somebody still has it.
      severity: isTestFolder(context.path) || plain === 'free' ? 'low' : 'medium',
      data: { plain, protective },
      related:
        old?.old === undefined
          ? []
          : [
              {
                side: 'old',
                at: spanOf(old.old, old.text.indexOf(protective), protective.length),
                label: `\`${protective}\` stood here`,
              },
            ],
    })
  }
}

const PRINTS = /^(?!\w*sn?w?printf)(?:\w*print\w*|\w*puts|echo|write\w*|log\w*)$/i

/** Nothing but texts without places for values, behind where they go. */
function printsConstant(text: string, plain: string): boolean {
  const given = new RegExp(`\\b${plain}\\s*\\(([^;]*)\\)\\s*;?\\s*$`).exec(text)?.[1]
  return given !== undefined && /^\s*(?:[A-Za-z_]\w*\s*,\s*)?(?:"(?:[^"\\%]|\\.|%%)*"\s*)+$/.test(given)
}

/** Larger hunks are new code, whose lines have no counterparts. */
const MOST_LINES = 200
const NEAR = 4

/** @returns the new lines that were told */
function examineLines(hunk: Hunk, context: FileContext): ReadonlySet<number> {
  const told = new Set<number>()
  if (hunk.lines.length > MOST_LINES || (isDocument(context.path) && !/\.x?html?$/.test(context.path))) return told
  const of = (kind: HunkLine['kind']): readonly HunkLine[] =>
    hunk.lines.filter(line => line.kind === kind && line.text.length < 1000 && !/^\s*(?:\/\/|\*|#)/.test(line.text))
  const removed = of('removed')
  for (const [index, now] of of('added').entries())
    for (const before of removed.slice(Math.max(0, index - NEAR), index + NEAR)) {
      const lost = now.new === undefined ? undefined : lostProtection(before.text, now.text)
      if (lost === undefined || now.new === undefined) continue
      context.report({
        message: lost.kind,
        at: spanOf(now.new, now.text.indexOf(lost.shown), lost.shown.length),
        severity: isTestFolder(context.path) ? 'low' : 'medium',
        data: { protective: lost.protective, plain: lost.shown.replace(/"/g, '') },
      })
      told.add(now.new)
      break
    }
  for (const { before, now } of places(hunk)) {
    const [first] = now
    if (now.some(line => told.has(line.new ?? 0)) || first?.new === undefined || before.length + now.length < 3)
      continue
    const lost = lostInReflow(joinLines(before), joinLines(now))
    const line = lost === undefined ? undefined : (now.find(({ text }) => text.includes(lost.shown)) ?? first)
    if (lost === undefined || line?.new === undefined) continue
    const shown = line.text.includes(lost.shown) ? lost.shown : line.text.trim()
    context.report({
      message: lost.kind,
      at: spanOf(line.new, line.text.indexOf(shown), shown.length),
      severity: isTestFolder(context.path) ? 'low' : 'medium',
      data: { protective: lost.protective, plain: shown },
    })
  }
  return told
}

/** Removed lines and the added ones that stand in their place, where both are few. */
function places(hunk: Hunk): readonly { readonly before: readonly HunkLine[]; readonly now: readonly HunkLine[] }[] {
  const found: { before: HunkLine[]; now: HunkLine[] }[] = []
  let last: HunkLine['kind'] = 'context'
  for (const line of hunk.lines) {
    if (line.kind !== 'context' && (last === 'context' || (line.kind === 'removed' && last === 'added')))
      found.push({ before: [], now: [] })
    if (line.kind === 'removed') found.at(-1)?.before.push(line)
    else if (line.kind === 'added') found.at(-1)?.now.push(line)
    last = line.kind
  }
  return found.filter(
    ({ before, now }) =>
      before.length > 0 && now.length > 0 && before.length <= MOST_BROKEN && now.length <= MOST_BROKEN,
  )
}

const MOST_BROKEN = 8

function joinLines(lines: readonly HunkLine[]): string {
  return lines
    .filter(({ text }) => !/^\s*(?:\/\/|\*|#)/.test(text))
    .map(({ text }) => text.slice(0, 500).trim())
    .join(' ')
}

function calls(lines: readonly HunkLine[], kind: HunkLine['kind']): ReadonlyMap<string, readonly HunkLine[]> {
  const found = new Map<string, HunkLine[]>()
  for (const line of lines) {
    if (line.kind !== kind || /^\s*(\/\/|\*|#)/.test(line.text)) continue
    for (const match of line.text.matchAll(CALL)) {
      const name = match[1] as string
      const list = found.get(name)
      if (list === undefined) found.set(name, [line])
      else list.push(line)
    }
  }
  return found
}

function plainsOf(name: string): readonly string[] {
  if (Object.hasOwn(BOUNDED, name)) return BOUNDED[name] ?? []
  const plain = PREFIXED.exec(name)?.[1] ?? SUFFIXED.exec(name)?.[1]
  return plain === undefined ? [] : [plain]
}

function firstGiven(text: string, name: string): string | undefined {
  return new RegExp(`\\b${name}\\s*\\(\\s*([^,()]{1,80})[,)]`).exec(text)?.[1]?.trim()
}
