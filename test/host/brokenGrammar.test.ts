import assert from 'node:assert/strict'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RawFile } from '../../server/core/content/load'
import type { FileReview } from '../../server/core/rule/examine'
import { wasmFolder, workerFile } from '../../server/host/bundle'
import { WorkerPool } from '../../server/host/workerPool'
import { defaultOptions } from '../harness/review'

/** A module as grammars are ones, whose start function has no end. */
const endless = Uint8Array.from([
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  // "dylink.0": no memory, no table
  ...[0x00, 0x0f, 0x08, 0x64, 0x79, 0x6c, 0x69, 0x6e, 0x6b, 0x2e, 0x30, 0x01, 0x04, 0x00, 0x00, 0x00, 0x00],
  // one type () -> (), one function of it, which is the start
  ...[0x01, 0x04, 0x01, 0x60, 0x00, 0x00],
  ...[0x03, 0x02, 0x01, 0x00],
  ...[0x08, 0x01, 0x00],
  // loop br 0 end
  ...[0x0a, 0x09, 0x01, 0x07, 0x00, 0x03, 0x40, 0x0c, 0x00, 0x0b, 0x0b],
])

/** A copy of the bundle's worker beside grammars of which that for C is not what it should be. */
function workerWith(grammarForC: Uint8Array | undefined): { readonly file: string; readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'plainsight-grammar-'))
  const file = join(folder, 'worker.js')
  copyFileSync(workerFile, file)
  mkdirSync(join(folder, 'wasm'))
  for (const name of readdirSync(wasmFolder))
    if (name !== 'tree-sitter-c.wasm') symlinkSync(join(wasmFolder, name), join(folder, 'wasm', name))
  if (grammarForC !== undefined) writeFileSync(join(folder, 'wasm', 'tree-sitter-c.wasm'), grammarForC)
  return { file, folder }
}

function added(index: number, path: string, text: string): RawFile {
  const side = { path: { text: path }, mode: '100644' as const }
  return {
    change: { index, kind: 'added', new: side, source: { kind: 'stored' } },
    old: { kind: 'absent' },
    new: { kind: 'bytes', bytes: new TextEncoder().encode(text) },
  }
}

/** One after the other in one worker, as long as it lives. The C file holds what a rule on its tree would report. */
async function examined(grammarForC: Uint8Array | undefined, deadlineMs: number): Promise<readonly FileReview[]> {
  const { file, folder } = workerWith(grammarForC)
  const pool = new WorkerPool({ workerFile: file, size: 1, deadlineMs })
  try {
    return await Promise.all([
      pool.examine(added(0, 'a.c', 'int f(int uid) { if ((uid = 0)) return 1; return 0; }\n'), defaultOptions),
      pool.examine(added(1, 'a.cpp', 'int f(int uid) { if ((uid = 0)) return 1; return 0; }\n'), defaultOptions),
    ])
  } finally {
    await pool.dispose()
    rmSync(folder, { recursive: true })
  }
}

describe('a grammar in a worker', () => {
  it('that is missing costs the trees of its language alone', async () => {
    const [c, cpp] = await examined(undefined, 60_000)
    assert.deepEqual(c?.outcome, { kind: 'partial', reason: 'the grammar for c could not be loaded' })
    assert.deepEqual(cpp?.outcome, { kind: 'examined' })
    assert.equal(cpp?.findings.length, 1)
  }).timeout(60_000)

  it('that never ends costs the file that needed it alone', async () => {
    const [c, cpp] = await examined(endless, 6_000)
    assert.deepEqual(c?.outcome, { kind: 'skipped', skip: 'failure', reason: 'it took longer than 6 s' })
    assert.deepEqual(cpp?.outcome, { kind: 'examined' })
    assert.equal(cpp?.findings.length, 1)
  }).timeout(60_000)
})
