// Each grammar in a process of its own: how long it takes to load, how fast it parses, how much memory it needs; and
// all of them in one worker against two. Run by bench.mjs; by itself it is the child that measures one grammar.
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { argv, execPath } from 'node:process'
import { json } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { listFiles, readClone, readObjects } from '../measure/clones.mjs'
import { loadCore } from '../measure/core.mjs'
import { out } from '../paths.mjs'
import { sampleText } from './samples.mjs'

const self = fileURLToPath(import.meta.url)
const bundle = join(out, 'measure', 'core.cjs')
const unitsPerGrammar = 200_000
const limitUnitsPerFile = 200_000

/** @param repository a clone whose files are parsed; undefined for text written for the bench */
export async function measureGrammarSpeed({ repository, rounds }) {
  const core = await loadCore()
  const texts = repository === undefined ? generated(core) : await filesOf(core, repository)
  const measures = []
  for (const [language, list] of Object.entries(texts)) {
    const { loadMs, seconds, units, baseBytes, peakBytes } = await inProcess({ language, texts: list, rounds })
    measures.push({ name: `grammar ${language}: speed`, value: units / 1e6 / seconds, unit: 'MB/s' })
    measures.push({ name: `grammar ${language}: load`, value: loadMs, unit: 'ms' })
    measures.push({
      name: `grammar ${language}: memory over none`,
      value: (peakBytes - baseBytes) / 2 ** 20,
      unit: 'MB',
    })
  }
  const jobs = Object.entries(texts).flatMap(([language, list]) => list.map(text => ({ language, text })))
  const one = await inWorkers(jobs, 1, rounds)
  const two = await inWorkers(jobs, 2, rounds)
  measures.push({ name: 'all grammars: load', value: one.loadMs, unit: 'ms' })
  measures.push({ name: 'all grammars: one worker', value: one.seconds, unit: 's' })
  measures.push({ name: 'all grammars: two workers', value: two.seconds, unit: 's' })
  measures.push({ name: 'two workers against one', value: one.seconds / two.seconds, unit: '×' })
  return measures
}

function generated(core) {
  return Object.fromEntries(
    core.grammarIds.map(language => {
      const text = sampleText(language, unitsPerGrammar)
      if (text === undefined) throw new Error(`scripts/bench/samples.mjs has no sample of ${language}`)
      return [language, [text]]
    }),
  )
}

async function filesOf(core, repository) {
  const { folder, revision } = readClone(repository)
  const files = listFiles(folder, revision).filter(({ size }) => size > 0 && size <= limitUnitsPerFile)
  const texts = {}
  const ids = files.map(({ id }) => id)
  let at = 0
  for await (const bytes of readObjects(folder, ids)) {
    const { path } = files[at++]
    if (bytes === undefined || core.isBinary(bytes)) continue
    const { text } = core.decode(bytes)
    const language = core.detectLanguage(path, text.slice(0, 16_384))
    if (!core.hasGrammar(language)) continue
    texts[language] ??= []
    const list = texts[language]
    if (list.reduce((sum, { length }) => sum + length, text.length) <= 4 * unitsPerGrammar) list.push(text)
  }
  return texts
}

function inProcess(job) {
  return new Promise((done, fail) => {
    const child = spawn(execPath, [self], { stdio: ['pipe', 'pipe', 'inherit'] })
    let answer = ''
    child.stdout.setEncoding('utf8').on('data', chunk => {
      answer += chunk
    })
    child.once('error', fail)
    child.once('close', code => {
      if (code === 0) done(JSON.parse(answer))
      else fail(new Error(`measuring the grammar ${job.language} ended with ${code}`))
    })
    child.stdin.end(JSON.stringify(job))
  })
}

/** Seconds from starting the workers until the last of them has parsed its share, once. */
export async function parseCold(jobs, count) {
  await loadCore()
  const start = process.hrtime.bigint()
  const workers = shared(jobs, count).map(share => new Worker(self, { workerData: share.jobs }))
  try {
    await Promise.all(workers.map(worker => answerOf(worker)))
    await parseAll(workers)
    return secondsSince(start)
  } finally {
    await Promise.all(workers.map(worker => worker.terminate()))
  }
}

/** The median time from the word to start until the last of the workers, with equal shares, is done. */
async function inWorkers(jobs, count, rounds) {
  const workers = shared(jobs, count).map(share => new Worker(self, { workerData: share.jobs }))
  try {
    const ready = await Promise.all(workers.map(worker => answerOf(worker)))
    const times = []
    for (let round = 0; round < rounds + 1; round += 1) {
      const start = process.hrtime.bigint()
      await parseAll(workers)
      times.push(secondsSince(start))
    }
    // The first round warms up.
    return { loadMs: Math.max(...ready.map(({ loadMs }) => loadMs)), seconds: median(times.slice(1)) }
  } finally {
    await Promise.all(workers.map(worker => worker.terminate()))
  }
}

function parseAll(workers) {
  return Promise.all(
    workers.map(worker => {
      const answer = answerOf(worker)
      worker.postMessage('parse')
      return answer
    }),
  )
}

function shared(jobs, count) {
  const shares = Array.from({ length: count }, () => ({ jobs: [], units: 0 }))
  // The longest first, each to the one that has least: as even as it gets.
  for (const job of [...jobs].sort((a, b) => b.text.length - a.text.length)) {
    const share = shares.reduce((least, next) => (next.units < least.units ? next : least))
    share.jobs.push(job)
    share.units += job.text.length
  }
  return shares
}

function answerOf(worker) {
  return new Promise((done, fail) => {
    worker.once('message', done)
    worker.once('error', fail)
  })
}

function median(values) {
  return values.sort((a, b) => a - b)[values.length >> 1]
}

function secondsSince(start) {
  return Number(process.hrtime.bigint() - start) / 1e9
}

async function loaded(languages) {
  const core = createRequire(import.meta.url)(bundle)
  const store = new core.GrammarStore(core.loadWasm)
  await store.ensure([])
  const baseBytes = process.memoryUsage.rss()
  const start = process.hrtime.bigint()
  await store.ensure(languages)
  const loadMs = secondsSince(start) * 1000
  const parse = ({ language, text }) => {
    const result = core.parseSource(store, { language, path: 'file', text, side: 'new' })
    if (!result.ok) throw new Error(`${language}: not parsed, ${result.reason}`)
    result.tree.delete()
  }
  return { baseBytes, loadMs, parse }
}

async function measureOne() {
  const { language, texts, rounds } = await json(process.stdin)
  const { baseBytes, loadMs, parse } = await loaded([language])
  const times = []
  for (let round = 0; round < rounds + 1; round += 1) {
    const start = process.hrtime.bigint()
    for (const text of texts) parse({ language, text })
    times.push(secondsSince(start))
  }
  const units = texts.reduce((sum, text) => sum + text.length, 0)
  const peakBytes = process.resourceUsage().maxRSS * 1024
  console.log(JSON.stringify({ loadMs, seconds: median(times.slice(1)), units, baseBytes, peakBytes }))
}

if (!isMainThread) {
  const { loadMs, parse } = await loaded([...new Set(workerData.map(({ language }) => language))])
  parentPort.on('message', () => {
    for (const job of workerData) parse(job)
    parentPort.postMessage('done')
  })
  parentPort.postMessage({ loadMs })
} else if (argv[1] === self) await measureOne()
