import { isDocument } from '../../../core/formats/document'
import { liveText } from '../../../core/formats/liveText'
import { squeezed } from '../../../core/formats/removedText'
import { isTestFolder } from '../../../core/formats/sourceKind'
import type { Hunk, HunkLine } from '../../../core/model/hunk'
import { spanOf } from '../../../core/model/location'
import { shorten } from '../../../core/model/visible'
import type { FileContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'
import { changedConstants } from './constants'
import { weakerLine } from './parameters'

function text(message: string, why: string, benign: string): MessageText {
  return {
    message,
    why,
    benign,
    question: 'What is protected by this, and why is less enough now?',
    commands: ['git log --oneline -G{word} --'],
  }
}

export default defineRule({
  id: 'source/crypto-weakened',
  title: 'number, name or value that makes cryptography weaker',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['debian-openssl-2006'],
  tags: ['CWE-326', 'CWE-327', 'CWE-329', 'CWE-347'],
  supersedes: ['source/verification-removed'],
  triggers: [
    'bkdf2',
    'teration',
    'TERATION',
    'OUNDS',
    'COST',
    'FACTOR',
    'getInstance',
    '_iv',
    'GenerateIV',
    'ounds',
    'crypt',
    'rgon2',
    'actor',
    'cost',
    'ost',
    'kdf',
    'enerate',
    'RSA',
    'rsa',
    'odulus',
    'ey',
    'ize',
    'P',
    'secp',
    'sha',
    'SHA',
    'md5',
    'MD5',
    'gcm',
    'GCM',
    'ecb',
    'ECB',
    'TLS',
    'SSL',
    'andom',
    'RAND_',
    'rand',
    'Rng',
    '0x',
    '0X',
    'jwt',
    'JWT',
    'verify',
    'ecode',
  ],
  messages: {
    number: text(
      'A number that decides how hard a secret is to guess goes from {was} to {is}',
      'Keys of this size, or passwords after this many rounds, are found sooner.\nNothing fails: what is made with it works as before.',
      'A test or a demonstration that has to be quick.',
    ),
    name: text(
      '`{is}` now stands where `{was}` stood',
      'Of the two it is the weaker one: fewer steps to a collision, a key or a plain text.\nNothing fails: both sides agree on it.',
      'The other end knows nothing newer, or the value protects nothing.',
    ),
    fixed: text(
      '`{is}` now stands where `{was}` gave something nobody can guess',
      'The value is the same for everybody who has the code.\nAn initial value, a salt or a key that repeats gives away what it should hide.',
      'A test that has to give the same every time.',
    ),
    table: text(
      'One number in a table goes from {was} to {is}',
      'The table belongs to a cipher or a digest by its name, and those are fixed by a standard.\nResults stay plausible; only a comparison with another program shows the difference.',
      'A slip of an earlier change is put right.',
    ),
    constant: text(
      'The constant `{name}` goes from {was} to {is}',
      'A prime, a point or a basis is fixed by the standard it comes from; another value gives other and often weaker results.\nBoth ends of the same program still agree, so no test of its own need fail.',
      'A slip of an earlier change is put right.',
    ),
    bytes: text(
      '{count} numbers of `{name}` are now others, from {was} on',
      'By its name the table belongs to cryptography, where such values are fixed by a standard.\nWhoever chose the new values may know something about them that nobody else does.',
      'A test vector, or a slip of an earlier change that is put right.',
    ),
    unverified: text(
      'A token is now read by `{is}`, which does not look at its signature',
      'Whoever writes a token decides what stands in it.\nThe earlier call, `{was}`, refused one that was not signed.',
      'The signature is checked elsewhere, and only a part is read here.',
    ),
  },
  examine: { file: examine },
})

/** Larger hunks are new code, whose lines have no counterparts. */
const MOST_LINES = 300
/** How far apart two lines may stand among the removed and the added ones. */
const NEAR = 4

function examine(context: FileContext): void {
  const hunks = context.content.hunks.filter(({ lines }) => lines.length <= MOST_LINES && replaces(lines))
  if (isDocument(context.path) || hunks.length === 0) return
  const [old, side] = [context.side('old')?.text ?? '', context.side('new')?.text ?? '']
  if (!context.budget.spend(old.length + side.length)) return
  const before = liveText(context.path, old)?.code.split('\n')
  const now = liveText(context.path, side)?.code.split('\n')
  if (before === undefined || now === undefined) return
  for (const hunk of hunks) {
    const told = new Set<number>()
    examineHunk(hunk, context, statements(hunk, 'removed', before), statements(hunk, 'added', now), told)
    for (const found of changedConstants(context.path, hunk)) {
      if (told.has(found.line)) continue
      context.report({
        message: found.loss,
        at: spanOf(found.line, found.column, Math.max(1, found.length)),
        severity: isTest(context) ? 'low' : 'medium',
        data: { name: found.name, was: found.was, is: found.is, count: found.count, word: found.name },
      })
    }
  }
}

function isTest({ path }: FileContext): boolean {
  return isTestFolder(path) || /_test\.\w+$|\.(?:test|spec)\.\w+$/.test(path)
}

function replaces(lines: readonly HunkLine[]): boolean {
  return lines.some(({ kind }) => kind === 'removed') && lines.some(({ kind }) => kind === 'added')
}

function examineHunk(
  hunk: Hunk,
  context: FileContext,
  removed: readonly Statement[],
  added: readonly Statement[],
  told: Set<number>,
): void {
  const near = `${context.path} ${hunk.section} ${hunk.lines[0]?.text ?? ''} ${hunk.lines[1]?.text ?? ''}`
  for (const [index, now] of added.entries()) {
    // A list of names that loses or gains one has all others on both sides.
    if (removed.some(before => squeezed(before.text) === squeezed(now.text))) continue
    for (const before of removed.slice(Math.max(0, index - NEAR), index + NEAR)) {
      const weaker = weakerLine(before, now, near)
      if (weaker === undefined) continue
      const at = Math.max(0, now.line.text.indexOf(weaker.is))
      told.add(now.number)
      context.report({
        message: weaker.loss,
        at: spanOf(now.number, at, Math.max(1, Math.min(weaker.is.length, now.line.text.length - at))),
        severity: isTest(context) ? 'low' : 'medium',
        data: { was: shorten(weaker.was, 40), is: shorten(weaker.is, 40), word: /\w{2,}/.exec(weaker.was)?.[0] ?? '' },
      })
      break
    }
  }
}

interface Statement {
  readonly text: string
  readonly line: HunkLine
  readonly number: number
}

function statements(hunk: Hunk, kind: 'added' | 'removed', live: readonly string[]): readonly Statement[] {
  return hunk.lines.flatMap(line => {
    const number = kind === 'added' ? line.new : line.old
    if (line.kind !== kind || number === undefined || line.text.length > 500) return []
    const text = live[number - 1] ?? ''
    return text.trim() === '' ? [] : [{ text, line, number }]
  })
}
