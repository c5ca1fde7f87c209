// A real VS Code without a desktop: code-server (VS Code with a real Node extension host) and a headless Chromium.
// Installed once into .cache/vscode-host. It stays out of devDependencies: its own install step builds native
// modules under another Node than ours, and none of them is needed here.
//
//   node scripts/vscode-host.mjs      installs the host and finds or installs the browser
import { spawn } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { delimiter, join } from 'node:path'
import { arch, argv, env, getuid, pid, platform } from 'node:process'
import { pathToFileURL } from 'node:url'
import { run } from './install.mjs'
import { cache } from './paths.mjs'

const nodePackage = `node-${platform}-${arch}`
const versions = { 'code-server': '4.139.1', [nodePackage]: '24.21.0', 'playwright-core': '1.64.1' }
const folder = join(cache, 'vscode-host')
const stampFile = join(folder, 'installed.json')
const stamp = JSON.stringify(versions)

/** Whether code-server's Node exists as a package for this machine. */
export const isHostSupported = platform === 'linux' && (arch === 'x64' || arch === 'arm64')

/** Settings of every private profile: no look-ups, no welcome pages, nothing beside the editor. */
export const hostSettings = {
  'chat.disableAIFeatures': true,
  'diffEditor.useInlineViewWhenSpaceIsLimited': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  // a window in a browser saves by itself unless told otherwise
  'files.autoSave': 'off',
  'git.autofetch': false,
  'git.openRepositoryInParentFolders': 'never',
  'js/ts.tsserver.automaticTypeAcquisition.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
}

/** Installs the host unless it is there. Returns its Node, its entry script and its playwright. */
export async function prepareHost() {
  if (!isHostSupported) throw new Error(`there is no embedded VS Code host for ${platform} ${arch}`)
  if (!isInstalled()) await install()
  return {
    node: join(folder, 'node_modules', nodePackage, 'bin/node'),
    entry: join(folder, 'node_modules/code-server/out/node/entry.js'),
    playwright: createRequire(join(folder, 'package.json'))('playwright-core'),
  }
}

function isInstalled() {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp
}

async function install() {
  console.log(`installing the embedded VS Code host into ${folder} (once, about half a minute)`)
  // built aside and moved when complete: an interrupted install is never taken for a whole one
  const draft = `${folder}-${pid}`
  await mkdir(draft, { recursive: true })
  try {
    await writeFile(join(draft, 'package.json'), JSON.stringify({ private: true, dependencies: versions }))
    await npmInstall(draft)
    const vscode = join(draft, 'node_modules/code-server/lib/vscode')
    await npmInstall(vscode, '--omit=dev')
    await npmInstall(join(vscode, 'extensions'), '--omit=dev')
    await linkOnce('code-linux.sh', join(vscode, 'bin/remote-cli/code-server'))
    await linkOnce('browser-linux.sh', join(vscode, 'bin/helpers/browser.sh'))
    await writeFile(join(draft, 'installed.json'), stamp)
    if (isInstalled()) return // another process was faster
    await rm(folder, { recursive: true, force: true })
    await rename(draft, folder)
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

async function npmInstall(cwd, ...extra) {
  // npm hands its own settings to what it starts; the project's would reach in here through them
  const clean = Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^npm_(config_local_prefix|package_)/i.test(name)),
  )
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--engine-strict=false']
  await run('npm', ['install', '--ignore-scripts', ...quiet, ...extra], { cwd, env: clean })
}

async function linkOnce(target, path) {
  await rm(path, { force: true })
  await symlink(target, path)
}

/** Finds a Chromium. Installs one only where that is expected: as root in CI. Otherwise says what to run. */
export async function prepareBrowser() {
  const found = findBrowser()
  if (found) return found
  const isRoot = getuid?.() === 0
  const apt = `${isRoot ? '' : 'sudo '}apt-get update && ${isRoot ? '' : 'sudo '}apt-get install -y --no-install-recommends chromium`
  if (env.CI === 'true' && isRoot && onPath('apt-get')) {
    const quiet = { ...env, DEBIAN_FRONTEND: 'noninteractive' }
    await run('apt-get', ['update', '-q'], { env: quiet })
    await run('apt-get', ['install', '-q', '-y', '--no-install-recommends', 'chromium'], { env: quiet })
    const installed = findBrowser()
    if (installed) return installed
  }
  throw new Error(`no Chromium or Chrome found. Install one with\n    ${apt}\nor name one in $CHROMIUM.`)
}

function findBrowser() {
  if (env.CHROMIUM) {
    if (!isExecutable(env.CHROMIUM)) throw new Error(`$CHROMIUM names ${env.CHROMIUM}, which cannot be run`)
    return env.CHROMIUM
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome']
  return names.map(onPath).find(path => path !== undefined)
}

/** The absolute path of a program on $PATH. Relative entries of $PATH are not followed. */
export function onPath(name) {
  const folders = (env.PATH ?? '').split(delimiter).filter(entry => entry.startsWith('/') || /^[A-Za-z]:/.test(entry))
  const names = platform === 'win32' ? [`${name}.cmd`, `${name}.exe`] : [name]
  return folders.flatMap(entry => names.map(file => join(entry, file))).find(isExecutable)
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

export async function launchBrowser(playwright, options = {}) {
  return await playwright.chromium.launch({
    executablePath: await prepareBrowser(),
    args: [
      // Chromium refuses its sandbox as root; all it opens is our own page on the loopback
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-gpu',
      '--disable-quic',
      '--disable-sync',
      '--no-first-run',
    ],
    ...options,
  })
}

/** Lets the page talk to this machine only. */
export async function stayLocal(page) {
  const isLocal = ({ hostname, protocol }) =>
    !protocol.startsWith('http') || hostname === '127.0.0.1' || hostname.endsWith('.localhost')
  await page.route(
    url => !isLocal(url),
    route => route.abort(),
  )
}

/**
 * Starts code-server on the loopback and waits until it answers.
 * `profile` is a private folder; its path must be short, since a unix socket is made in it.
 */
export async function startServer({ host, profile, port, options = [], password, settings = {} }) {
  const userData = join(profile, 'u')
  await mkdir(join(userData, 'User'), { recursive: true })
  const settingsFile = join(userData, 'User/settings.json')
  if (!existsSync(settingsFile))
    await writeFile(settingsFile, JSON.stringify({ ...hostSettings, ...settings }, null, 2))
  await writeFile(join(profile, 'config.yaml'), '')
  const bindTo = port ?? (await freePort())
  const server = spawn(
    host.node,
    [
      host.entry,
      ...profileArguments(profile),
      '--bind-addr',
      `127.0.0.1:${bindTo}`,
      '--auth',
      password === undefined ? 'none' : 'password',
      '--disable-telemetry',
      '--disable-update-check',
      '--disable-getting-started-override',
      ...options,
    ],
    { env: hostEnvironment(profile, password), stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let log = ''
  const keep = chunk => {
    log = (log + chunk).slice(-20_000)
  }
  server.stdout.on('data', keep)
  server.stderr.on('data', keep)
  const exited = new Promise(done => server.once('exit', (code, signal) => done(signal ?? code)))
  const url = `http://127.0.0.1:${bindTo}`
  await Promise.race([
    answers(url),
    exited.then(code => {
      throw new Error(`the VS Code host ended with ${code}\n${log}`)
    }),
  ])
  const stop = async () => {
    server.kill('SIGTERM')
    const timer = setTimeout(() => server.kill('SIGKILL'), 5000)
    await exited
    clearTimeout(timer)
  }
  return { url, port: bindTo, exited, stop, log: () => log }
}

export function profileArguments(profile) {
  return [
    '--config',
    join(profile, 'config.yaml'),
    '--user-data-dir',
    join(profile, 'u'),
    '--extensions-dir',
    join(profile, 'x'),
  ]
}

/** Nothing of the user's own editor or shell may reach the private one. */
export function hostEnvironment(profile, password) {
  const clean = {
    ...env,
    EXTENSIONS_GALLERY: '{}',
    XDG_CACHE_HOME: profile,
    XDG_CONFIG_HOME: profile,
    XDG_DATA_HOME: profile,
  }
  for (const name of [
    'ELECTRON_RUN_AS_NODE',
    'HASHED_PASSWORD',
    'NODE_OPTIONS',
    'PASSWORD',
    'PORT',
    'VSCODE_IPC_HOOK_CLI',
  ]) {
    delete clean[name]
  }
  return password === undefined ? clean : { ...clean, PASSWORD: password }
}

async function answers(url) {
  for (let tries = 0; tries < 240; tries += 1) {
    try {
      if ((await fetch(`${url}/healthz`)).ok) return
    } catch {
      // not listening yet
    }
    await new Promise(done => setTimeout(done, 250))
  }
  throw new Error(`the VS Code host did not answer at ${url}`)
}

function freePort() {
  return new Promise((done, fail) => {
    const probe = createServer()
    probe.once('error', fail)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => done(port))
    })
  })
}

if (argv[1] && import.meta.url === pathToFileURL(argv[1]).href) {
  const { node, entry } = await prepareHost()
  const browser = await prepareBrowser()
  console.log(`VS Code host: ${node} ${entry}\nbrowser: ${browser}`)
}
