import { strict as assert } from 'node:assert'
import type { MacroTable } from '../../../server/core/macros/table'
import { review } from '../../../server/core/review'
import { examineFile } from '../../../server/core/rule/examine'
import { Registry } from '../../../server/core/rule/registry'
import type { RuleDefinition } from '../../../server/core/rule/rule'
import { GrammarStore } from '../../../server/core/syntax/grammars'
import { hash } from '../../../server/host/hash'
import { inflate } from '../../../server/host/inflate'
import { loadWasm } from '../../../server/host/wasm'
import probeCannotCompile from '../../../server/rules/build/probe-cannot-compile/rule'
import vendoredMacroAltered from '../../../server/rules/build/vendored-macro-altered/rule'
import { type MemoryFile, memorySource } from '../../harness/memory'
import { defaultOptions } from '../../harness/review'
import { publishedOf, tableOf } from './samples'

const grammars = new GrammarStore(loadWasm)

const one = '# thing.m4 serial 1\nAC_DEFUN([THING], [\n  one\n  two\n])\n'
const two = '# thing.m4 serial 2\nAC_DEFUN([THING], [\n  one\n  two\n  three\n  four\n])\n'
const broken =
  '# thing.m4 serial 3\nAC_DEFUN([THING], [\n  AC_COMPILE_IFELSE([AC_LANG_PROGRAM([[int a }]], [[return a;]])],\n    [thing=yes], [thing=no])\n])\n'
const table = tableOf('thing.m4', [one, two, broken])

async function findings(rule: RuleDefinition, file: MemoryFile, known: MacroTable = table) {
  const published = await publishedOf(known)
  const registry = new Registry([{ document: '', ...rule }])
  const ports = { hash, inflate, grammars, published }
  const found = await review(memorySource([file]), registry, defaultOptions, {
    hash,
    examine: raw => examineFile(raw, registry, defaultOptions, ports),
  })
  assert.deepEqual(found.failures, [])
  return found.findings.map(({ severity, message, why }) => ({ severity, message, first: why.split('\n')[0] }))
}

const altered = (old: string | undefined, text: string) =>
  findings(vendoredMacroAltered, { path: 'm4/thing.m4', ...(old === undefined ? {} : { old }), new: text })

describe('a change to a vendored macro', () => {
  it('is nothing when it brings a published version, its code, or an update from one to the next', async () => {
    assert.deepEqual(await altered(undefined, one), [])
    assert.deepEqual(await altered(one, two), [])
    assert.deepEqual(await altered(two, one), [])
    assert.deepEqual(await altered(one, `${two}# ours\n`), [])
  })

  it('is information when it leaves the published versions, and says which one it was', async () => {
    assert.deepEqual(await altered(one, one.replace('  two\n', '  two\n  ours\n')), [
      {
        severity: 'info',
        message: '`thing.m4` equals no published version known here; it has 1 line of its own',
        first: 'Before, it was a-collection, serial 1, 2010.',
      },
    ])
  })

  it('is nothing more when it was none before and gains no line that is none', async () => {
    const ours = two.replace('  two\n', '  two\n  ours\n')
    assert.deepEqual(await altered(ours, ours.replace('  four\n', '')), [])
  })

  it('counts a line that is left out', async () => {
    const [finding] = await altered(two, two.replace('  one\n', '').replace('serial 2', 'serial 7'))
    assert.match(finding?.message ?? '', /is newer than the published versions known here/)
  })

  it('names a serial far above the published ones, over a published text as well', async () => {
    const [finding] = await altered(one, one.replace('serial 1', 'serial 40'))
    assert.deepEqual(finding, {
      severity: 'low',
      message: '`thing.m4` says serial 40; the highest published one is 3',
      first:
        'Its text is that of a-collection, serial 1, 2010. Of two copies of a macro, the build uses the one with the higher serial.',
    })
  })

  it('takes the next serial over a published text for what it mostly is', async () => {
    const severities = (await altered(one, one.replace('serial 1', 'serial 4'))).map(({ severity }) => severity)
    assert.deepEqual(severities, ['info'])
  })

  it('is high with two kinds of steps in unpublished lines, and not for published ones', async () => {
    const steps = two.replace('  two\n', '  two\n  a=`tail -c +9 b`\n  echo "$a" | $SHELL\n')
    assert.deepEqual(
      (await altered(two, steps)).map(({ severity }) => severity),
      ['high'],
    )
    const known = tableOf('thing.m4', [one, steps])
    const added = steps.replace('  one\n', '  one\n  ours\n')
    const file = { path: 'm4/thing.m4', old: steps, new: added }
    assert.deepEqual(
      (await findings(vendoredMacroAltered, file, known)).map(({ severity }) => severity),
      ['info'],
    )
  })

  it('lowers what another rule says of a published text', async () => {
    const severities = async (text: string) =>
      (await findings(probeCannotCompile, { path: 'm4/thing.m4', old: two, new: text })).map(({ severity }) => severity)
    assert.deepEqual(await severities(broken), ['low'])
    assert.deepEqual(await severities(broken.replace('thing=no', 'thing=maybe')), ['medium'])
  })
})
