import assert from 'node:assert/strict'
import { compareAnswers } from '../../../server/core/syntax/answerComparison'
import type { BuildSystem } from '../../../server/core/syntax/probes'
import { findProgramAnswers, programBuild } from '../../../server/core/syntax/programAnswers'

function forms(system: BuildSystem, text: string): readonly string[] {
  return findProgramAnswers(system, text).map(({ name, form }) => `${name} ${form}`)
}

function changes(system: BuildSystem, text: string, was: string, is: string): readonly string[] {
  assert.ok(text.includes(was))
  return compareAnswers(findProgramAnswers(system, text), findProgramAnswers(system, text.replace(was, is)))
    .filter(({ change }) => change !== 'kept')
    .map(({ name, change }) => `${name} ${change}`)
}

const scons = `src = """
int main(void) { return ask(); }
"""
def CheckJail(context):
    context.Message('jail... ')
    ok = context.TryLink(src, '.c')
    context.Result(ok)
    return ok
if conf.CheckJail():
    env.Append(CPPDEFINES=['HAVE_JAIL'])
if conf.CheckFunc('fence'):
    env.Append(CPPDEFINES=['HAVE_FENCE'])
else:
    env.Append(CPPDEFINES=['NO_FENCE'])
`
const waf = `def configure(conf):
    conf.check_cc(fragment='int main(void) { return 0; }', define_name='HAVE_JAIL', mandatory=False)
    conf.CHECK_FUNCS('fence wall')
    if conf.CHECK_CODE('ask();', 'HAVE_ASK'):
        conf.DEFINE('USE_ASK', 1)
`
const setup = `def has_jail():
    try:
        compiler.compile(['t.c'])
        return True
    except Exception:
        return False
macros = []
if has_jail():
    macros.append(('HAVE_JAIL', '1'))
`
const cargo = `fn main() {
    let ok = cc::Build::new().file("p.c").try_compile("p").is_ok();
    if ok {
        println!("cargo:rustc-cfg=have_jail");
    }
    if !has_wall() {
        println!("cargo:rustc-cfg=no_wall");
    } else {
        println!("cargo::rustc-cfg=have_wall");
    }
}
fn has_wall() -> bool {
    pkg_config::probe_library("wall").is_ok()
}
`

describe('answers of checks in builds written as programs', () => {
  it('knows such builds by their names', () => {
    const paths = [
      'SConstruct',
      'lib/SConscript',
      'wscript',
      'lib/wscript_build',
      'setup.py',
      'a/build.rs',
      'src/main.rs',
    ]
    assert.deepEqual(paths.map(programBuild), ['scons', 'scons', 'waf', 'waf', 'python', 'cargo', undefined])
  })

  it('follows conditions on functions that ask, their else, and variables', () => {
    assert.deepEqual(forms('scons', scons), [
      'CheckJail.ok checked',
      'CheckJail checked',
      'HAVE_JAIL checked',
      'HAVE_FENCE checked',
      'NO_FENCE inverted',
    ])
    assert.deepEqual(forms('waf', waf), [
      'HAVE_JAIL checked',
      'HAVE_FENCE checked',
      'HAVE_WALL checked',
      'HAVE_ASK checked',
      'USE_ASK checked',
    ])
    assert.deepEqual(forms('python', setup), ['has_jail checked', 'has_jail checked', 'HAVE_JAIL checked'])
    assert.deepEqual(forms('cargo', cargo), [
      'ok checked',
      'have_jail checked',
      'no_wall inverted',
      'have_wall checked',
      'has_wall checked',
    ])
  })

  it('says what was fixed, turned round or is never reached', () => {
    assert.deepEqual(changes('scons', scons, 'return ok', 'return False'), ['CheckJail fixed'])
    assert.deepEqual(changes('scons', scons, 'ok = context', 'ok = False and context'), ['CheckJail.ok never'])
    assert.deepEqual(changes('scons', scons, '    context.Message', '    return 0\n    context.Message'), [
      'CheckJail fixed',
      'CheckJail.ok never',
    ])
    assert.deepEqual(changes('scons', scons, 'if conf.CheckFunc', 'if not conf.CheckFunc'), ['HAVE_FENCE inverted'])
    assert.deepEqual(changes('waf', waf, '    conf.check_cc', '    if 0:\n        conf.check_cc'), ['HAVE_JAIL never'])
    assert.deepEqual(changes('waf', waf, "'USE_ASK', 1", "'USE_ASK', 0"), ['USE_ASK inverted'])
    assert.deepEqual(changes('python', setup, 'if has_jail', 'if False and has_jail'), ['HAVE_JAIL never'])
    assert.deepEqual(changes('python', setup, 'macros = []', 'has_jail = None\nmacros = []'), ['has_jail fixed'])
    assert.deepEqual(changes('python', setup, 'return True', 'return False'), ['has_jail inverted'])
    assert.deepEqual(changes('cargo', cargo, 'if ok', 'if !ok'), ['have_jail inverted'])
    assert.deepEqual(changes('cargo', cargo, 'cc::Build::new().file("p.c").try_compile("p").is_ok()', 'false'), [
      'ok fixed',
    ])
    assert.deepEqual(changes('cargo', cargo, '.is_ok()\n}', '.is_err()\n}'), ['has_wall inverted'])
    assert.deepEqual(changes('cargo', cargo, 'if ok {', 'if cfg!(any()) && false && ok {'), ['have_jail never'])
  })

  it('says which name went', () => {
    assert.deepEqual(changes('waf', waf, "name='HAVE_JAIL'", "name='HAS_JAIL'"), ['HAVE_JAIL removed'])
    assert.deepEqual(changes('waf', waf, 'fence wall', 'fence'), ['HAVE_WALL removed'])
    assert.deepEqual(changes('cargo', cargo, 'cfg=have_jail', 'cfg=has_jail'), ['have_jail removed'])
  })

  it('says nothing of what leaves the answers as they were', () => {
    assert.deepEqual(changes('scons', scons, "src, '.c'", "src, extension='.c'"), [])
    assert.deepEqual(changes('scons', scons, 'ok = context', 'ok = False\n    ok = context'), [])
    assert.deepEqual(changes('waf', waf, "'ask();'", "'ask(1);'"), [])
    assert.deepEqual(changes('waf', waf, 'def configure', '# False\ndef configure'), [])
    assert.deepEqual(
      changes('waf', waf, '    conf.CHECK_FUNCS', '    if conf.is_windows():\n        return\n    conf.CHECK_FUNCS'),
      [],
    )
    assert.deepEqual(changes('python', setup, 'except Exception', 'except OSError'), [])
    assert.deepEqual(changes('python', setup, 'if has_jail():', "if sys.platform == 'linux' and has_jail():"), [])
    assert.deepEqual(changes('python', setup, 'macros = []', 'macros = []\nif win32:\n    has_jail = None'), [])
    assert.deepEqual(changes('cargo', cargo, '"p.c"', '"q.c"'), [])
    assert.deepEqual(changes('cargo', cargo, 'if ok {', 'if ok && std::env::var("NO_JAIL").is_err() {'), [])
  })

  it('ends on text that never closes', () => {
    for (const piece of ['if x:\n ', 'def f(', '"""', 'fn a() { if b ', 'conf.check(', 'let a = ', '{', 'if a: b: '])
      for (const system of ['waf', 'cargo'] as const)
        assert.ok(findProgramAnswers(system, piece.repeat(5_000)).length <= 5_000)
  })
})
