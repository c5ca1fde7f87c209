import { strict as assert } from 'node:assert'
import { sedCommands } from '../../../server/core/syntax/sedOutline'

const outline = (script: string) =>
  sedCommands(script).map(({ name, search, put, flags }) => [name, search, put, flags].join('|'))

describe('commands of a script for sed', () => {
  it('are read past addresses, ranges and braces', () => {
    assert.deepEqual(outline('1,/end/{s/a/b/g;d}\n$!p'), ['s|a|b|g', 'd|||', 'p|||'])
    assert.deepEqual(outline('\\,x/y,I,+3d; 0~2d'), ['d|||', 'd|||'])
  })

  it('take any mark, and marks behind a backslash', () => {
    assert.deepEqual(outline('s|a/b|c\\|d|e;y,ab,ba,'), ['s|a/b|c\\|d|e', 'y|ab|ba|'])
  })

  it('put in the rest of the line, whatever a variable in it holds', () => {
    assert.deepEqual(outline('/$j/i$k'), ['i||$k|'])
    assert.deepEqual(outline('/x/a\\\none\\\ntwo\nd'), ['a||\\\none\\\ntwo|', 'd|||'])
    assert.deepEqual(outline('$r lines.txt'), ['r||lines.txt|'])
  })

  it('end with the text, also in the middle of a command', () => {
    for (const script of ['s/a', 's', '/a', '1,', '{{{', 'a', '\\', 'y/', `${'1{'.repeat(5_000)}p`])
      assert.ok(sedCommands(script).length <= 1, script.slice(0, 20))
  })
})
