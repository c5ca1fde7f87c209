// Brings the wasm files named in grammars/manifest.json into the build, after checking what they are.
//
//   import { copyGrammars } from './grammars.mjs'   used by the build
//   node scripts/grammars.mjs                       checks every file against the manifest
//   node scripts/grammars.mjs --rebuild             also compiles our own grammars anew and compares hashes
//   node scripts/grammars.mjs --update              writes hash and size of our own grammars into the manifest
//
// Needs clang-19 and wasm-ld-19 for --rebuild only; without them it says so and leaves with 0.
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const manifestFile = join(root, 'grammars', 'manifest.json')

const readManifest = () => JSON.parse(readFileSync(manifestFile, 'utf8'))
const sha256 = bytes => createHash('sha256').update(bytes).digest('hex')
const entries = manifest => [...Object.entries(manifest.languages), ['runtime', manifest.runtime]]
const ownGrammars = manifest => Object.entries(manifest.languages).filter(([, entry]) => entry.source === 'own')

/** Where the file of a manifest entry lies before the build copies it. */
function locate(name, entry) {
  if (entry.source === 'own') return join(root, 'grammars', name, entry.wasm)
  const at = entry.source.lastIndexOf('@')
  return join(root, 'node_modules', entry.source.slice(0, at), entry.wasm)
}

/** Packages name their files by themselves; what is shipped is named after our language. */
const shippedName = (name, entry) => (name === 'runtime' ? entry.wasm : `tree-sitter-${name}.wasm`)

function readChecked(name, entry) {
  const file = locate(name, entry)
  let bytes
  try {
    bytes = readFileSync(file)
  } catch (error) {
    throw new Error(`grammar ${name}: ${file} cannot be read (${error.code}); run "npm ci" first`)
  }
  if (entry.source !== 'own') {
    const wanted = entry.source.slice(entry.source.lastIndexOf('@') + 1)
    const found = JSON.parse(readFileSync(join(dirname(file), 'package.json'), 'utf8')).version
    if (found !== wanted) throw new Error(`grammar ${name}: the manifest names ${entry.source}, installed is ${found}`)
  }
  const found = sha256(bytes)
  if (found !== entry.sha256 || bytes.length !== entry.bytes) {
    throw new Error(
      `grammar ${name}: ${file} is not the file in grammars/manifest.json\n` +
        `  expected ${entry.sha256} (${entry.bytes} bytes)\n  found    ${found} (${bytes.length} bytes)`,
    )
  }
  return bytes
}

/** Readers of an earlier build never see half a file, and one that is as it should be is left alone. */
function writeWhole(file, bytes) {
  if (existsSync(file) && bytes.equals(readFileSync(file))) return
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, bytes)
  renameSync(draft, file)
}

/** Copies every wasm file of the manifest into a folder. Throws, before writing anything, if one is not as expected. */
export function copyGrammars(outDir) {
  const files = entries(readManifest()).map(([name, entry]) => [shippedName(name, entry), readChecked(name, entry)])
  mkdirSync(outDir, { recursive: true })
  for (const [name, bytes] of files) writeWhole(join(outDir, name), bytes)
  return files.map(([name]) => name)
}

function hasCompiler() {
  return ['clang-19', 'wasm-ld-19'].every(tool => spawnSync(tool, ['--version'], { stdio: 'ignore' }).status === 0)
}

function rebuild(manifest) {
  if (!hasCompiler()) {
    console.log('clang-19 or wasm-ld-19 is not installed: our own grammars were not rebuilt')
    return
  }
  const folder = mkdtempSync(join(tmpdir(), 'grammars-'))
  try {
    for (const [name, entry] of ownGrammars(manifest)) {
      const out = join(folder, entry.wasm)
      execFileSync(join(root, 'grammars', 'build-wasm.sh'), [name, join(root, 'grammars', name), out])
      const found = sha256(readFileSync(out))
      if (found !== entry.sha256) {
        throw new Error(`grammar ${name}: rebuilt from parser.c it is ${found}, the manifest says ${entry.sha256}`)
      }
      console.log(`${name}: rebuilt, same hash`)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function update(manifest) {
  for (const [name, entry] of ownGrammars(manifest)) {
    const bytes = readFileSync(locate(name, entry))
    entry.sha256 = sha256(bytes)
    entry.bytes = bytes.length
  }
  writeFileSync(manifestFile, `${JSON.stringify(manifest, null, 2)}\n`)
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    const manifest = readManifest()
    if (process.argv.includes('--update')) update(manifest)
    for (const [name, entry] of entries(manifest)) readChecked(name, entry)
    console.log(`${entries(manifest).length} wasm files are as the manifest says`)
    if (process.argv.includes('--rebuild')) rebuild(manifest)
  } catch (error) {
    console.error(error.message)
    process.exitCode = 1
  }
}
