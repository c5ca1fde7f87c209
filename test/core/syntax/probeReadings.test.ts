import assert from 'node:assert/strict'
import { addedErrors, believedErrors } from '../../../server/core/syntax/probeComparison'
import { findProbes, type Probe } from '../../../server/core/syntax/probes'
import { allGrammars } from './grammarStore'

const clean: Readonly<Record<string, string>> = {
  'code that m4 chooses': `AC_LINK_IFELSE([AC_LANG_PROGRAM([
  m4_case([$1], [alias], [int f(void) { return (0); }], [int f(void);])
], [])], [x=yes])`,
  'the output of a command, alone on a line': `AC_LINK_IFELSE([AC_LANG_SOURCE([
$(cat "$srcdir/a.c")
int main(void) { return 0; }
])], [x=yes])`,
  'a brace that a variable opens': `AC_RUN_IFELSE([AC_LANG_SOURCE([
$prologue
  return 0;
}
])], [x=yes])`,
  'backslashes of a here-document': `AC_COMPILE_IFELSE([AC_LANG_SOURCE([[asm (".ascii \\\\"a\\\\"");]])], [x=yes])`,
  'tokens that only a preprocessor reads': `AC_PREPROC_IFELSE([AC_LANG_SOURCE([[1.1.1 16BIT;]])], [x=yes])`,
  'a sentence where a check says no': `AC_COMPILE_IFELSE([AC_LANG_SOURCE([[
#if !X
libc5 is broken.
#endif
int a;
]])], [x=yes])`,
  'format macros next to one another': `AC_COMPILE_IFELSE([AC_LANG_SOURCE([[const char *k = PRId8 PRIi8 "x";]])], [x=yes])`,
  'a macro that declares': `AC_COMPILE_IFELSE([AC_LANG_SOURCE([[
_syscall0(pid_t,gettid)

pid_t a = 0;
]])], [x=yes])`,
}

function probeOf(text: string): Probe {
  const [probe] = findProbes('m4', text)
  assert.ok(probe)
  return probe
}

describe('programs of checks', () => {
  for (const [title, text] of Object.entries(clean))
    it(`may hold ${title}`, async () => {
      assert.deepEqual(believedErrors(await allGrammars(), probeOf(text)), [])
    })

  it('are wrong with a lone dot, whatever else they hold', async () => {
    const grammars = await allGrammars()
    const text = clean['the output of a command, alone on a line'] ?? ''
    const spoilt = probeOf(text.replace('return 0', '. return 0'))
    const errors = addedErrors(grammars, believedErrors(grammars, spoilt), probeOf(text))
    assert.deepEqual(
      errors.map(({ kind, insidePreprocessorIf }) => [kind, insidePreprocessorIf]),
      [['unexpected', false]],
    )
    assert.deepEqual(addedErrors(grammars, believedErrors(grammars, spoilt), spoilt), [])
  })
})
