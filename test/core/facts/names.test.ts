import assert from 'node:assert/strict'
import { namedThing } from '../../../server/core/facts/namedThing'
import { factsOf, textAt } from '../../harness/facts'

/** Each name on the new side as "role of name = body", with the text it points at where that is something else. */
async function names(path: string, text: string): Promise<readonly string[]> {
  const facts = await factsOf(namedThing, { path, new: text })
  return facts.map(({ subject, location, data }) => {
    const at = textAt(text, location.at)
    const body = data.body === undefined || data.body === '' ? '' : ` = ${data.body}`
    return `${data.role} ${data.of} ${subject}${body}${at.includes(subject) ? '' : ` at ${at}`}`
  })
}

describe('names', () => {
  it('of m4 macros, where they are defined and used', async () => {
    const text = 'AC_DEFUN([MY_CHECK], [AC_DEFINE([HAVE_X], [1], [x])\n])\nMY_CHECK\nAX_OTHER([a])\n'
    assert.deepEqual(await names('m4/my.m4', text), [
      'defines macro MY_CHECK = AC_DEFINE(HAVE_X, 1, x) at AC_DEFUN',
      'defines switch HAVE_X = 1 at AC_DEFINE',
      'uses macro AX_OTHER',
      'uses macro MY_CHECK',
    ])
  })

  it('of switches in CMake', async () => {
    const text =
      'check_c_source_compiles("int main(void){return 0;}" HAVE_X)\nif(HAVE_X AND NOT WIN32)\n  add_definitions(-DUSE_X=1)\nendif()\nunset(Y CACHE)\n'
    assert.deepEqual(await names('CMakeLists.txt', text), [
      'defines switch HAVE_X at check_c_source_compiles',
      'uses switch HAVE_X',
      'uses switch WIN32',
      'defines switch USE_X = 1 at add_definitions',
      'undefines variable Y at unset',
      // Of the program in the check, which is code as well.
      'defines function main',
    ])
  })

  it('of the preprocessor and of templates of headers', async () => {
    const text =
      '#ifdef HAVE_X\n# define GO(x) run(x)\n#elif defined(A) && B > 2\n#endif\n#cmakedefine HAVE_Y\n#undef Z\n'
    assert.deepEqual(await names('config.h.in', text), [
      'uses switch HAVE_X',
      'defines macro GO = (x) run(x)',
      'uses switch A',
      'uses switch B',
      'defines switch HAVE_Y',
      'undefines switch Z',
    ])
  })

  it('of variables in scripts', async () => {
    assert.deepEqual(await names('a.sh', 'x=1\necho "$x" $HOME\n'), [
      'defines variable x = 1',
      'uses variable x',
      'uses variable HOME',
    ])
  })
})
