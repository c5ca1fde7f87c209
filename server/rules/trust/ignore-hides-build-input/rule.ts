import { readGitIgnore } from '../../../core/manifests/gitIgnore'
import type { HunkLine } from '../../../core/model/hunk'
import { spanOf } from '../../../core/model/location'
import { baseName, folderOf } from '../../../core/model/path'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

/** Written by the build tools themselves on every run, so projects ignore them as a matter of course. */
const GENERATED =
  /^(aclocal\.m4|configure|configure\.scan|configure~|.*\.cache|libtool(ize)?|libtool\.m4|lt~obsolete\.m4|lt(options|sugar|version)\.m4|ltmain\.sh|ltdl\.m4|argz\.m4|install-sh|missing|depcomp|compile|config\.(guess|sub|h|h\.in|hin|rpath|status|log|cache|h\.in~)|ar-lib|test-driver|tap-driver\.sh|ylwrap|py-compile|mkinstalldirs|mdate-sh|texinfo\.tex|elisp-comp|makefile|makefile\.in|makefile\.(bak|old|dep|deps|inc|local|user|config)|stamp-.*|cmakecache\.txt|cmake_install\.cmake|ctesttestfile\.cmake|cpackconfig\.cmake|cpacksourceconfig\.cmake|install_manifest\.txt|.*config(version)?\.cmake|.*-targets.*\.cmake|.*targets.*\.cmake|cmakelists\.txt\.user|.*\.user|dartconfiguration\.tcl|conan.*\.cmake|version\.(m4|sh|cmake)|git-version-gen.*)$/i

/** What a build reads and a person writes. */
const INPUT =
  /(\.m4|\.am|\.ac|\.cmake|\.mk|\.gyp|\.gypi|\.bzl|\.gradle|\.gradle\.kts)$|^(cmakelists\.txt|meson\.build|meson_options\.txt|meson\.options|configure\.in|build\.rs|setup\.py|autogen\.sh|bootstrap(\.sh|\.conf)?|build\.(bazel|xml|zig)|sconstruct|sconscript|kconfig|kbuild|gnumakefile|makefile\.pl)$/i

export default defineRule({
  id: 'trust/ignore-hides-build-input',
  title: 'ignore file starts to hide a file that builds read',
  severity: 'low',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['xz-2024'],
  tags: ['CWE-506'],
  files: { paths: ['**/.gitignore', '**/.hgignore', '**/.bzrignore', '**/.cvsignore', '**/.svnignore'] },
  messages: {
    hides: {
      message: '`{pattern}` is now ignored: a build input by that name no longer shows in diffs',
      why: 'Files of this kind are read by the build and written by people.\nA copy that exists only in a working tree or a release archive is then seen in no review.',
      benign: 'The file is copied in by a tool such as autopoint, libtoolize or gnulib-tool on each bootstrap.',
      question: 'Which tool writes this file, and does a release archive carry the same copy as upstream?',
      commands: ['git ls-files -- {place}', 'git check-ignore -v --no-index {place}'],
    },
  },
  examine: { line: examine },
})

function examine(line: HunkLine, context: FileContext): void {
  const [ignored] = readGitIgnore(line.text)
  if (line.new === undefined || ignored === undefined || ignored.isNegated) return
  const text = ignored.word.text.trim()
  // Mercurial's section headers and everything else that is no pattern of files.
  if (/^syntax:|^\(|\^/.test(text)) return
  const name = baseName(ignored.pattern)
  if (!INPUT.test(name) || GENERATED.test(name) || isUnderOutput(text)) return
  if (isKnownBefore(name, context)) return
  const folder = folderOf(context.path)
  const place = text.startsWith('/') ? text.slice(1) : text
  context.report({
    message: 'hides',
    at: spanOf(line.new, line.text.indexOf(text), text.length),
    // A whole kind hides every later file of that kind, not only the one the change is about.
    severity:
      (/^\*\.(m4|am|ac|cmake|mk)$/.test(name) && !hasException(context)) || isAlone(context, name) ? 'medium' : 'low',
    data: { pattern: text, place: shellPath(folder, place) },
  })
}

function isUnderOutput(text: string): boolean {
  return /(^|\/)(build[\w.-]*|out|dist|output|target|bin|obj|_build|cmake-build-[\w-]*|CMakeFiles|autom4te\.cache|node_modules|vendor|third[-_]party|deps|tmp|temp|_deps)\//i.test(
    text,
  )
}

/** The list was sorted, or a pattern only changed its form (`x.m4` to `/x.m4`). */
function isKnownBefore(name: string, context: FileContext): boolean {
  return context.content.hunks.some(hunk =>
    hunk.lines.some(one => one.kind === 'removed' && one.text.trim().replace(/\/+$/, '').split('/').at(-1) === name),
  )
}

/** One macro file by its full name. Whoever has a tool copy macros in ignores many of them, or their folder. */
function isAlone(context: FileContext, name: string): boolean {
  const side = context.side('new')
  if (side === undefined || !/^[\w-]+\.(?:m4|cmake|mk|am|ac)$/.test(name)) return false
  const folders = side.lines.flatMap(line => /^[^#*]*\.(?:m4|cmake|mk|am|ac)\s*$/.exec(line)?.[0].trim() ?? [])
  return new Set(folders.map(baseName)).size === 1
}

function hasException(context: FileContext): boolean {
  return context.side('new')?.lines.some(one => one.trim().startsWith('!')) === true
}

function shellPath(folder: string, place: string): string {
  const path = folder === '' ? place : `${folder}/${place}`
  return /^[\w./@%+:,*-]{1,120}$/.test(path) ? `'${path}'` : '<path>'
}
