import assert from 'node:assert/strict'
import { textAt } from './grammarStore'
import { reading, shown, shownCalls } from './programReading'

const read = (text: string) => reading('python', text)

describe('programs in Python', () => {
  it('follows imports and aliases', async () => {
    const text = [
      'import os as o',
      'from subprocess import run as r',
      'o.system("a")',
      'r("b")',
      'getattr(o, "sys" + "tem")("c")',
      '__import__("o" + "s").popen("d")',
      'e = eval',
      'e("f")',
      'import os.path',
      'os.path.join("g")',
    ].join('\n')
    const targets = (await read(text)).calls.map(({ target }) => target)
    assert.deepEqual(
      targets.filter(target => !/^(?:getattr|__import__)$/.test(target)),
      ['os.system', 'subprocess.run', 'os.system', 'os.popen', 'eval', 'os.path.join'],
    )
  })

  it('works out texts that the file fixes', async () => {
    const text = [
      'import base64',
      'k = "abc"',
      'show("a" + "b\\x41\\n")',
      'show("a" "b")',
      'show(base64.b64decode("aGk="))',
      'show(bytes.fromhex("6869").decode())',
      'show(k[::-1])',
      'show(k[1:])',
      'show("%s -c %d" % ("sh", 1))',
      'show("{} {0}".format("a"))',
      'show("".join([chr(104), chr(105)]))',
      'show(f"{k}!")',
      'show("hi".replace("h", "j"))',
      'show("".join(reversed("ih")))',
      'show(r"a\\n")',
    ].join('\n')
    assert.deepEqual(shown(await read(text)), [
      'abA\n',
      'ab',
      'hi',
      'hi',
      'cba',
      'bc',
      'sh -c 1',
      'a a',
      'hi',
      'abc!',
      'ji',
      'hi',
      'a\\n',
    ])
  })

  it('never guesses what runs or what is given', async () => {
    const text = [
      'def f(p):',
      '  a = "x"',
      '  if p: a = "y"',
      '  show(a)',
      '  show("curl " + p)',
      '  b = "1"',
      '  for i in p: b += "2"',
      '  show(b)',
      '  c = "1"',
      '  c += "2"',
      '  show(c)',
      '  p = "set"',
      '  show(p)',
      'show(a)',
      'l = ["x", "y"]',
      'show(l[1])',
      'm = ["x"]',
      'm.append("y")',
      'show(m[0])',
    ].join('\n')
    assert.deepEqual(shown(await read(text)), ['x | y', 'curl …', '…', '12', 'set', '…', 'y', '…'])
  })

  it('gives arguments, their names and the elements of lists', async () => {
    const text = 'run(["sh", "-c", "id"], shell=True)\n'
    const [call] = (await read(text)).calls
    assert.deepEqual(
      call?.arguments[0]?.elements?.map(({ raw }) => raw),
      ['"sh"', '"-c"', '"id"'],
    )
    assert.equal(call?.arguments[1]?.name, 'shell')
    assert.equal(call?.arguments[0]?.elements?.[2]?.text?.text, 'id')
  })

  it('knows the environment', async () => {
    const text = [
      'import os',
      'from os import environ as env',
      'os.environ["A"]',
      'os.getenv("B")',
      'env.get("C")',
      'env["D"] = "1"',
      'dict(os.environ)',
      'del env["E"]',
    ].join('\n')
    assert.deepEqual(
      (await read(text)).environment.map(({ name, access }) => `${access} ${name}`),
      ['read A', 'read B', 'read C', 'write D', 'read *', 'write E'],
    )
  })

  it('gives comparisons, imports, definitions and where they are', async () => {
    const text = [
      'from a.b import c',
      'class K:',
      '  def m(self):',
      '    if self.x == "k" != y: pass',
      '    if z in ("p", "q"): pass',
    ].join('\n')
    const { comparisons, imports, definitions } = await read(text)
    assert.deepEqual(
      comparisons.map(({ subject, operator, constant, within }) => `${within}: ${subject} ${operator} ${constant}`),
      ['m: self.x == "k"', 'm: y != "k"', 'm: z in ("p", "q")'],
    )
    assert.deepEqual(comparisons[2]?.value, { kind: 'oneOf', texts: ['p', 'q'] })
    assert.deepEqual(
      imports.map(({ module, names }) => [module, ...names]),
      [['a.b', 'c']],
    )
    assert.deepEqual(
      definitions.map(({ kind, name }) => `${kind} ${name}`),
      ['class K', 'function m'],
    )
  })

  it('places everything in the outer file', async () => {
    const text = 'é😀 skipped\nimport os\nos.system("a\\x41b")\n'
    const start = text.indexOf('import')
    const { calls, strings } = await reading('python', text, start)
    assert.equal(textAt(text, calls[0]?.span ?? assert.fail()), 'os.system("a\\x41b")')
    const inner = strings[0]?.text ?? assert.fail()
    assert.equal(inner.text, 'aAb')
    assert.equal(textAt(text, inner.span(1, 2)), '\\x41')
    assert.deepEqual(shownCalls({ calls, strings } as never), ['os.system(aAb)'])
  })
})
