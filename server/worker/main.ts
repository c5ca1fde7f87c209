import { parentPort } from 'node:worker_threads'
import { sideText } from '../core/evidence/evidenceText'
import { type EvidenceInput, readEvidence } from '../core/evidence/readEvidence'
import { readStages } from '../core/evidence/readStages'
import { PublishedMacros } from '../core/macros/publishedMacros'
import type { BinarySide } from '../core/model/content'
import { examineFile } from '../core/rule/examine'
import { Registry } from '../core/rule/registry'
import { GrammarStore } from '../core/syntax/grammars'
import { unwrapHere } from '../core/unwrapScripts'
import { hash } from '../host/hash'
import { inflate } from '../host/inflate'
import { loadMacroTable } from '../host/macroTable'
import { loadWasm } from '../host/wasm'
import type { EvidenceFile, WorkerAnswers, WorkerJob, WorkerReply, WorkerRequest } from '../host/workerJobs'
import { rules } from '../rules'

const registry = new Registry(rules)
const ports = {
  hash,
  inflate,
  grammars: new GrammarStore(loadWasm),
  published: new PublishedMacros(loadMacroTable, hash),
}

async function answer(request: WorkerRequest): Promise<WorkerAnswers[keyof WorkerAnswers]> {
  switch (request.kind) {
    case 'examine':
      return await examineFile(request.raw, registry, request.options, ports)
    case 'evidence':
      return readEvidence(hashed(request.file))
    case 'sideText':
      return sideTextOf(request.path, request.side)
    case 'stages':
      return readStages(request.bytes)
    case 'unwrap':
      return unwrapHere(request.job)
  }
}

function sideTextOf(path: string, side: BinarySide): readonly string[] {
  const evidence = readEvidence({ path, new: side }).new
  return evidence === undefined ? [] : sideText(evidence, side.bytes)
}

function hashed({ path, old, new: current }: EvidenceFile): EvidenceInput {
  const side = (bytes: Uint8Array) => ({ bytes, hash: hash('sha256', bytes) })
  return {
    path,
    ...(old === undefined ? {} : { old: side(old) }),
    ...(current === undefined ? {} : { new: side(current) }),
  }
}

parentPort?.on('message', async ({ id, request }: WorkerJob) => {
  let reply: WorkerReply
  try {
    reply = { id, answer: await answer(request) }
  } catch (error) {
    reply = { id, problem: String(error) }
  }
  parentPort?.postMessage(reply)
})
