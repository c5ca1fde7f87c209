import { baseName, extensionOf } from '../model/path'

/** Which reading a text file calls for when one looks for code that is compiled into a program. */
export type SourceKind = 'code' | 'build' | 'other'

const code = new Set('c cc cpp cxx c++ h hh hpp hxx inl inc s asm sx m mm rs def x y l in tcc ipp'.split(' '))
const build =
  /^(configure(\.(ac|in))?|cmakelists\.txt|meson\.build|(gnu)?makefile(\..*)?|kbuild|.*\.(m4|cmake|am|mk|mak))$/i

/** By name alone. Templates (`x.c.in`) count as what they become. */
export function sourceKind(path: string): SourceKind {
  const name = baseName(path).replace(/\.in$/i, match => (/^configure\.in$/i.test(baseName(path)) ? match : ''))
  if (build.test(name)) return 'build'
  return code.has(extensionOf(name)) ? 'code' : 'other'
}

/** A folder of tests, fixtures or fuzzing targets somewhere on the path; `t` is one where tests are scripts. */
export function isTestFolder(path: string): boolean {
  return /(^|\/)(tests?|testing|testsuite|t(?!\/[^/]*\.(?:go|rs|java|cs)$)|specs?|fixtures?|testdata|test[-_]?files|__tests__|corpus|fuzz(ing|ers?)?|unit)\//i.test(
    path,
  )
}
