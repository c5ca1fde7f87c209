import { strict as assert } from 'node:assert'
import { readGoMod, readGoSum } from '../../../server/core/manifests/goMod'
import { readRequirements } from '../../../server/core/manifests/requirements'
import { slice, wordsIn } from './slice'

describe('requirements', () => {
  const text =
    '-r base.txt # more\n-rother.txt\n--index-url=https://i.invalid/simple\n--extra-index-url https://e.invalid\n-f ./wheels\r\nA.b_c [x, y] >= 1, < 2 ; python_version > "3" --hash=sha256:aa\nd @ https://u.invalid/d.zip#sha256=1 ; os_name == "nt"\nhttps://u.invalid/e-1.zip#egg=e\n-e git+ssh://git@g.invalid/f.git@main#egg=f\n./local/dir\ng==1 \\\r\n  --hash=sha256:bb \\\r\n  --hash=sha256:cc\n\n# end\n'
  const lines = readRequirements(text)

  it('gives options in their long form', () => {
    assert.deepEqual(
      lines.flatMap(line => (line.kind === 'option' ? [[line.option, line.value?.text]] : [])),
      [
        ['--requirement', 'base.txt'],
        ['--requirement', 'other.txt'],
        ['--index-url', 'https://i.invalid/simple'],
        ['--extra-index-url', 'https://e.invalid'],
        ['--find-links', './wheels'],
      ],
    )
  })

  it('gives the parts of each requirement', () => {
    assert.deepEqual(
      lines.flatMap(line =>
        line.kind === 'requirement'
          ? [
              [
                line.name?.text,
                line.extras?.text,
                line.specifier?.text,
                line.reference?.text,
                line.marker?.text,
                line.hashes.map(hash => hash.text).join(),
                line.isEditable,
              ],
            ]
          : [],
      ),
      [
        ['A.b_c', 'x, y', '>= 1, < 2', undefined, 'python_version > "3"', 'sha256:aa', false],
        ['d', undefined, undefined, 'https://u.invalid/d.zip#sha256=1', 'os_name == "nt"', '', false],
        ['e', undefined, undefined, 'https://u.invalid/e-1.zip#egg=e', undefined, '', false],
        ['f', undefined, undefined, 'git+ssh://git@g.invalid/f.git@main#egg=f', undefined, '', true],
        [undefined, undefined, undefined, './local/dir', undefined, '', false],
        ['g', undefined, '==1', undefined, undefined, 'sha256:bb,sha256:cc', false],
      ],
    )
  })

  it('points at what is written', () => {
    const words = wordsIn(lines)
    assert.ok(words.length > 20)
    for (const word of words) assert.equal(slice(text, word.span), word.text)
    const last = lines.at(-1)
    assert.deepEqual([last?.span.start.line, last?.span.end.line], [11, 13])
  })
})

describe('go.mod', () => {
  const text =
    'module m.invalid/x // c\n\ngo 1.22.1\ntoolchain go1.22.3\n\nrequire m.invalid/a v1.0.0\nrequire (\n\tm.invalid/b v1.1.0 // indirect; why\n)\nexclude m.invalid/b v1.0.9\nreplace (\n\tm.invalid/b v1.1.0 => ./b\n\tm.invalid/c => n.invalid/c v2.0.0\n)\nretract [v1.0.0, v1.0.5] // bad\n'

  it('gives every directive with its words', () => {
    const directives = readGoMod(text)
    assert.deepEqual(
      directives.map(one => [
        one.verb,
        one.words.map(word => word.text).join(' '),
        one.target.map(word => word.text).join(' '),
        one.isIndirect,
      ]),
      [
        ['module', 'm.invalid/x', '', false],
        ['go', '1.22.1', '', false],
        ['toolchain', 'go1.22.3', '', false],
        ['require', 'm.invalid/a v1.0.0', '', false],
        ['require', 'm.invalid/b v1.1.0', '', true],
        ['exclude', 'm.invalid/b v1.0.9', '', false],
        ['replace', 'm.invalid/b v1.1.0', './b', false],
        ['replace', 'm.invalid/c', 'n.invalid/c v2.0.0', false],
        ['retract', '[v1.0.0, v1.0.5]', '', false],
      ],
    )
    for (const word of wordsIn(directives)) assert.equal(slice(text, word.span), word.text)
    assert.equal(slice(text, directives[7]?.span ?? assert.fail()), 'm.invalid/c => n.invalid/c v2.0.0')
  })

  it('does not guess the block a part of a file began in', () => {
    assert.deepEqual(
      readGoMod('\tm.invalid/a v1.0.0\n)\nrequire m.invalid/b v2.0.0\n', true).map(one => one.verb),
      [undefined, 'require'],
    )
  })

  it('reads go.work as well', () => {
    const verbs = readGoMod('go 1.22\nuse (\n\t./a\n\t./b\n)\n').map(one => [one.verb, one.words[0]?.text])
    assert.deepEqual(verbs, [
      ['go', '1.22'],
      ['use', './a'],
      ['use', './b'],
    ])
  })
})

describe('go.sum', () => {
  it('tells the hash of a module from that of its go.mod', () => {
    const text = 'm.invalid/a v1.0.0 h1:AA=\r\nm.invalid/a v1.0.0/go.mod h1:BB=\nnonsense\n'
    assert.deepEqual(
      readGoSum(text).map(one => [
        one.module.text,
        one.version,
        one.isGoMod,
        one.hash.text,
        slice(text, one.hash.span),
      ]),
      [
        ['m.invalid/a', 'v1.0.0', false, 'h1:AA=', 'h1:AA='],
        ['m.invalid/a', 'v1.0.0', true, 'h1:BB=', 'h1:BB='],
      ],
    )
  })
})
