import { strict as assert } from 'node:assert'
import { createCipheriv, createHash, pbkdf2Sync } from 'node:crypto'
import { aes } from '../../../server/core/formats/aes'
import { createAllowance } from '../../../server/core/formats/archive/output'
import { pbkdf2 } from '../../../server/core/formats/keyDerivation'
import { md5 } from '../../../server/core/formats/md5'
import { sha256 } from '../../../server/core/formats/sha256'
import { latin1 } from '../../../server/core/model/path'
import { Evaluator } from '../../../server/core/unwrap/evaluate'

function run(script: string, files: Readonly<Record<string, Uint8Array>> = {}, allowance = createAllowance()) {
  const read = (path: string) => files[path] ?? 'absent'
  const { stages, stops } = new Evaluator({ paths: Object.keys(files).sort(), read }, allowance).run(script)
  const [stage] = stages
  return stage === undefined ? `stop ${stops[0] ?? ''}` : latin1(stage.bytes)
}

/** Numbers without an order that anybody would see. */
function bytes(length: number, seed: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => ((at + seed) * 2_654_435_761) >>> 24)
}

describe('openssl enc', () => {
  it('reads what the tool wrote, with the key in plain sight', () => {
    const written: readonly (readonly [text: string, options: string])[] = [
      ['U2FsdGVkX1+hDantwRH31BJV6/m7Xb3WsesdSZJZR4g=', '-aes-256-cbc -k twin -md md5'],
      ['U2FsdGVkX18hvmy1+ZWBI766lMl6wE59evAbcA==', '-aes-128-ctr -pbkdf2 -iter 1000 -pass pass:twin'],
      ['U2FsdGVkX1+pkA/Muw7Gre0v8/Cl6TiS9sMXMeoGeG4=', '-aes-192-ecb -kfile key'],
      ['U2FsdGVkX1+pkA/Muw7Gre0v8/Cl6TiS9sMXMeoGeG4=', '-aes-192-ecb -pass file:key'],
      ['auXKb2HExsv3ykSb', '-aes-256-cfb -K 00112233 -iv 0a0b'],
      ['Lao8GX9eO5WhN0FoKNwKHg==', '-aes-256-cbc -nosalt -k twin'],
      ['XloJ6tsmT1B/2Jfg', '-aes-128-ofb -S 0102030405060708 -k twin'],
    ]
    const key = Uint8Array.from([...'twin\n'].map(sign => sign.charCodeAt(0)))
    for (const [text, options] of written)
      assert.equal(run(`echo ${text} | openssl enc -d -a ${options} | sh`, { key }), 'echo marker\n', options)
    assert.equal(
      run('k=twin; echo Lao8GX9eO5WhN0FoKNwKHg== | base64 -d | openssl aes-256-cbc -d -nosalt -k "$k" | sh'),
      'echo marker\n',
    )
  })

  it('says that a key does not fit, and what would take too long', () => {
    assert.match(
      run('echo Lao8GX9eO5WhN0FoKNwKHg== | openssl enc -d -a -aes-256-cbc -nosalt -k other | sh'),
      /text that the key does not fit$/,
    )
    assert.match(
      run('echo U2FsdGVkX18hvmy1+ZWBI766lMl6wE59evAbcA== | openssl enc -d -a -aes-128-ctr -k x -iter 9999999 | sh'),
      /a key that is stretched 9999999 times$/,
    )
  })

  it('has the ciphers, modes and digests of the library', () => {
    for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 1000]) {
      assert.deepEqual(Buffer.from(md5(bytes(length, 1))), createHash('md5').update(bytes(length, 1)).digest())
    }
    const derived = pbkdf2(sha256, bytes(70, 2), bytes(8, 3), 9, 48)
    assert.deepEqual(Buffer.from(derived), pbkdf2Sync(bytes(70, 2), bytes(8, 3), 9, 48, 'sha256'))
    for (const bits of [128, 192, 256])
      for (const mode of ['cbc', 'ecb', 'ctr', 'cfb', 'ofb']) {
        const key = bytes(bits / 8, bits)
        const iv = bytes(16, 9).fill(0xff, 4)
        const cipher = createCipheriv(`aes-${bits}-${mode}`, key, mode === 'ecb' ? null : iv)
        const text = `printf '${'x'.repeat(bits)}'`
        const f = Buffer.concat([cipher.update(text), cipher.final()])
        const options = `-aes-${bits}-${mode} -K ${Buffer.from(key).toString('hex')} -iv ${Buffer.from(iv).toString('hex')}`
        assert.equal(run(`openssl enc -d ${options} -in f | sh`, { f }), text, options)
      }
    assert.equal(aes(bytes(17, 1)), undefined)
  })
})
