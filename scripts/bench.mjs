// npm run bench: one run, ratios against git itself, so that two machines can be compared.
//
//   npm run bench [-- --repo DIR] [--rounds N] [--output FILE] [--against FILE] [--grammars]
//
// --grammars measures the grammars alone: speed, load time and memory of each, and two workers against one.
// Writes out/bench.json. --against prints the change to an earlier file. Without --repo a history is generated.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { argv, env, execPath, exit, version } from 'node:process'
import { parseArgs } from 'node:util'
import { measureEvidence } from './bench/evidence.mjs'
import { measureGrammarSpeed } from './bench/grammars.mjs'
import { makeBenchRepository } from './bench/repository.mjs'
import { measureReview } from './bench/review.mjs'
import { measureServer } from './bench/server.mjs'
import { installPackages } from './install.mjs'
import { dist, out, root } from './paths.mjs'

const { values: options } = parseArgs({
  args: argv.slice(2),
  options: {
    against: { type: 'string' },
    grammars: { type: 'boolean', default: false },
    output: { type: 'string', default: join(out, 'bench.json') },
    repo: { type: 'string' },
    rounds: { type: 'string', default: '3' },
  },
})
const rounds = Number(options.rounds)
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error('--rounds needs a whole number')
  exit(2)
}

await installPackages()
const { buildDist } = await import('./build.mjs')
await buildDist()

const scratch = mkdtempSync(join(tmpdir(), 'ps-bench-'))
try {
  const measures = await measure()
  const report = {
    schemaVersion: 1,
    machine: { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, memoryBytes: totalmem(), node: version },
    measures,
  }
  mkdirSync(dirname(resolve(options.output)), { recursive: true })
  writeFileSync(options.output, `${JSON.stringify(report, null, 2)}\n`)
  show(measures, readEarlier())
  console.log(`\nwritten to ${options.output}`)
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

async function measure() {
  const measures = await measureGrammarSpeed({ repository: options.repo, rounds })
  for (const measured of measures) measured.value = Number(measured.value.toPrecision(4))
  return options.grammars ? measures : [...(await measureWhole()), ...measures]
}

async function measureWhole() {
  const repository = options.repo === undefined ? makeBenchRepository(join(scratch, 'history')) : resolve(options.repo)
  const git = ['-C', repository, '--no-pager']
  const measures = []
  const add = (name, value, unit) => measures.push({ name, value: Number(value.toPrecision(4)), unit })

  const gitLog = await timed('git', [...git, 'log', '-p', '--no-color', 'HEAD'])
  const history = await timed(execPath, [join(dist, 'cli.js'), 'history', '-C', repository, '--fail-on', 'never'])
  add('git log -p', gitLog.seconds, 's')
  add('history', history.seconds, 's')
  add('history ÷ git log -p', history.seconds / gitLog.seconds, '×')
  add('history, most memory', history.peakBytes / 2 ** 20, 'MB')

  const gitTree = await timed('git', [...git, 'grep', '-c', '', 'HEAD'])
  const scan = await timed(execPath, [join(dist, 'cli.js'), 'scan', repository, '--fail-on', 'never', '--no-progress'])
  add('git grep of the tree', gitTree.seconds, 's')
  add('scan', scan.seconds, 's')
  add('scan ÷ git grep', scan.seconds / gitTree.seconds, '×')

  const reviewed = await measureReview({
    repository: options.repo,
    folder: join(scratch, 'change'),
    timed: (folder, range) =>
      timed(execPath, [join(dist, 'cli.js'), 'review', range, '-C', folder, '--fail-on', 'never']),
  })
  for (const { name, value, unit } of reviewed) add(name, value, unit)

  const server = await measureServer({ folder: join(scratch, 'lzkit'), rounds: rounds * 10 })
  add('server: start to ready', server.readyMs, 'ms')
  add('server: open to first diagnostics', server.firstMs, 'ms')
  add('server: edit to diagnostics, median', server.editMs, 'ms')
  add('server: edit to diagnostics, slowest', server.slowestEditMs, 'ms')
  add('server: memory', server.memoryBytes / 2 ** 20, 'MB')

  for (const { name, value, unit } of await measureEvidence({ rounds })) add(name, value, unit)
  for (const { name, value, unit } of await measureEditor()) add(name, value, unit)
  return measures
}

async function measureEditor() {
  const { runEditorBench } = await import('./vscode-test.mjs')
  const resultFile = join(scratch, 'editor.json')
  const problem = await runEditorBench(resultFile)
  if (problem !== undefined || !existsSync(resultFile)) {
    const log = existsSync(`${resultFile}.result`) ? readFileSync(`${resultFile}.result`, 'utf8') : ''
    throw new Error(`the editor's measures failed: ${problem}\n${log}`)
  }
  return JSON.parse(readFileSync(resultFile, 'utf8'))
}

/** The median of several runs; output goes nowhere, as in a pipe to a fast reader. */
async function timed(program, args) {
  const runs = []
  for (let round = 0; round < rounds; round += 1) runs.push(await once(program, args))
  runs.sort((a, b) => a.seconds - b.seconds)
  return { ...runs[runs.length >> 1], peakBytes: Math.max(...runs.map(run => run.peakBytes)) }
}

function once(program, args) {
  return new Promise((done, fail) => {
    const start = process.hrtime.bigint()
    const child = spawn(program, args, {
      cwd: root,
      env: { ...env, XDG_DATA_HOME: scratch },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let problems = ''
    let peakBytes = 0
    const watch = setInterval(() => {
      peakBytes = Math.max(peakBytes, peakMemory(child.pid))
    }, 50)
    child.stdout.resume()
    child.stderr.on('data', chunk => {
      problems = (problems + chunk).slice(-2000)
    })
    child.once('error', fail)
    child.once('close', code => {
      clearInterval(watch)
      const seconds = Number(process.hrtime.bigint() - start) / 1e9
      // 3: something was not examined, which a bench repository may well have
      if (code === 0 || code === 3) done({ seconds, peakBytes })
      else fail(new Error(`${program} ${args.join(' ')} ended with ${code}\n${problems}`))
    })
  })
}

/** The high-water mark of a process, where the system tells it; 0 elsewhere. */
function peakMemory(pid) {
  try {
    const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    return line ? Number(line[1]) * 1024 : 0
  } catch {
    return 0
  }
}

function readEarlier() {
  if (options.against === undefined) return new Map()
  const { measures } = JSON.parse(readFileSync(options.against, 'utf8'))
  return new Map(measures.map(({ name, value }) => [name, value]))
}

function show(measures, earlier) {
  console.log('')
  for (const { name, value, unit } of measures) {
    const before = earlier.get(name)
    const change = before ? `  ${value >= before ? '+' : ''}${(((value - before) / before) * 100).toFixed(0)} %` : ''
    console.log(`${name.padEnd(56)}${String(value).padStart(9)} ${unit}${change}`)
  }
}
