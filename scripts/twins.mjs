// Writes inert twins of the test files that carried the XZ backdoor: the same techniques, marker texts inside.
//
//   node scripts/twins.mjs [FOLDER]      default: .cache/twins
//
// test/harness/twins.ts makes them. The command line that takes the sliced one apart is printed, and never run.
import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { argv } from 'node:process'
import { installPackages } from './install.mjs'
import { cache, out } from './paths.mjs'

const folder = resolve(argv[2] ?? join(cache, 'twins'))
await installPackages()
const { buildForScript } = await import('./build.mjs')
const bundle = join(out, 'twins', 'twins.cjs')
mkdirSync(dirname(bundle), { recursive: true })
await buildForScript(`export * from './test/harness/twins'`, bundle)
const { slicedCommand, twins } = createRequire(import.meta.url)(bundle)

for (const [path, make] of Object.entries(twins)) {
  const file = join(folder, path)
  const bytes = make()
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, bytes)
  console.log(`${file}: ${bytes.length} bytes`)
}
console.log(slicedCommand('twin-sliced.xz'))
