import type { Fact } from '../../../core/facts/fact'
import { keyChange } from '../../../core/facts/keyChange'
import type { KeyNote } from '../../../core/facts/keyData'
import { areaOf } from '../../../core/formats/area'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { spanOf } from '../../../core/model/location'
import { baseName } from '../../../core/model/path'
import type { Severity } from '../../../core/model/severity'
import { shorten, visible } from '../../../core/model/visible'
import { counted, shellWord } from '../../../core/rule/commands'
import { isCompanion } from '../../../core/rule/company'
import type { ChangeSetContext, ChangeSetReport, FileSummary } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

/** Keys named beside a finding. */
const TOLD = 8

const question =
  'Whose key is it, how was it checked that it is theirs, and who else of the project knows of the change?'
const commands = ['git log --stat --oneline -- {path}', 'git grep -n -F -e {word}'] as const

function text(message: string, why: string, benign: string): MessageText {
  return { message, why, benign, question, commands }
}

export default defineRule({
  id: 'trust/key-changed',
  title: 'key, certificate or pin was added, removed or replaced',
  severity: 'medium',
  confidence: 'high',
  mode: 'regular',
  scope: ['review'],
  precedents: ['xz-2024'],
  tags: ['CWE-295', 'CWE-347'],
  uses: [keyChange],
  messages: {
    replaced: text(
      '`{file}`: another key for {name}',
      'Now: {now}.\nBefore: {before}.\n{counts}; {company}.',
      'A key that ran out, was lost, or was made anew with a longer one.',
    ),
    added: text(
      '{added} added to `{file}`: {name}',
      'New: {now}.\n{counts}; {company}.',
      'A new signer, server or authority, or the yearly refresh of a bundle.',
    ),
    removed: text(
      '{removed} removed from `{file}`: {name}',
      'Gone: {before}.\n{counts}; {company}.',
      'A key that ran out or whose owner left.',
    ),
    renewed: text(
      '`{file}`: certificate of {name} renewed with the same key',
      'Now: {now}.\nBefore: {before}.\n{counts}; {company}.',
      'A certificate that was about to run out.',
    ),
    secret: text(
      'Private key added in `{file}`: {name}',
      'New: {now}.\nWho can read the tree can act with this key.\n{counts}; {company}.',
      'A key made for a test or an example only.',
    ),
  },
  examine: { changeSet: examine },
})

function examine(context: ChangeSetContext): void {
  const files = new Map(context.files.map(file => [file.index, file]))
  const facts = context.facts('key-change').filter(({ location }) => files.has(location.file))
  const subjects = new Set(facts.map(({ location }) => location.file))
  const companions = context.files.filter(file => !subjects.has(file.index) && isCompanion(file)).length
  const gone = new Set(facts.flatMap(({ data }) => data.removed.map(note => note.print)))
  const come = new Set(facts.flatMap(({ data }) => data.added.map(note => note.print)))
  for (const fact of facts) {
    const file = files.get(fact.location.file)
    // A key that only moved from file to file is no news.
    const added = fact.data.added.filter(note => !gone.has(note.print))
    const removed = fact.data.removed.filter(note => !come.has(note.print))
    if (file !== undefined && added.length + removed.length > 0)
      report(context, fact, file, { added, removed, companions })
  }
}

interface News {
  readonly added: readonly KeyNote[]
  readonly removed: readonly KeyNote[]
  readonly companions: number
}

function report(context: ChangeSetContext, fact: Fact<'key-change'>, file: FileSummary, news: News): void {
  const { data } = fact
  const { message, now, before } = judge(news)
  const name = now?.name || before?.name || 'no name'
  const counts = `${data.added.length === 0 ? 'none' : data.addedCount} added, ${data.removedCount} removed, ${data.kept} as before`
  context.report({
    file: fact.location.file,
    digest: fact.digest,
    side: data.addedCount === 0 && file.kind === 'deleted' ? 'old' : fact.location.side,
    at: placeOf(now) ?? 'file',
    text: `${message} ${(now ?? before)?.print ?? ''}`,
    message,
    severity: severityOf(message, file.path, fact, news),
    related: related(fact, news),
    data: {
      file: baseName(file.path),
      path: shellWord(file.path),
      word: shellWord(baseName(file.path)),
      name: visible(name),
      added: counted(news.added.length, kindOf(news.added)),
      removed: counted(news.removed.length, kindOf(news.removed)),
      now: now?.clause ?? '',
      before: before?.clause ?? '',
      counts,
      company:
        news.companions === 0
          ? 'no code or build changed with it'
          : `${counted(news.companions, 'file')} of code or build changed with it`,
    },
  })
}

interface Verdict {
  readonly message: 'replaced' | 'added' | 'removed' | 'renewed' | 'secret'
  readonly now?: KeyNote
  readonly before?: KeyNote
}

/** What weighs most: a private key, another key for a known name, a new one, a renewal, one that is gone. */
function judge({ added, removed }: News): Verdict {
  const secret = added.find(note => note.kind === 'private key')
  if (secret !== undefined && removed.every(note => note.kind !== 'private key'))
    return { message: 'secret', now: secret }
  const pairs = added.flatMap(now => {
    const before = removed.find(note => note.kind === now.kind && note.name === now.name)
    return before === undefined ? [] : [{ now, before }]
  })
  const [only] = added
  const [was] = removed
  if (pairs.length === 0 && only !== undefined && was !== undefined && added.length === 1 && removed.length === 1)
    pairs.push({ now: only, before: was })
  const replaced = pairs.find(({ now, before }) => now.keyPrint !== before.keyPrint)
  if (replaced !== undefined) return { message: 'replaced', ...replaced }
  const fresh = added.find(note => pairs.every(({ now }) => now !== note))
  if (fresh !== undefined) return { message: 'added', now: fresh }
  const [renewed] = pairs
  if (renewed !== undefined) return { message: 'renewed', ...renewed }
  return was === undefined ? { message: 'removed' } : { message: 'removed', before: was }
}

/** Files from which code, updates or logins take whom to believe. */
const STORE =
  /(?:^|[/_.-])(?:authorized_keys\w*|(?:git_)?allowed[_-]signers|known_hosts|keyrings?|trusted[\w.-]*|trust[_-]?store\w*|ca-?certs?|cacerts|ca-?bundle|KEYS|apt|jwks|root|pubkeys?|signing[\w-]*|release[\w-]*keys?|minisign|signify|update[\w-]*key)(?=$|[/_.-])|\.(?:gpg|kbx|asc|pub|jwks)$/

function severityOf(message: Verdict['message'], path: string, { data }: Fact<'key-change'>, news: News): Severity {
  const isExplained = news.companions > 0 || data.hasOtherLines
  const isStore = STORE.test(path)
  if (isForTests(path) || (!isStore && /(?:^|\/)(?:docs?|documentation)\//i.test(path)))
    return isExplained ? 'info' : 'low'
  if (message === 'renewed' || message === 'removed') return 'low'
  if (message === 'secret') return 'medium'
  const isTrusted = isStore || news.added.some(note => note.isAuthority || note.kind === 'pin')
  // A file that comes with its first keys replaces nobody's.
  if (isTrusted && data.isExisting && news.removed.length + data.kept > 0) return isExplained ? 'medium' : 'high'
  return isExplained ? 'low' : 'medium'
}

function isForTests(path: string): boolean {
  return (
    isTestFolder(path) ||
    areaOf(path, false) === 'tests' ||
    /(?:^|[/_.-])(?:tests?|examples?|samples?|demos?|mocks?|fixtures?|snakeoil|dummy|fuzz\w*|regress\w*)(?=$|[/_.-])/i.test(
      path,
    )
  )
}

function kindOf(notes: readonly KeyNote[]): string {
  const [first] = notes
  return first !== undefined && notes.every(note => note.kind === first.kind) ? first.kind : 'key'
}

function placeOf(note: KeyNote | undefined): ChangeSetReport['at'] | undefined {
  return note?.firstLine === undefined ? undefined : spanOf(note.firstLine + 1, 0, 1)
}

function related({ location }: Fact<'key-change'>, { added, removed }: News): NonNullable<ChangeSetReport['related']> {
  const place = (note: KeyNote, side: 'old' | 'new', verb: string) => ({
    file: location.file,
    side,
    at: placeOf(note) ?? ('file' as const),
    label: shorten(visible(`${verb}: ${note.clause}`), 160),
    text: '',
  })
  return [
    ...added.slice(0, TOLD).map(note => place(note, 'new', 'added')),
    ...removed.slice(0, TOLD).map(note => place(note, 'old', 'removed')),
  ]
}
