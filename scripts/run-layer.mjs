// One test layer in its own process: run-layer.mjs BUNDLE RESULT_FILE [GREP]. Started by test.mjs.
// Prints failures as they happen; the result file is the authority on what ran.
import { writeFileSync } from 'node:fs'
import { argv, exit, getActiveResourcesInfo } from 'node:process'
import Mocha from 'mocha'

const [bundle, resultFile, grep] = argv.slice(2)
const mocha = new Mocha({ ui: 'bdd', timeout: 180_000, reporter: Quiet, forbidOnly: true, forbidPending: true })
if (grep) mocha.grep(grep)
mocha.addFile(bundle)
await mocha.loadFilesAsync()
mocha.run(() => {
  // a test that leaves a process, socket or timer behind keeps this process alive: say which, and fail
  setTimeout(() => {
    console.error(`tests ended, but still open: ${getActiveResourcesInfo().join(', ')}`)
    exit(70)
  }, 15_000).unref()
})

function Quiet(runner) {
  const tests = []
  runner.on('pass', test => tests.push({ title: test.fullTitle(), state: 'passed', ms: test.duration }))
  runner.on('fail', (test, error) => {
    const text = describeError(error)
    console.log(`\n  ✗ ${test.fullTitle()}\n${text.replace(/^/gm, '    ')}`)
    tests.push({ title: test.fullTitle(), state: 'failed', error: text })
  })
  runner.once('end', () => {
    const failed = tests.filter(test => test.state === 'failed').length
    writeFileSync(resultFile, JSON.stringify({ passed: tests.length - failed, failed, tests }, null, 1))
  })
}

function describeError(error) {
  const text = String(error?.stack ?? error)
  if (error?.actual === undefined || error?.expected === undefined || !error.showDiff) return text
  return `${text}\n${Mocha.reporters.Base.generateDiff(error.actual, error.expected)}`
}
