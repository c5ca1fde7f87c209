import { strict as assert } from 'node:assert'
import { branchesOf, functionAround } from '../../../server/core/formats/branches'
import { type LiveText, liveText } from '../../../server/core/formats/liveText'

function live(path: string, text: string): LiveText {
  const found = liveText(path, text)
  assert.ok(found !== undefined)
  assert.equal(found.code.length, text.length)
  assert.equal(found.names.length, text.length)
  return found
}

function parts(path: string, text: string): readonly (readonly [string, string])[] {
  const found = live(path, text)
  return branchesOf(found).map(({ condition, body }) => [
    text.slice(condition.from, condition.to).trim(),
    text.slice(body.from, body.to).trim(),
  ])
}

describe('live text', () => {
  it('blanks comments and keeps strings, and blanks their insides among the names', () => {
    const { code, names } = live('a.c', 'f("a // b"); // c\n/* d\n"e" */ g();')
    assert.equal(code, 'f("a // b");     \n    \n       g();')
    assert.equal(names, 'f("      ");     \n    \n       g();')
  })

  it('blanks what the preprocessor never takes, up to the other branch', () => {
    const { code } = live('a.c', '#if 0\na();\n#if X\nb();\n#endif\n#else\nc();\n#endif\nd();')
    assert.deepEqual(code.match(/\w\(\)/g), ['c()', 'd()'])
  })

  it('knows the quotes of each language', () => {
    assert.equal(live('a.py', 'x = """a\n# b"""\n# c\ny').names, 'x = """ \n   """\n   \ny')
    assert.equal(live('a.rs', "fn f<'a>(x: &'a str) { g('x') } // y").names, "fn f<'a>(x: &'a str) { g(' ') }     ")
    assert.equal(live('a.sh', 'n=$# # y').code, 'n=$#    ')
    assert.equal(live('a.js', 'f(`a\n// ${b}`) // c').code, 'f(`a\n// ${b}`)     ')
    assert.equal(liveText('a.txt', 'x'), undefined)
  })

  it('ends an open string with its line, and an open comment with the text', () => {
    assert.equal(live('a.c', "don't\nf(); /* x\ny").names, "don' \nf();     \n ")
  })
})

describe('branches', () => {
  it('are read with parentheses, braces or neither', () => {
    assert.deepEqual(parts('a.c', 'if (a && (b))\n\tf();\nelse if (c) { g(); }\nh();'), [
      ['(a && (b))', 'f();'],
      ['(c)', 'g();'],
    ])
    assert.deepEqual(parts('a.c', 'if (a)\n  {\n    f();\n  }\ng();'), [['(a)', 'f();']])
    assert.deepEqual(parts('a.go', 'if x := f(); x == 1 {\n\tg()\n}'), [['x := f(); x == 1', 'g()']])
  })

  it('are read by indentation and by words', () => {
    assert.deepEqual(parts('a.py', 'if a == b[1:2] and (c or\n    d):\n    f()\n    g()\nh()'), [
      ['a == b[1:2] and (c or\n    d)', 'f()\n    g()'],
    ])
    assert.deepEqual(parts('a.sh', 'if test x = y; then\n  f\nfi'), [['test x = y', 'f']])
    assert.deepEqual(parts('a.rb', 'return true if a == 1\nb'), [['a == 1', 'return true']])
    assert.deepEqual(parts('a.pl', 'f() unless $x eq "y";'), [['$x eq "y"', 'f()']])
  })

  it('are cut where the text is', () => {
    assert.deepEqual(parts('a.c', 'if (a) {\n\tf();'), [['(a)', 'f();']])
    assert.deepEqual(parts('a.c', 'if'), [])
  })

  it('know the function around a place', () => {
    const text = 'static int\tcheck(int a)\n{\n\tif (a) x();\n}'
    assert.equal(functionAround(text, text.indexOf('x()')), 'check')
    const go = 'func (s *S) Allowed(t string) bool {\n\treturn x'
    assert.equal(functionAround(go, go.length), 'Allowed')
    const js = 'const mayPass = async (a) => {\n  x'
    assert.equal(functionAround(js, js.length), 'mayPass')
  })

  it('cost time linear in a hostile text', () => {
    const text = `${'if ('.repeat(20_000)}`
    assert.ok(branchesOf(live('a.c', text)).length <= 5000)
  })
})
