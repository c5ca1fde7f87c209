import type { TextSpan } from '../model/location'
import { findAutoconfProbes } from './autoconfProbes'
import { findCMakeProbes } from './cmakeProbes'
import type { EmbeddedText } from './embeddedText'
import type { LanguageId } from './language'
import { findMesonProbes } from './mesonProbes'
import { findPythonProbes } from './pythonProbes'
import { findShellProbes } from './shellProbes'

export type BuildSystem = 'autoconf' | 'cmake' | 'meson' | 'shell' | 'scons' | 'waf' | 'python' | 'cargo'

/** In UTF-16 units. A longer program is found and reported as too large, not read; the longest of 1,300 real ones has 14,403. */
export const limitProbeUnits = 24_576

/** What the build does with the program. `unknown` languages (Fortran, Objective-C) are found but not checked. */
export type ProbeKind = 'compile' | 'link' | 'run' | 'preprocess' | 'written'
export type ProbeLanguage = 'c' | 'cpp' | 'unknown'

/** A small program in a build file that is compiled to find out what the system can do. */
export interface Probe {
  readonly buildSystem: BuildSystem
  readonly kind: ProbeKind
  readonly language: ProbeLanguage
  /** As written: `check_c_source_compiles`, `AC_COMPILE_IFELSE`, `compiles`. */
  readonly check: string
  /**
   * What the answer is stored in: CMake's result variable; in autoconf the AC_DEFINE name of the action-if-true, else a
   * variable that action sets, else the variable of an AC_CACHE_CHECK around; in Meson the name that `conf.set` defines,
   * else the variable, else the text of `name:`. Twins in two build systems often share it.
   */
  readonly resultVariable: string | undefined
  /** Every name of that kind, the one above first. */
  readonly resultVariables: readonly string[]
  /** The program as the compiler gets it, quoting and escapes resolved, build variables as written. */
  readonly body: EmbeddedText
  /** Stretches of the body, in order, that the build replaces and that do not look like it: macros of m4, Meson's `@0@`. */
  readonly placeholders: readonly (readonly [start: number, end: number])[]
  /** The whole check in the build file. */
  readonly span: TextSpan
}

/** Probes of a build file, in the order of the text; none for languages that hold none. Never throws, linear in the text. */
export function findProbes(language: LanguageId, text: string): readonly Probe[] {
  switch (language) {
    case 'cmake':
      return findCMakeProbes(text)
    case 'm4':
      return findAutoconfProbes(text)
    case 'meson':
      return findMesonProbes(text)
    case 'python':
      return findPythonProbes(text)
    case 'bash':
      return findShellProbes(text)
    default:
      return []
  }
}

/** The probe with the same result, else the one with the same program, white space aside. */
export function matchProbe(probe: Probe, among: readonly Probe[]): Probe | undefined {
  const sameResult = among.filter(other => other.resultVariables.some(name => probe.resultVariables.includes(name)))
  const body = squeeze(probe)
  return (
    sameResult.find(other => squeeze(other) === body) ??
    sameResult.find(other => other.check === probe.check) ??
    sameResult[0] ??
    among.find(other => squeeze(other) === body)
  )
}

function squeeze(probe: Probe): string {
  return probe.body.text.replace(/\s+/g, '')
}
