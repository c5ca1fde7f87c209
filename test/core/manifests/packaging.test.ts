import { strict as assert } from 'node:assert'
import { readCodeOwners } from '../../../server/core/manifests/codeOwners'
import { readGitAttributes } from '../../../server/core/manifests/gitAttributes'
import { readGitIgnore } from '../../../server/core/manifests/gitIgnore'
import { readGitModules } from '../../../server/core/manifests/gitModules'
import { readGoMod, readGoSum } from '../../../server/core/manifests/goMod'
import { readGradle } from '../../../server/core/manifests/gradle'
import { readRequirements } from '../../../server/core/manifests/requirements'
import { readXml } from '../../../server/core/manifests/xml'
import { hostileTexts } from './slice'

describe('every reader of manifests', () => {
  const readers: readonly ((text: string) => unknown)[] = [
    readCodeOwners,
    readGitAttributes,
    readGitIgnore,
    readGitModules,
    readGoMod,
    readGoSum,
    readGradle,
    readRequirements,
    readXml,
  ]

  it('takes any text', () => {
    for (const read of readers) for (const text of hostileTexts) assert.ok(read(text) !== undefined)
  })
})
