import assert from 'node:assert/strict'
import { protection } from '../../../server/core/facts/protection'
import { factsOf } from '../../harness/facts'

async function shown(path: string, before: string, after: string): Promise<readonly string[]> {
  const facts = await factsOf(protection, { path, old: before, new: after })
  return facts.map(({ data }) => `${data.change} ${data.written}`)
}

describe('protections of a build', () => {
  it('are those that the last flag leaves', async () => {
    assert.deepEqual(await shown('Makefile', 'A = -fPIE -fno-pie\n', 'A = -fno-pie\n'), [])
    assert.deepEqual(await shown('Makefile', 'A = -fno-pie -fPIE\n', 'A = -fPIE -fno-pie\n'), [
      'removed -fPIE',
      'undone -fno-pie',
    ])
    assert.deepEqual(await shown('Makefile', 'A += -fno-pie\nA += -fPIE\n', 'A += -fPIE\n'), [])
  })

  it('are kept apart by variable, and by what a line sets', async () => {
    assert.deepEqual(
      await shown('build.sh', 'CFLAGS="-fPIE" CXXFLAGS="-fPIE" make\n', 'CFLAGS="-fPIE" CXXFLAGS="" make\n'),
      ['removed -fPIE'],
    )
    assert.deepEqual(await shown('Makefile', 'A = -pie\nB = -pie\n', 'B = -pie\nA = -pie\n'), [])
  })

  it('hold in every build only outside conditions', async () => {
    const both = 'A += -pie\nifdef X\nA += -pie\nendif\n'
    assert.deepEqual(await shown('Makefile', both, 'A += -pie\nifdef X\nendif\n'), [])
    assert.deepEqual(await shown('Makefile', both, 'ifdef X\nA += -pie\nendif\n'), ['removed -pie'])
  })

  it('are not asked for by what names, compares or filters a flag', async () => {
    for (const line of ['# -pie', 'echo "-pie"', 'case $A in *-pie*) ;; esac', 'A = $(filter-out -pie,$(B))'])
      assert.deepEqual(
        (await shown('build.sh', `${line}\n`, 'true\n')).filter(one => one.startsWith('removed')),
        [],
        line,
      )
  })

  it('go where a value replaces the variable further down', async () => {
    assert.deepEqual(await shown('Makefile', 'A = -pie\n', 'A = -pie\nA = -s\n'), ['undone A = -s'])
    assert.deepEqual(await shown('Makefile', 'A = -pie\n', 'A = -pie\nA = $(A) -s\n'), [])
  })
})
