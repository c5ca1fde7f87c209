import { isDocument } from '../../../core/formats/document'
import { liveText } from '../../../core/formats/liveText'
import { wasRemoved, wasRemovedPlace } from '../../../core/formats/removedText'
import { isTestFolder } from '../../../core/formats/sourceKind'
import type { HunkLine } from '../../../core/model/hunk'
import { spanOf, type TextSpan } from '../../../core/model/location'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'
import { LineTable } from '../../../core/syntax/lineTable'
import { type Erasing, erasingCalls, erasingCommands } from './erasing'
import { overwrittenTrees } from './overwriting'

/** Without one of these nothing is erased by a reading either. */
const MAY_ERASE =
  /\brm['"]?[,\s]+['"]?-|\bfind\s+["']?[/~$]|rmtree|rmSync|rmdirSync|rimraf|removeSync|emptyDirSync|RemoveAll|remove_dir_all|deleteDirectory|rm_rf?\b/

const MAY_OVERWRITE = /readdir|walk|Walk|rglob|scandir|Find\.find|Dir\.glob|DirectoryIterator|read_dir/

export default defineRule({
  id: 'source/destructive-command',
  title: 'home folder, file system or disk erased',
  severity: 'high',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['node-ipc-2022'],
  tags: ['CWE-506'],
  triggers: [
    'rm',
    'del',
    'dd ',
    'mkfs',
    'format',
    'shred',
    'unlink',
    'Remove',
    'remove_dir',
    'remove_entry',
    'removeSync',
    'emptyDir',
    'rimraf',
    'wipe',
    'find',
    'writeFile',
    'write_text',
    'WriteFile',
    'write(',
    'put_contents',
    'readdir',
    'walk',
    'truncate',
  ],
  parses: true,
  readsCode: true,
  needsCode: ({ changed }) => MAY_ERASE.test(changed),
  messages: {
    erases: {
      message: 'Everything under `{target}` is now erased by `{command}`',
      why: 'What goes belongs to whoever runs this, not to the program.\nNothing on the line asks first.',
      benign: 'A container or a virtual machine that is thrown away afterwards.',
      question: 'On which machines does this run, and could it name the files it made itself?',
      commands: ['git grep -n -F -e {word}'],
    },
    overwrites: {
      message: 'Every file below `{target}` is now overwritten by `{command}`',
      why: 'The program goes through folders, and what it writes is the same for each file it meets.\nWhat stood in the files is gone.',
      benign: 'A tool that wipes disks, and says so.',
      question: 'Whose files are these, and what asks them first?',
      commands: ['git grep -n -F -e {word}'],
    },
  },
  examine: { file: examine },
})

const WHOLE = String.raw`["']?(\$\{?HOME\}?|~|/|\$\{?USERPROFILE\}?|/home|/Users|/etc|/usr)/?["']?(?:/?\*["']?)?(?=$|[\s;&|)\x60\\])`
const SHELL = new RegExp(String.raw`\b(rm)\s+(?:-{1,2}[\w-]+\s+){1,4}(?:--\s+)?${WHOLE}`)
const DISK =
  /\b(mkfs(?:\.\w+)?|wipefs|shred|dd)\s[^|;&\n]{0,120}(\/dev\/(?:sd[a-z]|nvme\d|vd[a-z]|hd[a-z]|mmcblk\d|disk\d))/
const WINDOWS =
  /\b(del|rd|rmdir|Remove-Item)\s[^|;&\n]{0,60}?(C:\\(?:Users|Windows)?\\?(?:\*|\s|"|$)|%USERPROFILE%|\$env:USERPROFILE|\$HOME)(?=$|[\s;&|"'*])/i
const PROGRAM =
  /\b(rmSync|rm|rmdirSync|rimraf(?:\.sync)?|rmtree|RemoveAll|remove_dir_all|deleteDirectory|rm_rf|unlinkSync)\s*\(?[^;]{0,60}?(\bhomedir\(\)|expanduser\(\s*["']~\/?["']\s*\)|Path\.home\(\)|os\.UserHomeDir\(\)|Dir\.home|["']\/["']\s*[,)]|process\.env\.HOME|os\.environ\[["']HOME["']\])(?!\s*(?:[+,/]\s*["'](?!\/?["'])|\s*,\s*["'\x60\w]))/

/** Recipes of packages work below a folder of their own; a top folder of the machine is nobody's build product. */
const RECIPE = /\.(?:ebuild|eclass|spec)$|(?:^|\/)(?:PKGBUILD|APKBUILD)$|(?:^|\/)debian\/rules$/
const TOP_FOLDER =
  /^\s*(?:sudo\s+)?(rm)\s+(?:-{1,2}[\w-]+\s+){1,4}(?:--\s+)?["']?(\/(?!(?:tmp|dev|proc|run|build|builddir)\b)[\w.-]{1,60})\/?\*?["']?\s*(?:$|[;&|])/

function examine(context: FileContext): void {
  if (isDocument(context.path) && !RECIPE.test(context.path)) return
  const told = new Set<number>()
  for (const hunk of context.content.hunks)
    for (const line of hunk.lines) if (line.kind === 'added') examineLine(line, context, told)
  const side = context.side('new')
  if (side === undefined) return
  const live = MAY_OVERWRITE.test(side.text) ? liveText(context.path, side.text) : undefined
  if (live !== undefined && context.budget.spend(side.text.length)) {
    const table = new LineTable(side.text)
    for (const { command, target, from, to } of overwrittenTrees(live)) {
      const span = table.span(from, to)
      if (told.has(span.start.line) || !context.isChanged('new', span)) continue
      if (wasRemovedPlace(context.content.hunks, side.lines, span)) continue
      told.add(span.start.line)
      report(context, span, command, target, 'overwrites')
    }
  }
  for (const unit of context.code('new')) {
    if (unit.decodings.length > 0 || !context.budget.spend(unit.body.text.length)) continue
    const found: Erasing[] = [...erasingCommands(unit)]
    const reading = unit.program()
    if (reading !== undefined) found.push(...erasingCalls(unit, reading, side.text))
    for (const { command, target, span } of found) {
      const { line, column } = span.start
      if (told.has(line) || !context.isChanged('new', span)) continue
      if (wasRemovedPlace(context.content.hunks, side.lines, span)) continue
      told.add(line)
      const end = span.end.line === line ? span.end.column : column + command.length
      report(context, spanOf(line, column, end - column), command, target)
    }
  }
}

function examineLine(line: HunkLine, context: FileContext, told: Set<number>): void {
  if (line.new === undefined || /^\s*(\/\/|\*|#(?!!))/.test(line.text)) return
  const text = line.text.slice(0, 5000)
  const found =
    SHELL.exec(text) ?? DISK.exec(text) ?? WINDOWS.exec(text) ?? PROGRAM.exec(text) ?? topFolder(context, text)
  if (found === null || wasRemoved(context.content.hunks, found[0])) return
  told.add(line.new)
  const target = (found[2] ?? '').replace(/["']/g, '')
  report(context, spanOf(line.new, found.index, found[0].length), found[1] ?? '', target)
}

function topFolder(context: FileContext, text: string): RegExpExecArray | null {
  return RECIPE.test(context.path) ? TOP_FOLDER.exec(text) : null
}

function report(
  context: FileContext,
  at: TextSpan,
  command: string,
  target: string,
  message: 'erases' | 'overwrites' = 'erases',
): void {
  // The folders of a recipe are called as the package is.
  const isThrownAway =
    (isTestFolder(context.path) && !RECIPE.test(context.path)) ||
    /(^|\/)(Dockerfile|Containerfile)[^/]*$|\.(ks|preseed)$/.test(context.path)
  context.report({
    message,
    at,
    severity: isThrownAway ? 'low' : 'high',
    data: { command, target, word: /\w+$/.exec(command)?.[0] ?? '<word>' },
  })
}
