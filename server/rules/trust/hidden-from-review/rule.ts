import { isTestFolder } from '../../../core/formats/sourceKind'
import { type GitAttribute, readGitAttributes } from '../../../core/manifests/gitAttributes'
import type { HunkLine } from '../../../core/model/hunk'
import { spanOf } from '../../../core/model/location'
import { folderOf } from '../../../core/model/path'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'trust/hidden-from-review',
  title: 'attribute that keeps source or build files out of diffs',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: [],
  tags: ['CWE-1007'],
  files: { paths: ['**/.gitattributes'] },
  messages: {
    hidden: {
      message: '`{pattern}` is now marked `{attribute}`: changes to these files are not shown in diffs',
      why: 'Git prints that binary files differ, or a review page folds the file.\nThe pattern covers files that people write and builds read.',
      benign: 'The files are generated, or large and seldom looked at.',
      question: 'Which files does the pattern cover today, and what makes them?',
      commands: ['git check-attr -a -- {path}'],
    },
  },
  examine: { line: examine },
})

const SOURCE =
  /\.(?:c|cc|cpp|cxx|h|hpp|s|asm|m4|ac|am|cmake|mk|in|bzl|gradle|kts|zig|spec|sh|bash|py|rb|pl|php|go|rs|java|kt|cs|swift|lua|js|mjs|cjs|ts|tsx|yml|yaml|ps1)$|(?:^|\/)(?:configure|Makefile|CMakeLists\.txt|meson\.build|meson_options\.txt|BUILD|SConstruct|wscript|Kconfig|Kbuild|Dockerfile|Jenkinsfile|PKGBUILD|CLAUDE\.md|AGENTS\.md|\.cursorrules)$|^(?:\/?(?:src|lib|m4|cmake|scripts|build-aux|\.github|\.vscode)\b)|^\*\*?$|^\.\*/
/** Folders of sources, macros and scripts, where `*` in an attribute file of their own means those. */
const SOURCES = /(?:^|\/)(?:src|lib|m4|cmake|build-aux|scripts|tools)$/
const GENERATED =
  /generated|_pb|\.pb\.|pb2|\.min\.|(?:^|\/)(?:dist|vendor|third[-_]?party|node_modules|gen|zz_|bindings?|mocks?|snapshots?|testdata|build|out|target|i18n|locales?|docs?|schemas?)(?:\/|$)|\.lock|lock\.|__snapshots__|\.d\.ts$|\.gen\.|_gen|(?:^|\/)(?:configure|aclocal\.m4|Makefile\.in|config\.h\.in|parser\.[ch]|lexer\.[ch])$|wasm|openapi|swagger|graphql/i

function examine(line: HunkLine, context: FileContext): void {
  if (line.new === undefined || isTestFolder(context.path)) return
  const [entry] = readGitAttributes(line.text.slice(0, 1000))
  const macros = line.text.includes('diff') ? [] : hidingMacros(context)
  const attribute = entry?.attributes.find(one => hides(one) || (one.state === 'set' && macros.includes(one.name)))
    ?.word.text
  if (entry === undefined || entry.isMacro || attribute === undefined) return
  const { pattern } = entry
  // One of a set stands for all of them: `*.[ch]` is asked as `*.c`.
  const asked = pattern.replace(/\[([^\]!^])[^\]]*\]/g, '$1')
  if (!SOURCE.test(asked) || GENERATED.test(asked)) return
  const folder = folderOf(context.path)
  if (/^\*\*?$/.test(asked) && attribute !== '-diff' && (!SOURCES.test(folder) || GENERATED.test(folder))) return
  context.report({
    message: 'hidden',
    at: spanOf(line.new, entry.word.span.start.column, line.text.trim().length),
    severity: 'medium',
    data: {
      pattern: pattern.slice(0, 40),
      attribute,
      path: /^[\w./*-]{1,80}$/.test(pattern) ? `'${pattern}'` : '<path>',
    },
  })
}

/** Names that the file defines itself for an attribute that hides (gitattributes(5), "DEFINING MACRO ATTRIBUTES"). */
function hidingMacros(context: FileContext): readonly string[] {
  const { text = '' } = context.side('new') ?? {}
  if (!text.includes('[attr]')) return []
  return readGitAttributes(text)
    .filter(one => one.isMacro && one.attributes.some(hides))
    .map(one => one.pattern)
}

/** Attributes that keep a file's lines out of a diff; `binary` is git's own macro for several of them. */
function hides({ name, state, value }: GitAttribute): boolean {
  if (name === 'diff') return state === 'unset' || (state === 'value' && /null/.test(value ?? ''))
  if (name === 'linguist-generated') return state === 'set' || (state === 'value' && value !== 'false')
  return name === 'binary' && state === 'set'
}
