// npm test: sets everything up, checks types and style, runs every layer, and ends with `N passed, N failed`.
//
//   node scripts/test.mjs [--layer NAME]… [--grep TEXT]
//
// With --layer only those layers are built and run: no install, no type or style check.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { argv, execPath, exit } from 'node:process'
import { parseArgs } from 'node:util'
import { installPackages, run } from './install.mjs'
import { cache, out, outTest, root } from './paths.mjs'

const layerLimitMs = 20 * 60_000
const usage = 'usage: npm test [-- --layer core|host|rules|lsp|cli|client|architecture|vscode]… [--grep TEXT]'

const options = readOptions()
const results = join(out, 'results')
const totals = { passed: 0, failed: 0 }

await main()
console.log(`\n${totals.passed} passed, ${totals.failed} failed`)
exit(totals.failed > 0 || totals.passed === 0 ? 1 : 0)

async function main() {
  const isWhole = options.layer === undefined
  if (isWhole && !(await step('install', installPackages))) return
  const { buildDist, buildTests, copyWasm, layers, strayTests } = await import('./build.mjs')
  const wanted = options.layer ?? layers
  for (const layer of wanted) {
    if (!layers.includes(layer)) {
      console.error(`there is no layer ${layer}\n${usage}`)
      exit(2)
    }
  }
  // these layers test sources alone, so a broken bundle elsewhere need not hold them up
  const needsDist = wanted.some(layer => !['core', 'rules', 'client', 'architecture'].includes(layer))
  if (!(await step('build', needsDist ? buildDist : copyWasm))) return
  if (isWhole) {
    mkdirSync(cache, { recursive: true })
    await step('types', () =>
      tool('typescript/bin/tsc', '--noEmit', '--incremental', '--tsBuildInfoFile', join(cache, 'types.json')),
    )
    await step('types of the page', () => tool('typescript/bin/tsc', '--noEmit', '-p', 'client/webview'))
    await step('style', () => tool('@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'))
    await compareGrammars()
  }
  for (const folder of await strayTests()) fail(`test/${folder}`, 'holds tests of no layer')
  mkdirSync(results, { recursive: true })
  for (const layer of wanted) {
    let fileCount = 0
    if (
      !(await step(
        `bundle ${layer}`,
        async () => {
          fileCount = (await buildTests([layer]))[layer]
        },
        { quiet: true },
      ))
    )
      continue
    if (fileCount === 0) fail(layer, 'no test files')
    else if (layer === 'vscode') await runEditorLayer()
    else await runLayer(layer, fileCount)
  }
}

/** A step that is not a test counts as one check, passed or failed. */
async function step(name, action, { quiet = false } = {}) {
  const start = Date.now()
  try {
    await action()
  } catch (error) {
    fail(name, error instanceof Error ? error.message : String(error))
    return false
  }
  if (quiet) return true
  totals.passed += 1
  console.log(`${name.padEnd(14)} passed ${seconds(start)}`)
  return true
}

/** Where the compiler is missing nothing is compared, which is said and is not counted as a check. */
async function compareGrammars() {
  try {
    const { rebuildOwnGrammars } = await import('./grammars.mjs')
    const { isCompared, message } = await rebuildOwnGrammars()
    if (isCompared) totals.passed += 1
    console.log(`${'own grammars'.padEnd(14)} ${message}`)
  } catch (error) {
    fail('own grammars', error instanceof Error ? error.message : String(error))
  }
}

function fail(name, why) {
  totals.failed += 1
  console.log(`${name.padEnd(14)} FAILED: ${why}`)
}

function tool(bin, ...args) {
  return run(execPath, [join(root, 'node_modules', bin), ...args], { cwd: root })
}

async function runLayer(layer, fileCount) {
  const start = Date.now()
  const resultFile = join(results, `${layer}.json`)
  rmSync(resultFile, { force: true })
  const bundle = join(outTest, `${layer}.test.cjs`)
  const args = ['--enable-source-maps', join(root, 'scripts/run-layer.mjs'), bundle, resultFile]
  if (options.grep !== undefined) args.push(options.grep)
  const child = spawn(execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
  const timer = setTimeout(() => child.kill('SIGKILL'), layerLimitMs)
  const ended = await new Promise(done => {
    child.once('error', error => done(String(error)))
    child.once('close', (code, signal) => done(signal ?? code))
  })
  clearTimeout(timer)
  takeResult(layer, resultFile, `${fileCount} files ${seconds(start)}`)
  if (ended !== 0) fail(layer, `its process ended with ${ended}`)
}

async function runEditorLayer() {
  const { runEditorSuites } = await import('./vscode-test.mjs')
  const start = Date.now()
  try {
    for (const { suite, resultFile, error } of await runEditorSuites({ results, grep: options.grep })) {
      const result = takeResult(`vscode/${suite}`, resultFile, seconds(start))
      for (const { title, error: text } of result?.tests.filter(test => test.state === 'failed') ?? []) {
        console.log(`\n  ✗ ${title}\n${String(text).replace(/^/gm, '    ')}`)
      }
      // failed tests already count; the launch itself counts only when it went wrong by itself
      if (error && !result?.failed) fail(`vscode/${suite}`, error)
    }
  } catch (error) {
    fail('vscode', error instanceof Error ? error.message : String(error))
  }
}

function takeResult(layer, resultFile, note) {
  if (!existsSync(resultFile)) return fail(layer, 'wrote no result')
  let result
  try {
    result = JSON.parse(readFileSync(resultFile, 'utf8'))
  } catch (error) {
    return fail(layer, `its result cannot be read: ${error.message}`)
  }
  if (!Number.isInteger(result.passed) || !Number.isInteger(result.failed))
    return fail(layer, 'its result has no counts')
  totals.passed += result.passed
  totals.failed += result.failed
  console.log(`${layer.padEnd(14)} ${result.passed} passed, ${result.failed} failed (${note})`)
  if (result.passed + result.failed === 0 && options.grep === undefined) fail(layer, 'ran no tests')
  return result
}

function seconds(start) {
  return `${((Date.now() - start) / 1000).toFixed(1)} s`
}

function readOptions() {
  try {
    return parseArgs({
      args: argv.slice(2),
      options: { layer: { type: 'string', multiple: true }, grep: { type: 'string' } },
    }).values
  } catch (error) {
    console.error(`${error.message}\n${usage}`)
    return exit(2)
  }
}
