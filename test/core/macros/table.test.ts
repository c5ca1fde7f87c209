import { strict as assert } from 'node:assert'
import { type MacroTable, readTable, writeTable } from '../../../server/core/macros/table'
import { loadMacroTable } from '../../../server/host/macroTable'

const table: MacroTable = {
  through: '2020-06',
  files: [
    {
      name: 'b.m4',
      versions: [
        {
          digest: '0123456789abcdef',
          code: '1111111111111111',
          serial: '3',
          firstYear: 1999,
          lastYear: 2004,
          sources: ['one', 'two'],
        },
        { digest: 'fedcba9876543210', code: '1111111111111111', firstYear: 2005, lastYear: 2020, sources: ['two'] },
      ],
      lines: [
        { first: 0, last: 0, digests: ['000001'] },
        { first: 0, last: 1, digests: ['000002', 'ffffff'] },
      ],
    },
    {
      name: 'a.m4',
      versions: [{ digest: '00000000000000ff', firstYear: 2010, lastYear: 2010, sources: ['one'] }],
      lines: [],
    },
  ],
  macros: ['ffffffff', '00000001', '7fffffff'],
  bodies: ['00000000000a', 'ffffffffffff'],
}

describe('the table of published macros', () => {
  it('comes back as it was written', () => {
    const index = readTable(writeTable(table))
    assert.equal(index.through, '2020-06')
    assert.deepEqual(index.names, ['a.m4', 'b.m4'])
    for (const file of table.files) assert.deepEqual(index.file(file.name), file)
    assert.equal(index.file('c.m4'), undefined)
    assert.deepEqual(index.macros(), [...table.macros].sort())
    assert.deepEqual(index.bodies(), table.bodies)
    for (const macro of table.macros) assert.ok(index.hasMacro(macro))
    assert.ok(index.hasBody('ffffffffffff') && !index.hasBody('00000000000b') && !index.hasMacro('00000002'))
  })

  it('is refused when it is damaged', () => {
    const bytes = writeTable(table)
    for (const damaged of [bytes.subarray(0, 10), bytes.subarray(0, bytes.length - 1), new Uint8Array([...bytes, 0])])
      assert.throws(() => readTable(damaged), /table of published macros/)
  })

  it('is shipped, with the versions and the time it speaks for', async () => {
    const index = readTable(await loadMacroTable())
    assert.match(index.through, /^20\d\d-[01]\d$/)
    assert.ok(index.names.length > 2000, `${index.names.length} names`)
    const libtool = index.file('libtool.m4')
    assert.ok(libtool !== undefined && libtool.versions.length > 100 && libtool.lines.length > 100)
    const serials = index.file('build-to-host.m4')?.versions.map(({ serial }) => serial)
    assert.ok(serials?.includes('3') && !serials.includes('30'))
  })
})
