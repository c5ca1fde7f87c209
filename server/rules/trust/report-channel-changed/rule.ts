import { type CodeOwners, readCodeOwners } from '../../../core/manifests/codeOwners'
import type { Hunk, HunkLine } from '../../../core/model/hunk'
import { spanOf, type TextSpan } from '../../../core/model/location'
import { baseName } from '../../../core/model/path'
import { counted, shellWord } from '../../../core/rule/commands'
import type { FileContext, Report } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

const benign = 'People change, and texts are tidied up.'

function text(message: string, why: string, question: string): MessageText {
  return { message, why, benign, question, commands: ['git log --oneline -- {path}'] }
}

export default defineRule({
  id: 'trust/report-channel-changed',
  title: 'who is told of a vulnerability, or who must approve a change, is different now',
  severity: 'low',
  confidence: 'high',
  mode: 'regular',
  scope: ['review'],
  precedents: ['oss-fuzz-2023', 'xz-2024'],
  tags: [],
  files: {
    paths: [
      '**/SECURITY.*',
      '**/security.{md,txt,rst}',
      '**/SECURITY',
      '**/CODEOWNERS',
      '**/project.yaml',
      '**/MAINTAINERS{,.*}',
      '**/OWNERS',
    ],
  },
  messages: {
    policy: text(
      '{count} removed from `{name}`, which says how to report a vulnerability',
      'Reports follow this text: what it no longer asks for is often no longer told.',
      'Which part of the instructions is no longer wanted, and why?',
    ),
    address: text(
      'Reports of vulnerabilities now go to `{now}`',
      'Before: `{before}`.\nWhoever reads there learns of what is wrong before it is public.',
      'Who reads at the new address, and do all people of the project know of it?',
    ),
    contact: text(
      '`{key}` changed: other addresses now get the reports of the fuzzing service',
      'Whoever is listed here sees crashes and vulnerabilities before they are public.',
      'Do all people of the project know of the new list?',
    ),
    owners: text(
      '{count} removed from `{name}`, which says who must approve a change',
      'Paths without an owner can be changed without that approval.',
      'Which paths have no owner now, and is that intended?',
    ),
    unowned: text(
      '`{pattern}` now has no owner in `{name}`, though a line above gives it one',
      'Later lines win: nobody has to approve changes below this path any more.',
      'Why is this path left out?',
    ),
    overridden: text(
      '`{pattern}` in the last lines of `{name}` takes over what {count} above it, and asks `{now}` alone',
      'Later lines win: the owners of single paths, named above, are not asked any more.',
      'Which owners are still to be asked, and could the line for everything stand first?',
    ),
    fewer: text(
      '`{pattern}` needs the approval of `{now}` now, and of no team any more',
      'Before: {before}.\nOne person can approve what a team looked at before.',
      'Does the team know that it is no longer asked here?',
    ),
    people: text(
      '`{name}` lists other people now: {count} out, {added} in',
      'Lists like this say who decides, and are read by tools that ask for reviews.',
      'Do all people of the project know of the new list?',
    ),
  },
  examine: { file: examine },
})

function examine(context: FileContext): void {
  const name = baseName(context.path)
  const report = (one: Omit<Report, 'data'> & { readonly data?: Readonly<Record<string, string>> }) =>
    context.report({ ...one, data: { name, path: shellWord(context.path), ...one.data } })
  if (name === 'CODEOWNERS') {
    examineOwners(context, report)
    return
  }
  for (const hunk of context.content.hunks) {
    if (name === 'project.yaml') examineContact(hunk, report)
    else if (/^(?:MAINTAINERS|OWNERS)/.test(name)) examinePeople(hunk, report)
    else examinePolicy(hunk, report)
  }
}

type Tell = (report: Omit<Report, 'data'> & { readonly data?: Readonly<Record<string, string>> }) => void

function examineContact(hunk: Hunk, report: Tell): void {
  const found = contactIn(hunk)
  if (found === undefined) return
  const { line, key } = found
  report({
    message: 'contact',
    side: line.new === undefined ? 'old' : 'new',
    at: placeOf([line]),
    severity: isReplaced(hunk, 'primary_contact') && isReplaced(hunk, 'main_repo') ? 'medium' : 'low',
    data: { key },
  })
}

/** A key whose value is another now: of a person and of the code together, the project itself goes elsewhere. */
function isReplaced(hunk: Hunk, key: string): boolean {
  const has = (kind: HunkLine['kind']) => hunk.lines.some(line => line.kind === kind && line.text.startsWith(`${key}:`))
  return has('removed') && has('added')
}

/** Words by which a policy asks to be told in private, and tells what it does for that. */
const discretion =
  /\b(?:CVEs?|embargo\w*|disclos\w*|confidential\w*|private(?:ly)?|encrypt\w*|PGP|GPG|advisor(?:y|ies)|credit)\b|\b(?:do not|don't|please avoid) (?:open|file|create|post|publish)/gi

/** Where a policy sends reports: addresses of mail, and pages that take them. */
const mail = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g
const form =
  /https?:\/\/[^\s)>\]"']*(?:security|advisor|report|hackerone|bugcrowd|huntr|vulnerab|disclos)[^\s)>\]"']*/gi
const free =
  /@(?:gmail|googlemail|outlook|hotmail|live|yahoo|proton(?:mail)?|pm|icloud|gmx|mail|yandex|qq|163|126|tutanota|tuta)\./i

function examinePolicy(hunk: Hunk, report: Tell): void {
  const removed = hunk.lines.filter(line => line.kind === 'removed' && isSaid(line))
  const added = hunk.lines.filter(line => line.kind === 'added' && isSaid(line))
  const addresses = (lines: readonly HunkLine[]) =>
    lines.flatMap(({ text }) =>
      [...text.slice(0, 2_000).matchAll(mail), ...text.slice(0, 2_000).matchAll(form)].map(([word]) =>
        word.replace(/[.,;:]+$/, ''),
      ),
    )
  const old = addresses(removed)
  const before = old.find(one => !addresses(added).some(other => other.toLowerCase() === one.toLowerCase()))
  const now = addresses(added).find(one => !old.some(other => other.toLowerCase() === one.toLowerCase()))
  if (before !== undefined && now !== undefined) {
    const line = added.find(one => one.text.includes(now))
    if (line !== undefined)
      report({
        message: 'address',
        at: placeOf([line]),
        severity:
          (free.test(now) && !free.test(before)) || losesSecrecy(before, now, removed, added) ? 'medium' : 'low',
        data: { now, before },
      })
    return
  }
  const lost = removed.filter(line => !added.some(other => other.text.trim() === line.text.trim()))
  if (lost.length <= added.length) return
  const words = (lines: readonly HunkLine[]) =>
    new Set(lines.flatMap(({ text }) => text.slice(0, 2_000).match(discretion) ?? []).map(word => word.toLowerCase()))
  // One address takes the place of the terms under which reports were taken.
  const isBare = now !== undefined && words(lost).size >= 2 && words(lost).size > words(added).size
  report({
    message: 'policy',
    side: 'old',
    at: placeOf(lost),
    severity: isBare ? 'medium' : 'low',
    data: { count: countOf(lost) },
  })
}

/** Another domain, and what the text asked for to keep a report from other eyes is gone with the old one. */
function losesSecrecy(before: string, now: string, removed: readonly HunkLine[], added: readonly HunkLine[]): boolean {
  const domain = (address: string) => (address.split('@')[1] ?? '').toLowerCase().split('.').slice(-2).join('.')
  const secrecy = (lines: readonly HunkLine[]) =>
    lines.some(({ text }) => /\b(?:encrypt\w*|PGP|GPG|fingerprint)\b/i.test(text.slice(0, 2_000)))
  return domain(before) !== domain(now) && domain(now) !== '' && secrecy(removed) && !secrecy(added)
}

function examinePeople(hunk: Hunk, report: Tell): void {
  const named = (kind: HunkLine['kind']) =>
    hunk.lines.filter(line => line.kind === kind && /@|^\s*-\s+\w|<\S+>/.test(line.text.slice(0, 500)))
  const out = named('removed').filter(line => !named('added').some(one => squeezed(one) === squeezed(line)))
  const come = named('added').filter(line => !named('removed').some(one => squeezed(one) === squeezed(line)))
  if (out.length + come.length === 0) return
  report({
    message: 'people',
    side: come.length === 0 ? 'old' : 'new',
    at: placeOf((come.length === 0 ? out : come).slice(0, 1)),
    severity: 'info',
    data: { count: String(out.length), added: String(come.length) },
  })
}

function squeezed(line: HunkLine): string {
  return line.text.replace(/[^\w@.]+/g, '').toLowerCase()
}

/** Paths on which approvals matter most: what builds, releases, checks who is who, and the list itself. */
const sensitive =
  /(?:^|[/*._-])(?:\.github|workflows?|CODEOWNERS|security|auth\w*|crypto\w*|keys?|secrets?|release\w*|deploy\w*|ci|build|infra\w*|terraform|permissions?|sandbox|login|session|package-lock\.json|package\.json|go\.mod|Cargo\.toml)(?=$|[/*._-])/i

/** The file as a whole: lines whose paths have nobody any more who must approve. */
function examineOwners(context: FileContext, report: Tell): void {
  const old = readCodeOwners(context.side('old')?.text ?? '')
  const now = readCodeOwners(context.side('new')?.text ?? '')
  const owned = new Set(now.lines.filter(line => hasOwner(line, now)).map(line => line.pattern.text))
  const stated = new Set(now.lines.map(line => line.pattern.text))
  const lost = old.lines.filter(
    line => hasOwner(line, old) && !owned.has(line.pattern.text) && context.isChanged('old', line.pattern.span),
  )
  const [first] = lost
  const last = lost.at(-1)
  if (first !== undefined && last !== undefined)
    report({
      message: 'owners',
      side: 'old',
      at: { start: first.pattern.span.start, end: (last.owners.at(-1) ?? last.pattern).span.end } satisfies TextSpan,
      severity:
        context.change.new !== undefined &&
        lost.some(line => sensitive.test(line.pattern.text) || line.pattern.text === '*')
          ? 'medium'
          : 'low',
      data: { count: counted(lost.length, 'line is', 'lines are') },
    })
  const over = tellOverridden(context, report, now)
  tellFewer(context, report, old, { ...now, lines: now.lines.filter(line => line !== over) })
  if (context.side('old') === undefined) return
  const known = new Set(old.lines.map(line => line.pattern.text))
  for (const line of now.lines) {
    const { text, span } = line.pattern
    if (hasOwner(line, now) || known.has(text) || !stated.has(text)) continue
    if (
      !context.isChanged('new', span) ||
      !now.lines.some(other => hasOwner(other, now) && covers(other.pattern.text, text))
    )
      continue
    report({ message: 'unowned', at: span, severity: sensitive.test(text) ? 'medium' : 'low', data: { pattern: text } })
  }
}

/** Teams have a slash in their name (`@group/team`); a person has none. */
function tellFewer(context: FileContext, report: Tell, old: CodeOwners, now: CodeOwners): void {
  for (const line of now.lines) {
    const before = old.lines.find(one => one.pattern.text === line.pattern.text)?.owners ?? []
    const [only, more] = line.owners
    if (only === undefined || more !== undefined || only.text.includes('/')) continue
    if (before.every(({ text }) => !text.includes('/')) || !context.isChanged('new', line.pattern.span)) continue
    report({
      message: 'fewer',
      at: only.span,
      severity: 'low',
      data: { pattern: line.pattern.text, now: only.text, before: before.map(({ text }) => text).join(', ') },
    })
  }
}

/** A new line for every path, below lines for some of them that name others. */
function tellOverridden(context: FileContext, report: Tell, now: CodeOwners): CodeOwners['lines'][number] | undefined {
  if (context.side('old') === undefined) return undefined
  const at = now.lines.findLastIndex(({ pattern }) => /^\/?\*{1,2}$/.test(pattern.text))
  const line = now.lines[at]
  if (line === undefined || line.owners.length === 0 || line.section !== undefined) return undefined
  if (!context.isChanged('new', line.pattern.span)) return undefined
  const own = new Set(line.owners.map(({ text }) => text))
  const above = now.lines
    .slice(0, at)
    .filter(({ pattern, owners }) => !/^\/?\*{1,2}$/.test(pattern.text) && owners.some(({ text }) => !own.has(text)))
  if (above.length === 0) return undefined
  report({
    message: 'overridden',
    at: line.pattern.span,
    severity: 'medium',
    data: {
      pattern: line.pattern.text,
      count: counted(above.length, 'line says', 'lines say'),
      now: line.owners.map(({ text }) => text).join(', '),
    },
  })
  return line
}

function hasOwner(line: CodeOwners['lines'][number], file: CodeOwners): boolean {
  return line.owners.length > 0 || (line.section !== undefined && (file.sections[line.section]?.owners.length ?? 0) > 0)
}

/** A folder above, or every path. */
function covers(outer: string, inner: string): boolean {
  const bare = (pattern: string) => pattern.replace(/^\//, '').replace(/\*+$/, '')
  return outer === '*' || bare(outer) === '' || (bare(outer).endsWith('/') && bare(inner).startsWith(bare(outer)))
}

function countOf(lines: readonly HunkLine[]): string {
  return counted(lines.length, 'line is', 'lines are')
}

function isSaid(line: HunkLine): boolean {
  return line.text.trim() !== '' && !line.text.trim().startsWith('#')
}

/** Keys of a fuzzing service's project file that name people, with the list items below them. */
function contactIn(hunk: Hunk): { readonly line: HunkLine; readonly key: string } | undefined {
  let key: string | undefined
  for (const line of hunk.lines) {
    const top = /^(\w+)\s*:/.exec(line.text)
    if (top !== null) key = top[1]
    if (line.kind === 'context' || key === undefined || !/^(primary_contact|auto_ccs|vendor_ccs)$/.test(key)) continue
    if (/@|primary_contact/.test(line.text)) return { line, key }
  }
  return undefined
}

function placeOf(lines: readonly HunkLine[]): TextSpan {
  const number = (line: HunkLine | undefined) => line?.new ?? line?.old ?? 1
  const last = lines.at(-1)
  return {
    start: spanOf(number(lines[0]), 0, 0).start,
    end: spanOf(number(last), last?.text.length ?? 0, 0).start,
  }
}
