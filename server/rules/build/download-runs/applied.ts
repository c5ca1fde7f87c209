import { fetchOf, ownerOf } from '../../../core/facts/fetchRole'
import { operands, programOf, wordText } from '../../../core/facts/shellRoles'
import { spanOf, type TextSpan } from '../../../core/model/location'
import { readShell, type ShellCommand, type ShellPipeline, type ShellReading } from '../../../core/syntax/shell'

/** A change of the sources by what another machine answers. */
export interface DownloadedPatch {
  readonly at: TextSpan
  readonly host: string
  readonly owner: string
  /** What applies it: `patch`, `git am`. */
  readonly program: string
  /** The address names a commit by its whole hash, so that the answer is always the same. */
  readonly isPinned: boolean
}

/** By a pipe, by a substitution, or by a file in between; where a digest is compared, nothing is told. */
export function downloadedPatches(
  { pipelines }: ShellReading,
  later: readonly ShellPipeline[],
): readonly DownloadedPatch[] {
  const all = [...pipelines, ...later]
  const stored = new Map<string, ShellCommand>()
  const found: DownloadedPatch[] = []
  for (const { commands, form } of all) {
    if (form === 'stored') continue
    for (const [at, command] of commands.entries()) {
      const file = fetchOf(command)?.file ?? redirected(command)
      if (file !== undefined && fetchOf(command) !== undefined) stored.set(file, command)
      const program = applierOf(command)
      if (program === undefined) continue
      const piped = commands.slice(0, at).find(one => fetchOf(one) !== undefined)
      const read = inputsOf(command).map(word => stored.get(word))
      const source = piped ?? read.find(one => one !== undefined)
      const fetched = source === undefined ? undefined : fetchOf(source)
      if (source === undefined || fetched === undefined || (piped === undefined && all.some(isCompared))) continue
      found.push({
        at: source.span,
        host: fetched.host,
        owner: fetched.host === '' ? `${fetched.program} ${fetched.address}` : ownerOf(fetched),
        program,
        isPinned: /\/[0-9a-f]{40}(?:\.(?:patch|diff))?(?:[?#].*)?$/.test(fetched.address),
      })
    }
  }
  return found
}

function redirected({ redirects }: ShellCommand): string | undefined {
  const out = redirects.find(({ operator }) => /^>\|?$/.test(operator))
  return out === undefined ? undefined : wordText(out.target)
}

/** By the manuals of patch and git; a dry run applies nothing. */
function applierOf(command: ShellCommand): string | undefined {
  const { name } = programOf(command)
  const words = operands(command)
  if (words.some(word => /^--(?:dry-run|check|stat|numstat|summary)$/.test(word))) return undefined
  if (name === 'patch' || name === 'gpatch') return name
  const verb = name === 'git' ? words.find(word => word === 'am' || word === 'apply') : undefined
  return verb === undefined ? undefined : `git ${verb}`
}

function inputsOf(command: ShellCommand): readonly string[] {
  const input = command.redirects.filter(({ operator }) => operator === '<').map(({ target }) => wordText(target))
  return [...input, ...operands(command).map(word => word.replace(/^(?:-i|--input=)(?=.)/, ''))]
}

function isCompared({ commands }: ShellPipeline): boolean {
  return commands.some(command =>
    /^(?:g?sha\d*sum|shasum|b[23]sum|gpgv?2?|cosign|minisign)$/.test(programOf(command).name),
  )
}

/** A command in a string of C, where the text around it is no C. */
export interface ProbeCommand {
  readonly reading: ShellReading
  readonly span: TextSpan
  /** `system` */
  readonly caller: string
}

/** UTF-16 units of a line that are looked at. */
const longestLine = 4_000
const starter = /(?<![\w.>-])(?<caller>_?w?system|_?w?popen|exec[lv]p?e?)\s*\(/g
const quoted = /"((?:[^"\\]|\\.)*)"/g

/** Strings that a program written out in a build file gives to a shell and that hold a pipe, a list or a substitution. */
export function probeCommands(lines: readonly string[]): readonly ProbeCommand[] {
  return lines.flatMap((whole, index) => {
    const line = whole.slice(0, longestLine)
    const [call] = line.matchAll(starter)
    if (call === undefined || /^\s*(?:#(?!\s*define)|dnl\b|\/\/|\*)/.test(line)) return []
    return [...line.slice(call.index).matchAll(quoted)].flatMap(([text, body = ''], at) =>
      at < 8 && /[|;&`$]/.test(body)
        ? [
            {
              reading: readShell('bash', body.replace(/\\(["\\$`])/g, '$1')),
              span: spanOf(index + 1, line.indexOf(text, call.index), text.length),
              caller: call.groups?.caller ?? '',
            },
          ]
        : [],
    )
  })
}
