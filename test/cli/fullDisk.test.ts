import { strict as assert } from 'node:assert'
import { existsSync } from 'node:fs'
import { Cli } from './runCli'

describe('a full disk', () => {
  let cli: Cli
  before(() => {
    cli = new Cli()
  })
  after(() => cli.dispose())

  it('is said in one line, without a trace of our own code', async () => {
    // Only Linux has a device that is always full; elsewhere a folder that is not there fails in the same place.
    const output = existsSync('/dev/full') ? '/dev/full' : '/not/there'
    const { stderr, code } = await cli.run(['rules', '--output', output])
    assert.equal(code, 2)
    assert.match(stderr, /^plainsight: \/\S+ cannot be written: .*\n$/)
  })
})
