import { type FetchRole, fetchOf } from '../../../core/facts/fetchRole'
import { operands, programOf, runsFile, wordText } from '../../../core/facts/shellRoles'
import type { TextSpan } from '../../../core/model/location'
import type { ShellCommand, ShellPipeline } from '../../../core/syntax/shell'

/** An archive that is unpacked while it comes in, so that nothing can compare it with a digest first. */
export interface UnpackedDownload {
  readonly at: TextSpan
  readonly fetched: FetchRole
  /** Where it goes, as written; empty for the folder it runs in. */
  readonly folder: string
  /** What is started out of it further down; absent where nothing is. */
  readonly started?: { readonly program: string; readonly at: TextSpan }
  readonly context: string
}

/** By the manuals of tar, cpio, bsdtar and 7z: what reads an archive from its input. */
function folderOf(command: ShellCommand): string | undefined {
  const { name } = programOf(command)
  const words = operands(command)
  const isTar =
    /^(?:g?tar|bsdtar|star)$/.test(name) && words.some(word => /^(?:-?[A-Za-z]*x[A-Za-z]*|--extract)$/.test(word))
  const isOther =
    (name === 'cpio' && words.some(word => /^-\w*i/.test(word))) || (/^7z[ar]?$/.test(name) && words[0] === 'x')
  if (!isTar && !isOther) return undefined
  const at = words.findIndex(word => /^-C$|^--directory$/.test(word))
  const joined = words.find(word => /^(?:-C.|--directory=|--cd=)/.test(word))
  return at === -1 ? (joined?.replace(/^(?:-C|--directory=|--cd=)/, '') ?? '') : (words[at + 1] ?? '')
}

export function unpackedDownloads(
  pipelines: readonly ShellPipeline[],
  later: readonly ShellPipeline[],
): readonly UnpackedDownload[] {
  const all = [...pipelines, ...later]
  return pipelines.flatMap(({ commands, form, span, context }): readonly UnpackedDownload[] => {
    if (form === 'stored') return []
    const at = commands.findIndex(command => fetchOf(command) !== undefined)
    const source = commands[at]
    const fetched = source === undefined ? undefined : fetchOf(source)
    const unpacks = commands.slice(at + 1).find(command => folderOf(command) !== undefined)
    if (fetched === undefined || unpacks === undefined || fetched.file !== undefined) return []
    const folder = (folderOf(unpacks) ?? '').replace(/\/$/, '')
    const started = startedIn(all, folder, span)
    if (folder === '' && started === undefined) return []
    return [{ at: span, fetched, folder, context, ...(started === undefined ? {} : { started }) }]
  })
}

/** The first command further down that runs a file below the folder, or builds in it. */
function startedIn(pipelines: readonly ShellPipeline[], folder: string, after: TextSpan): UnpackedDownload['started'] {
  const own = folder.replace(/^\.\/?/, '')
  for (const { commands, span } of pipelines) {
    if (span.start.line < after.start.line) continue
    for (const command of commands) {
      const { name, words } = programOf(command)
      const file = runsFile(command)?.replace(/^\.\//, '')
      const isBuild =
        /^(?:make|gmake|ninja|cmake|meson|cd|pushd)$/.test(name) &&
        words.slice(1).some(word => own === '' || wordText(word).replace(/^\.\/|\/$/g, '') === own)
      // Out of the folder it runs in, any program of that folder may be from the archive.
      const isOwn = own === '' ? /^\.\//.test(runsFile(command) ?? '') : file?.startsWith(`${own}/`) === true
      if (isOwn || isBuild) return { program: file ?? `${name} ${own}`, at: command.span }
    }
  }
  return undefined
}
