import { isTestFolder } from '../formats/sourceKind'
import { spanOf, type TextSpan } from '../model/location'
import { readCMake } from '../syntax/cmakeReader'
import { LineTable } from '../syntax/lineTable'
import type { ProgramReading } from '../syntax/program'
import type { ShellCommand, ShellReading } from '../syntax/shell'
import { operands, programOf, wordText } from './shellRoles'

/** One file put over another, by whatever copies or moves. */
export interface SourceCopy {
  readonly from: string
  readonly to: string
  readonly span: TextSpan
}

/** `cp`, `mv`, `install`, `ln -f`, `cmake -E copy`, `dd`, and `cat X > Y`. */
export function copiesOfCommand(command: ShellCommand): SourceCopy | undefined {
  const { name, words } = programOf(command)
  const { span } = command
  const given = words.slice(1).map(wordText)
  if (/^\$\{CMAKE_COMMAND\}$|^cmake$/.test(name)) {
    const at = given.findIndex(word => /^(?:copy|copy_if_different|rename)$/.test(word))
    const [from, to] = at > 0 && given[at - 1] === '-E' ? given.slice(at + 1) : []
    return pair(from, to, span)
  }
  if (/^(?:cp|mv|install|ln|copy|move|\$[{(]?(?:CP|MV|INSTALL(?:_DATA)?)[)}]?)$/i.test(name)) {
    const [from, to, more] = given.filter(word => !word.startsWith('-') && !/^\d{3,4}$/.test(word))
    return more === undefined ? pair(from, to, span) : undefined
  }
  if (name === 'dd') {
    const value = (key: string) => given.find(word => word.startsWith(key))?.slice(key.length)
    return pair(value('if='), value('of='), span)
  }
  const out = command.redirects.find(({ operator }) => /^>\|?$/.test(operator))
  const [from, more] = operands(command)
  return name === 'cat' && out !== undefined && more === undefined ? pair(from, wordText(out.target), span) : undefined
}

export function copiesIn(reading: ShellReading): readonly SourceCopy[] {
  return reading.pipelines.flatMap(({ form, commands }) =>
    form === 'stored' ? [] : commands.flatMap(command => copiesOfCommand(command) ?? []),
  )
}

/** `shutil.copy("a", "b")`, `fs.copyFileSync`, `std::fs::copy`, `os.Rename`, `File.Copy`. */
export function copiesOfProgram({ calls }: ProgramReading): readonly SourceCopy[] {
  return calls.flatMap(({ target, callee, arguments: given, span }) =>
    /(?:^|[.:_])(?:copy|copyfile|copy2|move|rename|replace|cp|mv|copyFileSync|renameSync|copyFile)$/i.test(target) ||
    /^FileUtils\.(?:cp|mv)$/.test(callee)
      ? (pair(given[0]?.text?.text, given[1]?.text?.text, span) ?? [])
      : [],
  )
}

/** `file(COPY_FILE)`, `file(RENAME)`, and `configure_file` into the sources. */
export function copiesInCMake(text: string): readonly SourceCopy[] {
  const file = readCMake(text)
  return file.commands.flatMap(({ name, arguments: given, start, end }) => {
    const words = given.map(({ body }) => body.text)
    const span = file.lines.span(start, end)
    if (name === 'file' && /^(?:COPY_FILE|RENAME)$/.test(words[0] ?? '')) return pair(words[1], words[2], span) ?? []
    if (name !== 'configure_file') return []
    return words.includes('COPYONLY') || /SOURCE_DIR\}/.test(words[1] ?? '')
      ? (pair(words[0], words[1], span) ?? [])
      : []
  })
}

/** MSBuild's and Ant's copy tasks, each attribute on any line of the element. */
export function copiesInXml(text: string): readonly SourceCopy[] {
  const lines = new LineTable(text)
  return [...text.matchAll(/<(?:Copy|Move|copy|move)\s[^<>]{1,600}>/g)].flatMap(({ 0: element, index }) => {
    const value = (key: RegExp) => key.exec(element)?.[1]
    const from = value(/\b(?:SourceFiles|file)\s*=\s*"([^"]*)"/)
    const to = value(/\b(?:DestinationFiles|tofile)\s*=\s*"([^"]*)"/)
    const { start } = lines.span(index, index + element.length)
    const first = element.split('\n', 1)[0] ?? ''
    return pair(from, to, spanOf(start.line, start.column, first.trimEnd().length)) ?? []
  })
}

function pair(from: string | undefined, to: string | undefined, span: TextSpan): SourceCopy | undefined {
  return from === undefined || to === undefined || from === '' || to === '' || from === to
    ? undefined
    : { from: plain(from), to: plain(to), span }
}

function plain(path: string): string {
  return path
    .replace(/["']/g, '')
    .replace(/\\/g, '/')
    .replace(
      /^(?:\.\/|\$[{(]?(?:abs_)?(?:top_)?(?:src|build)_?dir[)}]?\/|\$\{\w+_SOURCE_DIR\}\/|\$\((?:MSBuild(?:ThisFile|Project)|Project|Solution)Dir(?:ectory)?\)\/?)+/,
      '',
    )
}

const source = /\.(?:c|cc|cpp|cxx|h|hh|hpp|hxx|s|S|asm|rs|go|m|mm|java|kt|scala|cs|vb|fs|swift|zig|f90|pas|d)$/
/** What is no code by its name. */
const data =
  /\.(?:bin|dat|data|txt|img|raw|png|jpe?g|gif|ico|bmp|svg|pdf|json|db|sqlite|zip|gz|xz|bz2|zst|tar|pak|res|cache|csv|log|md|wav|mp3|ogg|ttf|woff2?|blob)$/i
/** Files of numbers of versions and of configurations are made by copying as a matter of course. */
const stamp = /version|config|(?:^|\/)(?:build)?info|revision|licen[cs]e|stamp|generated|_gen\b|default|platform/i

export function isSource(path: string): boolean {
  return source.test(path) && !stamp.test(path) && !/[*?]|\$[@<^*%(]|%/.test(path)
}

export function isData(path: string): boolean {
  return data.test(path) && !/[*?]|\$[@<^*%(]|%/.test(path)
}

/** A place that nobody looks at as code: data by its name, tests, folders for passing things. */
export function isUnseen(path: string): boolean {
  return (
    isData(path) || (isTestFolder(path) && !source.test(path)) || /^(?:\/|~)?(?:[^/]*\/)*\.?(?:tmp|cache)\//.test(path)
  )
}
