import { strict as assert } from 'node:assert'
import { readCodeOwners } from '../../../server/core/manifests/codeOwners'
import { readGitAttributes } from '../../../server/core/manifests/gitAttributes'
import { fitsName, readGitIgnore } from '../../../server/core/manifests/gitIgnore'
import { readGitModules } from '../../../server/core/manifests/gitModules'
import { slice, wordsIn } from './slice'

function assertPlaces(text: string, reading: unknown, least: number): void {
  const words = wordsIn(reading)
  assert.ok(words.length >= least, `only ${words.length} words`)
  for (const word of words) assert.equal(slice(text, word.span), word.text)
}

describe('.gitattributes', () => {
  const text =
    '# a comment\r\n*.c diff=cpp -text\r\n\r\n  "a \\"b\\".txt" !eol merge=union\n[attr]binary -diff -merge\n\u{1F600}.x text'

  it('gives pattern and attributes of each line', () => {
    const lines = readGitAttributes(text)
    assert.deepEqual(
      lines.map(line => [line.pattern, line.isMacro, line.attributes.map(one => [one.name, one.state, one.value])]),
      [
        [
          '*.c',
          false,
          [
            ['diff', 'value', 'cpp'],
            ['text', 'unset', undefined],
          ],
        ],
        [
          'a "b".txt',
          false,
          [
            ['eol', 'unspecified', undefined],
            ['merge', 'value', 'union'],
          ],
        ],
        [
          'binary',
          true,
          [
            ['diff', 'unset', undefined],
            ['merge', 'unset', undefined],
          ],
        ],
        ['\u{1F600}.x', false, [['text', 'set', undefined]]],
      ],
    )
    assertPlaces(text, lines, 11)
    assert.deepEqual(lines.at(-1)?.attributes[0]?.word.span.start, { line: 6, column: 5 })
  })
})

describe('.gitignore', () => {
  it('tells what a pattern covers', () => {
    const text = '# no\n/build/\n!keep.m4\n  x\nsrc/*.o  \nname\\ \n\\#file\r\n**/\n/\n'
    const patterns = readGitIgnore(text)
    assert.deepEqual(
      patterns.map(one => [one.pattern, one.isNegated, one.isAnchored, one.isFolderOnly]),
      [
        ['/build', false, true, true],
        ['keep.m4', true, false, false],
        ['  x', false, false, false],
        ['src/*.o', false, true, false],
        ['name\\ ', false, false, false],
        ['\\#file', false, false, false],
        ['**', false, false, true],
      ],
    )
    assertPlaces(text, patterns, 7)
  })

  it('tells which names a pattern fits', () => {
    const fits = ['*.m[4]', '/m4/*.m?', '*.[!a-l]4', 'x\\.m4', '**', 'x*4', '[]x].m4', 'x[.-]m4', '[unclosed', '*.m4*']
    assert.deepEqual(
      fits.filter(pattern => fitsName(pattern, 'x.m4')),
      fits.filter(pattern => pattern !== '[unclosed'),
    )
    for (const pattern of ['*.[^m]4', '?.m', 'x.m4?', '', '[a-w].m4', '*.M4'])
      assert.equal(fitsName(pattern, 'x.m4'), false, pattern)
    assert.equal(fitsName('[unclosed', '[unclosed'), true)
  })
})

describe('.gitmodules', () => {
  it('gives what each submodule is taken from', () => {
    const text =
      '[submodule "lib/a \\"x\\""]\n\tpath = lib/a\n\turl = https://code.invalid/a.git ; why\n\tURL = ../b.git\n[core]\n\tbare = true\n[submodule "c"]\n\tupdate = !sh run.sh\n\tbranch = .\n'
    const modules = readGitModules(text)
    assert.deepEqual(
      modules.map(one => [one.name, one.path?.text, one.url?.text, one.branch?.text, one.update?.text]),
      [
        ['lib/a "x"', 'lib/a', '../b.git', undefined, undefined],
        ['c', undefined, undefined, '.', '!sh run.sh'],
      ],
    )
    assert.equal(modules[0]?.entries[1]?.value, 'https://code.invalid/a.git')
    assertPlaces(text, modules, 12)
  })
})

describe('CODEOWNERS', () => {
  it('gives owners of patterns, and sections', () => {
    const text =
      '* @all # everybody\n/docs/a\\ b.md @writers dev@mail.invalid\n/free\n^[Opt Section][2] @def @other\n*.c\n[Plain]\n/x#y @z\n'
    const { lines, sections } = readCodeOwners(text)
    assert.deepEqual(
      lines.map(line => [line.pattern.text, line.owners.map(owner => owner.text), line.section]),
      [
        ['*', ['@all'], undefined],
        ['/docs/a\\ b.md', ['@writers', 'dev@mail.invalid'], undefined],
        ['/free', [], undefined],
        ['*.c', [], 0],
        ['/x#y', ['@z'], 1],
      ],
    )
    assert.deepEqual(
      sections.map(one => [one.name, one.isOptional, one.approvals, one.owners.map(owner => owner.text)]),
      [
        ['Opt Section', true, 2, ['@def', '@other']],
        ['Plain', false, 1, []],
      ],
    )
    assertPlaces(text, { lines, sections }, 13)
  })
})
