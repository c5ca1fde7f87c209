// Brings the wasm files named in grammars/manifest.json into the build, after checking what they are.
//
//   import { copyGrammars } from './grammars.mjs'   used by the build
//   node scripts/grammars.mjs                       checks every file against the manifest
//   node scripts/grammars.mjs --rebuild             also compiles our own grammars anew and compares hashes
//   node scripts/grammars.mjs --update              writes what our own grammars are into the manifest
//
// --rebuild needs the compiler the manifest names; without it, it says that nothing was compared and leaves with 0.
import { execFile, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const manifestFile = join(root, 'grammars', 'manifest.json')

const readManifest = () => JSON.parse(readFileSync(manifestFile, 'utf8'))
const readPackage = folder => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
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
  const isOwn = entry.source === 'own'
  const { version, license } = readPackage(isOwn ? root : dirname(file))
  const wanted = entry.source.slice(entry.source.lastIndexOf('@') + 1)
  if (!isOwn && version !== wanted)
    throw new Error(`grammar ${name}: the manifest names ${entry.source}, installed is ${version}`)
  if (license !== entry.licence)
    throw new Error(`grammar ${name}: the manifest says its licence is ${entry.licence}, its package says ${license}`)
  const found = sha256(bytes)
  if (found !== entry.sha256 || bytes.length !== entry.bytes) {
    throw new Error(
      `grammar ${name}: ${file} is not the file in grammars/manifest.json\n` +
        `  expected ${entry.sha256} (${entry.bytes} bytes)\n  found    ${found} (${bytes.length} bytes)`,
    )
  }
  return bytes
}

/** Loads the grammars as the server does, since nothing but the loaded module says which ABI it has. */
async function readAbis(files) {
  const { Language, Parser } = await import('web-tree-sitter')
  await Parser.init()
  const abis = []
  for (const [name, bytes] of files) abis.push([name, (await Language.load(bytes)).abiVersion])
  return abis
}

async function checkAbis(manifest, files) {
  for (const [name, abi] of await readAbis(files.filter(([name]) => name !== 'runtime'))) {
    const wanted = manifest.languages[name].abi
    if (abi !== wanted) throw new Error(`grammar ${name}: the manifest says its ABI is ${wanted}, it is ${abi}`)
  }
}

/** Readers of an earlier build never see half a file. */
function writeWhole(file, bytes) {
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, bytes)
  renameSync(draft, file)
}

/** Where every wasm file comes from: `package@version`, or `own`. */
export const grammarSources = () => entries(readManifest()).map(([, entry]) => entry.source)

/**
 * Copies every wasm file of the manifest into a folder. Throws, before writing anything, if one is not as expected.
 * One that is there already, byte for byte, was checked when it was written, so its ABI is not read again.
 */
export async function copyGrammars(outDir) {
  const manifest = readManifest()
  const missing = []
  for (const [name, entry] of entries(manifest)) {
    const bytes = readChecked(name, entry)
    const file = join(outDir, shippedName(name, entry))
    if (!existsSync(file) || !bytes.equals(readFileSync(file))) missing.push([name, bytes, file])
  }
  if (missing.length > 0) await checkAbis(manifest, missing)
  mkdirSync(outDir, { recursive: true })
  for (const [, bytes, file] of missing) writeWhole(file, bytes)
}

/** `clang 19.1.7, LLD 19.1.7`; undefined when one of them is not installed. Another version may write other bytes. */
function compiler() {
  const versions = ['clang-19', 'wasm-ld-19'].map(tool => {
    const { status, stdout } = spawnSync(tool, ['--version'], { encoding: 'utf8' })
    return status === 0 ? /(clang|LLD)(?: version)? (\d+\.\d+\.\d+)/.exec(stdout)?.slice(1).join(' ') : undefined
  })
  return versions.includes(undefined) ? undefined : versions.join(', ')
}

/**
 * Compiles our own grammars from parser.c and scanner.c and compares the result with the manifest.
 * @returns whether it did, and what came of it, for people
 * @throws if one comes out as another file
 */
export async function rebuildOwnGrammars() {
  const manifest = readManifest()
  const found = compiler()
  if (found !== manifest.compiler)
    return {
      isCompared: false,
      message: `NOT compared with their sources: needs ${manifest.compiler}, found ${found ?? 'no clang-19 with lld-19'}`,
    }
  const folder = mkdtempSync(join(tmpdir(), 'grammars-'))
  try {
    for (const [name, entry] of ownGrammars(manifest)) {
      const out = join(folder, entry.wasm)
      await promisify(execFile)(join(root, 'grammars', 'build-wasm.sh'), [name, join(root, 'grammars', name), out])
      const hash = sha256(readFileSync(out))
      if (hash !== entry.sha256)
        throw new Error(`grammar ${name}: rebuilt from its sources it is ${hash}, the manifest says ${entry.sha256}`)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  return { isCompared: true, message: `${ownGrammars(manifest).length} rebuilt from their sources, same hashes` }
}

async function update(manifest) {
  const own = ownGrammars(manifest).map(([name, entry]) => [name, readFileSync(locate(name, entry))])
  for (const [name, abi] of await readAbis(own)) manifest.languages[name].abi = abi
  for (const [name, bytes] of own) {
    manifest.languages[name].sha256 = sha256(bytes)
    manifest.languages[name].bytes = bytes.length
  }
  manifest.compiler = compiler() ?? manifest.compiler
  writeFileSync(manifestFile, `${JSON.stringify(manifest, null, 2)}\n`)
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    const manifest = readManifest()
    if (process.argv.includes('--update')) await update(manifest)
    await checkAbis(
      manifest,
      entries(manifest).map(([name, entry]) => [name, readChecked(name, entry)]),
    )
    console.log(`${entries(manifest).length} wasm files are as the manifest says`)
    if (process.argv.includes('--rebuild')) console.log(`our own grammars: ${(await rebuildOwnGrammars()).message}`)
  } catch (error) {
    console.error(error.message)
    process.exitCode = 1
  }
}
