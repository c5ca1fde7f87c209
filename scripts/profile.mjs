// Puts the packed extension into a private profile of the embedded host, once per package.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hostEnvironment, profileArguments } from './vscode-host.mjs'

export function installExtension({ host, profile, vsix }) {
  const stampFile = join(profile, 'installed-vsix')
  const stamp = `${vsix} ${statSync(vsix).mtimeMs}`
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
  mkdirSync(profile, { recursive: true })
  writeFileSync(join(profile, 'config.yaml'), '')
  const args = [host.entry, ...profileArguments(profile), '--install-extension', vsix, '--force']
  const result = spawnSync(host.node, args, { encoding: 'utf8', env: hostEnvironment(profile) })
  if (result.status !== 0) throw new Error(`the extension could not be installed: ${result.stdout}${result.stderr}`)
  writeFileSync(stampFile, stamp)
}
