import { strict as assert } from 'node:assert'
import { gzipSync } from 'node:zlib'
import type { Stages } from '../../../server/core/evidence/evidence'
import { readStages } from '../../../server/core/evidence/readStages'
import { brokenMiddle, middleScript, middleStream } from '../../harness/twins'
import { ascii, stored, tarOf, zipOf } from '../formats/archive/samples'
import { bytesOf, png } from '../formats/structure/samples'

const script = '#!/bin/sh\n# inert: a marker\necho "marker_one two-three"\n'.repeat(3)

const shown = ({ stages }: Stages) =>
  stages.map(({ index, from, how, format, size }) => `${index}<${from ?? '-'} ${how}: ${format}, ${size}`)

describe('readStages', () => {
  it('follows a compressed archive to its members', () => {
    const tar = tarOf({ name: 'a/run.sh', content: script }, { name: 'a/link', type: '2', target: '/etc/passwd' })
    const stages = readStages(gzipSync(tar))
    assert.deepEqual(shown(stages), [
      `0<- unpacked gzip: tar, ${tar.length}`,
      `1<0 member \`a/run.sh\`: script, ${script.length}`,
      '2<0 member `a/link`, a symbolic link: text, 11',
    ])
    const run = stages.stages[1]
    assert.equal(run?.isNotable, true)
    assert.equal(run?.isText, true)
    assert.equal(new TextDecoder().decode(run?.head), script)
  })

  it('shows the mapping that repairs a broken stream, and the text that then appears', () => {
    const file = brokenMiddle()
    const { stages } = readStages(file)
    const repaired = stages.find(({ how }) => how.startsWith('exchanging'))
    assert.ok(repaired, shown({ stages, more: 0, notes: [] }).join('\n'))
    assert.equal(repaired.format, 'xz')
    assert.equal(repaired.isNotable, true)
    assert.deepEqual(repaired.place, stages[1]?.place)
    assert.equal(repaired.size, middleStream().length)
    const text = stages.find(({ from }) => from === repaired.index)
    assert.equal(new TextDecoder().decode(text?.head), middleScript)
    assert.match(stages[1]?.fault ?? '', /^stops at \d+: /)
  })

  it('decodes what stands in a text, with its lines and bytes', () => {
    const packed = gzipSync(ascii(script))
    const lines = (packed.toString('base64').match(/.{1,60}/g) ?? []).join('\n')
    const before = '# a text\nof two lines\n'
    const { stages } = readStages(ascii(`${before}${lines}\nend\n`))
    assert.match(stages[0]?.how ?? '', /^lines 3 to \d+, base64$/)
    assert.deepEqual(stages[0]?.place, { offset: before.length, length: lines.length })
    assert.equal(stages[0]?.format, 'gzip')
    assert.equal(stages[1]?.how, 'unpacked gzip')
    assert.equal(stages[1]?.from, 0)
    assert.equal(stages[1]?.format, 'script')
  })

  it('opens an archive behind the end of a picture', () => {
    const { stages } = readStages(bytesOf(png(), zipOf([stored('a.sh', script)])))
    assert.deepEqual(
      stages.map(({ how, from }) => [how, from]),
      [
        ['zip, after the end', undefined],
        ['member `a.sh`', 0],
      ],
    )
  })

  it('lists at most five hundred stages and a mebibyte of heads, the notable ones among them', () => {
    const members = Array.from({ length: 700 }, (_, index) => stored(`t${index}`, 'word '.repeat(2000)))
    const { stages, more } = readStages(zipOf([...members, stored('last.sh', script)]))
    assert.equal(stages.length, 500)
    assert.equal(more, 201)
    assert.equal(stages.at(-1)?.how, 'member `last.sh`')
    const heads = stages.reduce((sum, { head }) => sum + head.length, 0)
    assert.ok(heads <= 1 << 20, `${heads}`)
    assert.ok(stages.every(({ head }) => head.length <= 16 << 10 && head.buffer.byteLength === head.length))
  })

  it('has nothing to say of ordinary text', () => {
    assert.deepEqual(readStages(ascii('plain words\n')), { stages: [], more: 0, notes: [] })
    assert.deepEqual(readStages(new Uint8Array()), { stages: [], more: 0, notes: [] })
  })
})
