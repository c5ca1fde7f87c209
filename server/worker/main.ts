import { parentPort } from 'node:worker_threads'
import { PublishedMacros } from '../core/macros/publishedMacros'
import { examineFile } from '../core/rule/examine'
import { Registry } from '../core/rule/registry'
import { GrammarStore } from '../core/syntax/grammars'
import { hash } from '../host/hash'
import { inflate } from '../host/inflate'
import { loadMacroTable } from '../host/macroTable'
import { loadWasm } from '../host/wasm'
import type { WorkerAnswer, WorkerJob } from '../host/workerPool'
import { rules } from '../rules'

const registry = new Registry(rules)
const ports = {
  hash,
  inflate,
  grammars: new GrammarStore(loadWasm),
  published: new PublishedMacros(loadMacroTable, hash),
}

parentPort?.on('message', async (job: WorkerJob) => {
  let answer: WorkerAnswer
  try {
    answer = { id: job.id, review: await examineFile(job.raw, registry, job.options, ports) }
  } catch (error) {
    answer = { id: job.id, problem: String(error) }
  }
  parentPort?.postMessage(answer)
})
