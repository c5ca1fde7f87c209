import assert from 'node:assert/strict'
import type { LanguageId } from '../../../server/core/syntax/language'
import { readShell, type ShellReading, type ShellWord } from '../../../server/core/syntax/shell'
import { shownValue, type Value } from '../../../server/core/syntax/value'
import { textAt } from './grammarStore'

/** The word after `use`, wherever it stands. */
function used({ pipelines }: ShellReading): ShellWord {
  const words = pipelines.flatMap(pipeline => pipeline.commands).find(command => command.name === 'use')?.words
  assert.ok(words?.[1], 'nothing is used')
  return words[1]
}

const shown = (value: Value): string => (value.kind === 'unresolved' ? `? ${shownValue(value)}` : shownValue(value))

function check(language: LanguageId, cases: readonly (readonly [text: string, expected: string])[]): void {
  for (const [text, expected] of cases) assert.equal(shown(used(readShell(language, text)).value), expected, text)
}

describe('values of shell words', () => {
  it('are what the last assignment that always runs says', () => {
    check('bash', [
      ['x=a; use $x', 'a'],
      ['x=a; x=b; use $x-$x', 'b-b'],
      ['x=a; y="$x c"; x=b; use "$y"', 'a c'],
      ['x=a; x+=b; x+=c; use $x', 'abc'],
      ['if t; then x=a; use $x; fi', 'a'],
      ['x=a; ( use $x )', 'a'],
      ['x=a; (x=b); use $x', 'a'],
      ['x=a; y=`x=b`; use $x', 'a'],
      ['x=a; x=b cmd; use $x', 'a'],
      ['use() { :; }\nf() { use $x; }\nx=a\nf', 'a'],
    ])
  })

  it('are several where branches differ', () => {
    check('bash', [
      ['x=a; if t; then x=b; fi; use $x', 'a | b'],
      ['if t; then x=a; else x=b; fi; use $x', 'a | b'],
      ['if t; then x=a; elif u; then x=b; else x=c; fi; use $x', 'a | b | c'],
      ['x=z; if t; then x=a; else x=b; fi; use $x', 'a | b'],
      ['case $y in a) x=1 ;; *) x=2 ;; esac; use $x', '1 | 2'],
      ['x=0; case $y in a) x=1 ;; b) x=2 ;; esac; use p/$x', 'p/0 | p/1 | p/2'],
      ['x=a; t && x=b; use $x', 'a | b'],
      ['x=a; t || { x=b; y=c; }\nuse $x', 'a | b'],
      ['for i in a "b c" d; do use $i; done', 'a | b c | d'],
      ['x=a; while t; do use $x; x=b; done', 'a | b'],
      ['f() { use $x; }\nx=a\nf\nx=b\nf\n', 'a | b'],
      ['if t; then x=a; fi; use $x', ' | a'],
    ])
  })

  it('are not fixed where the file does not say', () => {
    check('bash', [
      ['use $x', '? …'],
      ['use a$1', '? a…'],
      ['x=a; read x; use $x', '? …'],
      ['for i in *; do use $i; done', '? …'],
      ['x=$(cmd); use "p $x s"', '? p … s'],
      ['if t; then CC=a; fi; use $CC', '? …'],
      ['x=$x; use $x', '? …'],
      ['x=(a b); use $x', '? …'],
      ['x=$(echo $y | tr a b); use $x', '? …'],
      ['x=$(echo * | tr a b); use $x', '? …'],
      ['if t; then x=a; else use $x; fi', '? …'],
      [`${Array.from({ length: 9 }, (_, at) => `t && x=${at}`).join('\n')}\nuse $x`, '? …'],
    ])
  })

  it('follow expansions of known text', () => {
    check('bash', [
      [`x=a; use \${x:-b}`, 'a'],
      [`x=; use \${x:-b}`, 'b'],
      [`x=; y=c; use \${x:-"$y d"}`, 'c d'],
      [`x=a; use \${x:+b}`, 'b'],
      [`use \${x:-b}`, '? …'],
      [`x=a/b/c.tar.gz; use \${x%.gz}`, 'a/b/c.tar'],
      [`x=a/b/c.tar.gz; use \${x%.*}`, 'a/b/c.tar'],
      [`x=a/b/c.tar.gz; use \${x%%.*}`, 'a/b/c'],
      [`x=a/b/c.tar.gz; use \${x#*/}`, 'b/c.tar.gz'],
      [`x=a/b/c.tar.gz; use \${x##*/}`, 'c.tar.gz'],
      [`x=aXbXc; use \${x/X/-}`, 'a-bXc'],
      [`x=aXbXc; use \${x//X/-}`, 'a-b-c'],
      [`x=abcdef; use \${x:1:3}\${#x}`, 'bcd6'],
      [`x=ab; use \${x^^}`, 'AB'],
    ])
  })

  it('follow commands that only make text of text', () => {
    check('bash', [
      ['x=$(echo abc | tr a-c x-z); use $x', 'xyz'],
      ["x=`echo 'a b' | cut -d ' ' -f 2 | rev`; use $x", 'b'],
      ["x=$(printf '%s-' a b; ); use $x", 'a-b-'],
      ["x=$(printf 'a\\nb\\n' | tail -n 1); use $x", 'b'],
      ["x=$(printf '\\x73\\150'); use $x", 'sh'],
      ['x=data.tar.xz; y=`echo $x | sed "s/.*\\.//g"`; use $y', 'xz'],
      ['use $(basename /a/b.sh .sh) ', 'b'],
      ['use $(dirname a/b/c)', 'a/b'],
      ['use $(echo hello | head -c 4 2>/dev/null)', 'hell'],
      ["use $(echo 'b a' | tr ' ' '\\n' | sort -r | head -1)", 'b'],
      ['if t; then x=a; else x=b; fi; use $(echo $x | tr ab AB)', 'A | B'],
    ])
  })

  it('are not made up where systems differ or more than text takes part', () => {
    for (const command of [
      "echo 'a\\tb'",
      'echo a > f',
      'cat f',
      "echo a | sed -n 's/a/b/p'",
      "echo a | sed 's/\\(a\\)/b/'",
      'echo a | tr -s a',
      'echo é | tr é e',
      'echo a | sort -n',
      'echo a | wc -c',
      'date',
      'printf %x 10',
    ])
      assert.equal(used(readShell('bash', `use $(${command})`)).value.kind, 'unresolved', command)
  })

  it('follow assignments of make, which recipes see in the end', () => {
    check('make', [
      ['X = a\nall:\n\tuse $(X)\nX = b\n', 'b'],
      ['X := a\nY := $(X)\nX := b\nall:\n\tuse $(Y)\n', 'a'],
      ['X = a\nY = $(X)\nX = b\nall:\n\tuse $(Y)\n', 'b'],
      ['X = a # note\nX += b\nall:\n\tuse "$(X)"\n', 'a  b'],
      ['X = a\nifeq ($(Y),1)\nX = b\nendif\nall:\n\tuse $(X)\n', 'a | b'],
      ['if COND\nX = a\nelse\nX = b\nendif\nall:\n\tuse $(X)\n', 'a | b'],
      ['X ?= a\nall:\n\tuse $(X)\n', '? …'],
      ['X = a\nX ?= b\nall:\n\tuse $(X)\n', 'a'],
      ['X = a.c d.c\nY = $(X:.c=.o)\nall:\n\tuse "$(Y)"\n', 'a.o d.o'],
      ['X = $(addprefix p/,$(patsubst %.c,%.o,a.c b.h))\nall:\n\tuse "$(X)"\n', 'p/a.o p/b.h'],
      ['X = $(subst a,b,$(strip   a  c ))$(word 2,x y z)$(firstword q r)\nall:\n\tuse "$(X)"\n', 'b cyq'],
      ['X = $(wildcard *.c)\nall:\n\tuse $(X)\n', '? …'],
      ['X = $(X)\nall:\n\tuse $(X)\n', '? …'],
      ['X = a\nall: X = b\nall:\n\tuse $(X)\n', '? …'],
      ['all:\n\tx=a; use $$x\n', 'a'],
      ['all:\n\tx=a\n\tuse $$x\n', '? …'],
    ])
  })

  it('follow macros of plain text, and leave parameters of macros open', () => {
    check('m4', [
      ['m4_define([demo_dir], [lib/x])\nuse demo_dir/a\n', 'lib/x/a'],
      ['AC_DEFUN([D], [x=a\nuse $x])\n', 'a'],
      ['AC_DEFUN([D], [demo_[$1]_x=a\nuse $demo_[$1]_x])\n', 'a'],
      ['AC_DEFUN([D], [use $1])\n', '? …'],
      ['AC_DEFUN([D], [AS_IF([t], [x=a], [x=b])\nuse $x])\n', 'a | b'],
      ['AC_DEFUN([D], [x=z\nD_OTHER([t], [x=a])\nuse $x])\n', 'z | a'],
      ['AC_DEFUN([D], [use $x])\nAC_DEFUN([E], [x=a])\n', 'a'],
      ['AC_DEFUN([D], [AC_CONFIG_COMMANDS([t], [use $x], [x=a])])\n', 'a'],
    ])
  })

  it('follow set() in CMake, and forget what other commands change', () => {
    const run = `execute_process(COMMAND use "\${x}")\n`
    check('cmake', [
      [`set(x a)\n${run}`, 'a'],
      [`set(x a)\nif(T)\nset(x b)\nendif()\n${run}`, 'a | b'],
      [`if(T)\nset(x a)\nelse()\nset(x b)\nendif()\n${run}`, 'a | b'],
      [`set(x a)\nstring(REPLACE a b x "\${y}")\n${run}`, '? …'],
      [`set(x a)\nfunction(f)\nset(x b)\n${run}endfunction()\n`, 'b'],
    ])
  })

  it('stay bounded on values made to grow', () => {
    const doubled = Array.from({ length: 40 }, (_, at) => `x${at + 1}="$x${at}$x${at}"`).join('\n')
    assert.equal(used(readShell('bash', `x0=aaaa\n${doubled}\nuse $x40\n`)).value.kind, 'unresolved')
    const wide = Array.from({ length: 3000 }, (_, at) => `t && x=${at}; use $x`).join('\n')
    for (const { commands } of readShell('bash', wide).pipelines)
      for (const command of commands) for (const word of command.words) assert.ok(word.value)
  })
})

describe('the body of a word', () => {
  it('has the quotes off and leads back to the file', () => {
    const text = `python3 -c 'import os
os.run("a")' "b\\"c$d"e\n`
    const words = readShell('bash', text).pipelines[0]?.commands[0]?.words ?? []
    const code = words[2]?.body()
    assert.equal(code?.text, 'import os\nos.run("a")')
    assert.equal(textAt(text, code.span(10, 21)), 'os.run("a")')
    const last = words[3]?.body()
    assert.equal(last?.text, 'b"c$de')
    assert.equal(textAt(text, last.span(1, 2)), '"')
    assert.equal(textAt(text, last.span(5, 6)), 'e')
  })

  it('has the lines of a here-document too', () => {
    const text = "python3 - <<'E'\nx = 1\nE\n"
    const document = readShell('bash', text).pipelines[0]?.commands[0]?.redirects[0]?.document?.()
    assert.equal(document?.text, 'x = 1\n')
    assert.deepEqual(document.position(0), { line: 2, column: 0 })
  })
})
