import assert from 'node:assert/strict'
import type { LanguageId } from '../../../server/core/syntax/language'
import { probeErrors } from '../../../server/core/syntax/probeErrors'
import { findProbes, matchProbe, type Probe } from '../../../server/core/syntax/probes'
import { allGrammars, textAt } from './grammarStore'

function only(language: LanguageId, text: string): Probe {
  const probes = findProbes(language, text)
  assert.equal(probes.length, 1)
  assert.ok(probes[0])
  return probes[0]
}

async function errorsOf(language: LanguageId, text: string): Promise<readonly string[]> {
  const grammars = await allGrammars()
  return findProbes(language, text).flatMap(probe => {
    const result = probeErrors(grammars, probe)
    assert.ok(result.ok)
    return result.errors.map(({ kind, span, text: shown, insidePreprocessorIf }) =>
      [kind, `${span.start.line}:${span.start.column}`, shown, ...(insidePreprocessorIf ? ['#if'] : [])].join(' '),
    )
  })
}

const cmakeCheck = (line: string): string => `if(NOT FOUND)
    check_c_source_compiles("
        #include <a.h>
${line}
        void my_box(void)
        {
            (void)LOCK_CREATE;
            puts(\\"x\\");
        }
        int main(void) { return 0; }
        "
    HAVE_BOX)
endif()
`
const autoconfCheck = (line: string): string => `AS_CASE([$enable_box], [auto], [
	AC_COMPILE_IFELSE([AC_LANG_SOURCE([[
		#include <a.h>
${line}
		void my_box(void) { int a[3]; (void)a[0]; }
	]])], [
		enable_box=found
		AC_DEFINE([HAVE_BOX], [1], [Box.])
	], [])
])
`

describe('feature-check programs in CMake', () => {
  it('takes quotes and escapes off and knows result, kind and place', () => {
    const text = cmakeCheck('')
    const probe = only('cmake', text)
    assert.equal(probe.check, 'check_c_source_compiles')
    assert.deepEqual([probe.buildSystem, probe.kind, probe.language], ['cmake', 'compile', 'c'])
    assert.equal(probe.resultVariable, 'HAVE_BOX')
    assert.ok(probe.body.text.includes('puts("x");'))
    assert.ok(textAt(text, probe.span).startsWith('check_c_source_compiles(') && textAt(text, probe.span).endsWith(')'))
  })

  it('maps every unit of the program back to where it was written', () => {
    const text = `check_c_source_compiles("a\\"b\\\\n\${X}\\n"\n  V)\n`
    const { body } = only('cmake', text)
    assert.equal(body.text, `a"b\\n\${X}\n`)
    const at = [...body.text].map((_, index) => body.position(index).column)
    assert.deepEqual(at, [25, 26, 28, 29, 31, 32, 33, 34, 35, 36])
  })

  it('finds the lone dot, and nothing when it is gone', async () => {
    assert.deepEqual(await errorsOf('cmake', cmakeCheck('.')), ['unexpected 4:0 .'])
    assert.deepEqual(await errorsOf('cmake', cmakeCheck('')), [])
  })

  const slips: readonly [name: string, line: string][] = [
    ['a brace', '        int f(void) { return 0;'],
    ['a semicolon', '        int f(void) { return 0 }'],
    ['a no-break space', '        \u00a0'],
    ['a zero-width space', '        int f(void)\u200b;'],
    ['a backtick', '        `'],
    ['a stray hash', '        int #;'],
    ['a comma', '        int a,;'],
  ]
  for (const [name, line] of slips)
    it(`finds ${name} too much or too little`, async () => {
      assert.notDeepEqual(await errorsOf('cmake', cmakeCheck(line)), [])
    })

  it('reads the older and newer forms of the checks', () => {
    const forms: readonly [text: string, kind: string, language: string, result: string | undefined][] = [
      ['CHECK_CXX_SOURCE_COMPILES("int x;" V)', 'compile', 'cpp', 'V'],
      ['check_c_source_runs([[int x;]] V)', 'run', 'c', 'V'],
      ['check_source_compiles(C [==[int x;]==] V)', 'compile', 'c', 'V'],
      ['check_source_runs(CXX "int x;" V)', 'run', 'cpp', 'V'],
      ['check_fortran_source_compiles("end" V)', 'compile', 'unknown', 'V'],
      ['try_compile(V SOURCE_FROM_CONTENT main.c "int x;")', 'compile', 'c', 'V'],
      ['try_run(V C SOURCE_FROM_CONTENT main.cpp "int x;")', 'run', 'cpp', 'V'],
      ['my_check_c_source_compiles("int x;" V)', 'compile', 'c', 'V'],
      [`file(WRITE "\${DIR}/a.c" "int main(void) { return 0; }")`, 'written', 'c', undefined],
    ]
    for (const [text, kind, language, result] of forms) {
      const probe = only('cmake', text)
      assert.deepEqual([probe.kind, probe.language, probe.resultVariable], [kind, language, result], text)
    }
  })

  it('finds a program that is handed over in a variable, where it was written', async () => {
    const text = `set(CODE "int main(void)\n.\n{ return 0; }")\ncheck_c_source_compiles("\${CODE}" V)\n`
    assert.deepEqual(await errorsOf('cmake', text), ['unexpected 2:0 .'])
  })

  it('is not led astray by a slip before the check', () => {
    assert.equal(findProbes('cmake', `)) ]] @ $\n${cmakeCheck('.')}`).length, 1)
  })

  it('says that a language is not read', async () => {
    const probe = only('cmake', 'check_fortran_source_compiles("end" V)')
    assert.deepEqual(probeErrors(await allGrammars(), probe), { ok: false, reason: 'unknown-language' })
  })
})

describe('feature-check programs in autoconf', () => {
  it('takes the quotes m4 takes, keeps those of the program, and knows the result', () => {
    const probe = only('m4', autoconfCheck(''))
    assert.ok(probe.body.text.includes('int a[3]; (void)a[0];'))
    assert.equal(probe.resultVariable, 'HAVE_BOX')
    assert.deepEqual(probe.resultVariables, ['HAVE_BOX', 'enable_box'])
  })

  it('finds a lone dot, and nothing when it is gone', async () => {
    assert.deepEqual(await errorsOf('m4', autoconfCheck('.')), ['unexpected 4:0 .'])
    assert.deepEqual(await errorsOf('m4', autoconfCheck('')), [])
  })

  it('puts prologue and body of AC_LANG_PROGRAM around a main', async () => {
    const text = 'AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <a.h>]], [[f();\n.]])], [V=yes])\n'
    const probe = only('m4', text)
    assert.match(probe.body.text, /^#include <a\.h>\nint main \(void\)\n\{\nf\(\);\n\.\n;\nreturn 0;\n\}\n$/)
    assert.equal(probe.kind, 'link')
    assert.deepEqual(await errorsOf('m4', text), ['unexpected 2:0 .'])
  })

  it('reads the obsolete forms', async () => {
    const text = 'AC_TRY_COMPILE([#include <a.h>], [int a[2]; (void)a[0];], AC_DEFINE(V), x)\n'
    assert.equal(only('m4', text).resultVariable, 'V')
    assert.deepEqual(await errorsOf('m4', text), [])
    assert.equal(only('m4', 'AC_TRY_RUN([int main() { return 0; }], [v=1])').kind, 'run')
  })

  it('names the variable of a cache check around', () => {
    const text = 'AC_CACHE_CHECK([for x], [ac_cv_x], [AC_RUN_IFELSE([AC_LANG_SOURCE([[int x;]])], [:])])\n'
    assert.equal(only('m4', text).resultVariable, 'ac_cv_x')
  })

  it('knows the language of AC_LANG_PUSH', () => {
    const probe = 'AC_COMPILE_IFELSE([AC_LANG_SOURCE([[int x;]])])\n'
    const text = `${probe}AC_LANG_PUSH([C++])\n${probe}AC_LANG_POP([C++])\n${probe}AC_LANG([Fortran])\n${probe}`
    assert.deepEqual(
      findProbes('m4', text).map(({ language }) => language),
      ['c', 'cpp', 'c', 'unknown'],
    )
  })

  it('leaves out what m4 and the shell fill in', async () => {
    const text = [
      'AC_COMPILE_IFELSE([AC_LANG_PROGRAM([AC_INCLUDES_DEFAULT',
      'dnl a comment . of m4',
      '[#include <a.h>',
      ']GL_MDA_DEFINES[',
      '$my_includes',
      'static $my_keyword int x;',
      ']], [[return x@<:@1@:>@;]])])',
    ].join('\n')
    assert.deepEqual(await errorsOf('m4', text), [])
    assert.ok(only('m4', text).body.text.includes('return x[1];'))
  })

  it('finds a check in a body with a quote that is never closed', () => {
    assert.equal(findProbes('m4', `AC_DEFUN([X], [ foo [ \n${autoconfCheck('')}`).length, 1)
  })

  it('ignores a check in a comment', () => {
    assert.deepEqual(findProbes('m4', `dnl AC_COMPILE_IFELSE([x;])\n# AC_COMPILE_IFELSE([x;])\n`), [])
  })
})

describe('faults inside conditionals of a program', () => {
  const program = (body: string): string => `check_c_source_compiles("${body}\nint main(void) { return 0; }" V)\n`

  it('reads halves of a construct over #if and #else', async () => {
    const body =
      '\n#if A\nint f(void) {\n#else\nint g(void) {\n#endif\nreturn 0; }\n#ifdef B\n__attribute__((x))\n#endif'
    assert.deepEqual(await errorsOf('cmake', program(body)), [])
  })

  it('reads every branch, and marks what it finds there', async () => {
    const body = '\n#if A\nint a;\n#elif B\n.\n#else\nint c;\n#endif'
    assert.deepEqual(await errorsOf('cmake', program(body)), ['unexpected 5:0 . #if'])
  })

  it('takes no branch for C++ or for #if 0', async () => {
    const body =
      '\n#ifdef __cplusplus\nextern \\"C\\" {\n#endif\nint f(void);\n#ifdef __cplusplus\n}\n#endif\n#if 0\n. . .\n#endif'
    assert.deepEqual(await errorsOf('cmake', program(body)), [])
  })
})

describe('twins of a check', () => {
  it('match over build systems by result', () => {
    const autoconf = findProbes('m4', `${autoconfCheck('')}AC_TRY_RUN([int x;], [HAVE_OTHER=1])`)
    assert.equal(matchProbe(only('cmake', cmakeCheck('.')), autoconf)?.resultVariable, 'HAVE_BOX')
  })

  it('match by program where the result has another name, and not otherwise', () => {
    const probe = only('cmake', 'check_c_source_compiles("int  x;" A)')
    assert.ok(matchProbe(probe, findProbes('m4', 'AC_TRY_RUN([int x;], [B=1])')))
    assert.equal(matchProbe(probe, findProbes('m4', 'AC_TRY_RUN([int y;], [B=1])')), undefined)
  })
})
