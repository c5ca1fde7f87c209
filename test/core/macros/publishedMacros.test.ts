import { strict as assert } from 'node:assert'
import { partialSide } from '../../../server/core/content/text'
import { macroBodies } from '../../../server/core/macros/bodies'
import { PublishedMacros } from '../../../server/core/macros/publishedMacros'
import { hash } from '../../../server/host/hash'
import { publishedOf, sideOf, tableOf } from './samples'

const first = '# thing.m4 serial 1\nAC_DEFUN([THING], [\n  one\n  two\n])\n'
const second = '# thing.m4 serial 2\nAC_DEFUN([THING], [\n  one\n  two\n  three\n  four\n])\n'
const table = tableOf('thing.m4', [first, second])

describe('a vendored macro beside the published ones', () => {
  it('equals the version it is, whatever its stamps', async () => {
    const published = await publishedOf(table)
    const standing = published.standing('m4/thing.m4', sideOf(first.replace('serial 1', 'serial 9')))
    assert.equal(standing?.kind, 'verified')
    assert.deepEqual(standing.kind === 'verified' && standing.versions.map(({ serial }) => serial), ['1'])
    assert.deepEqual(published.serial('m4/thing.m4', sideOf(first.replace('serial 1', 'serial 9'))), {
      serial: '9',
      line: 1,
      highest: '2',
      isAboveAll: true,
      isCurrent: true,
    })
  })

  it('has the code of a version when only comments differ', async () => {
    const published = await publishedOf(table)
    const standing = published.standing('thing.m4', sideOf(`dnl Ours.\n${second.replace('  three', 'three')}`))
    assert.equal(standing?.kind, 'same-code')
  })

  it('is near the version that has most of its lines, and the others are named', async () => {
    const published = await publishedOf(table)
    const standing = published.standing('thing.m4', sideOf(second.replace('  four\n', '  four\n  my step\n  # mine\n')))
    assert.ok(standing?.kind === 'near')
    assert.equal(standing.nearest.serial, '2')
    assert.deepEqual(standing.unpublished, [{ line: 7, code: 'my step' }])
  })

  it('is other under a published name, and unknown under another', async () => {
    const published = await publishedOf(table)
    const other = published.standing('thing.m4', sideOf('AC_DEFUN([MINE], [\n  something\n  else\n])\n'))
    assert.ok(other?.kind === 'other')
    assert.deepEqual(
      other.unpublished.map(({ line }) => line),
      [1, 2, 3],
    )
    assert.deepEqual(published.standing('mine.m4', sideOf(first)), { kind: 'unknown' })
  })

  it('cannot be verified from a part', async () => {
    const published = await publishedOf(table)
    const lines = first.split('\n').slice(1, 5)
    const side = partialSide(
      [
        {
          oldStart: 2,
          oldCount: 0,
          newStart: 2,
          newCount: 4,
          section: '',
          lines: lines.map((text, index) => ({ kind: 'added' as const, text, new: index + 2 })),
        },
      ],
      'new',
      'utf-8',
    )
    assert.ok(side !== undefined)
    const standing = published.standing('thing.m4', side)
    assert.ok(standing?.kind === 'near' && standing.unpublished.length === 0)
  })

  it('is compared in the bytes of its own encoding', async () => {
    const text = '# thing.m4 serial 1\ndnl \xe9t\xe9\nAC_DEFUN([A], [b])\n'
    const published = await publishedOf(tableOf('thing.m4', [text]))
    assert.equal(published.standing('thing.m4', { ...sideOf(text), encoding: 'latin-1' })?.kind, 'verified')
    assert.equal(published.standing('thing.m4', sideOf(text))?.kind, 'same-code')
  })

  it('is not compared when the table is missing or damaged', async () => {
    for (const load of [() => Promise.reject(new Error('gone')), async () => new Uint8Array(9)]) {
      const published = new PublishedMacros(load, hash)
      assert.equal(await published.ready(), false)
      assert.equal(published.standing('thing.m4', sideOf(first)), undefined)
      assert.equal(published.through, undefined)
    }
  })
})

describe('macros of aclocal.m4', () => {
  const text = `# generated\n${first}m4_define([_INNER],\n[a (b\n])\nAC_DEFUN([THING],\n[open\nAC_DEFUN([NEXT], [c])\n`

  it('are split where their brackets end, or where the next one begins', () => {
    assert.deepEqual(
      macroBodies(text.split('\n')).map(({ name, firstLine, lastLine }) => `${name} ${firstLine}-${lastLine}`),
      ['THING 3-6', '_INNER 7-9', 'THING 10-11', 'NEXT 12-12'],
    )
  })

  it('are looked up by name and body', async () => {
    const code = 'AC_DEFUN([THING], [\none\ntwo\n])'
    const published = await publishedOf(tableOf('thing.m4', [first], { THING: code }))
    assert.deepEqual(
      published.bodies(sideOf(text)).map(({ name, standing }) => `${name} ${standing}`),
      ['THING verified', '_INNER unknown', 'THING other', 'NEXT unknown'],
    )
  })

  it('are split in time that grows with the text', () => {
    const open = 'AC_DEFUN([A], [[[\n'.repeat(20_000)
    assert.ok(macroBodies(open.split('\n')).length > 0)
  })
})
