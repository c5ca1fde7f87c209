import assert from 'node:assert/strict'
import type { LanguageId } from '../../../server/core/syntax/language'
import { meaningFaults } from '../../../server/core/syntax/probeMeaning'
import { isMisspelt } from '../../../server/core/syntax/probeNames'
import { findProbes } from '../../../server/core/syntax/probes'

function faults(program: string, language: LanguageId = 'm4'): readonly string[] {
  const text = language === 'm4' ? `AC_COMPILE_IFELSE([AC_LANG_SOURCE([[\n${program}\n]])], [A=yes])\n` : program
  return findProbes(language, text).flatMap(probe =>
    meaningFaults(probe).map(({ kind, text: shown, meant, span }) =>
      `${span.start.line} ${kind} ${shown} ${meant}`.trim(),
    ),
  )
}

describe('feature-check programs that are right in syntax alone', () => {
  it('finds names and headers a letter away from known ones', () => {
    assert.deepEqual(faults('#include <linux/landlok.h>\nint f(void) { return SYS_landlock_add_rul; }'), [
      '2 header linux/landlok.h linux/landlock.h',
      '3 spelling SYS_landlock_add_rul SYS_landlock_add_rule',
    ])
    assert.deepEqual(faults('int f(void) { return strncpy(a, b, 1) + strcpy(a, b) + getgroups(1, 0); }'), [])
  })

  it('counts arguments of functions that the program does not declare', () => {
    assert.deepEqual(faults('int f(void) { return pledge("a, b"); }'), ['2 arguments pledge 2'])
    assert.deepEqual(faults('int f(void) { return pledge("a, b", g(1, 2)); }'), [])
    assert.deepEqual(faults('char pledge();\nint f(void) { return pledge(); }'), [])
  })

  it('finds an error that is always reached, not one that answers the question', () => {
    assert.deepEqual(faults('#include <a.h>\n#error\nint f(void) { return 0; }'), ['3 error #error'])
    assert.deepEqual(faults('#include <a.h>\n#ifndef A\n#error\n#endif'), [])
    assert.deepEqual(faults('#error meant to fail\nint main(void) { return 0; }'), [])
  })

  it('finds a letter of another script in a name, not in comments and strings', () => {
    assert.deepEqual(faults('int f(void) { return \u0430pi_open(); }'), ['2 letter \u0430pi_open'])
    assert.deepEqual(faults('/* \u0430pi */ const char *s = "\u0430pi";'), [])
  })

  it('reads programs of hand-written scripts, and leaves other languages alone', () => {
    const script =
      'cat > $TMPC <<EOF\n#include <a.h>\nint main(void) { return unveil("/"); }\nEOF\nif compile_prog; then\n'
    assert.deepEqual(faults(script, 'bash'), ['3 arguments unveil 2'])
    assert.equal(
      findProbes('m4', 'AC_COMPILE_IFELSE([AC_LANG_SOURCE([[@interface A\n@end]])])\n')[0]?.language,
      'unknown',
    )
  })

  it('calls a slip what is one letter away, not what is another name', () => {
    assert.ok(isMisspelt('getentorpy', 'getentropy') && isMisspelt('pr_set_no_new_prvs', 'pr_set_no_new_privs'))
    for (const [a, b] of [
      ['memfd_create2', 'memfd_create'],
      ['SETCON', 'setcon'],
      ['abcd', 'abce'],
    ] as const)
      assert.ok(!isMisspelt(a, b), `${a} ${b}`)
  })
})
