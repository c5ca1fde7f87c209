import type { EvidencePart, SideEvidence } from '../../../server/core/evidence/evidence'
import { readEvidence } from '../../../server/core/evidence/readEvidence'
import { readStages } from '../../../server/core/evidence/readStages'
import { fromLatin1 } from '../../../server/core/model/path'
import { containerSamples } from '../../core/formats/archive/containerSamples'
import { elf, pickle, png, wasm } from '../../core/formats/structure/samples'
import { armours } from './armourTargets'
import { type FuzzTarget, outside } from './target'

const MAX_STRINGS = 200
const MAX_STRIP = 512
const MAX_HEADS = 1 << 20

const old = elf({ imports: ['puts'], ifuncs: ['sum'] })

function* everyPart(parts: readonly EvidencePart[]): Generator<EvidencePart> {
  for (const part of parts) {
    yield part
    yield* everyPart(part.children ?? [])
  }
}

/** The document of a damaged file beside a sound one. */
export const evidenceTarget: FuzzTarget = {
  name: 'evidence',
  samples: [
    old,
    png(['tEXt', 'Comment\0hello']),
    pickle('collections', 'OrderedDict'),
    wasm([['env', 'print']], 'main'),
  ],
  problems: bytes => {
    const evidence = readEvidence({ path: 'a.bin', old: { bytes: old, hash: 'a' }, new: { bytes, hash: 'b' } })
    const sizes = { old: old.length, new: bytes.length }
    return [
      ...evidence.differences.flatMap(({ side, at }) => outside([at], sizes[side], 'a difference')),
      ...(evidence.old === undefined ? ['no old side'] : sideProblems(evidence.old, old.length)),
      ...(evidence.new === undefined ? ['no new side'] : sideProblems(evidence.new, bytes.length)),
    ]
  },
}

function sideProblems({ size, parts, strings, stringCount, strip }: SideEvidence, length: number): readonly string[] {
  return [
    ...(size === length ? [] : [`said to be ${size} bytes, not ${length}`]),
    ...outside(everyPart(parts), length, 'a part'),
    ...outside(strings, length, 'a string'),
    ...(strings.length > MAX_STRINGS || strings.length > stringCount ? [`${strings.length} strings`] : []),
    ...(strip.bits.length > MAX_STRIP || strip.bits.some(bits => !(bits >= 0 && bits <= 800)) ? ['a strip'] : []),
    ...(strip.step * strip.bits.length >= length ? [] : ['a strip that ends before the file']),
  ]
}

/** Of files in which no search for a mapping begins: one search costs as much as thousands of these. */
export const stagesTarget: FuzzTarget = {
  name: 'stages',
  samples: [
    ...containerSamples.filter(([format]) => /RPM/.test(format)).map(([, bytes]) => bytes),
    ...armours.filter(([name]) => /base64|PEM|hex array/.test(name)).map(([, text]) => fromLatin1(text)),
    png(['tEXt', 'Comment\0hello']),
  ],
  problems: bytes => {
    const { stages } = readStages(bytes)
    const heads = stages.reduce((sum, { head }) => sum + head.length, 0)
    return [
      ...outside(
        stages.map(({ place }) => place),
        bytes.length,
        'a stage',
      ),
      ...stages.filter(({ from, index }) => from !== undefined && from >= index).map(({ how }) => `${how} comes first`),
      ...stages.filter(({ how, format }) => how === '' || format === '').map(() => 'a stage without words'),
      ...(heads > MAX_HEADS ? [`${heads} bytes shown`] : []),
    ]
  },
}
