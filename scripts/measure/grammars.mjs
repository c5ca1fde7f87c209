// How many real files each grammar reads without an error, after they were prepared as a review prepares them.
import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { out, root } from '../paths.mjs'
import { listFiles, readClone, readObjects } from './clones.mjs'
import { loadCore } from './core.mjs'
import { percent, table, writeGenerated } from './document.mjs'

const goals = { 'make: automake': 100, m4: 99, bash: 99, cmake: 98, meson: 99 }
/** As in a review: what is larger is not examined by default. */
const limitBytes = 10 * 2 ** 20
const headUnits = 16_384

/** @param options.errors a row whose failing files are printed */
export async function measureGrammars({ fresh, tuning, write, errors }) {
  const core = await loadCore()
  const store = new core.GrammarStore(core.loadWasm)
  await store.ensure(core.grammarIds)
  const lists = { fresh: fresh.map(readClone), tuning: tuning.map(readClone) }
  const freshNames = new Set(lists.fresh.map(({ name }) => name))
  const both = lists.tuning.filter(({ name }) => freshNames.has(name))
  if (both.length > 0)
    throw new Error(`for the table or for tuning, not both: ${both.map(({ name }) => name).join(', ')}`)

  const result = {}
  for (const [list, clones] of Object.entries(lists)) {
    result[list] = { clones, rows: await measureClones(core, store, clones, errors) }
    if (clones.length > 0) console.log(`\n${list}\n${asText(result[list].rows)}`)
  }
  mkdirSync(out, { recursive: true })
  const report = Object.fromEntries(
    Object.entries(result).map(([list, { clones, rows }]) => [
      list,
      { trees: clones.map(({ name, revision }) => ({ name, revision })), rows: Object.fromEntries(rows) },
    ]),
  )
  writeFileSync(join(out, 'measure-grammars.json'), `${JSON.stringify(report, null, 2)}\n`)
  if (write) writeGenerated(join(root, 'docs/LANGUAGES.md'), 'grammars', asMarkdown(result))
}

async function measureClones(core, store, clones, wanted) {
  const rows = new Map()
  // The same file in two trees, as config.guess is, counts once.
  const seen = new Set()
  for (const { name, folder, revision } of clones) {
    const files = listFiles(folder, revision).filter(
      ({ id, size }) => size <= limitBytes && !seen.has(id) && seen.add(id),
    )
    let at = 0
    const ids = files.map(({ id }) => id)
    for await (const bytes of readObjects(folder, ids)) {
      const { path } = files[at++]
      if (bytes === undefined || bytes.length === 0 || core.isBinary(bytes)) continue
      const { text } = core.decode(bytes)
      const language = core.detectLanguage(path, text.slice(0, headUnits))
      if (!core.hasGrammar(language)) continue
      const kind = rowOf(language, path)
      const row = rows.get(kind) ?? { files: 0, bytes: 0, withError: 0, notParsed: 0, trees: [] }
      rows.set(kind, row)
      if (!row.trees.includes(name)) row.trees.push(name)
      const faults = faultsOf(core, store, language, path, text)
      row.files += 1
      row.bytes += bytes.length
      if (faults === undefined) row.notParsed += 1
      else if (faults.length > 0) row.withError += 1
      if (kind === wanted && faults?.length !== 0) show(name, path, faults)
    }
  }
  return new Map([...rows].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Undefined when the parser gave up. */
function faultsOf(core, store, language, path, text) {
  const result = core.parseSource(store, { language, path, text, side: 'new' })
  if (!result.ok) return undefined
  try {
    return result.tree.errors()
  } finally {
    result.tree.delete()
  }
}

function rowOf(language, path) {
  if (language !== 'make') return language
  return /\.am(?:\.in)?$/.test(basename(path)) ? 'make: automake' : 'make: other'
}

function show(name, path, faults) {
  console.log(`${name}:${path}${faults === undefined ? ': not parsed' : ''}`)
  for (const { kind, span, text } of faults?.slice(0, 3) ?? [])
    console.log(`    ${span.start.line}:${span.start.column} ${kind} ${JSON.stringify(text.slice(0, 100))}`)
}

function asText(rows) {
  return [...rows]
    .map(([kind, { files, withError, notParsed, trees }]) => {
      const share = percent(files - withError - notParsed, files, 2)
      const goal = goals[kind] === undefined ? '' : ` (goal ${goals[kind]} %)`
      return `${kind.padEnd(16)}${String(files).padStart(7)} files${String(withError).padStart(6)} with an error${String(notParsed).padStart(4)} not parsed  ${share.padStart(9)} clean${goal}  ${trees.length} trees`
    })
    .join('\n')
}

/** The tables of what {@link measureGrammars} found. */
export function asMarkdown({ fresh, tuning }) {
  const rowsOf = ({ rows }) =>
    [...rows].map(([kind, { files, bytes, withError, notParsed, trees }]) => [
      kind,
      files.toLocaleString('en'),
      (bytes / 1e6).toFixed(1),
      String(trees.length),
      withError.toLocaleString('en'),
      String(notParsed),
      percent(files - withError - notParsed, files, 2),
      goals[kind] === undefined ? '' : `${goals[kind] === 100 ? '' : '≥ '}${goals[kind]} %`,
    ])
  const head = ['language', 'files', 'MB', 'trees', 'with an error', 'not parsed', 'without an error', 'goal']
  const right = [false, true, true, true, true, true, true, true]
  const trees = ({ clones }) => clones.map(({ name, revision }) => `${name} (${revision.slice(0, 10)})`).join(', ')
  return [
    'Every regular text file of the newest commit of each tree, told apart as a review does, prepared and parsed. A file counts as having an error when its tree has an ERROR or a MISSING node; broken files that a tree keeps for its own tests count too. The same content in two trees counts once.',
    '### Trees that no grammar and no preparation was adjusted to',
    table(head, right, rowsOf(fresh)),
    `Trees: ${trees(fresh)}.`,
    '### Trees that were used for adjusting',
    table(head, right, rowsOf(tuning)),
    `Trees: ${trees(tuning)}.`,
  ].join('\n\n')
}
