import assert from 'node:assert/strict'
import { textAt } from './grammarStore'
import { reading, shown } from './programReading'

const read = (text: string) => reading('javascript', text)

describe('programs in JavaScript and TypeScript', () => {
  it('follows imports, destructuring and aliases', async () => {
    const text = [
      "const { exec, spawn: s } = require('child_process')",
      "import cp, { fork as k } from 'node:child_process'",
      "import * as ns from 'fs'",
      "exec('1')",
      "s('2')",
      "cp.exec('3')",
      "k('4')",
      "ns.readFile('5')",
      "require('child_process').execSync('6')",
      "const e = eval; e('7')",
      ";(0, eval)('8')",
      "globalThis['ev' + 'al']('9')",
      ";[].constructor.constructor('10')",
      "const d = require('crypto').createDecipher('11'); d.update('12')",
      ";(await import('os')).hostname('13')",
    ].join('\n')
    const { calls } = await read(text)
    assert.deepEqual(
      calls
        .filter(({ target }) => target !== 'require' && target !== 'import')
        .map(({ target, arguments: [first] }) => `${target} ${first?.raw}`),
      [
        "child_process.exec '1'",
        "child_process.spawn '2'",
        "child_process.exec '3'",
        "child_process.fork '4'",
        "fs.readFile '5'",
        "child_process.execSync '6'",
        "eval '7'",
        "eval '8'",
        "eval '9'",
        "[].constructor.constructor '10'",
        "crypto.createDecipher '11'",
        "crypto.createDecipher().update '12'",
        "os.hostname '13'",
      ],
    )
  })

  it('works out texts that the file fixes', async () => {
    const text = [
      "show(Buffer.from('aGk=', 'base64').toString())",
      "show(atob('aGk='))",
      'show(String.fromCharCode(104, 0x69))',
      "show('ih'.split('').reverse().join(''))",
      "show(['i', 'h'].reverse().join(''))",
      "show('a' + `b${1}c` + '\\u0041\\u{42}')",
      "const t = ['a', 'b']; show(t[1])",
      "const o = { k: 'v' }; show(o.k); show(o['k'])",
      "show('abcdef'.slice(-2)); show('abcdef'.substr(1, 2))",
      "show('use'.replace('us', 'x'))",
      "show(decodeURIComponent('%68i'))",
    ].join('\n')
    assert.deepEqual(shown(await read(text)), [
      'hi',
      'hi',
      'hi',
      'hi',
      'hi',
      'ab1cAB',
      'b',
      'v',
      'v',
      'ef',
      'bc',
      'xe',
      'hi',
    ])
  })

  it('never guesses what runs, what is given or what changes', async () => {
    const text = [
      "let q = 'a'; if (x) q = 'b'; show(q); q = 'c'; show(q)",
      "function f(p) { let c = 'x'; c += p; show(c); const h = () => show(q); for (;;) { show(c); c = 'z' } }",
      "const l = ['a', 'b']; l.push(l.shift()); show(l[0])",
      "const m = ['a', 'b']; (function (n) { n.reverse() })(m); show(m[0])",
      'const g = p => show(p)',
      "let r = 'a'; const i = r; r ||= u; show(r); show(i)",
    ].join('\n')
    assert.deepEqual(shown(await read(text)), ['a | b', 'c', 'x…', 'a | b | c', '…', '…', '…', '…', '…', 'a'])
  })

  it('gives options by name and elements of literals', async () => {
    const { calls } = await read("f({ shell: true, cwd: 'x' }); g('a', { shell: true }, ['b'])")
    assert.deepEqual(
      calls[0]?.arguments.map(({ name, raw }) => `${name} ${raw}`),
      ['shell true', "cwd 'x'"],
    )
    assert.deepEqual(
      calls[1]?.arguments[1]?.elements?.map(({ name, raw }) => `${name} ${raw}`),
      ['shell true'],
    )
    assert.deepEqual(
      calls[1]?.arguments[2]?.elements?.map(({ raw }) => raw),
      ["'b'"],
    )
  })

  it('knows the environment', async () => {
    const text = [
      "process.env.A; process.env['B' + 'C']",
      "const { D, E: F = 'x' } = process.env",
      'const env = process.env; env.G; process.env.H = 1; delete process.env.I',
      'const { env: { J } } = process',
      'f({ ...process.env })',
    ].join('\n')
    assert.deepEqual(
      (await read(text)).environment.map(({ name, access }) => `${access} ${name}`),
      ['read A', 'read BC', 'read D', 'read E', 'read *', 'read G', 'write H', 'write I', 'read *'],
    )
  })

  it('gives comparisons, imports and definitions', async () => {
    const text =
      "import a, { b as c } from 'm'\nexport * from './n'\nconst f = () => { if (a === 'x' || 'y' == b.c) {} }\nswitch (k) { case 'z': }\n"
    const { comparisons, imports, definitions } = await read(text)
    assert.deepEqual(
      comparisons.map(({ subject, operator, constant, within }) => `${within}: ${subject} ${operator} ${constant}`),
      ["f: a === 'x'", "f: b.c == 'y'", ": (k) case 'z'"],
    )
    assert.deepEqual(
      imports.map(({ module, names }) => [module, ...names]),
      [['m', 'b'], ['./n']],
    )
    assert.deepEqual(
      definitions.map(({ kind, name }) => `${kind} ${name}`),
      ['function f'],
    )
  })

  it('reads TypeScript the same way', async () => {
    const text =
      "import fs = require('fs')\nconst x = 'a' as string\nfs.readFile<string>(x!, (<any>'b'))\nenum E { A = 'k' }\n"
    const { calls, assignments } = await reading('typescript', text)
    assert.deepEqual(
      calls.map(({ target, callee }) => [target, callee]),
      [['fs.readFile', 'fs.readFile']],
    )
    assert.deepEqual(
      calls[0]?.arguments.map(({ value }) => value),
      [
        { kind: 'known', text: 'a' },
        { kind: 'known', text: 'b' },
      ],
    )
    assert.deepEqual(
      assignments.map(({ name }) => name),
      ['x', 'A'],
    )
  })

  it('places everything in the outer file', async () => {
    const text = "é😀 skipped\ncp.exec('a\\x41b', `r${x}s`)\n"
    const start = text.indexOf('cp')
    const { calls, strings } = await reading('javascript', text, start)
    assert.equal(textAt(text, calls[0]?.span ?? assert.fail()), "cp.exec('a\\x41b', `r${x}s`)")
    assert.equal(textAt(text, strings[0]?.text.span(1, 2) ?? assert.fail()), '\\x41')
    assert.equal(strings[1]?.text.text, 'r${x}s')
    assert.deepEqual(strings[1]?.value, { kind: 'unresolved', pieces: ['r', null, 's'] })
  })
})
