// Brings node_modules in line with package-lock.json, and only then.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { platform } from 'node:process'
import { root } from './paths.mjs'

/** Runs `npm ci` when a package of the lock file is missing or has another version. Says whether it did. */
export async function installPackages() {
  if (isInstalled()) return false
  console.log('npm ci: node_modules does not match package-lock.json')
  await run(platform === 'win32' ? 'npm.cmd' : 'npm', ['ci', '--no-audit', '--no-fund'], { cwd: root })
  return true
}

function isInstalled() {
  const installedFile = join(root, 'node_modules/.package-lock.json')
  if (!existsSync(installedFile)) return false
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === '') return true
    // packages for other platforms are optional and absent
    return optional ? true : installed[path]?.version === version && existsSync(join(root, path))
  })
}

/** Runs a program to its end with our own output; rejects when it fails. */
export function run(program, args, options = {}) {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { stdio: 'inherit', shell: program.endsWith('.cmd'), ...options })
    child.once('error', fail)
    child.once('close', (code, signal) =>
      code === 0 ? done() : fail(new Error(`${[program, ...args].join(' ')} ended with ${signal ?? code}`)),
    )
  })
}
