import { strict as assert } from 'node:assert'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { printPatch } from '../../../server/core/patch'
import { repositoryRoot } from '../../harness/repository'
import { outline } from './outline'
import { readPatch } from './readPatch'

const folder = join(repositoryRoot, 'test/patches')

/** Set to write the outlines anew; look at the difference before committing it. */
const isUpdate = process.env.UPDATE_GOLDEN === '1'

describe('golden patches', () => {
  const patches = readdirSync(folder).filter(name => name.endsWith('.patch'))

  it('are there', () => assert.ok(patches.length > 20))

  for (const name of patches)
    it(`${name} reads as its outline says`, () => {
      const bytes = new Uint8Array(readFileSync(join(folder, name)))
      const patch = readPatch(bytes)
      const file = join(folder, name.replace(/patch$/, 'outline'))
      if (isUpdate) writeFileSync(file, outline(patch))
      assert.deepEqual(printPatch(patch.doc), bytes)
      assert.equal(outline(patch), readFileSync(file, 'utf8'))
    })
})
