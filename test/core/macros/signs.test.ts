import { strict as assert } from 'node:assert'
import { signsOf } from '../../../server/core/macros/signs'

/** Line and what it shows; each line is inert. */
const lines: readonly (readonly [string, ...string[]])[] = [
  ['my_a | $SHELL 2>/dev/null', 'pipes into a shell'],
  ['cat my_a | /bin/sh', 'pipes into a shell'],
  ['xz -d my_a', 'decodes or decompresses'],
  ['base64 --decode my_a', 'decodes or decompresses'],
  ['a=`grep -aErls "x" $srcdir/`', 'searches the tree by content'],
  ['find . -type f | xargs grep x', 'searches the tree by content'],
  [`b='tr "\\t \\-_" " \\t_\\-"'`, 'maps characters'],
  ["tr '12345' '54321'", 'maps characters'],
  ['head -c 100 my_a', 'cuts bytes out'],
  ['sed q $srcdir/tests/files/my_a', 'reads a tests folder'],
  ['eval "$my_a"', 'evaluates a variable'],
  ['AC_CONFIG_COMMANDS([my-a], [:])', 'runs a command in config.status'],
  ["tr 'ab12' '12ab'", 'maps characters'],
  ["tr 'a-z' 'A-Z'"],
  ["tr '\\r\\n' '  '"],
  ['tr abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ'],
  ["tr -d '\\r\\n'"],
  ["tr '[a-z]' '[A-Z]'"],
  ['AC_CONFIG_FILES([tests/Makefile])'],
  ['grep -v x my_a'],
  ['head -n 1 my_a | shuf'],
  ['ls | sort'],
]

describe('steps from bytes to a command', () => {
  for (const [line, ...kinds] of lines)
    it(`${kinds.length === 0 ? 'none' : kinds.join(', ')}: ${line}`, () => assert.deepEqual(signsOf(line), kinds))

  it('are looked for at the start of a long line only', () => {
    assert.deepEqual(signsOf(`${' x'.repeat(200_000)} | $SHELL`), [])
  })
})
