import assert from 'node:assert/strict'
import { examineFile } from '../../../server/core/rule/examine'
import { Registry } from '../../../server/core/rule/registry'
import { GrammarStore } from '../../../server/core/syntax/grammars'
import { parseSource, type SourceTree } from '../../../server/core/syntax/sourceTree'
import { hash } from '../../../server/host/hash'
import { inflate } from '../../../server/host/inflate'
import { loadWasm } from '../../../server/host/wasm'
import { rules } from '../../../server/rules'
import { memorySource } from '../../harness/memory'
import { defaultOptions } from '../../harness/review'

const functions = Array.from({ length: 12 }, (_, at) => `int f${at}(int a) {\n  if (a == ${at}) return g(a);\n}\n`)
const files: readonly (readonly [path: string, text: string])[] = [
  ['src/a.c', functions.join('')],
  ['src/a.cpp', `namespace n {\n${functions.join('')}}\n`],
  ['configure.ac', 'AC_INIT([a], [1])\nAC_COMPILE_IFELSE([AC_LANG_PROGRAM([[#include <a.h>]], [[f();]])], [a=1])\n'],
  ['m4/a.m4', 'AC_DEFUN([A], [\nif test "$a" = b; then\n  eval `sed s/a/b/ x | sh`\nfi\n])\n'],
  ['run.sh', 'a=$1\nfor x in $a; do\n  curl "https://a.invalid/$x" | tar xz\ndone\n'],
  ['Makefile.am', 'CFLAGS = -O2 -fstack-protector-strong\nall:\n\tsh -c "cat x | gzip -d"\n'],
  ['CMakeLists.txt', 'project(a)\ncheck_c_source_compiles("int main(void) { return 0; }" HAS_A)\n'],
  ['a.py', 'import os\n\ndef f(a):\n    os.system("sh " + a)\n    return eval(a)\n'],
  ['a.js', "const { exec } = require('child_process')\nexec(`ls ${process.env.A}`)\n"],
  ['.github/workflows/a.yml', 'on: push\njobs:\n  a:\n    steps:\n      - run: |\n          echo a | sh\n'],
  ['package.json', '{ "name": "a", "scripts": { "postinstall": "node -e \\"1 + 1\\"" } }\n'],
  ['debian/patches/a.patch', '--- a/x.c\n+++ b/x.c\n@@ -1,2 +1,3 @@\n int a;\n+int b = f(a);\n int c;\n'],
]

/** The part of it that the types of Node leave out. */
declare const WebAssembly: { readonly Memory: { readonly prototype: { grow(pages: number): number } } }

/** Runs something, and gives the bytes by which WebAssembly memory grew meanwhile. */
async function growthDuring(run: () => Promise<void>): Promise<number> {
  const { grow } = WebAssembly.Memory.prototype
  let pages = 0
  WebAssembly.Memory.prototype.grow = function (delta: number): number {
    pages += delta
    return grow.call(this, delta)
  }
  try {
    await run()
  } finally {
    WebAssembly.Memory.prototype.grow = grow
  }
  return pages * 65_536
}

describe('ten thousand files after one another', () => {
  const grammars = new GrammarStore(loadWasm)
  const registry = new Registry(rules)
  const ports = { hash, inflate, grammars }

  async function examine(from: number, to: number): Promise<void> {
    for (let at = from; at < to; at++) {
      const [path, text] = files[at % files.length] as (typeof files)[number]
      const current = text.replace('a', `a${at}`)
      const { changeSet, content } = memorySource([{ path, new: current, ...(at % 2 === 0 ? {} : { old: text }) }])
      const [change] = changeSet.files
      assert.ok(change)
      const raw = { change, old: await content.read(0, 'old'), new: await content.read(0, 'new') }
      const { failures, outcome } = await examineFile(raw, registry, defaultOptions, ports)
      assert.deepEqual(failures, [])
      assert.notEqual(outcome.kind, 'skipped')
    }
  }

  it('free every tree: after the first two thousand the memory of the parsers grows no more', async () => {
    await examine(0, 2_000)
    assert.equal(await growthDuring(() => examine(2_000, 10_000)), 0)
  })

  it('would be noticed if they did not', async () => {
    await grammars.ensure(['c'])
    const trees: SourceTree[] = []
    const growth = await growthDuring(async () => {
      for (let left = 3_000; left > 0; left--) {
        const text = functions.join('')
        const result = parseSource(grammars, { language: 'c', path: 'a.c', text, side: 'new' })
        if (result.ok) trees.push(result.tree)
      }
    })
    for (const tree of trees) tree.delete()
    assert.ok(growth > 0)
  })
})
