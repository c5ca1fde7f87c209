// Runs every suite of test/vscode in a real VS Code of its own: the embedded host where there is one, the desktop
// VS Code that @vscode/test-electron downloads elsewhere. $VSCODE_EXECUTABLE names another.
import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env, platform } from 'node:process'
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron'
import { buildEditorBench, editorSuites } from './build.mjs'
import { makeDemo } from './demo.mjs'
import { cache, outTest, root } from './paths.mjs'
import { hostSettings, isHostSupported, prepareBrowser, prepareHost } from './vscode-host.mjs'

/** Suites that run in a window whose folder is not trusted. */
const restrictedSuites = ['restricted']

/** Returns, per suite, where its result is and what went wrong in the launch itself, if anything. */
export async function runEditorSuites({ results, grep }) {
  const executable = await prepareExecutable()
  const runs = []
  for (const suite of await editorSuites()) {
    const resultFile = join(results, `vscode-${suite}.json`)
    rmSync(resultFile, { force: true })
    runs.push({ suite, resultFile, error: await runSuite({ executable, suite, resultFile, grep }) })
  }
  return runs
}

/** Writes the editor's measures to `measuresFile`. Returns what went wrong, if anything. */
export async function runEditorBench(measuresFile) {
  await buildEditorBench()
  const executable = await prepareExecutable()
  return await runSuite({ executable, suite: 'bench', resultFile: `${measuresFile}.result`, measuresFile })
}

async function prepareExecutable() {
  if (env.VSCODE_EXECUTABLE) return env.VSCODE_EXECUTABLE
  if (isHostSupported) {
    await prepareHost()
    await prepareBrowser()
    return join(root, 'scripts/code-shim.mjs')
  }
  return await downloadAndUnzipVSCode({
    cachePath: join(cache, 'vscode-test'),
    version: env.VSCODE_VERSION ?? 'stable',
  })
}

async function runSuite({ executable, suite, resultFile, grep, measuresFile }) {
  const scratch = mkdtempSync(join(tmpdir(), 'ps-test-'))
  const isRestricted = restrictedSuites.includes(suite)
  const settings = { ...hostSettings, ...(isRestricted ? restrictedSettings : {}) }
  mkdirSync(join(scratch, 'user/User'), { recursive: true })
  writeFileSync(join(scratch, 'user/User/settings.json'), JSON.stringify(settings))
  if (measuresFile !== undefined) {
    // an editor without a desktop develops one extension only, so this one is installed
    const installed = join(scratch, 'extensions/plainsight.plainsight-bench-0.0.0')
    cpSync(join(root, 'test/bench/extension'), installed, { recursive: true })
  }
  const workspace = join(scratch, 'lzkit')
  await makeDemo(workspace)
  const profile = [`--user-data-dir=${join(scratch, 'user')}`, `--extensions-dir=${join(scratch, 'extensions')}`]
  const options = {
    vscodeExecutablePath: executable,
    extensionDevelopmentPath: root,
    extensionTestsPath: join(outTest, 'vscode/index.js'),
    launchArgs: [workspace, ...profile],
    extensionTestsEnv: {
      ...(grep === undefined ? {} : { PLAINSIGHT_TEST_GREP: grep }),
      ...(measuresFile === undefined ? {} : { PLAINSIGHT_BENCH_RESULT: measuresFile }),
      PLAINSIGHT_TEST_RESULT: resultFile,
      PLAINSIGHT_TEST_SUITE: join(outTest, 'vscode', `${suite}.test.cjs`),
      // the user's own decisions must neither change a test nor be changed by one
      XDG_DATA_HOME: join(scratch, 'data'),
    },
  }
  try {
    if (isRestricted) await launchRestricted(options)
    else await runTests(options)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 3 })
  }
}

const restrictedSettings = {
  'security.workspace.trust.banner': 'never',
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
}

/** runTests always switches workspace trust off, so a restricted window is launched here. */
function launchRestricted({
  vscodeExecutablePath,
  extensionDevelopmentPath,
  extensionTestsPath,
  launchArgs,
  extensionTestsEnv,
}) {
  const args = [
    ...launchArgs,
    '--no-sandbox',
    '--disable-gpu-sandbox',
    '--disable-updates',
    '--skip-welcome',
    '--skip-release-notes',
    `--extensionDevelopmentPath=${extensionDevelopmentPath}`,
    `--extensionTestsPath=${extensionTestsPath}`,
  ]
  return new Promise((done, fail) => {
    const isWindows = platform === 'win32'
    const program = isWindows ? `"${vscodeExecutablePath}"` : vscodeExecutablePath
    const child = spawn(program, args, { env: { ...env, ...extensionTestsEnv }, shell: isWindows, stdio: 'inherit' })
    child.once('error', fail)
    child.once('close', (code, signal) =>
      code === 0 ? done() : fail(new Error(`Test run ended with ${signal ?? `code ${code}`}`)),
    )
  })
}
