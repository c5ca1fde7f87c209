import { strict as assert } from 'node:assert'
import { deflateRawSync } from 'node:zlib'
import { concernsOf } from '../../../../server/core/formats/archive/concern'
import { unpack } from '../../../../server/core/formats/archive/unpack'
import { compareStructures } from '../../../../server/core/formats/structure/compare'
import { readStructure } from '../../../../server/core/formats/structure/read'
import { cpioOf, debOf, rpmOf, zip64Of } from './containerSamples'
import { ascii, bytesOf, stored, tarOf, zipOf } from './samples'

/** Names of members with their layer, and what they hold. */
function members(bytes: Uint8Array): readonly string[] {
  const text = new TextDecoder()
  return unpack(bytes).layers.flatMap(({ path, container }) =>
    container.entries.map(one => [...path, one.name, text.decode(one.content?.subarray(0, 20))].join(' > ')),
  )
}

function concerns(bytes: Uint8Array): readonly string[] {
  return concernsOf(bytes).map(({ kind, name, what }) => `${kind} ${name}: ${what}`)
}

function differences(old: Uint8Array, now: Uint8Array): readonly string[] {
  return compareStructures(readStructure(old), readStructure(now))?.map(one => one.text) ?? []
}

const packed = (name: string, text: string, level: number) => {
  const content = ascii(text)
  return { name, content, data: new Uint8Array(deflateRawSync(content, { level })), method: 8 as const }
}

describe('archives of other systems', () => {
  it('cpio in its four forms', () => {
    for (const form of ['newc', 'odc', 'binary', 'swapped'] as const)
      assert.deepEqual(members(cpioOf(form, { name: 'a', content: 'one' }, { name: '../b', content: 'three' })), [
        'a > one',
        '../b > three',
      ])
    assert.deepEqual(concerns(cpioOf('newc', { name: '../b' })), ['member ../b: a path out of its folder'])
  })

  it('RPM: scripts as members, and the members of the payload', () => {
    const file = rpmOf([[1023, 'echo inert']], cpioOf('newc', { name: './a', content: 'one' }))
    const [first, ...rest] = members(file)
    assert.equal(first, '%pre > echo inert')
    assert.equal(rest.at(-1), 'payload > ./a > one')
  })

  it('Debian packages: maintainer scripts in the archive of control files', () => {
    assert.ok(members(debOf('#!/bin/sh\necho')).includes('control.tar > ./postinst > #!/bin/sh\necho'))
  })

  it('zip with sizes of 64 bits', () => {
    assert.deepEqual(members(zip64Of('a.txt', 'content')), ['a.txt > content'])
    assert.deepEqual(unpack(zip64Of('a.txt', 'content')).layers[0]?.container.notes, [])
  })
})

describe('what archives are asked', () => {
  it('nothing of ordinary ones', () => {
    const jar = zipOf([stored('META-INF/MANIFEST.MF', 'Main-Class: a.B\n'), packed('a/B.txt', 'inert', 9)])
    assert.deepEqual(concerns(jar), [])
    assert.deepEqual(unpack(jar).layers[0]?.container.facts, ['Main-Class a.B'])
    assert.deepEqual(concerns(tarOf({ name: 'a', content: 'x' }, { name: 'a', content: 'y' })), [])
    assert.deepEqual(concerns(debOf('#!/bin/sh\n')), [])
  })

  it('the same name twice with other content, a path through a link, a zero byte', () => {
    assert.deepEqual(concerns(zipOf([stored('a', 'one'), stored('a', 'two')])), [
      'twofold a: the name of another member with other content',
    ])
    assert.deepEqual(concerns(zipOf([stored('a', 'one'), stored('a', 'one')])), [])
    assert.deepEqual(concerns(tarOf({ name: 'l', type: '2', target: 'x' }, { name: 'l/a', content: 'x' })), [
      'twofold l/a: a path through the link l',
    ])
    const odd = Array.from({ length: 30 }, (_, at) => ({ name: `odd${at}.`, content: 'x' }))
    assert.deepEqual(concerns(tarOf(...odd, { name: 'l', type: '2', target: 'x' }, { name: 'l/a', content: 'x' })), [
      'twofold l/a: a path through the link l',
    ])
    assert.deepEqual(concerns(zipOf([stored('a.txt\0.sh', 'one')])), ['twofold a.txt\0.sh: a zero byte in its name'])
  })

  it('programs in documents and macros', () => {
    const document = (name: string, text: string) => zipOf([stored('word/document.xml', '<x/>'), stored(name, text)])
    assert.deepEqual(concerns(document('word/a.bin', '\x7fELF\x02\x01\x01\0')), [
      'program word/a.bin: ELF executable in a document',
    ])
    assert.deepEqual(concerns(document('word/vbaProject.bin', 'inert')), [
      'program word/vbaProject.bin: macros of an Office document',
    ])
    assert.deepEqual(concerns(document('word/a.xml', '<x/>')), [])
  })
})

describe('what differs between two archives', () => {
  it('by what members unpack to, not by their packed bytes', () => {
    const zip = (text: string, level: number) => zipOf([packed('a.txt', text, level), stored('b', 'same')])
    const text = 'inert text, '.repeat(20)
    assert.deepEqual(differences(zip(text, 9), zip(text, 0)), ['member a.txt holds the same, packed anew'])
    const [first] = differences(zip(text, 9), zip(`${text}more`, 9))
    assert.equal(first, 'member a.txt grew 240 → 244 bytes')
    assert.deepEqual(differences(tarOf({ name: 'a', content: 'x' }), tarOf({ name: 'a', content: 'xy' })), [
      'member a grew 1 → 2 bytes',
    ])
  })

  it('and what follows the end', () => {
    const zip = zipOf([stored('a', 'one')])
    const found = differences(zip, bytesOf(zip, '#!/bin/sh\necho inert\n'))
    assert.ok(found.includes('21 bytes after the end'), found.join('\n'))
  })
})
