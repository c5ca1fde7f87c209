import { writeFileSync } from 'node:fs'
import Mocha from 'mocha'

interface TestRecord {
  readonly title: string
  readonly state: 'passed' | 'failed'
  readonly error?: string
}

/**
 * Called by the editor (`extensionTestsPath`). Runs the one bundled suite that the launch names and writes its
 * result file, which is the authority on what ran; the rejection only sets the editor's exit code.
 */
export async function run(): Promise<void> {
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: 120_000,
    color: false,
    // prints nothing: scripts/test.mjs shows what the result file says
    reporter: Mocha.reporters.Base,
    forbidOnly: true,
    forbidPending: true,
  })
  const grep = process.env.PLAINSIGHT_TEST_GREP
  if (grep !== undefined) mocha.grep(grep)
  mocha.addFile(requireVariable('PLAINSIGHT_TEST_SUITE'))
  const tests: TestRecord[] = []
  const failed = await new Promise<number>(done => {
    const runner = mocha.run(done)
    runner.on('pass', test => tests.push({ title: test.fullTitle(), state: 'passed' }))
    runner.on('fail', (test, error: Error) => {
      tests.push({ title: test.fullTitle(), state: 'failed', error: String(error.stack ?? error) })
    })
  })
  const passed = tests.filter(test => test.state === 'passed').length
  writeFileSync(
    requireVariable('PLAINSIGHT_TEST_RESULT'),
    JSON.stringify({ passed, failed: tests.length - passed, tests }, null, 1),
  )
  if (failed > 0) throw new Error(`${failed} tests failed`)
}

function requireVariable(name: string): string {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set: run this through scripts/test.mjs --layer vscode`)
  return value
}
