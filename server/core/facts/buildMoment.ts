import type { CodeUnit } from '../embedded/code'
import { isBuildProgram } from '../formats/buildProgram'
import { isInstallPhase, isPackageScript } from '../formats/packageScript'
import { isTestFolder } from '../formats/sourceKind'
import { baseName } from '../model/path'
import type { LanguageId } from '../syntax/language'
import { shapeOf } from '../syntax/program/languages'

/**
 * When a build does something. `configure`: whenever it is configured or its files are read. `build`: when it is made,
 * `install`: when it is installed from its tree, `check`: in its tests. `maintain`: when a person asks for it by name.
 * `package`: when a package of a system is made of it, `deploy`: on every machine such a package is put on or taken off.
 */
export type BuildMoment = 'configure' | 'build' | 'install' | 'check' | 'maintain' | 'package' | 'deploy'

const recipe = /(?:^|\/)(?:(?:PKG|APK)BUILD(?:\.\w+)?|[^/]+\.(?:ebuild|eclass|spec(?:\.in)?)|debian\/rules(?:\.in)?)$/
const configureScript =
  /^(?:configure(?:\.(?:sh|gnu|in))?|autogen(?:\.sh)?|bootstrap(?:\.(?:sh|conf))?|buildconf(?:\.sh)?|config\.(?:status|rpath)|ltmain\.sh|ltmain\.in)$/
const hostedBuild = /(?:^|\/)(?:pom\.xml|build\.xml|build\.zig|[^/]+\.gradle(?:\.kts)?)$/

/** Files of a build whose steps are all code inside them. */
export function holdsSteps(path: string): boolean {
  return hostedBuild.test(path)
}

/**
 * @param place what the reader of commands calls it: the macro, the make target, the CMake command; the phase of an ebuild
 * @param isParsed of make: the command is in `$(shell …)` of a variable, which runs when the file is read
 * @returns undefined for files that are no part of a build
 */
export function buildMoment(
  path: string,
  language: LanguageId | undefined,
  unit: CodeUnit | undefined,
  place: string,
  isParsed: boolean,
): BuildMoment | undefined {
  if (isPackageScript(path)) return 'deploy'
  // A test folder is full of programs, and no build runs those as steps of its own.
  if (isTestFolder(path)) return language !== undefined && shapeOf(language) !== undefined ? undefined : 'check'
  if (recipe.test(path)) return isInstallPhase(place) ? 'deploy' : packageMoment(unit)
  if (isBuildProgram(path)) return programMoment(unit)
  switch (language) {
    case 'm4':
      return 'configure'
    case 'make':
      return isParsed ? 'configure' : makeMoment(place)
    case 'cmake':
      if (unit?.host !== undefined) return unit.context.startsWith('install') ? 'install' : 'configure'
      return /^(?:execute_process|exec_program|file)$/i.test(place) ? 'configure' : cmakeMoment(place)
    case 'meson':
      return /install/.test(place) ? 'install' : /run_command/.test(place) ? 'configure' : mesonMoment(place)
  }
  if (configureScript.test(baseName(path)) || /(?:^|\/)(?:build-aux|m4)\/[^/]+$/.test(path)) return 'configure'
  return hostedBuild.test(path) && unit?.host !== undefined ? 'build' : undefined
}

function packageMoment(unit: CodeUnit | undefined): BuildMoment {
  const context = unit?.context ?? ''
  if (/^%(?:(?:pre|post)(?:un|trans|untrans)?|trigger\w*|\w*filetrigger\w*)\b/.test(context)) return 'deploy'
  return /^%check\b/.test(context) ? 'check' : 'package'
}

/** What a program that describes a build does itself takes place before anything is made. */
function programMoment(unit: CodeUnit | undefined): BuildMoment {
  return /^(?:\w*Command|\w*Action|rule|genrule|bld|run_\w+)$/.test(unit?.context ?? '') ? 'build' : 'configure'
}

const checks = /check|test|bench|fuzz|cover|valgrind|lint|lcov|memcheck|perf/i
const byName =
  /dist|release|maint|clean|format|indent|doc|html|man|web|update|upgrade|upload|deploy|publish|tag|bump|help|docker|image|push|pull|fetch|download|get|deps|vendor|package|deb|rpm|changelog|authors|news|run|start|demo|flash|program|sync|bootstrap|regen|refresh|import|setup|init|env|ci|iso|vm|qemu|toolchain|cache|mirror|submodule|patch/i

function makeMoment(target: string): BuildMoment {
  if (checks.test(target)) return 'check'
  if (/^(?:un)?install/i.test(target)) return 'install'
  return byName.test(target) ? 'maintain' : 'build'
}

function cmakeMoment(command: string): BuildMoment {
  if (checks.test(command)) return 'check'
  if (/^install$/i.test(command)) return 'install'
  return /custom_target/i.test(command) ? 'maintain' : 'build'
}

function mesonMoment(place: string): BuildMoment {
  if (/test|benchmark/.test(place)) return 'check'
  return /run_target/.test(place) ? 'maintain' : 'build'
}
