// npm start [-- FOLDER]: opens a real VS Code with the extension on FOLDER, by default on the demo repository.
//
//   npm start [-- FOLDER] [--port N] [--password TEXT] [--embedded]
//
// The desktop `code` when there is one; otherwise, or with --embedded, the embedded host on 127.0.0.1 with a private
// profile, until Ctrl+C.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { argv, env, exit, getuid, platform } from 'node:process'
import { parseArgs } from 'node:util'
import { prepareDemo } from './demo.mjs'
import { run } from './install.mjs'
import { makePackage } from './package.mjs'
import { cache } from './paths.mjs'
import { installExtension } from './profile.mjs'
import { isHostSupported, onPath, prepareHost, startServer } from './vscode-host.mjs'

const usage = 'usage: npm start [-- FOLDER] [--port N] [--password TEXT] [--embedded]'
const defaultPort = 8123

const options = readOptions()
const vsix = await makePackage()
const folder = options.folder ?? prepareDemo()
const desktop = options.isEmbedded || !hasDesktop() ? undefined : onPath('code')
if (desktop) await openDesktop(desktop)
else if (isHostSupported) await openEmbedded()
else {
  console.error(
    'no `code` on the PATH. Install VS Code, then run its command "Shell Command: Install \'code\' command in PATH".',
  )
  exit(1)
}

/** Whether `code` could show a window: it needs a display, and refuses to run as root. */
function hasDesktop() {
  if (env.VSCODE_IPC_HOOK_CLI) return true
  if (platform !== 'linux') return true
  return getuid() !== 0 && Boolean(env.DISPLAY || env.WAYLAND_DISPLAY || env.WSL_DISTRO_NAME)
}

async function openDesktop(code) {
  await run(code, ['--install-extension', vsix, '--force'])
  await run(code, [folder])
  console.log(`opened ${folder} in VS Code`)
}

async function openEmbedded() {
  const host = await prepareHost()
  const profile = join(cache, 'start')
  installExtension({ host, profile, vsix })
  const server = await startServer({
    host,
    profile,
    port: options.port,
    password: options.password,
    // the window opens trusted, as a folder of one's own would be
    options: ['--disable-workspace-trust'],
  })
  console.log(
    `\nPlainsight runs in VS Code at\n\n    ${server.url}/?folder=${encodeURIComponent(folder)}\n\n` +
      'Press the eye in the activity bar, then Review Working Tree. Ctrl+C here stops it.',
  )
  let isStopping = false
  const stop = async () => {
    if (isStopping) return
    isStopping = true
    await server.stop()
    exit(0)
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  const code = await server.exited
  if (isStopping) return
  console.error(`the VS Code host ended with ${code}\n${server.log()}`)
  exit(1)
}

function readOptions() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      args: argv.slice(2),
      options: { embedded: { type: 'boolean' }, password: { type: 'string' }, port: { type: 'string' } },
    })
    if (positionals.length > 1) throw new Error('one folder at most')
    const port = Number(values.port ?? defaultPort)
    if (!Number.isInteger(port) || port < 1 || port > 65535) throw new Error(`${values.port} is not a port`)
    // npm runs scripts in the project's folder; INIT_CWD is where the command was typed
    const given = positionals[0] === undefined ? undefined : resolve(env.INIT_CWD ?? '.', positionals[0])
    if (given !== undefined && !existsSync(given)) throw new Error(`${given} does not exist`)
    return { folder: given, port, password: values.password, isEmbedded: values.embedded ?? false }
  } catch (error) {
    console.error(`${error.message}\n${usage}`)
    return exit(2)
  }
}
