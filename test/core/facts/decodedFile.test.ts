import assert from 'node:assert/strict'
import { opaqueFile } from '../../../server/core/facts/opaqueFile'
import { factsOf } from '../../harness/facts'
import { ascii, xzStream } from '../formats/archive/samples'

const one = xzStream(ascii('inert text, '.repeat(9)))
const other = xzStream(ascii('other text, '.repeat(9)))

function uuencoded(bytes: Uint8Array): string {
  return `begin-base64 644 sample.xz\n${Buffer.from(bytes)
    .toString('base64')
    .replace(/.{1,60}/g, '$&\n')}====\n`
}

async function changeOf(before: string | undefined, after: string | undefined) {
  const facts = await factsOf(opaqueFile, {
    path: 'tests/sample.xz.uu',
    ...(before === undefined ? {} : { old: before }),
    ...(after === undefined ? {} : { new: after }),
  })
  return facts.map(({ data }) => [data.change, data.armour, data.format, data.oldSize, data.newSize])
}

describe('binary files in the form of text, as facts', () => {
  it('are added, replaced and deleted as binaries are', async () => {
    assert.deepEqual(await changeOf(undefined, uuencoded(one)), [['added', 'base64', 'xz', undefined, one.length]])
    assert.deepEqual(await changeOf(uuencoded(one), uuencoded(other)), [
      ['replaced', 'base64', 'xz', one.length, other.length],
    ])
    assert.deepEqual(await changeOf(uuencoded(one), undefined), [['deleted', 'base64', 'xz', one.length, undefined]])
  })

  it('are the same file in lines of another width', async () => {
    const [fact] = await factsOf(opaqueFile, {
      path: 'tests/sample.xz.uu',
      old: uuencoded(one),
      new: uuencoded(one).replace(/^(.{60})\n/gm, '$1'),
    })
    assert.equal(fact?.data.oldHash, fact?.data.newHash)
  })

  it('are none where the text says something of its own', async () => {
    assert.deepEqual(await changeOf('some prose\n', 'other prose\n'), [])
    assert.deepEqual(await changeOf('some prose\n', uuencoded(one)), [])
  })
})
