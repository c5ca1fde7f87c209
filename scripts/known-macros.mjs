// Writes server/data/published-macros.bin: which build macros and scripts have ever been published, as digests.
//
//   node scripts/known-macros.mjs [--fresh] [--facts FILE.tsv[.gz]] [NAME=]CLONE|FOLDER…
//
// CLONE is a clone of gnulib, autoconf, autoconf-archive, libtool, automake, gettext (bare or not): its whole history is
// read, objects only; nothing of it is run. FOLDER is any other folder, such as the files of an installed package.
// FILE.tsv holds facts gathered elsewhere: name, serial, digest, (unused), first year, last year, sources.
// What is in the table already stays, since nothing becomes unpublished; --fresh starts from nothing.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join, resolve } from 'node:path'
import { argv, exit } from 'node:process'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { deflateRawSync, gunzipSync } from 'node:zlib'
import { buildForScript } from './build.mjs'
import { git, listFiles, readClone, readObjects } from './measure/clones.mjs'
import { out, root } from './paths.mjs'

export const tableFile = join(root, 'server/data/published-macros.bin')
const limitBytes = 2 ** 21
/** Macros that only tests are made of, and those of autoconf itself: nobody copies them. */
const notCopied =
  /^(?:.*\/)?(?:t|tests?|testsuite)\/|^(?:autoconf:)(?:lib\/(?:autoconf|autotest|m4sugar)\/.*\.m4|[^/]*\.m4)$/

const modules = [
  'core/macros/bodies',
  'core/macros/normalise',
  'core/macros/table',
  'core/macros/vendored',
  'core/model/path',
  'host/hash',
]

async function loadCore() {
  const outfile = join(out, 'known-macros', 'core.cjs')
  mkdirSync(join(out, 'known-macros'), { recursive: true })
  await buildForScript(modules.map(name => `export * from './server/${name}'`).join('\n'), outfile)
  return createRequire(import.meta.url)(outfile)
}

/** What is known so far: file name → versions by digest and serial, macro bodies, and the newest date. */
class Collection {
  versions = new Map()
  macros = new Set()
  bodies = new Set()
  pairs = new Set()
  newest = 0

  constructor(core) {
    this.core = core
  }

  version(name, digest, serial, firstYear, lastYear, sources) {
    const key = `${name}\0${digest}\0${serial ?? ''}`
    const known = this.versions.get(key)
    if (known === undefined) {
      const made = {
        name,
        digest,
        serial,
        firstYear,
        lastYear,
        sources: new Set(sources),
        order: Infinity,
        lines: undefined,
      }
      this.versions.set(key, made)
      return made
    }
    known.firstYear = Math.min(known.firstYear, firstYear)
    known.lastYear = Math.max(known.lastYear, lastYear)
    for (const source of sources) known.sources.add(source)
    return known
  }

  digest(text, digits) {
    return this.core.hash('sha256', this.core.fromLatin1(text)).slice(0, digits)
  }

  /** One published text. Times are in seconds. */
  text(name, bytes, first, last, source) {
    const { core } = this
    const text = core.latin1(bytes)
    const digest = this.digest(core.publishedForm(name, text), core.DIGEST_HEX.version)
    this.newest = Math.max(this.newest, last)
    const version = this.version(name, digest, core.serialOf(text)?.serial, yearOf(first), yearOf(last), [source])
    version.order = Math.min(version.order, first)
    if (version.lines !== undefined) return
    const lines = text.split('\n')
    const code = new Set(core.codeLines(name, lines).map(line => line.code))
    version.code = this.digest(core.codeForm(name, text), core.DIGEST_HEX.code)
    version.lines = [...code].map(line => this.digest(line, core.DIGEST_HEX.line))
    if (!name.endsWith('.m4')) return
    for (const body of core.macroBodies(lines)) {
      this.macros.add(this.digest(body.name, core.DIGEST_HEX.macro))
      this.bodies.add(this.digest(`${body.name}\n${body.code}`, core.DIGEST_HEX.body))
    }
  }

  table() {
    const byName = new Map()
    for (const version of this.versions.values()) {
      const list = byName.get(version.name)
      if (list === undefined) byName.set(version.name, [version])
      else list.push(version)
    }
    return {
      through: new Date(this.newest * 1000).toISOString().slice(0, 7),
      files: [...byName].map(([name, versions]) => fileOf(name, versions)),
      macros: [...this.macros],
      bodies: [...this.bodies],
    }
  }
}

function yearOf(seconds) {
  return new Date(seconds * 1000).getUTCFullYear()
}

/** Lines are kept once, with the first and the last version that has them; equal runs are put together. */
function fileOf(name, unordered) {
  const versions = unordered.sort(
    (a, b) =>
      Math.min(a.order, 9e12) - Math.min(b.order, 9e12) || a.firstYear - b.firstYear || (a.digest < b.digest ? -1 : 1),
  )
  const runs = new Map()
  for (const [index, { lines = [] }] of versions.entries())
    for (const line of lines) {
      const run = runs.get(line)
      if (run === undefined) runs.set(line, { first: index, last: index })
      else run.last = index
    }
  const groups = new Map()
  for (const [line, { first, last }] of runs) {
    const key = `${first} ${last}`
    const group = groups.get(key) ?? { first, last, digests: [] }
    groups.set(key, group)
    group.digests.push(line)
  }
  const lines = [...groups.values()].sort((a, b) => a.first - b.first || a.last - b.last)
  for (const group of lines) group.digests.sort()
  return {
    name,
    versions: versions.map(({ digest, code, serial, firstYear, lastYear, sources }) => ({
      digest,
      ...(code === undefined ? {} : { code }),
      ...(serial === undefined ? {} : { serial }),
      firstYear,
      lastYear,
      sources: [...sources].sort(),
    })),
    lines,
  }
}

function keepTable(collection, bytes) {
  const { core } = collection
  const table = core.readTable(bytes)
  const [year, month] = table.through.split('-').map(Number)
  collection.newest = Date.UTC(year, month, 0) / 1000
  for (const name of table.names) {
    const file = table.file(name)
    for (const [index, { digest, serial, firstYear, lastYear, sources }] of file.versions.entries()) {
      const version = collection.version(name, digest, serial, firstYear, lastYear, sources)
      // Within a year the order of the table is all that is left of the time.
      version.order = Math.min(version.order, Date.UTC(firstYear) / 1000 + index)
      const lines = file.lines
        .filter(({ first, last }) => first <= index && index <= last)
        .flatMap(({ digests }) => digests)
      if (lines.length > 0) version.lines ??= lines
      version.code ??= file.versions[index].code
    }
  }
  for (const digest of table.macros()) collection.macros.add(digest)
  for (const digest of table.bodies()) collection.bodies.add(digest)
}

function addFacts(collection, path) {
  const bytes = readFileSync(path)
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  for (const line of text.split('\n')) {
    const [name, serial, digest, , first, last, sources] = line.split('\t')
    if (sources === undefined || !collection.core.isVendorable(name)) continue
    // Packages of a distribution are one source, whatever they are called.
    const named = sources.split(/[, ]+/).map(one => (one.includes(':') || /^autopoint/.test(one) ? 'debian' : one))
    collection.version(name, digest, serial === '' ? undefined : serial, Number(first), Number(last), new Set(named))
  }
}

/** Every blob that ever stood under a name we want, with the times it came and went. */
async function addClone(collection, argument) {
  const { name: source, folder, revision } = readClone(argument)
  const log = git(folder, [
    '-c',
    'log.showSignature=false',
    'log',
    '--all',
    '--raw',
    '--no-abbrev',
    '--no-renames',
    '--no-ext-diff',
    '--no-textconv',
    '-z',
    '--format=C %ct',
  ])
  const isWanted = path =>
    collection.core.isVendorable(path) && !notCopied.test(path) && !notCopied.test(`${source}:${path}`)
  const items = new Map()
  const seen = (path, id, time) => {
    const name = basename(path)
    const key = `${name}\0${id}`
    const item = items.get(key)
    if (item === undefined) items.set(key, { name, id, first: time, last: time })
    else {
      item.first = Math.min(item.first, time)
      item.last = Math.max(item.last, time)
    }
  }
  let time = 0
  const fields = log.split('\0')
  for (let at = 0; at < fields.length; at++) {
    const commit = /(?:^|\n)C (\d+)/.exec(fields[at])
    if (commit !== null) time = Number(commit[1])
    const raw = /:(\d+) (\d+) ([0-9a-f]+) ([0-9a-f]+) \w+$/.exec(fields[at])
    if (raw === null) continue
    const path = fields[++at] ?? ''
    if (!isWanted(path)) continue
    const [, oldMode, newMode, oldId, newId] = raw
    if (/^100/.test(oldMode)) seen(path, oldId, time)
    if (/^100/.test(newMode)) seen(path, newId, time)
  }
  const now = Number(git(folder, ['log', '-1', '--format=%ct', revision]))
  for (const { path, id } of listFiles(folder, revision)) if (isWanted(path)) seen(path, id, now)
  const byId = new Map()
  for (const item of items.values()) byId.set(item.id, [...(byId.get(item.id) ?? []), item])
  const ids = [...byId.keys()]
  let [at, missing] = [0, 0]
  for await (const bytes of readObjects(folder, ids)) {
    const id = ids[at++]
    if (bytes === undefined) missing++
    else if (bytes.length <= limitBytes)
      for (const { name, first, last } of byId.get(id)) {
        collection.pairs.add(`${name}\0${id}`)
        collection.text(name, bytes, first, last, source)
      }
  }
  console.log(`${source}: ${items.size} names and contents, ${ids.length} objects, ${missing} missing`)
}

function addFolder(collection, argument) {
  const found = /^([\w.+-]+)=(.+)$/.exec(argument)
  const folder = resolve(found?.[2] ?? argument)
  let count = 0
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !collection.core.isVendorable(entry.name)) continue
    const path = join(entry.parentPath, entry.name)
    const { mtimeMs, size } = statSync(path)
    if (size > limitBytes) continue
    const seconds = Math.floor(mtimeMs / 1000)
    collection.text(entry.name, readFileSync(path), seconds, seconds, found?.[1] ?? basename(folder))
    count++
  }
  console.log(`${folder}: ${count} files`)
}

function isClone(argument) {
  try {
    readClone(argument)
    return true
  } catch {
    return false
  }
}

if (argv[1] && import.meta.url === pathToFileURL(argv[1]).href) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { fresh: { type: 'boolean' }, facts: { type: 'string', multiple: true } },
  })
  if (positionals.length === 0 && values.facts === undefined) {
    console.error('usage: node scripts/known-macros.mjs [--fresh] [--facts FILE.tsv] [NAME=]CLONE|FOLDER…')
    exit(2)
  }
  const core = await loadCore()
  const collection = new Collection(core)
  if (!values.fresh) keepTable(collection, readFileSync(tableFile))
  for (const path of values.facts ?? []) addFacts(collection, path)
  for (const argument of positionals)
    if (isClone(argument)) await addClone(collection, argument)
    else addFolder(collection, argument)
  const table = collection.table()
  const bytes = core.writeTable(table)
  mkdirSync(join(root, 'server/data'), { recursive: true })
  writeFileSync(tableFile, bytes)
  const lines = table.files.flatMap(file => file.lines.flatMap(group => group.digests))
  console.log(
    `${table.files.length} names, ${collection.versions.size} versions (${collection.pairs.size} names and contents), ` +
      `${lines.length} lines, ${table.macros.length} macros, ${table.bodies.length} bodies, up to ${table.through}`,
  )
  console.log(`${bytes.length} bytes, ${deflateRawSync(bytes, { level: 9 }).length} packed`)
}
