// Builds and packs plainsight.vsix, with only what runs in it (.vscodeignore).
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { argv, execPath } from 'node:process'
import { pathToFileURL } from 'node:url'
import { installPackages, run } from './install.mjs'
import { dist, root } from './paths.mjs'

export const vsix = join(root, 'plainsight.vsix')

/** Packs again only when something that goes into the package is newer than it. Returns the package's path. */
export async function makePackage() {
  await installPackages()
  const { buildDist } = await import('./build.mjs')
  await buildDist()
  if (isCurrent()) return vsix
  const vsce = join(root, 'node_modules/@vscode/vsce/vsce')
  await run(
    execPath,
    [vsce, 'package', '--no-dependencies', '--skip-license', '--allow-missing-repository', '-o', vsix],
    { cwd: root },
  )
  return vsix
}

function isCurrent() {
  if (!existsSync(vsix)) return false
  const built = readdirSync(dist, { recursive: true }).map(name => join(dist, name))
  const described = ['package.json', 'README.md', 'CHANGELOG.md', 'LICENSE', '.vscodeignore'].map(name =>
    join(root, name),
  )
  const inputs = [...built, ...described.filter(existsSync)]
  const madeAt = statSync(vsix).mtimeMs
  return inputs.every(path => statSync(path).mtimeMs <= madeAt)
}

if (argv[1] && import.meta.url === pathToFileURL(argv[1]).href) {
  const path = await makePackage()
  console.log(`${path} (${Math.round(statSync(path).size / 1024)} KB)`)
}
