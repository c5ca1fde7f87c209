import assert from 'node:assert/strict'
import type { Hunk } from '../../../server/core/model/hunk'
import { readCMake } from '../../../server/core/syntax/cmakeReader'
import { preprocessorVariants } from '../../../server/core/syntax/conditionals'
import { oldLines } from '../../../server/core/syntax/lineMap'
import { LineTable } from '../../../server/core/syntax/lineTable'
import { argumentText, readM4 } from '../../../server/core/syntax/m4Reader'
import { findProbes } from '../../../server/core/syntax/probes'
import { prepareForParsing, substitutePlaceholders } from '../../../server/core/syntax/template'

describe('preparation before parsing', () => {
  it('never changes length or line ends', () => {
    const text = `if A\r\n@x.y@ \${Z} {{ a b }}\r\n\tendif\r\nendif\n`
    for (const language of ['c', 'cpp', 'bash', 'make', 'cmake', 'm4'] as const)
      for (const path of ['a.in', 'Makefile.am', 'a.c']) {
        const prepared = prepareForParsing(language, path, text)
        assert.equal(prepared.replace(/[^\r\n]/g, '.'), text.replace(/[^\r\n]/g, '.'))
      }
    assert.equal(substitutePlaceholders(`@a-b@ \${C} {{ d }}`), '_a_b_ __C_ ___d___')
  })
})

describe('lines and offsets', () => {
  it('are inverse to one another, and clamped', () => {
    const text = 'ab\n\r\n\u{1f600}c'
    const lines = new LineTable(text)
    for (let at = 0; at <= text.length; at++) assert.equal(lines.offset(lines.position(at)), at)
    assert.deepEqual(lines.position(text.length + 9), { line: 3, column: 3 })
    assert.deepEqual(lines.position(-1), { line: 1, column: 0 })
  })

  it('follow unchanged lines to the old side', () => {
    const hunks: readonly Hunk[] = [
      {
        oldStart: 2,
        oldCount: 2,
        newStart: 2,
        newCount: 3,
        section: '',
        lines: [
          { kind: 'context', text: 'a', old: 2, new: 2 },
          { kind: 'removed', text: 'b', old: 3 },
          { kind: 'added', text: 'c', new: 3 },
          { kind: 'added', text: 'd', new: 4 },
        ],
      },
      {
        oldStart: 6,
        oldCount: 1,
        newStart: 6,
        newCount: 0,
        section: '',
        lines: [{ kind: 'removed', text: 'e', old: 6 }],
      },
    ]
    const oldLineOf = oldLines(hunks)
    assert.deepEqual([1, 2, 3, 4, 5, 6, 7, 8].map(oldLineOf), [1, 2, undefined, undefined, 4, 5, 7, 8])
  })
})

describe('CMake reader', () => {
  it('reads every kind of argument, comments between them left out', () => {
    const text = 'Set(a "b \\"c\\n" # no )\n  [=[x ]] y]=] #[[ z ]] -DX="p q" (r) \\\\ )\n#[[ e() ]]f()\n'
    const { commands } = readCMake(text)
    assert.deepEqual(
      commands.map(command => command.name),
      ['set', 'f'],
    )
    assert.deepEqual(
      commands[0]?.arguments.map(({ kind, body }) => `${kind} ${JSON.stringify(body.text)}`),
      [
        'unquoted "a"',
        'quoted "b \\"c\\n"',
        'bracket "x ]] y"',
        'unquoted "-DX=\\"p q\\""',
        'unquoted "("',
        'unquoted "r"',
        'unquoted ")"',
        'unquoted "\\\\"',
      ],
    )
  })

  it('ends with the text when something is never closed', () => {
    for (const text of ['a("b', 'a([[b', 'a(#[[b', 'a(b', 'a(', 'a("b\\'])
      assert.ok(
        readCMake(text).commands.every(command => command.end <= text.length),
        text,
      )
  })
})

describe('m4 reader', () => {
  it('finds calls at any depth with their parents and arguments', () => {
    const text = 'AC_DEFUN([X],\n[ AS_IF([a], [AC_FOO((1, 2), [c, d] , e)]) ]) AC_BAR (x)\n'
    const file = readM4(text)
    assert.deepEqual(
      file.calls.map(call => [call.name, call.parent?.name, call.arguments.length]),
      [
        ['AC_DEFUN', undefined, 2],
        ['AS_IF', 'AC_DEFUN', 2],
        ['AC_FOO', 'AS_IF', 3],
      ],
    )
    const [, , foo] = file.calls
    assert.deepEqual(
      foo?.arguments.map(({ start, end }) => text.slice(start, end)),
      ['(1, 2)', '[c, d]', 'e'],
    )
    assert.equal(argumentText(file, foo?.arguments[1]), 'c, d')
  })

  it('takes the calls left open in a quote along when it closes', () => {
    const file = readM4('AC_A([ AC_B(x, [y ], z)\n')
    assert.deepEqual(
      file.calls.map(call => call.arguments.length),
      [1, 3],
    )
    assert.equal(readM4('AC_A([ AC_B(x ], z) AC_C(1)').calls[0]?.arguments.length, 2)
  })
})

describe('ways through conditionals', () => {
  it('have the length of the text and hold every branch between them', () => {
    const text = 'a\n#if X\nb\n# if Y\nc\n# else\nd\n# endif\n#elif Z\ne\n#endif\nf\n'
    const { texts, conditionalLines } = preprocessorVariants(text)
    assert.ok(texts.every(variant => variant.length === text.length))
    for (const letter of 'abcdef') assert.ok(texts.some(variant => variant.includes(letter)))
    assert.ok(texts.every(variant => !variant.includes('#') && !(variant.includes('c') && variant.includes('d'))))
    assert.deepEqual([...conditionalLines], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  })

  it('leave text alone that nests beyond reason', () => {
    const text = '#if 1\n'.repeat(20_000)
    assert.deepEqual(preprocessorVariants(text).texts, [text])
  })
})

describe('programs without an end', () => {
  it('are found and cut, however many are open at once', () => {
    const text = 'AC_COMPILE_IFELSE([AC_LANG_PROGRAM([[int x;]], [['.repeat(500)
    const probes = findProbes('m4', text)
    assert.equal(probes.length, 500)
    assert.ok(probes.every(probe => probe.body.text.length < 50_000))
  })
})
