import { strict as assert } from 'node:assert'
import { diffLines } from '../../../server/core/diff'
import { evidenceText, sideText } from '../../../server/core/evidence/evidenceText'
import { readEvidence } from '../../../server/core/evidence/readEvidence'
import { readStages } from '../../../server/core/evidence/readStages'
import { brokenMiddle } from '../../harness/twins'
import { stored, zipOf } from '../formats/archive/samples'
import { bytesOf, elf, png } from '../formats/structure/samples'

function documentOf(old: Uint8Array | undefined, now: Uint8Array): string {
  const evidence = readEvidence({
    path: 'a/b.bin',
    ...(old === undefined ? {} : { old: { bytes: old, hash: 'aa' } }),
    new: { bytes: now, hash: 'bb' },
  })
  return evidenceText(evidence, { stages: readStages(now), bytes: now }).join('\n')
}

function side(bytes: Uint8Array, hash: string): string {
  const { new: now } = readEvidence({ path: 'a', new: { bytes, hash } })
  assert.ok(now)
  return sideText(now, bytes).join('\n')
}

/** Lines that a diff of both sides marks, without the hex of the start. */
function marked(old: Uint8Array, now: Uint8Array): readonly string[] {
  return diffLines(side(old, 'aa'), side(now, 'bb'), { contextLines: 0 })
    .flatMap(hunk => hunk.lines)
    .map(({ old: before, text }) => `${before === undefined ? '+' : '-'}${text}`)
    .filter(line => !/^[+-][0-9a-f]{8} /.test(line))
}

describe('the text of an evidence document', () => {
  it('says what differs, what it is and how it is built', () => {
    const text = documentOf(elf({ text: 64 }), elf({ text: 128, needed: ['libq.so.1'] }))
    assert.match(text, /^Inside a\/b\.bin\nold: ELF executable, [\d,]+ bytes, SHA-256 aa\nnew: ELF executable, /)
    assert.match(text, /\nWhat differs\n(?: {2}.*\n)* {2}\+ needed library libq\.so\.1 is new {2}\(new side, /)
    assert.match(text, /\n {2}~ section \.text {2}128 bytes {2}CRC-32 [0-9a-f]{8} {2}at 0x[0-9a-f]+\n/)
    assert.match(text, /\nDensity, from 0 to 8 bits a byte, each sign 256 bytes\n {2}\S/)
    assert.match(text, /\nStart\n {2}00000000 {2}7f 45 4c 46 /)
  })

  it('shows the stages one under another, with the text that appears', () => {
    const text = documentOf(undefined, brokenMiddle())
    assert.match(text, /\n {2}\* \d\. exchanging .+: xz, [\d,]+ bytes, from [\d,]+ bytes at 0x[0-9a-f]+\n/)
    assert.match(text, /\n {4}\* \d\. sound xz, unpacked: script, .*\n {8}\| #!\/bin\/sh\n/)
    assert.match(text, /stops at \d+: /)
  })

  it('keeps hostile names within their line', () => {
    const name = 'a\n\x1b[31mnew: forged\u202e'
    const text = documentOf(undefined, zipOf([stored(name, 'x\x1b]0;t\x07y')]))
    assert.ok(!/[\x1b\x07\u202e]/.test(text))
    assert.ok(text.includes('a⟨U+000A⟩⟨U+001B⟩[31mnew: forged'))
    assert.equal(text.split('\n').filter(line => line.startsWith('new: ')).length, 1)
  })

  it('of two sides shows in a diff the member that changed, not those that moved', () => {
    const archive = (text: string) => zipOf([stored('first', text), stored('second', 'same'), stored('third', 'same')])
    const lines = marked(archive('before'), archive('before and after')).filter(line => line.includes('member'))
    assert.equal(lines.length, 2, lines.join('\n'))
    assert.ok(lines.every(line => /^[+-] {2}member first /.test(line)))
  })

  it('of two sides shows in a diff what stands behind the end', () => {
    const lines = marked(png(), bytesOf(png(), zipOf([stored('a.sh', 'x')])))
    assert.ok(lines.some(line => /^\+ {2}bytes after the end {2}\d+ bytes/.test(line)))
    assert.ok(lines.some(line => /^\+ {2}second format zip/.test(line)))
    assert.ok(!lines.some(line => line.includes('chunk')), lines.join('\n'))
  })
})
