import { strict as assert } from 'node:assert'
import {
  codeForm,
  codeLines,
  compareSerials,
  publishedForm,
  serialOf,
  withoutTrailingBlanks,
} from '../../../server/core/macros/normalise'

const macro = '# thing.m4 serial 3\ndnl Copyright (C) 2001, 2002 Somebody.\nAC_DEFUN([THING],\n[  :  ])\n'

describe('forms of a vendored macro', () => {
  it('leave out line ends, serial, years and stamps', () => {
    const same =
      '\xef\xbb\xbf\n# thing.m4 serial 30\r\ndnl Copyright (C) 2024 Somebody.\r\nAC_DEFUN([THING],  \n[  :  ])\n\n\n'
    assert.equal(publishedForm('thing.m4', same), publishedForm('thing.m4', macro))
    const stamped = (day: string) => `#!/bin/sh\ntimestamp='${day}'\nscriptversion=${day}.03; # UTC\necho\n`
    assert.equal(publishedForm('missing', stamped('2018-03-07')), publishedForm('missing', stamped('2024-01-01')))
  })

  it('hide no code behind a stamp', () => {
    const plain = publishedForm('missing', 'echo\n')
    for (const line of [
      "timestamp='2018-03-07'; my_step",
      'timestamp=2018 my_step',
      'scriptversion=`my_step`',
      'my_step # time-stamp-start',
      'Copyright 2001 $(my_step)',
      'Copyright (C) 2001 A; my_step',
      "Copyright 2001 It's",
      'dnl serial 3; my_step',
    ])
      assert.notEqual(publishedForm('missing', `${line}\necho\n`), plain, line)
  })

  it('keep blanks and returns that change what a line does', () => {
    assert.deepEqual(withoutTrailingBlanks('a \\ \nb\t\n'), ['a \\ ', 'b'])
    assert.deepEqual(withoutTrailingBlanks('# a\rb\n'), ['# a\rb'])
  })

  it('count lines of embedded C as code, and comments not', () => {
    const text = '# a comment\n#include <a.h>\n# if 0\n  dnl another\ncall([a])dnl and more\nb   c\n'
    assert.deepEqual(
      codeLines('a.m4', text.split('\n')).map(({ line, code }) => `${line} ${code}`),
      ['2 #include <a.h>', '3 # if 0', '5 call([a])', '6 b c'],
    )
    assert.equal(codeForm('a.m4', text), '#include <a.h>\n# if 0\ncall([a])\nb c')
  })
})

describe('serial numbers', () => {
  it('are found where aclocal looks for them', () => {
    assert.deepEqual(serialOf('dnl a\n# thing.m4 serial 12 (a-1.2)\n'), { serial: '12', line: 2 })
    assert.deepEqual(serialOf('#serial 7.1\n'), { serial: '7.1', line: 1 })
    assert.equal(serialOf('AC_DEFUN([A], [:])\n'), undefined)
  })

  it('are compared part by part', () => {
    assert.ok(compareSerials('10', '9') > 0)
    assert.ok(compareSerials('2.1', '2') > 0)
    assert.ok(compareSerials('2.9', '2.10') < 0)
    assert.equal(compareSerials('5', '5'), 0)
  })
})
