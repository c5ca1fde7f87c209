import { compareStructures } from '../../../server/core/formats/structure/compare'
import { readStructure } from '../../../server/core/formats/structure/read'
import { signsOf } from '../../../server/core/formats/structure/signs'
import { everyPart, type Structure } from '../../../server/core/formats/structure/structure'
import { bytesOf, ico, png, samples, sfnt } from '../../core/formats/structure/samples'
import { archiveTargets } from './archiveTargets'
import { type FuzzTarget, outside, slug } from './target'

const MAX_PARTS = 20_000
const MAX_NOTES = 20
const MAX_NAME = 80

/** Formats that are told from another one by a byte of the signature. */
const variants: readonly (readonly [string, Uint8Array])[] = [
  ['OpenType font', bytesOf('OTTO', sfnt([['CFF ', 'outlines']]).subarray(4))],
  ['Windows cursor', bytesOf([0, 0, 2, 0], ico(png(), bytesOf('pixels')).subarray(4))],
]

const all = [...samples, ...variants]

const unpacked = new Set(archiveTargets.map(({ name }) => name))

/** Of what is also unpacked, the reader that unpacks has the plain name. */
export function structureName(format: string): string {
  return unpacked.has(slug(format)) ? `${slug(format)}-structure` : slug(format)
}

/** One target for each format that has a sample. */
export const structureTargets: readonly FuzzTarget[] = [...new Set(all.map(([format]) => format))].map(format => {
  const own = all.filter(sample => sample[0] === format).map(([, bytes]) => bytes)
  const original = readStructure(own[0] as Uint8Array)
  return { name: structureName(format), samples: own, problems: bytes => structureProblems(bytes, original) }
})

function structureProblems(bytes: Uint8Array, original: Structure): readonly string[] {
  const structure = readStructure(bytes)
  const parts = [...everyPart(structure.parts)]
  const differences = compareStructures(original, structure) ?? []
  const signs = signsOf(original, structure, [])
  return [
    ...outside(parts, bytes.length, 'a part'),
    ...outside(
      signs.map(sign => sign.at),
      bytes.length,
      'a sign',
    ),
    ...differences.flatMap(({ side, at }) =>
      outside([at], side === 'new' ? bytes.length : original.bytes.length, 'a difference'),
    ),
    ...differences.filter(one => one.text === '').map(() => 'a difference without words'),
    ...parts.filter(part => part.name.length > MAX_NAME).map(part => `a name of ${part.name.length}`),
    ...(parts.length > MAX_PARTS ? [`${parts.length} parts`] : []),
    ...(structure.notes.length > MAX_NOTES ? [`${structure.notes.length} notes`] : []),
  ]
}
