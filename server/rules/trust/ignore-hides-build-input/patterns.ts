import { fitsName, type IgnorePattern } from '../../../core/manifests/gitIgnore'
import { baseName } from '../../../core/model/path'

/** Written by the build tools themselves on every run, so projects ignore them as a matter of course. */
const GENERATED =
  /^(aclocal\.m4|configure|configure\.scan|configure~|.*\.cache|libtool(ize)?|libtool\.m4|lt~obsolete\.m4|lt(options|sugar|version)\.m4|ltmain\.sh|ltdl\.m4|argz\.m4|install-sh|missing|depcomp|compile|config\.(guess|sub|h|h\.in|hin|rpath|status|log|cache|h\.in~)|ar-lib|test-driver|tap-driver\.sh|ylwrap|py-compile|mkinstalldirs|mdate-sh|texinfo\.tex|elisp-comp|makefile|makefile\.in|makefile\.(bak|old|dep|deps|inc|local|user|config)|stamp-.*|cmakecache\.txt|cmake_install\.cmake|ctesttestfile\.cmake|cpackconfig\.cmake|cpacksourceconfig\.cmake|install_manifest\.txt|.*config(version)?\.cmake|.*-targets.*\.cmake|.*targets.*\.cmake|cmakelists\.txt\.user|.*\.user|dartconfiguration\.tcl|conan.*\.cmake|version\.(m4|sh|cmake)|git-version-gen.*)$/i

/** What a build reads and a person writes. */
const INPUT =
  /(.\.m4|.\.am|.\.ac|.\.cmake|.\.mk|.\.gyp|.\.gypi|.\.bzl|.\.gradle|.\.gradle\.kts)$|^(cmakelists\.txt|meson\.build|meson_options\.txt|meson\.options|configure\.in|build\.rs|setup\.py|autogen\.sh|bootstrap(\.sh|\.conf)?|build\.(bazel|xml|zig)|sconstruct|sconscript|kconfig|kbuild|gnumakefile|makefile\.pl)$/i

/** Names that a pattern with a wildcard in it is held against. */
const EXAMPLES = ['own.m4', 'own.cmake', 'configure.ac', 'Makefile.am', 'CMakeLists.txt', 'meson.build']

/** Folders of macros and modules; those that hold copies of scripts alone (`build-aux`) are written by the tools. */
const FOLDER = /^(?:m4|cmake|autoconf|acinclude\.d)$/i

/** What a build makes of sources, and what programs load. */
const PROGRAM = /\.(?:o|obj|a|lib|so(?:\.[\d.*x]+)?|dylib|dll|exe|class|jar|ko|bin|pyc)$/i
/** Committed by their makers' own advice; what changes in them is told elsewhere. */
const WRAPPER = /^(?:gradle|maven)-wrapper\.jar$/

const OUTPUT =
  /(^|\/)(build[\w.-]*|out|dist|output|target|bin|obj|_build|cmake-build-[\w-]*|CMakeFiles|autom4te\.cache|node_modules|vendor|third[-_]?party|deps|tmp|temp|_deps)\//i

export type Hidden = 'hides' | 'folder' | 'everything'

/** What a pattern that leaves out keeps from sight, in an ignore file of this folder. */
export function hiddenBy(
  { pattern, isNegated, isFolderOnly, word }: IgnorePattern,
  folder: string,
): Hidden | undefined {
  const text = word.text.trim()
  // Mercurial's section headers and everything else that is no pattern of files.
  if (isNegated || /^syntax:|^\(|\^/.test(text) || OUTPUT.test(text)) return undefined
  const name = baseName(pattern)
  if (isEverything(pattern)) return isOfInputs(folder) ? 'everything' : undefined
  const held = /^\*+$/.test(name) ? baseName(pattern.slice(0, -name.length - 1)) : name
  if (FOLDER.test(held) && !OUTPUT.test(`${folder}/`)) return 'folder'
  if (isFolderOnly || held !== name || GENERATED.test(name)) return undefined
  return INPUT.test(name) || (/[?[\\]|.\*/.test(name) && EXAMPLES.some(one => fitsName(name, one)))
    ? 'hides'
    : undefined
}

/** `*`, `/*`, `**`: only what is named again is not left out. */
function isEverything(pattern: string): boolean {
  return /^(?:\/?\*{1,2}|\/?\*\*\/\*|\*\.\*)$/.test(pattern)
}

/** The top folder, and those where sources and macros are kept; elsewhere `*` keeps an empty folder in the tree. */
function isOfInputs(folder: string): boolean {
  return folder === '' || /^(?:m4|cmake|build-aux|src|lib|include|scripts|tools)$/i.test(baseName(folder))
}

/** A kind of input as a whole (`*.m4`): it hides every later file of that kind, not only the one the change is about. */
export function isWholeKind({ pattern }: IgnorePattern): boolean {
  return /^\*\.(?:m4|am|ac|cmake|mk)$|^\*+\.m[[?4]/.test(baseName(pattern))
}

/** Takes up a program or an object by name or kind. */
export function takesUpProgram({ pattern, isNegated }: IgnorePattern): boolean {
  const name = baseName(pattern)
  return isNegated && PROGRAM.test(name) && !WRAPPER.test(name)
}

/** Whether a pattern leaves out what another one names, its wildcards taken as letters. */
export function leavesOut(one: IgnorePattern, other: IgnorePattern): boolean {
  return !one.isNegated && !one.isFolderOnly && fitsName(one.pattern, baseName(other.pattern).replace(/[*?]/g, 'x'))
}

/** Whether somebody may write such a file, so that leaving it out again says something. */
export function namesInput({ pattern }: IgnorePattern): boolean {
  const name = baseName(pattern)
  return INPUT.test(name) && !GENERATED.test(name)
}
