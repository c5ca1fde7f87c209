import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KnownSources, knownSourceProblem } from '../../server/host/knownSources'

describe('folders of published build macros', () => {
  let home: string
  const write = (path: string, text: string) => {
    mkdirSync(join(home, path, '..'), { recursive: true })
    writeFileSync(join(home, path), text)
  }
  beforeEach(() => {
    home = realpathSync(mkdtempSync(join(tmpdir(), 'plainsight-known-')))
  })
  afterEach(() => rmSync(home, { recursive: true }))

  it('give every file of the name, wherever it lies, and nothing through a link', async () => {
    write('gnulib/m4/sample.m4', 'one')
    write('gnulib/build-aux/other', 'x')
    write('gnulib/deep/er/sample.m4', 'two')
    write('gnulib/.git/sample.m4', 'never')
    write('outside/sample.m4', 'never')
    symlinkSync(join(home, 'outside'), join(home, 'gnulib/linked'))
    symlinkSync(join(home, 'outside/sample.m4'), join(home, 'gnulib/build-aux/sample.m4'))
    const { texts, problems } = await new KnownSources([join(home, 'gnulib')]).texts('sample.m4')
    assert.deepEqual(
      texts.map(({ place, bytes }) => [place, new TextDecoder().decode(bytes)]),
      [
        ['gnulib: deep/er/sample.m4', 'two'],
        ['gnulib: m4/sample.m4', 'one'],
      ],
    )
    assert.deepEqual(problems, [])
  })

  it('are said when they cannot serve', async () => {
    write('file', '')
    write('gnulib/m4/large.m4', 'x'.repeat(2 ** 21 + 1))
    assert.deepEqual(await new KnownSources(['here', join(home, 'file'), join(home, 'none')]).texts('a.m4'), {
      texts: [],
      problems: [
        'here is not an absolute path',
        `${join(home, 'file')} is not a folder`,
        `the folder ${join(home, 'none')} is not there`,
      ],
    })
    const { problems } = await new KnownSources([join(home, 'gnulib')]).texts('large.m4')
    assert.deepEqual(problems, [`${join(home, 'gnulib')}/m4/large.m4 cannot be read`])
  })

  it('do not count inside the reviewed tree, however they are named', async () => {
    write('tree/gnulib/m4/sample.m4', 'one')
    symlinkSync(join(home, 'tree/gnulib'), join(home, 'elsewhere'))
    for (const folder of ['tree', 'tree/gnulib', 'elsewhere'])
      assert.match(
        (await knownSourceProblem(join(home, folder), join(home, 'tree'))) ?? '',
        /lies in the reviewed tree/,
      )
    write('tree-of-mine/a', '')
    assert.equal(await knownSourceProblem(join(home, 'tree-of-mine'), join(home, 'tree')), undefined)
  })
})
