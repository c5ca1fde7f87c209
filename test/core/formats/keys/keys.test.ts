import assert from 'node:assert/strict'
import { createHash, generateKeyPairSync } from 'node:crypto'
import { entryClause } from '../../../../server/core/formats/keys/keyEntry'
import { keysInBytes, keysInText } from '../../../../server/core/formats/keys/read'
import { sha256Hex } from '../../../../server/core/formats/sha256'
import { randomBytes } from '../archive/samples'
import { certificate, keyRing, pem, publicKey } from './samples'

const inText = (text: string) => keysInText(text, text.split('\n'))
const clauses = (text: string) => inText(text).map(entryClause)

describe('keys and certificates', () => {
  it('says of a certificate whose it is, who issued it, its key, its days and whether it may issue others', () => {
    const root = certificate('Inert Root', 'Inert Root', publicKey('rsa'), true)
    const leaf = certificate('test.invalid', 'Inert Root', publicKey('ec'), false)
    assert.deepEqual(clauses(`# two\n${pem('CERTIFICATE', root)}\n${pem('CERTIFICATE', leaf)}`), [
      'Inert Root, RSA 1024, certificate authority, issued by itself, 2024-01-02 to 2051-03-04',
      'test.invalid, EC P-384, issued by Inert Root, 2024-01-02 to 2051-03-04',
    ])
    assert.deepEqual(keysInBytes(leaf).map(entryClause), clauses(pem('CERTIFICATE', leaf)))
  })

  it('knows the lines of each', () => {
    const text = `first\n${pem('PUBLIC KEY', publicKey('ed25519'))}last\n`
    assert.deepEqual(
      inText(text).map(({ kind, algorithm, firstLine, endLine }) => [kind, algorithm, firstLine, endLine]),
      [['public key', 'Ed25519', 1, 4]],
    )
  })

  it('gives a renewed certificate the same key', () => {
    const key = publicKey('ed25519')
    const [one] = keysInBytes(certificate('a.invalid', 'Inert Root', key, false))
    const [other] = keysInBytes(certificate('a.invalid', 'Other Root', key, false))
    assert.notDeepEqual(one?.identity, other?.identity)
    assert.deepEqual(one?.key, other?.key)
  })

  it('reads private keys without showing them', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
    assert.deepEqual(clauses(String(privateKey.export({ type: 'pkcs8', format: 'pem' }))), [
      'without a name, RSA, private key',
    ])
    assert.deepEqual(clauses(String(privateKey.export({ type: 'pkcs1', format: 'pem' }))), [
      'without a name, RSA 1024, private key',
    ])
  })

  it('reads OpenSSH keys wherever a line holds one, and not where it is said how', () => {
    const blob = Buffer.concat([Buffer.from('\0\0\0\x0bssh-ed25519\0\0\0 ', 'latin1'), Buffer.alloc(32, 7)]).toString(
      'base64',
    )
    assert.deepEqual(
      clauses(
        `keys:\n  - ssh-ed25519 ${blob} one@host.invalid\nfrom="10.0.0.1" ssh-ed25519 ${blob}\n# ssh-ed25519 ${blob}\nssh-ed25519 AAAA... you`,
      ),
      ['one@host.invalid, SSH ed25519, public key', 'from="10.0.0.1, SSH ed25519, public key'],
    )
  })

  it('reads OpenPGP rings, binary and armoured, with their subkeys', () => {
    const said = [
      'Inert <inert@host.invalid>, OpenPGP EdDSA, public key',
      'subkey of Inert <inert@host.invalid>, OpenPGP EdDSA, public key',
    ]
    const ring = keyRing('Inert <inert@host.invalid>')
    assert.deepEqual(keysInBytes(ring).map(entryClause), said)
    assert.deepEqual(clauses(pem('PGP PUBLIC KEY BLOCK', ring)), said)
    assert.deepEqual(clauses(pem('PGP SIGNATURE', Uint8Array.from([0x88, 20, 4, ...randomBytes(19, 3)]))), [])
  })

  it('reads signify keys, pins and key sets', () => {
    const signify = Buffer.concat([Buffer.from('Ed'), Buffer.alloc(40, 9)]).toString('base64')
    assert.deepEqual(clauses(`untrusted comment: inert key\n${signify}\n`), ['inert key, signify Ed25519, public key'])
    const pin = `${'A'.repeat(43)}=`
    assert.deepEqual(clauses(`a.invalid: sha256/${pin}\n"integrity": "sha256-${pin}"\n`), [`${pin}, SHA-256, pin`])
    assert.deepEqual(clauses('{"keys":[{"kty":"EC","crv":"P-256","kid":"main","x":"AA","y":"BB"}]}'), [
      'main, JWK EC P-256, public key',
    ])
    assert.deepEqual(
      clauses(
        '{"signed":{"_type":"root","keys":{"abcd":{"keytype":"ed25519","scheme":"ed25519","keyval":{"public":"00"}}}}}',
      ),
      ['abcd, TUF ed25519, public key'],
    )
  })

  it('takes every cut and 2,000 changes of each', () => {
    const samples = [certificate('a.invalid', 'Inert Root', publicKey('rsa'), true), keyRing('Inert'), publicKey('ec')]
    for (const sample of samples) {
      for (let length = 0; length < sample.length; length++) keysInBytes(sample.slice(0, length))
      const choices = randomBytes(4000, 11)
      for (let round = 0; round < 2000; round++) {
        const changed = sample.slice()
        changed[((choices[round * 2] ?? 0) * 31 + round) % changed.length] = choices[round * 2 + 1] ?? 0
        for (const { identity, key } of keysInBytes(changed)) assert.ok(identity.length + key.length > 0)
      }
    }
  })

  it('computes SHA-256 as others do', () => {
    for (const size of [0, 1, 55, 56, 63, 64, 65, 1000])
      assert.equal(sha256Hex(randomBytes(size, 2)), createHash('sha256').update(randomBytes(size, 2)).digest('hex'))
  })
})
