import type { SideContext } from '../rule/context'

interface ListedTest {
  readonly name: string
  /** Index of the line it stands on. */
  readonly line: number
}

const running = /^\s*(?:\w+_)?(?:TESTS|check_PROGRAMS|check_SCRIPTS|TEST_PROGS|TEST_PROGRAMS)\s*[+:]?=(.*)$/
const failing = /^\s*(?:XFAIL_TESTS|TESTS_XFAIL|KNOWN_FAILURES)\s*[+:]?=(.*)$/
const added = /\badd_test\s*\(\s*(?:NAME\s+)?"?([\w.:+-]+)|^\s*test\s*\(\s*'([^']+)'/

/**
 * Tests that one side of a build file lists and the other does not: of the new side those that are expected to fail, of
 * the old side those that are run. Nothing where the other list has a name of its own, since tests are renamed.
 */
export function testLists(side: SideContext, kind: 'run' | 'failing'): readonly ListedTest[] {
  const { text, other, language } = side
  if (other === undefined || !text.complete || !other.complete) return []
  if (language !== 'make' && language !== 'cmake' && language !== 'meson') return []
  const here = listed(text.lines, kind)
  const there = listed(other.lines, kind)
  const [hereNames, thereNames] = [names(here), names(there)]
  if (kind === 'run' && [...thereNames].some(name => !hereNames.has(name))) return []
  return here.filter(({ name }) => !thereNames.has(name)).slice(0, 1)
}

function names(tests: readonly ListedTest[]): ReadonlySet<string> {
  return new Set(tests.map(({ name }) => name))
}

function listed(lines: readonly string[], kind: 'run' | 'failing'): readonly ListedTest[] {
  const head = kind === 'run' ? running : failing
  const found: ListedTest[] = []
  let isInside = false
  for (const [line, text] of lines.entries()) {
    if (text.length > 4_000) continue
    const start = head.exec(text)?.[1]
    const words = start ?? (isInside ? text : '')
    if (start !== undefined || isInside)
      for (const name of words.replace(/#.*/, '').split(/[\s\\]+/))
        if (/^[\w./-]+$/.test(name)) found.push({ name, line })
    isInside = (start !== undefined || isInside) && text.trimEnd().endsWith('\\')
    const one = kind === 'run' ? added.exec(text) : null
    if (one !== null) found.push({ name: one[1] ?? one[2] ?? '', line })
  }
  return found
}
