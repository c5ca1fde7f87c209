import { strict as assert } from 'node:assert'
import { type JsonNode, memberOf, readJson, stringOf } from '../../../server/core/manifests/json'
import { readToml, tomlEntry, tomlString } from '../../../server/core/manifests/toml'
import { readYamlLines } from '../../../server/core/manifests/yamlLines'

describe('JSON of manifests', () => {
  it('has comments, trailing commas and escapes, at their offsets', () => {
    const text = '{ // c "x": 1\n "a\\u0041\\n": ["b", 1.5, {"c": null,},], /* , */ "a": "q\\"", "a": "\u{1F600}" }'
    const { root } = readJson(text)
    assert.ok(root?.kind === 'object' && root.isClosed)
    assert.deepEqual(
      root.members.map(member => [
        member.key,
        text.slice(member.keyStart, member.keyEnd),
        text.slice(member.value.start, member.value.end),
      ]),
      [
        ['aA\n', '"a\\u0041\\n"', '["b", 1.5, {"c": null,},]'],
        ['a', '"a"', '"q\\""'],
        ['a', '"a"', '"\u{1F600}"'],
      ],
    )
    assert.equal(stringOf(memberOf(root, 'a')), '\u{1F600}')
  })

  it('gives what stands in no object of a part, one list for each depth', () => {
    const { loose, items } = readJson('"a": "1",\n"b": {"c": "2"}\n},\n"d": {\n"e": "3"\n')
    assert.deepEqual(
      loose.map(list => list.map(member => member.key)),
      [['a', 'b'], ['d']],
    )
    const open: JsonNode | undefined = loose[1]?.[0]?.value
    assert.ok(open?.kind === 'object' && !open.isClosed)
    assert.deepEqual(items, [])
  })

  it('ends a string with its line, and reading at the limit', () => {
    assert.equal(stringOf(memberOf(readJson('{"a": "open\n, "b": "c"}').root, 'b')), 'c')
    assert.ok(readJson('[1,2,3,4]', 3).isCut)
    assert.ok(!readJson('[1,2,3,4]').isCut)
  })
})

describe('TOML of manifests', () => {
  it('has tables, keys and values, at their offsets', () => {
    const text =
      'top = 1\n[a."b.c".d] # x\n"k 1".y = \'lit#\' # z\nlong = """\n[no]\n"""\nlist = [ "s", # "t"\n  { u = "v", w.x = true }, 2 ]\n[[a]]\nz = [\n[next]\nq = "e\\"f"\n'
    const tables = readToml(text)
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
    assert.equal(tomlString(tomlEntry(tables[3]?.entries ?? [], 'q')), 'e"f')
  })
})

describe('YAML lines of manifests', () => {
  it('have keys and values without quotes and comments, and no text of scripts', () => {
    const text =
      'a: b # c\n"q r": \'s # t\'\nlist:\n  - one\n  - k: v#w\n    run: |\n      x: y\n\n      - z\n    more: https://h.invalid/p\n'
    assert.deepEqual(
      readYamlLines(text).map(line => [line.indent, line.isItem, line.key, line.value]),
      [
        [0, false, 'a', 'b'],
        [0, false, 'q r', 's # t'],
        [0, false, 'list', ''],
        [4, true, undefined, 'one'],
        [4, true, 'k', 'v#w'],
        [4, false, 'run', '|'],
        [4, false, 'more', 'https://h.invalid/p'],
      ],
    )
    for (const line of readYamlLines(text)) {
      assert.equal(text.slice(line.valueStart, line.valueEnd), line.value)
      if (line.key !== undefined) assert.equal(text.slice(line.keyStart, line.keyEnd), line.key)
    }
  })
})
