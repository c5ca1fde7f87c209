import type { Fact } from '../../../core/facts/fact'
import { hiddenCharacter } from '../../../core/facts/hiddenCharacter'
import { pathLook } from '../../../core/facts/pathLook'
import { nearName } from '../../../core/formats/nearName'
import { pathLook as lookOf, type PathDifference, pathDifference } from '../../../core/formats/pathLook'
import { shellPath } from '../../../core/formats/shellPath'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { asciiLook, scriptOf } from '../../../core/formats/unicode/confusable'
import { hiddenKind, pointCode, pointName } from '../../../core/formats/unicode/hidden'
import { hiddenRuns } from '../../../core/formats/unicode/runs'
import { baseName, folderOf } from '../../../core/model/path'
import type { Severity } from '../../../core/model/severity'
import type { ChangeSetContext, ChangeSetReport, FileSummary } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

function text(message: string, why: string, benign: string): MessageText {
  return {
    message,
    why,
    benign,
    question: 'Is this name intended? If not, could the file be renamed?',
    commands: ['git ls-files -s | LC_ALL=C cat -A | grep -n -e "[^ -~]" -e " [^ ]*[. ][$]"'],
  }
}

export default defineRule({
  id: 'hidden-text/deceptive-path',
  title: 'path that is not what it looks like',
  severity: 'medium',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['trojan-source-2021', 'hackerbot-2026'],
  tags: ['CWE-1007', 'CWE-78'],
  uses: [hiddenCharacter, pathLook],
  wants: { when: context => context.scope === 'review' && context.files.some(isNewPath), paths: siblings },
  messages: {
    invisible: text(
      'The path of `{name}` contains {points}, which does not show',
      'It can stand beside a file of the same looks, and lists cannot tell the two apart.{decoded}',
      'A file saved from a program that put the character there.',
    ),
    control: text(
      'The path of `{name}` contains {points}: a terminal or log that prints it shows something else',
      'Escape sequences erase, move and colour; a line feed makes two names of one.',
      'Data for a test of odd names.',
    ),
    twin: text(
      '`{name}` looks like `{other}` and is another path: {difference}',
      'Both are in the tree now. A reader, a search and an import that mean the one can get the other.',
      'A name typed with another keyboard or on another system.',
    ),
    case: text(
      '`{name}` and `{other}` differ in capital letters only',
      'Where file names have no case, as on most desktops, a checkout has one of the two, under either content.',
      'The project is only built where the two are different files.',
    ),
    near: text(
      '`{name}` stands beside `{other}` and is easily taken for it: {difference}',
      'An import, an include or a command that names the one can be read as naming the other.',
      'A slip of the keyboard, or another spelling of the same word.',
    ),
    git: text(
      'A part of the path of `{name}` is what some systems take for `.git`: `{part}`',
      'Where case, blanks, dots at the end or short names do not count, a checkout writes into the repository itself.',
      'Data for a test of a program that reads repositories.',
    ),
    end: text(
      'A part of the path of `{name}` ends in {end}, which some systems drop',
      'There it is the same name as without it, and in a list the end does not show.',
      'A typing error.',
    ),
    mixed: text(
      'The path of `{name}` has {points} among Latin letters; it reads as `{plain}`',
      'The letter looks like a Latin one in most fonts. Patterns and owners that name the path as it reads miss it.',
      'A keyboard layout that was not switched in time.',
    ),
    command: text(
      'The path of `{name}` holds a command for a shell: `{command}`',
      'A script or workflow that puts names of changed files into a command without quotes runs it.',
      'Data for a test of odd names.',
    ),
    option: text(
      'A part of the path of `{name}` reads as an option: `{command}`',
      'Where a shell expands `*` in that folder, the program that gets the list obeys it.',
      'A file written by a command that was mistyped.',
    ),
  },
  examine: { changeSet: examine },
})

/** Of one kind in one change: a whole tree moved to other names is one cause. */
const TOLD_CASES = 5

function isNewPath({ kind, path, oldPath }: FileSummary): boolean {
  return kind !== 'deleted' && (kind === 'added' || kind === 'copied' || oldPath !== path)
}

function siblings(context: ChangeSetContext, tree: readonly string[]): readonly string[] {
  const own = new Set(context.files.map(({ path }) => path))
  const looks = new Set(context.files.filter(isNewPath).map(({ path }) => lookOf(path)))
  const news = newNames(context.files)
  return tree.filter(path => !own.has(path) && (looks.has(lookOf(path)) || isNearNew(path, news)))
}

/** New files of one folder from which on they are a family of names, and not one that hides among others. */
const MANY_NEW = 40
/** Texts and pictures are named by no program. */
const data = /\.(?:md|mdx|rst|txt|html?|svg|png|jpe?g|gif|po|json|snap|csv|xml)$/i

/** Names of new files by their folder. */
function newNames(files: readonly FileSummary[]): ReadonlyMap<string, readonly string[]> {
  const news = new Map<string, string[]>()
  for (const file of files) {
    if (!isNewPath(file) || data.test(file.path)) continue
    const folder = folderOf(file.path)
    const names = news.get(folder)
    if (names === undefined) news.set(folder, [baseName(file.path)])
    else names.push(baseName(file.path))
  }
  for (const [folder, names] of news) if (names.length > MANY_NEW) news.delete(folder)
  return news
}

function isNearNew(path: string, news: ReadonlyMap<string, readonly string[]>): boolean {
  const names = news.get(folderOf(path))
  if (names === undefined || data.test(path)) return false
  const name = baseName(path)
  return names.some(one => nearName(one, name) !== undefined)
}

interface Sibling {
  readonly file: number
  readonly path: string
  readonly isLink: boolean
  /** The change brings this path. */
  readonly isNew: boolean
}

function examine(context: ChangeSetContext): void {
  const byLook = new Map<string, Sibling[]>()
  const add = (look: string, sibling: Sibling) => {
    const known = byLook.get(look)
    if (known === undefined) byLook.set(look, [sibling])
    else known.push(sibling)
  }
  for (const file of context.files)
    if (file.kind !== 'deleted')
      add(lookOf(file.path), {
        file: file.index,
        path: file.path,
        isLink: file.newMode === '120000',
        isNew: isNewPath(file),
      })
  for (const { subject, location, data } of unchanged(context))
    add(subject, { file: location.file, path: data.path, isLink: false, isNew: false })
  const news = newNames(context.files)
  const byFolder = new Map<string, Sibling[]>([...news.keys()].map(folder => [folder, []]))
  for (const one of [...byLook.values()].flat()) byFolder.get(folderOf(one.path))?.push(one)
  let cases = 0
  for (const file of context.files) {
    if (!isNewPath(file)) continue
    const twin = byLook.get(lookOf(file.path))?.find(one => one.path !== file.path && isTold(file, one))
    const difference = twin && pathDifference(file.path, twin.path)
    if (!/^[\x21-\x7e]*$/.test(file.path) || /\.(?:\/|$)/.test(file.path)) examineAlone(context, file, difference)
    examineForShell(context, file)
    examineForGit(context, file)
    if (twin === undefined && news.has(folderOf(file.path)))
      examineNear(context, file, byFolder.get(folderOf(file.path)) ?? [])
    if (twin === undefined || difference === undefined) continue
    if (difference !== 'case' || cases++ < TOLD_CASES) reportTwin(context, file, twin, difference)
  }
}

function unchanged(context: ChangeSetContext): readonly Fact<'path-look'>[] {
  return context.facts('path-look').filter(({ location }) => location.file < 0)
}

/** Of two new paths the later one is told, once. */
function isTold(file: FileSummary, { isNew, file: index }: Sibling): boolean {
  return !isNew || index < file.index
}

function reportTwin(context: ChangeSetContext, file: FileSummary, twin: Sibling, difference: PathDifference): void {
  const isLink = twin.isLink || file.newMode === '120000'
  const severities: Readonly<Record<PathDifference, Severity>> = {
    case: isLink ? 'medium' : 'low',
    spelling: 'medium',
    end: 'medium',
    letter: 'high',
  }
  report(
    context,
    file,
    difference === 'case' ? 'case' : 'twin',
    severities[difference],
    {
      other: shownOther(file.path, twin.path),
      difference: differences[difference],
    },
    twin,
  )
}

const differences: Readonly<Record<PathDifference, string>> = {
  case: 'another case',
  spelling: 'accents are written another way',
  end: 'a dot or blank at an end',
  letter: 'letters that look the same',
}

/** Only the name where the folder is the same. */
function shownOther(path: string, other: string): string {
  const folder = path.slice(0, path.length - baseName(path).length)
  return other.startsWith(folder) ? other.slice(folder.length) : other
}

/** What a finding on the twin says already is not said again. */
function examineAlone(context: ChangeSetContext, file: FileSummary, twin: PathDifference | undefined): void {
  const { path } = file
  const runs = hiddenRuns(path).filter(run => run.explained === undefined)
  const points = [...new Set(runs.flatMap(run => run.points))]
  if (points.length > 0) {
    const decoded = runs.find(run => run.decoded !== undefined)?.decoded
    const isMild = runs.every(run => run.kind === 'zero-width' || run.kind === 'private')
    report(context, file, 'invisible', isMild ? 'medium' : 'high', {
      points: points.slice(0, 3).map(pointName).join(', '),
      decoded: decoded === undefined ? '' : `\nRead as text it says: ${decoded}`,
    })
  }
  const controls = [...new Set(path.match(/[\0-\x1f\x7f-\x9f]/g) ?? [])].map(char => char.codePointAt(0) ?? 0)
  if (controls.length > 0)
    report(context, file, 'control', 'medium', { points: controls.slice(0, 3).map(pointCode).join(', ') })
  const end = path.split('/').find(part => /[. \u00a0]$/.test(part) && !/^\.{1,2}$/.test(part))
  if (end !== undefined && twin !== 'end')
    report(context, file, 'end', 'low', { end: end.endsWith('.') ? 'a dot' : 'a blank' })
  const word = (path.match(/[\p{L}\p{N}]+/gu) ?? []).find(isMixed)
  if (word !== undefined && twin !== 'letter')
    report(context, file, 'mixed', 'medium', {
      points: [...new Set([...word].filter(char => /[^\0-\x7f]/.test(char)))]
        .slice(0, 2)
        .map(char => pointCode(char.codePointAt(0) ?? 0))
        .join(', '),
      plain: asciiLook(word) ?? word,
    })
}

function examineForShell(context: ChangeSetContext, file: FileSummary): void {
  const found = shellPath(file.path)
  if (found === undefined) return
  report(context, file, found.kind, found.kind === 'command' ? 'high' : 'medium', { command: found.text })
}

/** A name that the file system of Windows or of a Mac, or git for it, takes for the folder of the repository. */
function examineForGit(context: ChangeSetContext, file: FileSummary): void {
  if (!/g[^/]{0,8}[it1]/i.test(file.path)) return
  const part = file.path.split('/').find(one => {
    if (one === '.git') return false
    const bare = [...one].filter(char => hiddenKind(char.codePointAt(0) ?? 0) === undefined).join('')
    return /^(?:\.git|git~\d)[. ]*(?::.*)?$/i.test(bare)
  })
  if (part !== undefined) report(context, file, 'git', 'high', { part })
}

/** The closest of the folder that the change leaves where it is, or brings before this one. */
function examineNear(context: ChangeSetContext, file: FileSummary, beside: readonly Sibling[]): void {
  const name = baseName(file.path)
  let found: { readonly other: Sibling; readonly likeness: 'look' | 'typo' } | undefined
  for (const other of beside) {
    if (other.path === file.path || !isTold(file, other) || data.test(other.path)) continue
    const likeness = nearName(name, baseName(other.path))
    if (likeness === 'look' || (likeness !== undefined && found === undefined)) found = { other, likeness }
  }
  if (found === undefined) return
  const { other, likeness } = found
  const difference = likeness === 'look' ? 'letters that look the same' : 'one letter more, less or elsewhere'
  report(
    context,
    file,
    'near',
    // `strcpy` and `strncpy` stand side by side in 887 of 439,309 files; letters that look alike in none.
    likeness === 'look' ? 'medium' : 'info',
    { other: baseName(other.path), difference },
    other,
  )
}

/** Latin letters together with such of other scripts as look like Latin ones, and no other. */
function isMixed(word: string): boolean {
  const scripts = new Set([...word].map(scriptOf))
  scripts.delete(undefined)
  return scripts.has('Latin') && scripts.size > 1 && asciiLook(word) !== undefined
}

function report(
  context: ChangeSetContext,
  file: FileSummary,
  message: string,
  severity: Severity,
  data: Readonly<Record<string, string>>,
  twin?: Sibling,
): void {
  const related: ChangeSetReport['related'] = twin && [
    { file: twin.file, side: 'new', at: 'path', label: 'the other path', text: twin.path },
  ]
  context.report({
    file: file.index,
    message,
    severity:
      isTestFolder(file.path) && severity !== 'low'
        ? message === 'command' || message === 'git'
          ? 'medium'
          : 'low'
        : severity,
    digest: `e1:${file.newId ?? file.path}`,
    at: 'path',
    text: file.path,
    ...(related === undefined ? {} : { related }),
    data: { name: baseName(file.path), ...data },
  })
}
