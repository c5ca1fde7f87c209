import { isBuildDescription, withoutHash } from '../../../core/facts/buildDescription'
import { isBuildProse } from '../../../core/formats/codeText'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { spanOf } from '../../../core/model/location'
import { baseName } from '../../../core/model/path'
import type { Severity } from '../../../core/model/severity'
import { shorten } from '../../../core/model/visible'
import { shellWord } from '../../../core/rule/commands'
import type { FileContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'
import { type Diversion, diversions } from './diversions'

function text(message: string, why: string, benign: string, question: string): MessageText {
  return { message, why, benign, question, commands: ['git grep -n -F -e {word}'] }
}

const whose = 'Who made what is loaded here, and where is its source?'

export default defineRule({
  id: 'build/toolchain-diverted',
  title: 'something of its own put in the path of compiler, linker or loader',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['xz-2024'],
  tags: ['CWE-427', 'CWE-506'],
  triggers: [
    'plugin',
    '-load',
    'specs=',
    'wrapper',
    'WRAPPER',
    '-B',
    'LAUNCH',
    'CC',
    'CXX',
    'LD',
    'AR',
    'AS',
    'COMPILER',
    'LINKER',
    'linker',
    'runner',
    'ToolExe',
    'TOOLCHAINS',
    'SWIFT_EXEC',
    'force_load',
    'fuse-ld',
    'ld-path',
    '--wrap',
    'just-symbols',
    'defsym',
    'dynamic-linker',
    'PRELOAD',
    'AUDIT',
    'DYLD_',
    'rpath',
    'PATH',
    'RPATH',
    'runpath',
    '-include',
    'interpose',
    'initfirst',
  ],
  messages: {
    plugin: text(
      '`{name}` makes the compiler or linker load `{value}`',
      'What a plugin or specs file does to the code it sees stands in no source.\nWhether the file comes with the tree was not looked at.',
      'A static analysis plugin, or the specs of a small C library.',
      whose,
    ),
    wrapper: text(
      '`{name}` runs `{value}` in place of the compiler or linker, or around it',
      'It sees every file that is compiled and says what comes out.',
      'A cache of compilations, or a script that fixes options of one compiler.',
      'What does it do between the build and the compiler?',
    ),
    linker: text(
      '`{written}` in `{name}` changes what the linker takes for which symbol, or which linker it is',
      'A call can end in other code than its source says.',
      'Mock functions for tests, or memory maps of small devices.',
      'Which calls is this meant to change, and in which program?',
    ),
    preload: text(
      '`{name}` loads `{value}` into programs before their own libraries',
      'It can replace any function of what then runs, the compiler included.',
      'A sanitizer, a checker of memory, or a stand-in for tests.',
      whose,
    ),
    search: text(
      '`{written}` in `{name}`: libraries are looked for where others may be able to write',
      'Whoever can put a file there chooses the code that runs.',
      'A build that is only run in its own folder.',
      'Could the path be fixed, or relative to the program?',
    ),
    forced: text(
      '`{name}` puts `{value}` in front of every file that is compiled',
      'What it defines holds for all of them and is named in none.',
      'A header with the outcome of configuring.',
      'What does the header define, and could the files that need it name it?',
    ),
  },
  examine: { file: examine },
})

function examine(context: FileContext): void {
  const isGo = /\.go$/.test(context.path)
  if (!isGo && !isBuildDescription(context.path)) return
  const side = context.side('new')
  if (side === undefined) return
  const before = context.side('old')?.lines.join('\n') ?? ''
  const seen = new Set<string>()
  for (const [index, whole] of side.lines.entries()) {
    if (whole === '' || !context.isChanged('new', spanOf(index + 1, 0, 1))) continue
    if (isGo && !/^\s*(?:\/\/|\*)?\s*#cgo\b/.test(whole)) continue
    if (!isGo && isBuildProse(whole)) continue
    if (!context.budget.spend(whole.length)) return
    const line = isGo ? whole : withoutHash(whole)
    for (const diversion of diversions.filter(({ path }) => path?.test(context.path) !== false))
      for (const found of line.matchAll(diversion.pattern)) {
        const value = found.groups?.value ?? ''
        const key = `${diversion.message} ${value}`
        // The same words on the other side: moved, or set in with the lines around them.
        if (diversion.isUsual?.test(value) === true || seen.has(key) || before.includes(found[0].trim())) continue
        seen.add(key)
        report(context, diversion, index + 1, found, value)
      }
  }
}

function report(context: FileContext, diversion: Diversion, line: number, found: RegExpExecArray, value: string): void {
  const written = found[0].trim()
  const word = shellWord(value.replace(/^-+/, ''))
  context.report({
    message: diversion.message,
    at: spanOf(line, found.index + found[0].indexOf(written), written.length),
    severity: severityOf(context.path, diversion, value),
    data: {
      name: baseName(context.path),
      written: shorten(written, 40),
      value: shorten(value, 48),
      word: word.startsWith('<') ? '<name>' : word,
    },
  })
}

/** What stands for the folder of the sources, by the tool that knows it. */
const ofTree =
  /^(?:\$[({]?(?:SRCROOT|SOURCE_ROOT|PROJECT_DIR|SRCDIR|(?:abs_)?(?:top_)?srcdir|(?:CMAKE|PROJECT)(?:_CURRENT)?_SOURCE_DIR)[)}]?|@(?:abs_)?(?:top_)?srcdir@)\//
const xcode = /\.(?:pbxproj|xcconfig)$/
/** Functions that answer whether something may be trusted, or that make what nobody may guess. */
const guarding =
  /verif|verdict|check_?(?:cert|sig|host|pass|auth|key|priv)|auth|passw|getrandom|getentropy|arc4random|RAND_|random_?bytes|rand(?:om)?bytes|memcmp|sign(?:ature)?_|_sign|[dx]crypt|public_decrypt|set[re]*[ug]id|chroot|seccomp|pledge|unveil|^(?:_?strn?cmp|open|dlopen|execve|connect|getaddrinfo)$/i

/** What lies among test data or where anybody can write is no part of a tool chain. */
function severityOf(path: string, diversion: Diversion, value: string): Severity {
  const isLoaded = diversion.message === 'plugin' || diversion.message === 'wrapper'
  if (isLoaded && /(?:^|\/)(?:tests?|testdata|fixtures?|corpus)\/|^\/(?:tmp|var\/tmp|dev\/shm)\//.test(value))
    return 'high'
  // Nobody reads a library in the tree, and an Xcode project has its compiler from Xcode.
  if (diversion.message === 'plugin' && ofTree.test(value) && /\.(?:so(?:\.\d+)*|dylib|dll)$/.test(value)) return 'high'
  if (diversion.message === 'wrapper' && xcode.test(path) && ofTree.test(value)) return 'high'
  if (/--wrap$/.test(diversion.name ?? '') && !isTestFolder(path) && guarding.test(value)) return 'medium'
  if (isTestFolder(path) || diversion.isMinor === true) return 'low'
  // A path of the machine, or a variable that the user sets, is the user's own choice of tools.
  if (diversion.message === 'preload' && /(?:^|\/)\.?(?:github|gitlab|ci|travis)\b/i.test(path)) return 'low'
  return diversion.message === 'search' && /^\.(?!\.)/.test(value) ? 'low' : 'medium'
}
