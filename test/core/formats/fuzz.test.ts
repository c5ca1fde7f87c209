import { strict as assert } from 'node:assert'
import { readers } from '../../../server/core/formats/structure/readers'
import { structureName } from '../../harness/fuzz/structureTargets'
import { fuzzTargets, inputOf } from '../../harness/fuzz/targets'

const SEED = 4
const MUTATIONS = 2_000
/** Of samples no longer than this; longer ones are cut by mutations. */
const SMALL = 1_200

describe('readers given damaged files', () => {
  it('every reader of structures has a sample here', () => {
    const names = new Set(fuzzTargets.map(target => target.name))
    assert.deepEqual(
      [...readers.keys()].filter(format => !names.has(structureName(format))),
      [],
    )
    assert.equal(names.size, fuzzTargets.length)
  })

  for (const target of fuzzTargets) {
    it(`${target.name}: sound samples, and each of them cut at every byte`, () => {
      for (const sample of target.samples) {
        assert.deepEqual(target.problems(sample), [])
        for (let size = 0; size < Math.min(SMALL, sample.length); size++)
          assert.deepEqual(target.problems(sample.subarray(0, size)), [], `cut at ${size}`)
      }
    })

    it(`${target.name}: ${MUTATIONS} mutations`, () => {
      for (let index = 0; index < MUTATIONS; index++)
        assert.deepEqual(
          target.problems(inputOf(target, SEED, index)),
          [],
          `npm run fuzz -- ${hint(target.name, index)}`,
        )
    })
  }
})

function hint(reader: string, index: number): string {
  return `--reader ${reader} --seed ${SEED} --replay ${index}`
}
