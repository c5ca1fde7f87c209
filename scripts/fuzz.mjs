// npm run fuzz: gives every reader of binary files damaged ones, each reader in a process of its own with little memory.
//
//   npm run fuzz -- [--reader NAME]… [--count N] [--seed N]
//   npm run fuzz -- --reader NAME --seed N --replay INDEX     one input again; it is written to out/fuzz/
//   npm run fuzz -- --list
//
// No reader may throw, take over 1 s of processor time for one input, use over 256 MB, or claim bytes that are not
// there. Ends with 1 when one does. `npm test` does the first 2,000 of each.
import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, relative } from 'node:path'
import { argv, execPath, exit } from 'node:process'
import { parseArgs } from 'node:util'
import { installPackages } from './install.mjs'
import { out, root } from './paths.mjs'

const heapMegabytes = 160
const mostMegabytes = 256
/** Without any word for so long, wall time: whatever else the machine does, the reader hangs. */
const hangMs = 10_000
const mostFailures = 5

const usage = 'usage: npm run fuzz -- [--reader NAME]… [--count N] [--seed N] [--replay INDEX] [--list]'
const options = readOptions()

await installPackages()
const { buildForScript } = await import('./build.mjs')
const folder = join(out, 'fuzz')
const bundle = join(folder, 'child.cjs')
mkdirSync(folder, { recursive: true })
await buildForScript(`export * from './test/harness/fuzz/child'`, bundle)
const { inputFor, readerNames } = createRequire(import.meta.url)(bundle)

const known = readerNames()
const wanted = options.reader.length > 0 ? options.reader : known
for (const name of wanted) if (!known.includes(name)) fail(`there is no reader ${name}; --list names them`)
if (options.list) {
  console.log(known.join('\n'))
  exit(0)
}
if (options.replay !== undefined && options.reader.length !== 1) fail('--replay needs one --reader')

let failed = 0
console.log(`seed ${options.seed}`)
console.log('reader                     runs   slowest ms   peak MB   failures')
for (const name of wanted) await fuzz(name)
console.log(failed === 0 ? 'no failures' : `${failed} failures`)
exit(failed === 0 ? 0 : 1)

/** Goes on behind an input that ended the process, until there are enough failures. */
async function fuzz(name) {
  const end = options.replay === undefined ? options.count : options.replay + 1
  let next = options.replay ?? 0
  const total = { runs: 0, slowestMs: 0, peakMegabytes: 0, failures: [] }
  while (next < end && total.failures.length < mostFailures) {
    const { report, lostAt, why } = await runChild(name, next, end)
    if (report === undefined) {
      total.runs += lostAt + 1 - next
      total.failures.push({ index: lostAt, problem: why })
      next = lostAt + 1
      continue
    }
    total.runs += report.runs
    total.slowestMs = Math.max(total.slowestMs, report.slowestMs)
    total.peakMegabytes = Math.max(total.peakMegabytes, report.peakMegabytes)
    total.failures.push(...report.failures)
    next += report.runs
  }
  if (total.peakMegabytes > mostMegabytes)
    total.failures.push({ index: 0, problem: `used ${Math.round(total.peakMegabytes)} MB, over ${mostMegabytes}` })
  failed += total.failures.length
  const figures = [total.runs, total.slowestMs.toFixed(1), Math.round(total.peakMegabytes), total.failures.length]
  console.log(name.padEnd(20) + figures.map((figure, at) => String(figure).padStart([11, 13, 10, 11][at])).join(''))
  for (const { index, problem } of total.failures) {
    console.log(`  ${problem.replace(/\n/g, '\n  ')}`)
    console.log(`  again: npm run fuzz -- --reader ${name} --seed ${options.seed} --replay ${index}`)
  }
  if (options.replay !== undefined) {
    const file = join(folder, `${name}-${options.seed}-${options.replay}.bin`)
    writeFileSync(file, inputFor(name, options.seed, options.replay))
    console.log(`the input: ${relative(root, file)}`)
  }
}

function runChild(name, from, to) {
  const code = `require(${JSON.stringify(bundle)}).main(process.argv.slice(1))`
  const args = [`--max-old-space-size=${heapMegabytes}`, '--enable-source-maps', '-e', code]
  const child = spawn(execPath, [...args, name, String(options.seed), String(from), String(to), String(mostFailures)], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  let text = ''
  let errors = ''
  let lostAt = from
  let why
  let timer = setTimeout(hang, hangMs)
  child.stdout.on('data', chunk => {
    text += chunk
  })
  child.stderr.on('data', chunk => {
    errors = (errors + chunk).slice(-2000)
  })
  child.stdio[3].on('data', chunk => {
    lostAt = Number(String(chunk).trimEnd().split('\n').at(-1))
    clearTimeout(timer)
    timer = setTimeout(hang, hangMs)
  })
  function hang() {
    why = `nothing for ${hangMs / 1000} s`
    child.kill('SIGKILL')
  }
  return new Promise((done, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      clearTimeout(timer)
      if (code === 0) done({ report: JSON.parse(text) })
      else done({ lostAt, why: why ?? `its process ended with ${signal ?? code}\n${errors}` })
    })
  })
}

function readOptions() {
  try {
    const { values } = parseArgs({
      args: argv.slice(2),
      options: {
        count: { type: 'string', default: '100000' },
        list: { type: 'boolean', default: false },
        reader: { type: 'string', multiple: true, default: [] },
        replay: { type: 'string' },
        seed: { type: 'string', default: '4' },
      },
    })
    return {
      ...values,
      count: wholeNumber('--count', values.count),
      seed: wholeNumber('--seed', values.seed),
      replay: values.replay === undefined ? undefined : wholeNumber('--replay', values.replay),
    }
  } catch (error) {
    return fail(`${error.message}\n${usage}`)
  }
}

function wholeNumber(name, text) {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`${name} needs a whole number, not ${text}`)
  return Number(text)
}

function fail(message) {
  console.error(message)
  return exit(2)
}
