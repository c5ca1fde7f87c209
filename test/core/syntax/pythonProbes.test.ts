import assert from 'node:assert/strict'
import { findPythonProbes } from '../../../server/core/syntax/pythonProbes'

const shown = (text: string) =>
  findPythonProbes(text).map(
    probe =>
      `${probe.buildSystem} ${probe.check} ${probe.language} ${probe.resultVariables.join(',')} | ${probe.body.text.trim()}`,
  )

describe('feature checks in Python', () => {
  it('reads SCons, with what is defined behind the call', () => {
    assert.deepEqual(
      shown(
        "def CheckX(context):\n    text = '''\n#include <a.h>\nint main(void) { return 0; }\n'''\n    r = context.TryCompile(text, '.c')\n    return r\nif conf.CheckX():\n    env.Append(CPPDEFINES=['HAVE_X'])\n",
      ),
      ['scons TryCompile c HAVE_X,CheckX | #include <a.h>\nint main(void) { return 0; }'],
    )
  })

  it('reads waf and the rules of Samba, whose text is the inside of a main', () => {
    assert.deepEqual(
      shown("conf.check_cxx(fragment='#include <a>\\n'\n  'int main() { return 0; }', define_name='HAVE_A')\n"),
      ['waf check_cxx cpp HAVE_A | #include <a>\nint main() { return 0; }'],
    )
    assert.deepEqual(shown("conf.CHECK_CODE('int a = f(1);', 'HAVE_F', headers='a.h')\n"), [
      'waf CHECK_CODE c HAVE_F | int main(void) {\nint a = f(1);\n;return 0;}',
    ])
    assert.deepEqual(shown("conf.CHECK_CODE('int main(void) { return 0; }', addmain=False, define='HAVE_F')\n"), [
      'waf CHECK_CODE c HAVE_F | int main(void) { return 0; }',
    ])
  })

  it('reads what a setup.py asks, and nothing that is no program', () => {
    assert.deepEqual(shown("def has(c):\n    return c.try_compile('int x;', lang='c++')\n"), [
      'python try_compile cpp has | int x;',
    ])
    assert.deepEqual(shown("conf.check(lib='m')\nself.check('a; b')\ntry_run(['x'])\nfragment = 1\n"), [])
  })

  it('leads back to the file, whatever is escaped', () => {
    const text = "conf.check_cc(fragment='int x;\\n\\tint y;', define_name='Y')\n"
    const [probe] = findPythonProbes(text)
    const at = probe?.body.text.indexOf('y;') ?? -1
    assert.equal(text.slice(probe?.body.outerStart(at), probe?.body.outerEnd(at + 2)), 'y;')
  })

  it('stands any text', () => {
    for (const text of [
      "TryCompile('",
      'fragment=',
      'CHECK_CODE(((',
      "try_run('''",
      'TryRun(%',
      "check(fragment='a;\\",
    ])
      assert.ok(findPythonProbes(text).length <= 1)
  })
})
