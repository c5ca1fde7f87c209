import { deedOf } from '../../../core/facts/deed'
import { fetchesIn } from '../../../core/facts/fetchedProgram'
import { wasRemoved } from '../../../core/formats/removedText'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { composerHooks, isUsualForComposer } from '../../../core/manifests/composerHooks'
import { spanOf } from '../../../core/model/location'
import { baseName } from '../../../core/model/path'
import type { Severity } from '../../../core/model/severity'
import type { FileContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

function text(message: string, why: string): MessageText {
  return {
    message,
    why: `${why}\nIt takes place on every machine that builds or installs this, before anybody used the package.`,
    benign: 'A native part that is compiled, or files that are generated for the platform.',
    question: 'What does it do that the package cannot do when it is first used?',
    commands: ['git grep -n -F -e {word}'],
  }
}

export default defineRule({
  id: 'install/code-at-install',
  title: 'build or installation of a package runs programs or reaches a network',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['install-scripts-2025', 'colourama-2018'],
  tags: ['CWE-506', 'CWE-829'],
  files: {
    paths: [
      '**/setup.py',
      '**/build.rs',
      '**/*.gemspec',
      '**/extconf.rb',
      '**/mkrf_conf.rb',
      '**/composer.json',
      '**/sitecustomize.py',
      '**/usercustomize.py',
      '**/binding.gyp',
      '**/pyproject.toml',
      '**/Cargo.toml',
    ],
  },
  readsCode: true,
  messages: {
    command: text(
      '`{file}` now runs `{what}` while the package is installed',
      'An installation step was replaced by one of its own.',
    ),
    network: text(
      '`{file}` now runs or reaches out with `{what}` during the build',
      'A build of a package seldom needs more than a compiler.',
    ),
    hook: text(
      '`{what}` now runs code of the package when it is installed',
      'What it does is in the command or the file it names.',
    ),
    start: text(
      '`{file}` runs at every start of Python, and now uses `{what}`',
      'Nothing has to import the file: its name alone makes Python read it.',
    ),
    backend: text(
      'The package is now built by code of its own: `{what}`',
      'A build backend inside the tree runs before anything is installed.',
    ),
  },
  examine: { file: examine },
})

const PYTHON_RUNS =
  /\b(os\.(?:system|popen|exec\w+|spawn\w+|startfile)|subprocess\.\w+|urlopen|urlretrieve|requests\.\w+|socket\.\w+|exec|eval|__import__)\s*\(/
const COMMAND_CLASS =
  /\bcmdclass\s*[=[][^#]{0,120}["'](?:install|develop|egg_info|build_py)["']|\bclass\s+\w+\(\s*(?:\w+\.)*(?:install|develop|egg_info|build_py|InstallCommand|DevelopCommand|EggInfo)\s*\)/
const RUST_RUNS =
  /\bCommand::new\(\s*"((?:ba|z|da)?sh|cmd|powershell|pwsh|curl|wget|nc|python\d?|perl|node)"|\b(reqwest|ureq|attohttpc|isahc|hyper|curl)::\w+|\b(TcpStream|UdpSocket)::\w+|https?:\/\/[\w.-]+/
const RUBY_RUNS =
  /(?<![\w.:])(system|exec|spawn|eval|%x|Open3\.\w+|Net::HTTP\S*|URI\.open|IO\.popen)\s*[({ ]\s*\S|^\s*(\x60)/
/** Where backends of Python take steps of the package's own: Hatch, PDM, setuptools and Poetry. */
const PYTHON_STEPS =
  /^\s*\[tool\.(?:hatch\.(?:build\.(?:targets\.\w+\.)?|metadata\.)hooks\.custom|pdm\.build\.custom-hook|setuptools\.cmdclass|poetry\.build)\b.*$|^\s*(?:custom-hook|setup-script)\s*=.*$/
const GYP = /<!@?\(([^)"]{0,200})/
const GYP_USUAL =
  /require\(\s*[\\"']+(?:node-addon-api|nan|napi-macros|node-api-headers)|pkg-config|^\s*node -p\b|\bpython\d? --version/

function examine(context: FileContext): void {
  if (isTestFolder(context.path)) return
  if (baseName(context.path) === 'composer.json') {
    examineComposer(context)
    return
  }
  const name = baseName(context.path)
  const lines = context.side('new')?.lines ?? []
  const finder = finderFor(name, lines)
  const isGrave = reachesOut(context)
  for (const [index, line] of lines.entries()) {
    if (line.length > 4000 || /^\s*(#|\/\/)/.test(line) || !context.isChanged('new', spanOf(index + 1, 0, 1))) continue
    const found = finder(line)
    if (found === undefined || wasRemoved(context.content.hunks, found.what)) continue
    const at = Math.max(0, line.indexOf(found.what))
    context.report({
      message: found.message,
      at: spanOf(index + 1, at, found.what.length),
      severity: found.severity ?? (isGrave && found.message !== 'backend' ? 'high' : 'medium'),
      data: { file: name, what: found.what, word: /[A-Za-z][\w-]*/.exec(found.what)?.[0] ?? '<word>' },
    })
    if (found.message !== 'hook') return
  }
  if (/^(?:setup|sitecustomize|usercustomize)\.py$|\.gemspec$/.test(name)) examineRequests(context, name)
}

/** Commands of Composer's own events (its documentation, "Scripts"), and of a package that joins Composer itself. */
function examineComposer(context: FileContext): void {
  const before = new Set(composerHooks(context.side('old')?.text ?? '').map(({ command }) => command))
  for (const { event, command, at } of composerHooks(context.side('new')?.text ?? '')) {
    if (before.has(command) || isUsualForComposer(command) || !context.isChanged('new', at)) continue
    const severity = reachesOut(context) ? 'high' : 'medium'
    const data = { file: 'composer.json', what: event, word: event }
    context.report({ message: 'hook', at, severity, data })
  }
}

/** What the change adds fetches something, or runs what it fetched or decoded, in the file or in a command of it. */
function reachesOut(context: FileContext): boolean {
  return context.code('new').some(unit => {
    if (!context.isChanged('new', unit.span)) return false
    const program = unit.program()
    if (unit.host === undefined)
      return program !== undefined && fetchesIn(program).some(({ span }) => context.isChanged('new', span))
    const kind = deedOf(unit)?.kind
    return kind === 'fetches' || kind === 'runs-download' || kind === 'runs-decoded'
  })
}

/** A file that only describes a package asks another machine for something. */
function examineRequests(context: FileContext, name: string): void {
  const program = context.code('new')[0]?.program()
  for (const { target, host, span } of program === undefined ? [] : fetchesIn(program)) {
    if (!context.isChanged('new', span) || wasRemoved(context.content.hunks, target)) continue
    const what = host === '' ? target : `${target} (${host})`
    context.report({ message: 'network', at: span, severity: 'medium', data: { file: name, what, word: target } })
    return
  }
}

interface Found {
  readonly message: 'command' | 'network' | 'hook' | 'start' | 'backend'
  readonly what: string
  readonly severity?: Severity
}

function finderFor(name: string, lines: readonly string[]): (line: string) => Found | undefined {
  const found = (message: Found['message'], what: string | undefined, severity?: Severity): Found | undefined =>
    what === undefined ? undefined : { message, what: what.trim(), ...(severity === undefined ? {} : { severity }) }
  if (name === 'setup.py') {
    // A version read with git or a compiler asked for its flags is everyday; a step of the installation is not.
    const hasClass = lines.some(line => COMMAND_CLASS.test(line))
    return line => (hasClass ? found('command', PYTHON_RUNS.exec(line)?.[1]) : undefined)
  }
  if (name === 'sitecustomize.py' || name === 'usercustomize.py')
    return line => found('start', PYTHON_RUNS.exec(line)?.[1])
  if (name === 'build.rs')
    return line => found('network', /^\s*println!/.test(line) ? undefined : RUST_RUNS.exec(line)?.[0])
  if (name.endsWith('.gemspec')) return line => found('hook', gemExtension(line))
  if (name.endsWith('.rb')) return line => found('network', RUBY_RUNS.exec(line)?.[0])
  if (name === 'binding.gyp')
    return line => {
      const command = GYP.exec(line)
      return command === null || GYP_USUAL.test(line) ? undefined : found('hook', command[0])
    }
  if (name === 'Cargo.toml')
    return line => found('hook', /^\s*build\s*=\s*"(?!build\.rs")[^"]+\.rs"/.exec(line)?.[0], 'low')
  return line =>
    found('backend', /^\s*backend-path\s*=.*$/.exec(line)?.[0], 'medium') ??
    found('backend', PYTHON_STEPS.exec(line)?.[0], 'low')
}

/** An extension that only configures a compiler is the ordinary kind. */
function gemExtension(line: string): string | undefined {
  const assigned = /\.extensions\s*(?:\+?=|<<)\s*(.*)$/.exec(line)
  return assigned === null || /extconf\.rb|Cargo\.toml/.test(assigned[1] ?? '') ? undefined : assigned[0]
}
