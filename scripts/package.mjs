// Builds and packs plainsight-VERSION.vsix, with only what runs in it (.vscodeignore).
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { argv, execPath } from 'node:process'
import { pathToFileURL } from 'node:url'
import { installPackages, run } from './install.mjs'
import { cache, dist, root } from './paths.mjs'

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
export const vsix = join(root, `plainsight-${version}.vsix`)

/** Packs again only when something that goes into the package has changed. Returns the package's path. */
export async function makePackage() {
  await installPackages()
  const { buildDist } = await import('./build.mjs')
  await buildDist()
  const stampFile = join(cache, 'packed')
  const stamp = digestInputs()
  if (existsSync(vsix) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return vsix
  const vsce = join(root, 'node_modules/@vscode/vsce/vsce')
  await run(
    execPath,
    [vsce, 'package', '--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', '-o', vsix],
    { cwd: root },
  )
  mkdirSync(cache, { recursive: true })
  writeFileSync(stampFile, stamp)
  return vsix
}

function digestInputs() {
  const built = readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && !entry.name.endsWith('.map'))
    .map(entry => join(entry.parentPath, entry.name))
  const described = ['package.json', 'README.md', 'CHANGELOG.md', 'LICENSE', '.vscodeignore'].map(name =>
    join(root, name),
  )
  const hash = createHash('sha256')
  for (const path of [...built.sort(), ...described.filter(existsSync)]) {
    const bytes = readFileSync(path)
    hash.update(`${path} ${bytes.length}\n`).update(bytes)
  }
  return hash.digest('hex')
}

if (argv[1] && import.meta.url === pathToFileURL(argv[1]).href) {
  const path = await makePackage()
  console.log(`${path} (${Math.round(statSync(path).size / 1024)} KB)`)
}
