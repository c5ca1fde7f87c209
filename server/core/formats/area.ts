import type { Area } from '../model/inventory'
import { baseName, extensionOf } from '../model/path'

const CI =
  /^(\.github\/(workflows|actions)\/|\.circleci\/|\.gitlab-ci|\.gitlab\/ci|\.buildkite\/|azure-pipelines|\.travis\.yml|\.cirrus\.yml|appveyor\.yml|\.appveyor\.yml|jenkinsfile|\.builds\/|\.woodpecker)/i
const BUILD_NAMES =
  /^(configure(\.ac|\.in)?|aclocal\.m4|ltmain\.sh|makefile.*|gnumakefile|bsdmakefile|kbuild|kconfig|cmakelists\.txt|meson\.build|meson_options\.txt|meson\.options|build\.(rs|gradle|gradle\.kts|xml|zig)|setup\.(py|cfg)|pkgbuild|dockerfile.*|sconstruct|sconscript|build(\.bazel)?|workspace(\.bazel)?|autogen\.sh|bootstrap(\.sh)?|config\.(guess|sub|rpath)|install-sh|depcomp|missing|.*\.(m4|am|mk|mak|cmake|pro|pri|gyp|gypi|spec|ebuild|csproj|vcxproj|props|targets|pbxproj|xcconfig))$/i
const DEPENDENCY_NAMES =
  /^(package(-lock)?\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|cargo\.(toml|lock)|go\.(mod|sum)|requirements.*\.txt|pipfile(\.lock)?|poetry\.lock|uv\.lock|pyproject\.toml|gemfile(\.lock)?|.*\.gemspec|composer\.(json|lock)|pom\.xml|packages\.(config|lock\.json)|\.gitmodules|.*\.wrap)$/i
const TEST_FOLDER = /(^|\/)(tests?|testing|spec|specs|fixtures?|testdata|test[-_]files|__tests__|fuzz(ing)?|corpus)\//i
const TEST_NAME = /(^|[._-])(test|tests|spec)([._-]|$)/i
const DOC_NAMES =
  /^(readme|changelog|changes|news|authors|thanks|todo|copying|license|licence|contributing|security|code_of_conduct|history|install)([._-].*)?$/i
const DOC_EXTENSIONS = new Set(['md', 'rst', 'adoc', 'txt', 'texi', 'texinfo', 'man', 'html', 'pod', ...'123456789'])
const SOURCE_EXTENSIONS = new Set(
  'c cc cpp cxx h hh hpp hxx s asm js mjs cjs jsx ts mts cts tsx py rb php pl pm go rs java kt kts scala cs swift m mm sh bash zsh fish ps1 lua ml hs erl ex exs clj dart r jl nim zig d pas v vhdl sql y l ll'.split(
    ' ',
  ),
)

/** Which part of a project a file belongs to, by its path alone: good enough to count, never evidence. */
export function areaOf(path: string, isBinary: boolean): Area {
  if (isBinary) return 'binaries'
  const name = baseName(path)
  if (CI.test(path)) return 'ci'
  if (BUILD_NAMES.test(name)) return 'build'
  if (DEPENDENCY_NAMES.test(name)) return 'dependencies'
  if (DOC_NAMES.test(name)) return 'docs'
  if (TEST_FOLDER.test(path) || TEST_NAME.test(name)) return 'tests'
  if (/(^|\/)docs?\//i.test(path) || DOC_EXTENSIONS.has(extensionOf(path))) return 'docs'
  return SOURCE_EXTENSIONS.has(extensionOf(path)) ? 'source' : 'other'
}
