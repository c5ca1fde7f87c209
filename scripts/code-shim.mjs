#!/usr/bin/env node
// Stands in for the `code` executable, so that @vscode/test-electron runs the same suite in the embedded host:
// the tests run in a real Node extension host, a headless Chromium is the window.
// Exit code: the extension host's (0 when all passed), 124 when the window did not answer in time.
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { argv, env, exit } from 'node:process'
import { launchBrowser, prepareHost, startServer, stayLocal } from './vscode-host.mjs'

const limitMs = Number(env.VSCODE_HOST_LIMIT_MS ?? 600_000)
const noise =
  /^(%c|Resolv(ing|ed) connection|Creating a socket|\[reconnection|\[Service Worker|\[AgentHost|\[AccountPolicy|(Ignoring|Updating|Fetching|Found) .*builtin ext|Auto updating|Started (local|initializing)|Completed )/i

const { flags, developed, folder } = readArguments(argv.slice(2))
// a unix socket is made in the profile: its path must stay under 108 characters
const profile = mkdtempSync(join(tmpdir(), 'ps-'))
const hostErrors = []
let server
let browser

process.once('SIGINT', () => finish(130))
process.once('SIGTERM', () => finish(143))
try {
  await open()
} catch (error) {
  console.error(error)
  await finish(1)
}

async function open() {
  takeProfile()
  const host = await prepareHost()
  const options = ['enable-smoke-test-driver', 'skip-welcome', 'skip-release-notes'].flatMap(name => [
    '--vscode-option',
    name,
  ])
  if (flags.has('disable-workspace-trust')) options.push('--disable-workspace-trust')
  server = await startServer({ host, profile, options })
  browser = await launchBrowser(host.playwright)
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
  await stayLocal(page)
  const timer = setTimeout(async () => {
    console.error(`the window did not finish within ${limitMs / 1000} s`)
    if (env.VSCODE_HOST_SHOT) await page.screenshot({ path: env.VSCODE_HOST_SHOT })
    await finish(124)
  }, limitMs)
  // both names are called by the workbench when the smoke-test driver is on
  await page.exposeFunction('codeAutomationExit', code => {
    clearTimeout(timer)
    setImmediate(() => finish(code))
  })
  await page.exposeFunction('codeAutomationLog', showLog)
  await page.goto(address())
}

function address() {
  const remote = path => `vscode-remote://127.0.0.1:${server.port}${resolve(path)}`
  const payload = [
    ...developed.map(path => ['extensionDevelopmentPath', remote(path)]),
    ['extensionTestsPath', remote(flags.get('extensionTestsPath'))],
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ]
  const opened =
    folder === undefined
      ? 'ew=true'
      : `${folder.endsWith('.code-workspace') ? 'workspace' : 'folder'}=${encodeURIComponent(folder)}`
  return `${server.url}/?${opened}&payload=${encodeURIComponent(JSON.stringify(payload))}`
}

/** Settings and extensions that a launch put into its own profile hold here too. */
function takeProfile() {
  const extensions = flags.get('extensions-dir')
  if (extensions && existsSync(extensions)) cpSync(extensions, join(profile, 'x'), { recursive: true })
  const given = flags.get('user-data-dir')
  const settings = given && join(given, 'User/settings.json')
  if (!settings || !existsSync(settings)) return
  mkdirSync(join(profile, 'u/User'), { recursive: true })
  copyFileSync(settings, join(profile, 'u/User/settings.json'))
}

function showLog(level, args) {
  const text = args.map(String).join(' ')
  // native modules that the host does without
  const isKnown = text.includes('Could not locate the bindings file')
  if ((level === 'error' || level === 'warn') && !isKnown) hostErrors.push(text.slice(0, 1200))
  if (env.VERBOSE || ((level === 'info' || level === 'log') && !noise.test(text))) console.log(text)
}

async function finish(code) {
  const isInterrupted = code === 130 || code === 143
  if (code !== 0 && !isInterrupted) {
    console.error(`last errors of the window:\n${hostErrors.slice(-8).join('\n')}`)
    if (env.VERBOSE && server) console.error(server.log())
  }
  await browser?.close().catch(() => {})
  await server?.stop()
  rmSync(profile, { recursive: true, force: true, maxRetries: 3 })
  exit(code)
}

function readArguments(args) {
  const found = { flags: new Map(), developed: [], folder: undefined }
  for (const arg of args) {
    const flag = /^--([\w-]+)(?:=(.*))?$/s.exec(arg)
    if (!flag) found.folder ??= resolve(arg)
    else if (flag[1] === 'extensionDevelopmentPath') found.developed.push(resolve(flag[2]))
    else found.flags.set(flag[1], flag[2] ?? '')
  }
  if (!found.flags.get('extensionTestsPath')) throw new Error('--extensionTestsPath is needed')
  return found
}
