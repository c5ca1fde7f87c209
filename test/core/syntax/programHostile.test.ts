import assert from 'node:assert/strict'
import type { GrammarId } from '../../../server/core/syntax/language'
import { reading, shown } from './programReading'

const deep = 4_000

/** Texts made to be deep, long or self-referring; each must end in a reading. */
const hostile: readonly [GrammarId, string, string][] = [
  ['javascript', 'parentheses', `f(${'('.repeat(100_000)}1${')'.repeat(100_000)})`],
  ['javascript', 'open parentheses', '('.repeat(100_000)],
  ['javascript', 'calls in calls', `${'f('.repeat(deep)}1${')'.repeat(deep)}`],
  ['javascript', 'functions in functions', `${'x => y => '.repeat(deep)}z`],
  ['javascript', 'a chain of calls', `a${'.b()'.repeat(deep)}`],
  ['javascript', 'a chain of members', `a${'.b'.repeat(deep)}`],
  ['javascript', 'a long sum', `x = ${"'a' + ".repeat(deep)}'b'; f(x)`],
  ['javascript', 'assignments in assignments', `${'a = '.repeat(deep)}eval; a(1)`],
  ['javascript', 'patterns in patterns', `const ${'{a:'.repeat(5_000)}b${'}'.repeat(5_000)} = require('x'); b()`],
  ['javascript', 'lists in lists', `f(${'['.repeat(deep)}${']'.repeat(deep)})`],
  ['javascript', 'appending', `let s = ''; ${"s += 'abc'; ".repeat(deep)} f(s)`],
  ['javascript', 'doubling', `let s = 'ab'; ${'s = s + s; '.repeat(200)} f(s)`],
  ['javascript', 'many definitions', `${'if (p) x = q; f(x); '.repeat(1_000)}`],
  ['javascript', 'aliases of each other', 'var a = b; var b = a; a(); a = b + a; f(a)'],
  ['javascript', 'a long line', `x = '${'\\x41'.repeat(250_000)}'`],
  ['javascript', 'templates in templates', `${'`${'.repeat(5_000)}1${'}`'.repeat(5_000)}`],
  ['python', 'parentheses', `f(${'('.repeat(50_000)}1${')'.repeat(50_000)})`],
  ['python', 'a long line', `x = [${'"a", '.repeat(100_000)}]\nf(x)\n`],
  ['python', 'strings side by side', `f(${'"a" '.repeat(deep)})`],
  ['python', 'lambdas in lambdas', `${'lambda x: '.repeat(deep)}x`],
  ['ruby', 'parentheses', `f(${'('.repeat(10_000)}1${')'.repeat(10_000)})`],
  ['ruby', 'appending', `s ${"<< 'a' ".repeat(deep)}`],
  ['ruby', 'heredocs', `${'f(<<A, <<A)\nx\nA\ny\nA\n'.repeat(2_000)}`],
  ['php', 'parentheses', `<?php f(${'('.repeat(50_000)}1${')'.repeat(50_000)});`],
  ['php', 'a long concatenation', `<?php $x = ${"'a' . ".repeat(deep)}'b'; $x();`],
  [
    'javascript',
    'blocks in blocks that lead to a text that runs',
    `var s = ''; ${'{'.repeat(deep)}s += 'x'${'}'.repeat(deep)} eval(s)`,
  ],
  ['javascript', 'loops in loops', `var s = '', i; ${'for (i = 0; i < 99; i++) '.repeat(40)}s += 'x'; eval(s)`],
  ['javascript', 'a loop without end', `var s = ''; while (1) s += s + 'x'; eval(s)`],
  [
    'javascript',
    'functions that call each other',
    `function f(x) { return g(x) + g(x) } function g(x) { return f(x) + f(x) } eval(f(1))`,
  ],
  [
    'javascript',
    'tests in tests',
    `function f() { if (${'!('.repeat(deep)}1${')'.repeat(deep)}) return 'x' } eval(f())`,
  ],
  ['javascript', 'conditions side by side', `function f() { if (${'1 && '.repeat(deep)}1) return 'x' } eval(f())`],
  [
    'javascript',
    'maps in maps',
    `const a = [1, 2, 3, 4, 5, 6, 7, 8, 9]; eval(a${'.map(x => a'.repeat(30)}${')'.repeat(30)}.join(''))`,
  ],
  ['javascript', 'much before each call', `${'let s = s0; s0 += x; eval(s);'.repeat(2_000)}`],
  [
    'python',
    'comprehensions in comprehensions',
    `a = range(99)\nexec(''.join(${'[x for x in '.repeat(30)}a${']'.repeat(30)}))`,
  ],
  ['python', 'a comprehension with many clauses', `exec([x ${'for x in y '.repeat(deep)}])`],
  ['python', 'lists that grow', `a = [1]\nfor i in range(20000):\n  a = a + a\nexec(a)`],
  [
    'php',
    'conditions beside each other',
    `<?php function f() { if (0) {} ${'elseif (0) {}'.repeat(deep)} else return 'x'; } eval(f());`,
  ],
  ['php', 'variables named by texts', `<?php ${"$a = 'b'; $a(); ".repeat(1_000)}`],
]

describe('programs made to be hard to read', () => {
  for (const [language, title, text] of hostile)
    it(`${title} in ${language}`, async () => {
      const { calls, strings, assignments } = await reading(language, text)
      assert.ok(calls.length + strings.length + assignments.length >= 0)
      for (const { value } of assignments) assert.ok(value.kind !== 'known' || value.text.length <= 1_000_000)
    })

  it('says when it stopped', async () => {
    const { isCut, calls } = await reading('javascript', 'f(1);'.repeat(210_000))
    assert.equal(isCut, true)
    assert.ok(calls.length > 100_000)
  })

  it('gives up on a value before it gets long', async () => {
    const text = `let s = 'ab'; ${'s = s + s; '.repeat(14)} show(s); ${'s = s + s; '.repeat(14)} show(s)`
    const values = shown(await reading('javascript', text))
    assert.deepEqual(
      values.map(value => value.length),
      [2 ** 15, 1],
    )
  })
})
