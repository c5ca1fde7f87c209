import { strict as assert } from 'node:assert'
import { m4Script } from '../../../server/core/syntax/m4Bodies'
import { readM4 } from '../../../server/core/syntax/m4Reader'

function linesOf(text: string): readonly string[] {
  return m4Script(readM4(text))
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')
}

describe('a macro file as one script', () => {
  it('puts what a macro requires or calls before it, wherever it is defined', () => {
    const file = `AC_DEFUN([XY_LATE], [
  AC_REQUIRE([XY_INIT])
  xy_used=$xy_set
])
AC_DEFUN([XY_INIT], [
  xy_set=1
])
AC_DEFUN([XY_LAST], [
  XY_LATE([one])
  last=$xy_used
])`
    assert.deepEqual(linesOf(file), ['xy_set=1', 'xy_used=$xy_set', 'last=$xy_used'])
  })

  it('puts what config.status sets up before the commands that it runs', () => {
    assert.deepEqual(linesOf('AC_CONFIG_COMMANDS([name], [run $it], [it="one"])'), ['it="one"', 'run $it'])
  })

  it('leaves texts for people out, and comes to an end when macros require each other', () => {
    const file = `AC_DEFUN([XY_A], [
  AC_REQUIRE([XY_B])
  AC_MSG_NOTICE([it's a \`trap\`])
  a=1
])
AC_DEFUN([XY_B], [
  AC_REQUIRE([XY_A])
  b=1
])`
    assert.deepEqual(linesOf(file), ['b=1', 'a=1'])
  })
})
