import { strict as assert } from 'node:assert'
import { type DataNode, entriesAt, itemsAt, nodeAt, stringAt, textAt } from '../../../server/core/documents/dataNode'
import { readJson } from '../../../server/core/documents/json'
import { readToml, tomlEntry } from '../../../server/core/documents/toml'
import { tomlMap } from '../../../server/core/documents/tomlMaps'
import { readYaml } from '../../../server/core/documents/yaml'
import { wholeText } from '../../../server/core/syntax/embeddedText'

const json = (text: string) => readJson(wholeText(text))
const toml = (text: string) => readToml(wholeText(text))
const yaml = (text: string) => readYaml(wholeText(text))

/** Keys and values as they stand in the text. */
function written(text: string, node: DataNode | undefined): readonly (readonly string[])[] {
  return entriesAt(node).map(({ key, keyStart, keyEnd, value }) => [
    key,
    text.slice(keyStart, keyEnd),
    text.slice(value.start, value.end),
  ])
}

describe('JSON documents', () => {
  it('have comments, trailing commas and escapes, at their offsets', () => {
    const text = '{ // c "x": 1\n "a\\u0041\\n": ["b", 1.5, {"c": null,},], /* , */ "a": "q\\"", "a": "\u{1F600}" }'
    const { root } = json(text)
    assert.ok(root?.kind === 'map' && root.isOpen === undefined)
    assert.deepEqual(written(text, root), [
      ['aA\n', '"a\\u0041\\n"', '["b", 1.5, {"c": null,},]'],
      ['a', '"a"', '"q\\""'],
      ['a', '"a"', '"\u{1F600}"'],
    ])
    assert.equal(stringAt(root, 'a'), '\u{1F600}')
    assert.equal(text.slice(root.start, root.end), text)
  })

  it('may use single quotes, and keys without any', () => {
    const { root } = json("{ a: 'b', $c: [{ d: true }] }")
    assert.equal(stringAt(root, 'a'), 'b')
    assert.equal(textAt(itemsAt(root, '$c')[0], 'd'), 'true')
    assert.equal(stringAt(itemsAt(root, '$c')[0], 'd'), undefined)
  })

  it('give what stands in no object of a part, one list for each depth', () => {
    const { loose, items } = json('"a": "1",\n"b": {"c": "2"}\n},\n"d": {\n"e": "3"\n')
    assert.deepEqual(
      loose.map(list => list.map(entry => entry.key)),
      [['a', 'b'], ['d']],
    )
    const open = loose[1]?.[0]?.value
    assert.ok(open?.kind === 'map' && open.isOpen)
    assert.deepEqual(items, [])
    assert.deepEqual(
      json('"a", {"b": 1}\n], "c": 2').items.map(item => item.kind),
      ['text', 'map'],
    )
  })

  it('end a string with its line, and a value with its comma', () => {
    assert.equal(stringAt(json('{"a": "open\n, "b": "c"}').root, 'b'), 'c')
    assert.deepEqual(written('', json('{"a": , 1, "b": }').root), [])
  })

  it('pass over what is nested too deep, and go on after it', () => {
    const { root } = json(`{"a": ${'['.repeat(5000)}"x"${']'.repeat(5000)}, "b": "c"}`)
    assert.equal(stringAt(root, 'b'), 'c')
    assert.equal(nodeAt(root, 'a')?.kind, 'list')
  })
})

describe('TOML documents', () => {
  it('have tables, keys and values, at their offsets', () => {
    const text =
      'top = 1\n[a."b.c".d] # x\n"k 1".y = \'lit#\' # z\nlong = """\n[no]\n"""\nlist = [ "s", # "t"\n  { u = "v", w.x = true }, 2 ]\n[[a]]\nz = [\n[next]\nq = "e\\"f"\n'
    const tables = toml(text)
    assert.deepEqual(
      tables.map(table => [table.name, table.isItem, text.slice(table.start, table.headerEnd)]),
      [
        [undefined, false, ''],
        [['a', 'b.c', 'd'], false, '[a."b.c".d]'],
        [['a'], true, '[[a]]'],
        [['next'], false, '[next]'],
      ],
    )
    assert.deepEqual(
      tables[1]?.entries.map(one => [
        one.key,
        text.slice(one.keyStart, one.keyEnd),
        text.slice(one.value.start, one.value.end),
      ]),
      [
        [['k 1', 'y'], '"k 1".y', "'lit#'"],
        [['long'], 'long', '"""\n[no]\n"""'],
        [['list'], 'list', '[ "s", # "t"\n  { u = "v", w.x = true }, 2 ]'],
      ],
    )
    assert.equal(textAt(itemsAt(tables[1]?.entries[2]?.value)[1], 'w', 'x'), 'true')
    assert.equal(stringAt(tomlEntry(tables[3]?.entries ?? [], 'q')), 'e"f')
  })

  it('keep items of a list that a part does not show the start of', () => {
    const [first] = toml('  "a>=1",\n  { b = 1 },\n]\nc = "d"\n')
    assert.deepEqual(
      first?.loose.map(one => stringAt(one)),
      ['a>=1', undefined],
    )
    assert.deepEqual(
      first?.entries.map(one => one.key),
      [['c']],
    )
  })

  it('are one map, with tables and dotted keys as maps in it', () => {
    const map = tomlMap(toml('a.b = "1"\n[x.y]\nz = { q.r = "2" }\n[[l]]\nn = "3"\n[[l]]\nn = "4"\n[l.m]\no = "5"\n'))
    assert.equal(stringAt(map, 'a', 'b'), '1')
    assert.equal(stringAt(map, 'x', 'y', 'z', 'q', 'r'), '2')
    assert.deepEqual(
      itemsAt(map, 'l').map(item => [stringAt(item, 'n'), stringAt(item, 'm', 'o')]),
      [
        ['3', undefined],
        ['4', '5'],
      ],
    )
  })
})

describe('YAML documents', () => {
  it('have keys and values, at their offsets', () => {
    const text =
      'a: b # c\n"q r": \'s # t\'\nlist:\n  - one\n  - k: v#w\n    run: |\n      x: y\n\n      - z\n    more: https://h.invalid/p\nflow: { m: [n, "o"] }\n'
    const [root] = yaml(text)
    assert.deepEqual(written(text, root), [
      ['a', 'a', 'b'],
      ['q r', '"q r"', "'s # t'"],
      ['list', 'list', text.slice(text.indexOf('- one'), text.indexOf('\nflow'))],
      ['flow', 'flow', '{ m: [n, "o"] }'],
    ])
    const item = itemsAt(root, 'list')[1]
    assert.deepEqual(
      entriesAt(item).map(({ key }) => [key, textAt(item, key)]),
      [
        ['k', 'v#w'],
        ['run', 'x: y\n\n- z'],
        ['more', 'https://h.invalid/p'],
      ],
    )
    assert.deepEqual(written(text, nodeAt(root, 'flow')), [['m', 'm', '[n, "o"]']])
  })

  it('are several where a part of a file shows what stands below different things', () => {
    const documents = yaml("        echo 'it\n        'x\n      - a: 1\n    b: 2\n  c:\n    d: 3\ne: 4\n")
    assert.deepEqual(
      documents.slice(-4).map(one => (one.kind === 'list' ? textAt(one.items[0], 'a') : entriesAt(one)[0]?.key)),
      ['1', 'b', 'c', 'e'],
    )
  })
})
