import type { BuildMoment } from '../../../core/facts/buildMoment'
import { addressesIn } from '../../../core/facts/endpoint'
import { fetchesIn } from '../../../core/facts/fetchedProgram'
import { isBuildProgram } from '../../../core/formats/buildProgram'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { spanOf, type TextSpan } from '../../../core/model/location'
import type { Severity } from '../../../core/model/severity'
import type { FileContext } from '../../../core/rule/context'
import { type CMakeArgument, type CMakeFile, readCMake } from '../../../core/syntax/cmakeReader'

/** A step of a build that is no command: what a build system fetches, or is told to run, by words of its own. */
export interface DeclaredStep {
  readonly message: 'fetches' | 'data' | 'script'
  readonly severity: Severity
  readonly span: TextSpan
  readonly where: string
  readonly moment: BuildMoment
  readonly data: Readonly<Record<string, string>>
}

export function declaredSteps(context: FileContext): readonly DeclaredStep[] {
  if (isTestFolder(context.path)) return []
  const before = context.side('old')?.text ?? ''
  return stepsOf(context).filter(({ message, data }) => message !== 'fetches' || !before.includes(data.known ?? ''))
}

function stepsOf(context: FileContext): readonly DeclaredStep[] {
  if (context.language === 'cmake') return cmakeSteps(context)
  if (context.language === 'gradle') return gradleFetches(context)
  return isBuildProgram(context.path) ? programFetches(context) : []
}

function cmakeSteps(context: FileContext): readonly DeclaredStep[] {
  const text = context.side('new')?.text ?? ''
  if (!/DOWNLOAD|SCRIPT|include|PROJECT_\w*INCLUDE/i.test(text) || !context.budget.spend(text.length)) return []
  const file = readCMake(text)
  return file.commands.flatMap((command): readonly DeclaredStep[] => {
    const { name, arguments: given } = command
    const span = file.lines.span(command.start, Math.max(command.start, given.at(1)?.end ?? command.end))
    if (name === 'file' && given[0]?.body.text === 'DOWNLOAD' && given[1] !== undefined) {
      const host = addressesIn(resolved(file, given[1]))[0]?.host ?? ''
      const isChecked = given.some(({ body }) => /^EXPECTED_(?:HASH|MD5)$/.test(body.text))
      return [asks(span, 'CMake', 'file(DOWNLOAD)', host, isChecked)]
    }
    if (name === 'install')
      return given.flatMap(({ body }, at): readonly DeclaredStep[] => {
        const run = given[at + 1]
        if (body.text !== 'SCRIPT' || run === undefined) return []
        const step = { where: 'install(SCRIPT)', moment: 'install', data: { file: run.body.text } } as const
        return [{ message: 'script', severity: 'info', span: file.lines.span(run.start, run.end), ...step }]
      })
    const isHook = name === 'set' && /^CMAKE_PROJECT_\w*INCLUDE(?:_BEFORE)?$/.test(given[0]?.body.text ?? '')
    const included = name === 'include' ? given[0]?.body.text : isHook ? given[1]?.body.text : undefined
    if (included === undefined) return []
    const isData = isNoScript.test(included)
    if (!isData && !isHook) return []
    const step = {
      where: isHook ? (given[0]?.body.text ?? name) : name,
      moment: 'configure',
      data: { file: included },
    } as const
    return [{ message: isData ? 'data' : 'script', severity: isData ? 'medium' : 'low', span, ...step }]
  })
}

/** Under a folder of tests, with a name that no module has. */
const isNoScript =
  /(?:^|\/)(?:tests?|fixtures?|testdata|test[-_]files|corpus|samples?)\/(?:[^\s/]+\/)*[^\s/]+\.(?!cmake\b|txt\b|in\b|cmake\.in\b)\w+$/i

/** A variable that the file sets once is followed. */
function resolved({ commands }: CMakeFile, { body }: CMakeArgument): string {
  const name = /^\$\{(\w+)\}/.exec(body.text)?.[1]
  if (name === undefined) return body.text
  const sets = commands.filter(one => one.name === 'set' && one.arguments[0]?.body.text === name)
  return sets.length === 1 ? (sets[0]?.arguments[1]?.body.text ?? '') : ''
}

/** Programs of SCons, waf and Bazel run while the build is read. */
function programFetches(context: FileContext): readonly DeclaredStep[] {
  const program = context.code('new')[0]?.program()
  if (program === undefined) return []
  const repository = program.calls.flatMap(call => {
    if (!/^\w*ctx\.download(?:_and_extract)?$/.test(call.callee)) return []
    const given = call.arguments.map(({ raw }) => raw).join(' ')
    const host = addressesIn(given)[0]?.host ?? ''
    return [asks(call.span, 'repository rule', call.callee, host, /\b(?:sha256|integrity)\b/.test(given))]
  })
  const asked = fetchesIn(program).map(({ span, target, host }) => {
    const name = context.path.slice(context.path.lastIndexOf('/') + 1)
    return asks(span, name, target.slice(target.lastIndexOf('.') + 1), host, false)
  })
  return [...repository, ...asked]
}

/** `new URL("…").openStream()` and its kin, Ant's `get`, and the download tasks of plugins. */
const asking =
  /\b(?:new\s+URL|URL|URI\.create|URI)\s*\(\s*["']https?:|\bant\.get\b|["']https?:[^"']+["']\.toURL\(\)|^\s*src\s*\(?\s*["']https?:/

function gradleFetches(context: FileContext): readonly DeclaredStep[] {
  const lines = context.side('new')?.lines ?? []
  return lines.flatMap((line, at): readonly DeclaredStep[] => {
    if (
      line.length > 2_000 ||
      !line.includes('http') ||
      /^\s*(?:\/\/|\*)|\b(?:maven|ivy|url|pom|scm|license\w*|links?)\b\s*[({=]/.test(line)
    )
      return []
    const found = asking.exec(line)
    const address = addressesIn(line.slice(found?.index ?? 0))[0]
    if (found === null || address === undefined) return []
    return [asks(spanOf(at + 1, found.index, found[0].length), 'Gradle', 'URL', address.host, false)]
  })
}

/** Of `file(DOWNLOAD)`, the word that says it. */
function word(program: string): string {
  return /\w+\W*$/.exec(program)?.[0].replace(/\W+$/, '') ?? program
}

function asks(span: TextSpan, where: string, program: string, host: string, isChecked: boolean): DeclaredStep {
  const shown = {
    host: host === '' ? 'a host named elsewhere' : host,
    program,
    owner: host === '' ? program : host,
    known: host === '' ? word(program) : host,
  }
  const severity = isChecked || host === '' ? 'low' : 'medium'
  return { message: 'fetches', severity, span, where, moment: 'configure', data: shown }
}
