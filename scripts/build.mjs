// Bundles the extension, the server, the command line tool and the worker; with --test also the tests.
//
//   node scripts/build.mjs [--test [LAYER…]]
//
// PLAINSIGHT_DIST is a build-time constant: the way from a bundle's folder to dist/, so that the same source
// finds its wasm files and its worker from dist/ and from out/test/ alike (see server/host/bundle.ts).
import { existsSync } from 'node:fs'
import { chmod, copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { argv } from 'node:process'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { copyGrammars, grammarSources } from './grammars.mjs'
import { writeNotices } from './notices.mjs'
import { dist, out, outTest, root } from './paths.mjs'

const bundles = [
  { name: 'extension', entry: 'client/extension.ts', external: ['vscode'] },
  { name: 'server', entry: 'server/lsp/main.ts' },
  { name: 'cli', entry: 'server/cli/main.ts', banner: '#!/usr/bin/env node' },
  { name: 'worker', entry: 'server/worker/main.ts' },
  { name: 'evidence', entry: 'client/webview/evidence.ts', page: true },
]

/** Layers run by plain mocha, in this order; `vscode` is bundled apart, since it runs inside the editor. */
export const layers = ['core', 'host', 'rules', 'lsp', 'cli', 'client', 'architecture', 'vscode']

const shared = {
  absWorkingDir: root,
  alias: { 'web-tree-sitter': join(root, 'node_modules/web-tree-sitter/web-tree-sitter.cjs') },
  bundle: true,
  format: 'cjs',
  legalComments: 'none',
  loader: { '.json': 'json', '.md': 'text' },
  logLevel: 'warning',
  metafile: true,
  platform: 'node',
  sourcemap: true,
  target: 'node20.9',
}

/** Builds dist/ whole. Writes the imports of every bundle to out/meta/, which the architecture test reads. */
export async function buildDist() {
  await mkdir(join(out, 'meta'), { recursive: true })
  const [inputs] = await Promise.all([Promise.all(bundles.map(bundle)), copyWasm()])
  writeNotices(inputs.flat(), grammarSources())
}

async function bundle({ name, entry, external = [], banner, page = false }) {
  const outfile = join(dist, `${name}.js`)
  const result = await build({
    ...shared,
    ...(page ? { format: 'iife', platform: 'browser', target: 'chrome122', alias: {} } : {}),
    define: { PLAINSIGHT_DIST: '"."' },
    entryPoints: [entry],
    external,
    outfile,
    ...(banner ? { banner: { js: banner } } : {}),
  })
  await writeFile(join(out, 'meta', `${name}.json`), JSON.stringify(result.metafile))
  if (banner) await chmod(outfile, 0o755)
  return Object.keys(result.metafile.inputs)
}

/** Puts the tree-sitter runtime and the grammars into dist/wasm/, and the tables into dist/data/. */
export async function copyWasm() {
  const folder = join(dist, 'wasm')
  await mkdir(folder, { recursive: true })
  await copyChanged(
    join(root, 'node_modules/web-tree-sitter/web-tree-sitter.wasm'),
    join(folder, 'web-tree-sitter.wasm'),
  )
  await copyGrammars(folder)
  await copyData()
}

async function copyData() {
  const from = join(root, 'server/data')
  const to = join(dist, 'data')
  await mkdir(to, { recursive: true })
  for (const name of await readdir(from)) if (name.endsWith('.bin')) await copyChanged(join(from, name), join(to, name))
}

async function copyChanged(from, to) {
  const wanted = await readFile(from)
  if (existsSync(to) && wanted.equals(await readFile(to))) return
  await copyFile(from, to)
}

/** Bundles each layer's tests into out/test/<layer>.test.cjs. Returns layer → number of test files. */
export async function buildTests(wanted = layers) {
  await mkdir(outTest, { recursive: true })
  const counts = {}
  await Promise.all(
    wanted.map(async layer => {
      counts[layer] = layer === 'vscode' ? await bundleEditorTests() : await bundleTests(layer, `${layer}.test.cjs`)
    }),
  )
  return counts
}

async function bundleTests(folder, outfile) {
  const files = await testFiles(join(root, 'test', folder))
  if (files.length === 0) return 0
  await bundleTestCode({ contents: files.map(file => `import ${JSON.stringify(file)}`).join('\n') }, outfile)
  return files.length
}

/** test/vscode/<suite>/ is one launch of the editor each; index.ts is the entry the editor calls. */
async function bundleEditorTests() {
  const folder = join(root, 'test/vscode')
  const index = join(folder, 'index.ts')
  if (!existsSync(index)) return 0
  await bundleTestCode({ contents: `export * from ${JSON.stringify(index)}` }, 'vscode/index.js')
  let count = 0
  for (const suite of await editorSuites()) count += await bundleTests(`vscode/${suite}`, `vscode/${suite}.test.cjs`)
  return count
}

/** The editor's part of `npm run bench`: run like a suite, but not one of the tests. */
export async function buildEditorBench() {
  await bundleEditorTests()
  await bundleTestCode(
    { contents: `import ${JSON.stringify(join(root, 'test/bench/editor.ts'))}` },
    'vscode/bench.test.cjs',
  )
}

export async function editorSuites() {
  const folder = join(root, 'test/vscode')
  if (!existsSync(folder)) return []
  const suites = []
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory() && (await testFiles(join(folder, entry.name))).length > 0) suites.push(entry.name)
  }
  return suites.sort()
}

async function bundleTestCode({ contents }, outfile) {
  const target = join(outTest, outfile)
  const toDist = relative(dirname(target), dist).split(sep).join('/')
  await build({
    ...shared,
    define: { PLAINSIGHT_DIST: JSON.stringify(toDist) },
    external: ['esbuild', 'mocha', 'typescript', 'vscode'],
    outfile: target,
    stdin: { contents, loader: 'ts', resolveDir: root, sourcefile: `${outfile}.entry.ts` },
  })
}

/** Bundles code that scripts load from out/. */
export async function buildForScript(contents, outfile) {
  await build({
    ...shared,
    define: { PLAINSIGHT_DIST: JSON.stringify(relative(dirname(outfile), dist).split(sep).join('/')) },
    outfile,
    stdin: { contents, loader: 'ts', resolveDir: root, sourcefile: 'script.entry.ts' },
  })
}

/** Folders under test/ with tests that belong to no layer, and so would never run. */
export async function strayTests() {
  const folders = await readdir(join(root, 'test'), { withFileTypes: true })
  const strays = []
  for (const { name } of folders) {
    if (!layers.includes(name) && (await testFiles(join(root, 'test', name))).length > 0) strays.push(name)
  }
  return strays
}

async function testFiles(folder) {
  if (!existsSync(folder)) return []
  const entries = await readdir(folder, { recursive: true })
  return entries
    .filter(name => name.endsWith('.test.ts'))
    .sort()
    .map(name => join(folder, name))
}

if (argv[1] && import.meta.url === pathToFileURL(argv[1]).href) {
  const args = argv.slice(2)
  await buildDist()
  if (args[0] === '--test') await buildTests(args.length > 1 ? args.slice(1) : layers)
}
