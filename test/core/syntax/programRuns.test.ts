import { strict as assert } from 'node:assert'
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import type { GrammarId } from '../../../server/core/syntax/language'
import { shownValue } from '../../../server/core/syntax/value'
import { reading } from './programReading'

const TEXT = 'print("marker")'
const KEY = 'twin'

function xored(text: string, key: string): number[] {
  return [...text].map((sign, at) => sign.charCodeAt(0) ^ key.charCodeAt(at % key.length))
}

const base64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString('base64')
const hex = (bytes: readonly number[]) => Buffer.from(bytes).toString('hex')
const reversed = (text: string) => [...text].reverse().join('')
const single = xored(TEXT, '*')
const many = xored(TEXT, KEY)

/** What each call that runs text is given. */
async function run(language: GrammarId, text: string): Promise<readonly string[]> {
  const { calls } = await reading(language, text)
  return calls
    .filter(({ target }) => /^(?:eval|exec|Function|assert|child_process\.execSync|system|compile)$/.test(target))
    .map(({ arguments: given }) => shownValue(given.at(-1)?.value ?? { kind: 'unresolved', pieces: [null] }))
}

async function same(language: GrammarId, programs: readonly string[]): Promise<void> {
  for (const program of programs) assert.deepEqual(await run(language, program), [TEXT], program)
}

describe('text that a program makes and runs', () => {
  it('is worked out in JavaScript', async () => {
    await same('javascript', [
      `eval(atob('${base64(TEXT)}'))`,
      `const p = ['${base64(TEXT).slice(0, 5)}', '${base64(TEXT).slice(5)}']; eval(Buffer.from(p.join(''), 'base64').toString())`,
      `eval('${reversed(TEXT)}'.split('').reverse().join(''))`,
      `eval([...'${reversed(TEXT)}'].reverse().join(''))`,
      `eval(String.fromCharCode(${[...TEXT].map(sign => sign.charCodeAt(0)).join(', ')}))`,
      `eval(String.fromCharCode(...[${[...TEXT].map(sign => sign.charCodeAt(0)).join(', ')}]))`,
      `eval(String.fromCharCode.apply(null, [${[...TEXT].map(sign => sign.charCodeAt(0)).join(', ')}]))`,
      `eval([${single.join(',')}].map(c => String.fromCharCode(c ^ 42)).join(''))`,
      `const k = '${KEY}'; new Function([${many.join(',')}].map((c, i) => String.fromCharCode(c ^ k.charCodeAt(i % k.length))).join(''))()`,
      `function d(s, k) { let r = ''; for (let i = 0; i < s.length; i++) r += String.fromCharCode(s.charCodeAt(i) ^ k); return r }\neval(d(${JSON.stringify(String.fromCharCode(...single))}, 42))`,
      `var s = '${hex(single)}', out = ''\nfor (var i = 0; i < s.length; i += 2) {\n  out += String.fromCharCode(parseInt(s.substr(i, 2), 16) ^ 42)\n}\neval(out)`,
      `const z = require('zlib')\neval(z.inflateSync(Buffer.from('${base64(deflateSync(TEXT))}', 'base64')).toString())`,
      `const { gunzipSync } = require('node:zlib')\nconst b = gunzipSync(Buffer.from('${base64(gzipSync(TEXT))}', 'base64'))\neval(b.toString('utf8'))`,
      `const data = []\nfor (const c of [${single.join(',')}]) data.push(String.fromCharCode(c ^ 42))\neval(data.join(''))`,
      `const b = Buffer.from('${hex(single)}', 'hex')\nfor (let i = 0, r = ''; i < 1; i++) r\neval(Buffer.from(b.map(c => c ^ 42)).toString())`,
      `const dec = t => t.map(function (c) { if (c > 255) { return '' } else return String.fromCharCode(c ^ 42) }).join('')\nfunction go() { return dec([${single.join(',')}]) }\neval(go())`,
      `require('child_process').execSync(atob('${base64(TEXT)}'))`,
      `let i = 0, o = ''; const t = [${single.join(',')}]; while (i < t.length) { o += String.fromCharCode(t[i++] ^ 42) } eval(o)`,
    ])
  })

  it('is worked out in Python', async () => {
    await same('python', [
      `import base64\nexec(base64.b64decode('${base64(TEXT)}'))`,
      `import base64, zlib\nexec(zlib.decompress(base64.b64decode(b'${base64(deflateSync(TEXT))}')))`,
      `import gzip\nexec(gzip.decompress(bytes.fromhex('${gzipSync(TEXT).toString('hex')}')).decode('utf-8'))`,
      `import codecs\nexec(codecs.decode('cevag("znexre")', 'rot13'))`,
      `exec('${reversed(TEXT)}'[::-1])`,
      `exec(''.join(reversed('${reversed(TEXT)}')))`,
      `exec(''.join(chr(c ^ 42) for c in [${single.join(', ')}]))`,
      `exec(bytes([c ^ 42 for c in bytes.fromhex('${hex(single)}')]))`,
      `exec(''.join(map(chr, [${[...TEXT].map(sign => sign.charCodeAt(0)).join(', ')}])))`,
      `k = b'${KEY}'\nd = bytes.fromhex('${hex(many)}')\nexec(bytes(d[i] ^ k[i % len(k)] for i in range(len(d))).decode())`,
      `from itertools import cycle\nexec(''.join(chr(a ^ ord(b)) for a, b in zip([${many.join(',')}], cycle('${KEY}'))))`,
      `def d(s, k):\n  r = ''\n  for i, c in enumerate(s):\n    r += chr(ord(c) ^ k)\n  return r\nexec(compile(d(${pythonText(single)}, 42), 'x', 'exec'))`.replace(
        /exec\(compile\((.*), 'x', 'exec'\)\)$/,
        'exec($1)',
      ),
      `out = []\nfor c in [${single.join(',')}]:\n  out.append(chr(c ^ 42))\neval(''.join(out))`,
      `f = lambda x: ''.join([chr(c ^ 42) for c in x])\nexec(f([${single.join(',')}]))`,
    ])
  })

  it('is worked out in PHP', async () => {
    await same('php', [
      `<?php eval(base64_decode('${base64(TEXT)}'));`,
      `<?php eval(gzinflate(base64_decode(str_rot13('${rot13(base64(deflateRawSync(TEXT)))}'))));`,
      `<?php eval(gzuncompress(base64_decode(strrev('${reversed(base64(deflateSync(TEXT)))}'))));`,
      `<?php $s = base64_decode('${base64(Uint8Array.from(single))}'); $r = ''; for ($i = 0; $i < strlen($s); $i++) { $r .= chr(ord($s[$i]) ^ 42); } eval($r);`,
      `<?php $k = '${KEY}'; $s = hex2bin('${hex(many)}'); $r = ''; for ($i = 0; $i < strlen($s); ++$i) $r .= $s[$i] ^ $k[$i % strlen($k)]; eval($r);`,
      `<?php eval(base64_decode('${base64(Uint8Array.from(single))}') ^ str_repeat('*', ${TEXT.length}));`,
      `<?php eval(pack('H*', '${Buffer.from(TEXT).toString('hex')}'));`,
      `<?php eval(implode('', array_map('chr', array(${[...TEXT].map(sign => sign.charCodeAt(0)).join(',')}))));`,
      `<?php function d($a) { $r = ''; foreach ($a as $i => $c) { $r .= chr($c ^ 42); } return $r; } eval(d([${single.join(',')}]));`,
      `<?php $f = 'base' . '64_' . 'decode'; eval($f('${base64(TEXT)}'));`,
      `<?php eval(implode(array_map(function ($c) { return chr($c ^ 42); }, [${single.join(',')}])));`,
    ])
  })

  it('names what takes part, in the order data flows', async () => {
    const { calls } = await reading('javascript', `eval(unescape(atob('JTQx')) + [1, 2].map(c => c ^ 3).join(''))`)
    const [argument] = calls.find(({ target }) => target === 'eval')?.arguments ?? []
    assert.deepEqual(
      argument?.steps?.map(({ name }) => name),
      ['atob', 'unescape', 'xor', '.join'],
    )
    const open = await reading('python', `import base64\nexec(base64.b64decode(load()))`)
    assert.deepEqual(open.calls.find(({ target }) => target === 'exec')?.arguments[0]?.stops, [
      'load',
      'base64.b64decode',
    ])
  })

  it('stays unknown where the file does not fix it', async () => {
    for (const [language, text] of [
      ['javascript', `let r = ''; for (const c of load()) r += String.fromCharCode(c ^ 42); eval(r)`],
      ['javascript', `let r = 'a'; if (window.x) r = 'b'; for (;;) { r += 'c' } eval(r)`],
      ['javascript', `function f(x) { return f(x + 1) } eval(f(1))`],
      ['javascript', `const a = []; fill(a); for (const c of [1]) a.push('x'); eval(a.join(''))`],
      ['javascript', `let r = ''; while (true) { r += 'x' } eval(r)`],
      ['python', `r = ''\nfor c in open('x').read():\n  r += chr(ord(c) ^ 1)\nexec(r)`],
      ['python', `def f(a):\n  for c in a:\n    yield c\nexec(f('x'))`],
      ['php', `<?php $r = ''; for ($i = 0; $i < strlen($_GET['a']); $i++) $r .= $_GET['a'][$i]; eval($r);`],
    ] as const)
      for (const shown of await run(language, text)) assert.match(shown, /…/, text)
  })
})

function rot13(text: string): string {
  return text.replace(/[a-z]/gi, letter => {
    const code = letter.charCodeAt(0)
    return String.fromCharCode((code & 31) < 14 ? code + 13 : code - 13)
  })
}

function pythonText(codes: readonly number[]): string {
  return `'${codes.map(code => `\\x${code.toString(16).padStart(2, '0')}`).join('')}'`
}
