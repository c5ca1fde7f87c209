import assert from 'node:assert/strict'
import { compareAnswers } from '../../../server/core/syntax/answerComparison'
import { findFeatureAnswers } from '../../../server/core/syntax/featureAnswers'
import { findSwitches } from '../../../server/core/syntax/featureSwitches'
import type { LanguageId } from '../../../server/core/syntax/language'

function forms(language: LanguageId, text: string): readonly string[] {
  return findFeatureAnswers(language, text).map(({ name, form }) => `${name} ${form}`)
}

function changes(language: LanguageId, old: string, now: string): readonly string[] {
  return compareAnswers(findFeatureAnswers(language, old), findFeatureAnswers(language, now))
    .filter(({ change }) => change !== 'kept')
    .map(({ name, change }) => `${name} ${change}`)
}

describe('answers of feature checks', () => {
  it('knows the defines that autoconf makes of lists of names', () => {
    assert.deepEqual(
      forms('m4', 'AC_CHECK_FUNCS([a b])\nAC_CHECK_HEADERS([x/y.h])\nAC_CHECK_MEMBERS([struct s.t])\n'),
      ['HAVE_A checked', 'HAVE_B checked', 'HAVE_X_Y_H checked', 'HAVE_STRUCT_S_T checked'],
    )
  })

  it('tells the action for success from the one for failure, and follows the shell around', () => {
    assert.deepEqual(forms('m4', 'AC_CHECK_FUNC([f], [AC_DEFINE([A])], [AC_DEFINE([B])])\n'), [
      'A checked',
      'B inverted',
    ])
    assert.deepEqual(
      forms('m4', 'if test "$x" = xyes; then\nAC_DEFINE([A])\nelse\nAC_DEFINE([B])\nfi\nAC_DEFINE([C])\n'),
      ['A checked', 'B inverted', 'C fixed-yes'],
    )
    assert.deepEqual(forms('m4', 'if false; then\nAC_DEFINE([A])\nfi\nAS_IF([test 1 = 0], [AC_DEFINE([B])])\n'), [
      'A never',
      'B never',
    ])
  })

  it('reads conditions of CMake, and results by the place each command has for them', () => {
    const text =
      'check_symbol_exists(f "a.h" A)\ncheck_library_exists(l f "" B)\nif(NOT A)\nadd_definitions(-DC_C)\nendif()\nif(FALSE)\ncheck_function_exists(g D)\nendif()\n'
    assert.deepEqual(forms('cmake', text), ['A checked', 'B checked', 'C_C inverted', 'D never'])
  })

  it('reads what Meson sets by a check, under a condition and by a constant', () => {
    const text =
      "conf.set('A', cc.has_function('f'))\nif not cc.has_function('g')\n  conf.set('B', 1)\nendif\nconf.set10('C', false)\n"
    assert.deepEqual(forms('meson', text), ['A checked', 'B inverted', 'C fixed-no'])
  })

  it('believes a no behind the check or in its cache, not one before it or on one platform', () => {
    const check = 'AC_CHECK_FUNC([f], [have_f=yes])\n'
    assert.deepEqual(changes('m4', check, `${check}have_f=no\n`), ['have_f fixed'])
    assert.deepEqual(changes('m4', check, `have_f=no\n${check}`), [])
    assert.deepEqual(changes('m4', check, `${check}case $host in\nx) have_f=no ;;\nesac\n`), [])
    const list = 'AC_CHECK_FUNCS([f])\n'
    assert.deepEqual(changes('m4', list, `ac_cv_func_f=no\n${list}`), ['HAVE_F fixed'])
  })

  it('lets no one check decide in the else of one within the then of another', () => {
    const nested = 'if test "x$a" = "xyes"; then\nif test "x$b" = "xyes"; then\nc=no\nelse\nAC_DEFINE([A])\nfi\nfi\n'
    assert.deepEqual(forms('m4', nested), ['c inverted', 'A conditional'])
    assert.deepEqual(changes('m4', 'if test "x$a" = "xyes"; then\nAC_DEFINE([A])\nfi\n', nested), [])
    assert.deepEqual(forms('cmake', 'if(A)\nif(B)\nelse()\nadd_definitions(-DC_C)\nendif()\nendif()\n'), [
      'C_C conditional',
    ])
  })

  it('takes an internal entry of the cache for an answer, and one for the user for none', () => {
    const check = 'check_function_exists(f HAVE_F)\n'
    assert.deepEqual(changes('cmake', check, `set(HAVE_F 0 CACHE INTERNAL "")\n${check}`), ['HAVE_F fixed'])
    assert.deepEqual(changes('cmake', check, `set(HAVE_F 0 CACHE BOOL "")\n${check}`), [])
  })

  it('says what was removed and what was turned round', () => {
    assert.deepEqual(changes('cmake', 'check_function_exists(f HAVE_F)\n', 'project(x)\n'), ['HAVE_F removed'])
    const define = (yes: string, no: string) => `AC_CHECK_FUNC([f], [${yes}], [${no}])\n`
    assert.deepEqual(changes('m4', define('AC_DEFINE([A])', ''), define('', 'AC_DEFINE([A])')), ['A inverted'])
  })

  it('ends on text that never closes', () => {
    for (const piece of ['AC_DEFINE([A', 'if test x; then\n', 'check_a(', 'if(', "conf.set('A', "])
      for (const language of ['m4', 'cmake', 'meson'] as const)
        assert.ok(findFeatureAnswers(language, piece.repeat(3_000)).length <= 3_000)
  })
})

describe('switches of a build', () => {
  it('reads defaults of four kinds of build', () => {
    const read = (path: string, language: LanguageId | undefined, text: string) =>
      findSwitches(path, language, text).map(({ name, written, isOn }) => `${name} ${written} ${isOn}`)
    assert.deepEqual(read('configure.ac', 'm4', 'AC_ARG_ENABLE([a-b], [help], [], [enable_a_b=no])\n'), [
      'enable_a_b no false',
    ])
    assert.deepEqual(read('CMakeLists.txt', 'cmake', 'option(A "x" ON)\nset(B OFF CACHE BOOL "x")\n'), [
      'A ON true',
      'B OFF false',
    ])
    assert.deepEqual(read('meson_options.txt', undefined, "option('a', type: 'feature')\n"), ['a auto true'])
    assert.deepEqual(read('Kconfig', undefined, 'config A\n\tbool "x"\n\tdefault n\n'), ['A n false'])
  })
})
