import type { CodeUnit } from '../embedded/code'
import { ebuildPhase, isInstallPhase, isPackageScript } from '../formats/packageScript'
import { isTestFolder } from '../formats/sourceKind'
import type { TextSpan } from '../model/location'
import type { FileContext } from '../rule/context'

/**
 * When code in a file runs, and with what: at the installation of a package, when an editor or an assistant opens the
 * folder, in a step of a workflow that is given secrets, in tests, or when somebody builds or starts something.
 */
export type RunMoment = 'install' | 'editor' | 'secrets' | 'test' | 'build'

const editor =
  /(?:^|\/)\.(?:vscode|claude|cursor|gemini|codex|kiro|windsurf|roo|zed|idea|husky|githooks)\/|\.code-workspace$|(?:^|\/)\.(?:envrc|mcp\.json)$/
const installFile =
  /(?:^|\/)(?:setup\.py|build\.rs|extconf\.rb|mkrf_conf\.rb|binding\.gyp|sitecustomize\.py|usercustomize\.py|[^/]+\.(?:gemspec|podspec)|[^/]+\.pth)$/
/** npm's life cycle, Composer's events and the scriptlets of a spec file. */
const installContext =
  /^(?:scripts\.)?(?:(?:pre|post)?install|(?:pre|post)?prepare|dependencies|(?:pre|post)-(?:install|update|autoload|package|root-package|create-project)[\w-]*)\b|^%(?:pre|post|preun|postun|pretrans|posttrans|trigger\w*)\b/
const installKey = /^\s*"(?:(?:pre|post)?install|(?:pre|post)?prepare|(?:pre|post)-(?:install|update)[\w-]*)"\s*:/
const workflow = /(?:^|\/)\.(?:github|gitea|forgejo)\/.*\.ya?ml$|(?:^|\/)action\.ya?ml$/
/** The token of the run itself, which every step can have, does not count. */
const secret = /\$\{\{[^}]*\bsecrets(?:\.(?!GITHUB_TOKEN\b|github_token\b)\w+|\s*[[\])])/

export function runMoment(context: FileContext, unit: CodeUnit | undefined, at: TextSpan): RunMoment {
  const { path } = context
  if (isTestFolder(path)) return 'test'
  if (editor.test(path)) return 'editor'
  const lines = context.side('new')?.lines ?? []
  const isInstalled = isPackageScript(path) || isInstallPhase(ebuildPhase(path, lines, at.start.line - 1) ?? '')
  if (isInstalled || installFile.test(path) || contextsOf(unit).some(one => installContext.test(one))) return 'install'
  if (/(?:^|\/)(?:package|composer)\.json$/.test(path) && installKey.test(lines[at.start.line - 1] ?? ''))
    return 'install'
  return workflow.test(path) && stepAround(lines, at.start.line - 1).some(line => secret.test(line))
    ? 'secrets'
    : 'build'
}

function contextsOf(unit: CodeUnit | undefined): readonly string[] {
  return unit === undefined ? [] : [unit.context, ...contextsOf(unit.host)]
}

/** In lines, of one step. */
const longestStep = 200

/** Lines of the list item that a line belongs to: in a workflow, the step. */
function stepAround(lines: readonly string[], index: number): readonly string[] {
  const indentOf = (line = '') => line.search(/\S/)
  const indent = indentOf(lines[index])
  const isStart = (at: number) =>
    /^\s*-\s+[\w-]+\s*:/.test(lines[at] ?? '') && (at === index || indentOf(lines[at]) < indent)
  let start = index
  while (start > 0 && index - start < longestStep && !isStart(start)) start--
  let end = start + 1
  while (end < lines.length && end - start < longestStep && isDeeper(indentOf(lines[end]), indentOf(lines[start])))
    end++
  return lines.slice(start, end)
}

function isDeeper(indent: number, than: number): boolean {
  return indent === -1 || indent > than
}
