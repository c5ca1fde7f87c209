import { strict as assert } from 'node:assert'
import { gzipSync } from 'node:zlib'
import type { Evidence, EvidencePart, Stages } from '../../../server/core/evidence/evidence'
import { evidenceText, sideText } from '../../../server/core/evidence/evidenceText'
import { readEvidence } from '../../../server/core/evidence/readEvidence'
import { readStages } from '../../../server/core/evidence/readStages'
import { mutated, numbersFrom } from '../../harness/fuzz/mutate'
import { outside } from '../../harness/fuzz/target'
import { ascii, stored, tarOf, xzStream, zipOf } from '../formats/archive/samples'
import { bytesOf, elf, png, samples } from '../formats/structure/samples'

const ROUNDS = 150

function everyPart(parts: readonly EvidencePart[]): readonly EvidencePart[] {
  return parts.flatMap(part => [part, ...everyPart(part.children ?? [])])
}

/** What must not be, whatever the bytes. */
function problems(
  evidence: Evidence,
  stages: Stages,
  sizes: Readonly<Record<'old' | 'new', number>>,
): readonly string[] {
  const found: string[] = []
  for (const side of ['old', 'new'] as const) {
    const shown = evidence[side]
    if (shown === undefined) continue
    found.push(...outside(everyPart(shown.parts), sizes[side], `part of the ${side} side`))
    found.push(...outside(shown.strings, sizes[side], `string of the ${side} side`))
    if (shown.strings.length > 200 || shown.strings.some(({ text }) => text.length > 200)) found.push('strings')
    if (shown.strip.bits.length > 512 || shown.strip.bits.some(bits => !(bits >= 0 && bits <= 800))) found.push('strip')
  }
  for (const { side, at } of evidence.differences) found.push(...outside([at], sizes[side], 'difference'))
  found.push(
    ...outside(
      stages.stages.map(({ place }) => place),
      sizes.new,
      'stage',
    ),
  )
  for (const { index, from } of stages.stages)
    if (from !== undefined && from >= index) found.push('stage before its own')
  return found
}

describe('evidence of bytes that are not what they say', () => {
  const inputs: readonly (readonly [string, Uint8Array])[] = [
    ['an ELF', elf({ needed: ['libz.so.1'], imports: ['system'], ifuncs: ['f'], runpath: '/tmp', text: 64 })],
    ['a picture with an archive behind it', bytesOf(png(), zipOf([stored('a.sh', '#!/bin/sh\n')]))],
    ['a compressed archive', Uint8Array.from(gzipSync(tarOf({ name: 'a', content: 'sh -c x' }, { name: 'b' })))],
    ['two streams', bytesOf(xzStream(ascii('one')), xzStream(ascii('two'), true))],
    ['a text with base64 in it', ascii(`words\n${gzipSync('#!/bin/sh\n'.repeat(9)).toString('base64')}\n`)],
    ...samples.slice(0, 6),
  ]
  for (const [name, bytes] of inputs)
    it(`${name}: ${ROUNDS} mutations`, () => {
      const next = numbersFrom(0x5eed + bytes.length)
      for (let round = 0; round < ROUNDS; round++) {
        const changed = mutated([bytes], next)
        const evidence = readEvidence({
          path: 'a.so',
          old: { bytes, hash: 'old' },
          new: { bytes: changed, hash: 'new' },
        })
        const stages = round % 5 === 0 ? readStages(changed) : { stages: [], more: 0, notes: [] }
        const sizes = { old: bytes.length, new: changed.length }
        assert.deepEqual(problems(evidence, stages, sizes), [], `round ${round}`)
        const lines = evidenceText(evidence, { stages, bytes: changed })
        assert.ok(
          lines.every(line => !/[\n\r\x1b]/.test(line)),
          `round ${round}: a line of several`,
        )
        assert.ok(evidence.new !== undefined && sideText(evidence.new, changed).length > 3)
      }
    })
})
