// How well the errors in programs of feature checks are told: what real commits edit, and a slip put in on purpose.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { out, root } from '../paths.mjs'
import { git, listFiles, readClone, readObjects } from './clones.mjs'
import { loadCore } from './core.mjs'
import { percent, table, writeGenerated } from './document.mjs'
import { makeRandom } from './random.mjs'

const wantedCommits = 300
const wantedPrograms = 1000
const buildFiles = ['*.ac', '*.m4', '*configure.in', '*.cmake', '*CMakeLists.txt', '*meson.build']
const buildFile = /(?:\.ac|\.m4|\.cmake|(?:^|\/)(?:configure\.in|CMakeLists\.txt|meson\.build))$/
const limitBytes = 2 ** 20
/** Commits read at once from one clone. */
const batchSize = 50

export async function measureProbes({ fresh, tuning, seed, write, show }) {
  const core = await loadCore()
  const store = new core.GrammarStore(core.loadWasm)
  await store.ensure(['c', 'cpp'])
  const report = { seed }
  for (const [list, given] of Object.entries({ fresh, tuning })) {
    if (given.length === 0) continue
    const clones = given.map(readClone)
    report[list] = {
      trees: clones.map(({ name, revision }) => ({ name, revision })),
      commits: await measureCommits({ core, store, clones, random: makeRandom(seed), show }),
      dots: await measureDots({ core, store, clones, random: makeRandom(seed), show }),
    }
    console.log(`${list}\n${JSON.stringify({ ...report[list], trees: undefined }, null, 2)}`)
  }
  mkdirSync(out, { recursive: true })
  writeFileSync(join(out, 'measure-probes.json'), `${JSON.stringify(report, null, 2)}\n`)
  if (write) writeGenerated(join(root, 'docs/LANGUAGES.md'), 'probes', asMarkdown(report))
}

/** Commits that edit a program, taken in turns from the clones and in an order the seed decides. */
async function measureCommits({ core, store, clones, random, show }) {
  const result = {
    commits: 0,
    reported: 0,
    reportedOutsideIf: 0,
    edited: 0,
    added: 0,
    programsReported: 0,
    bySystem: {},
  }
  const readers = clones.map(clone => editsOf(core, clone, random))
  for (const reader of turns(readers)) {
    const commit = await reader
    if (commit === undefined) continue
    result.commits += 1
    let isReported = false
    let isOutside = false
    for (const { name, path, probe, old } of commit) {
      const errors = core.addedErrors(store, core.believedErrors(store, probe), old)
      result[old === undefined ? 'added' : 'edited'] += 1
      result.bySystem[probe.buildSystem] = (result.bySystem[probe.buildSystem] ?? 0) + 1
      if (errors.length === 0) continue
      result.programsReported += 1
      isReported = true
      isOutside ||= errors.some(error => !error.insidePreprocessorIf)
      if (show) showProbe(`${name} ${path}`, probe, errors)
    }
    if (isReported) result.reported += 1
    if (isOutside) result.reportedOutsideIf += 1
    if (result.commits === wantedCommits) break
  }
  return result
}

/** One promise of the next commit per reader, round and round until all are empty. */
function* turns(readers) {
  let open = readers.map(reader => ({ reader, isDone: false }))
  while (open.length > 0) {
    for (const entry of open)
      yield entry.reader.next().then(({ value, done }) => {
        entry.isDone = done
        return value
      })
    open = open.filter(({ isDone }) => !isDone)
  }
}

/** For each commit of a clone that edits a program: what it edits and adds. */
async function* editsOf(core, { name, folder, revision }, random) {
  const commits = shuffled(candidates(folder, revision), random)
  for (let from = 0; from < commits.length; from += batchSize) {
    const batch = commits.slice(from, from + batchSize)
    const texts = await textsOf(
      core,
      folder,
      batch.flatMap(({ files }) => files.flatMap(({ ids }) => ids)),
    )
    for (const { id, files } of batch) {
      const found = files.flatMap(file =>
        editsIn(core, file, texts).map(edit => ({ ...edit, name: `${name} ${id.slice(0, 10)}` })),
      )
      if (found.some(({ old }) => old !== undefined)) yield found
    }
  }
}

function editsIn(core, { path, ids }, texts) {
  const [oldText, text] = ids.map(id => texts.get(id))
  if (text === undefined || oldText === undefined) return []
  const language = core.detectLanguage(path, text.slice(0, 4096))
  if (language === undefined) return []
  const olds = core.findProbes(language, oldText)
  const known = new Set(olds.map(({ body }) => body.text))
  return core
    .findProbes(language, text)
    .filter(probe => probe.language !== 'unknown' && !known.has(probe.body.text))
    .map(probe => ({ path, probe, old: core.matchProbe(probe, olds) }))
}

/** Commits with one parent that modify build files: `{ id, files: [{ path, ids: [before, after] }] }`. */
function candidates(folder, revision) {
  const log = git(folder, [
    'log',
    '--no-merges',
    '--raw',
    '--no-abbrev',
    '--no-renames',
    '--diff-filter=M',
    '--format=commit %H',
    revision,
    '--',
    ...buildFiles,
  ])
  const commits = []
  for (const line of log.split('\n')) {
    if (line.startsWith('commit ')) commits.push({ id: line.slice(7), files: [] })
    const found = /^:100\d+ 100\d+ ([0-9a-f]+) ([0-9a-f]+) M\t(.*)$/.exec(line)
    if (found !== null) commits.at(-1)?.files.push({ path: found[3], ids: [found[1], found[2]] })
  }
  return commits.filter(({ files }) => files.length > 0)
}

async function textsOf(core, folder, ids) {
  const wanted = [...new Set(ids)]
  const texts = new Map()
  let at = 0
  for await (const bytes of readObjects(folder, wanted)) {
    const id = wanted[at++]
    if (bytes !== undefined && bytes.length <= limitBytes && !core.isBinary(bytes))
      texts.set(id, core.decode(bytes).text)
  }
  return texts
}

/** A `.` between blanks, at a place where a token or a line may begin, in programs that were clean without it. */
async function measureDots({ core, store, clones, random, show }) {
  const programs = []
  const seen = new Set()
  for (const { name, folder, revision } of clones) {
    const files = listFiles(folder, revision).filter(({ path }) => buildFile.test(path))
    const texts = await textsOf(
      core,
      folder,
      files.map(({ id }) => id),
    )
    for (const { path, id } of files) {
      const text = texts.get(id)
      const language = text === undefined ? undefined : core.detectLanguage(path, text.slice(0, 4096))
      if (language === undefined) continue
      for (const probe of core.findProbes(language, text)) {
        if (probe.language === 'unknown' || seen.has(probe.body.text)) continue
        seen.add(probe.body.text)
        programs.push({ where: `${name} ${path}`, probe })
      }
    }
  }
  const counts = { outside: { programs: 0, found: 0 }, inside: { programs: 0, found: 0 } }
  const unclean = { programs: 0, outsideIf: 0 }
  let tried = 0
  for (const { where, probe } of shuffled(programs, random)) {
    if (tried === wantedPrograms) break
    const before = core.believedErrors(store, probe)
    if (before.length > 0) {
      unclean.programs += 1
      if (before.some(error => !error.insidePreprocessorIf)) unclean.outsideIf += 1
      if (show) showProbe(`not clean: ${where}`, probe, before)
      continue
    }
    const at = placeOf(probe.body.text, random)
    if (at === undefined) continue
    tried += 1
    const spoilt = withDot(core, probe, at)
    const line = probe.body.text.slice(0, at).split('\n').length - 1
    const isInside = core.preprocessorVariants(probe.body.text).conditionalLines.has(line)
    const count = counts[isInside ? 'inside' : 'outside']
    count.programs += 1
    const errors = core.addedErrors(store, core.believedErrors(store, spoilt), probe)
    if (errors.length > 0) count.found += 1
    else if (show)
      console.log(
        `not found: ${where} ${probe.check}\n${spoilt.body.text.slice(Math.max(0, at - 120), at)}<HERE>${spoilt.body.text.slice(at, at + 80)}\n`,
      )
  }
  return { programs: tried, unclean, ...counts }
}

/** Positions in the outer file do not matter here, only whether there is an error. */
function withDot(core, probe, at) {
  const text = `${probe.body.text.slice(0, at)} . ${probe.body.text.slice(at)}`
  const lines = new core.LineTable(text)
  const body = new core.EmbeddedTextBuilder(text, lines).copy(0, text.length).build()
  const placeholders = probe.placeholders.map(range => range.map(offset => (offset < at ? offset : offset + 3)))
  return { ...probe, body, placeholders }
}

/** An offset of a line start or of a token's start, outside comments, strings and preprocessor lines' middles. */
function placeOf(text, random) {
  const tokens =
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|^[ \t]*#(?:\\\r?\n|[^\n])*|[\w.]+|\n|[^\s\w]/gm
  const places = []
  for (const { 0: token, index } of text.matchAll(tokens)) {
    if (/^\/[*/]|^\s*#/.test(token)) continue
    if (token === '\n') {
      if (index + 1 < text.length) places.push(index + 1)
    } else places.push(index)
  }
  return places.length === 0 ? undefined : places[Math.floor(random() * places.length)]
}

function shuffled(items, random) {
  const mixed = [...items]
  for (let at = mixed.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1))
    ;[mixed[at], mixed[other]] = [mixed[other], mixed[at]]
  }
  return mixed
}

/** Numbers in [0, 1) that the seed decides: a linear congruence over 2^31, its low bits left out. */
function showProbe(where, probe, errors) {
  console.log(`${where}:${probe.span.start.line} ${probe.check}`)
  for (const { kind, text, span, insidePreprocessorIf } of errors.slice(0, 3))
    console.log(
      `    ${span.start.line}:${span.start.column} ${kind}${insidePreprocessorIf ? ' in #if' : ''} ${JSON.stringify(text.slice(0, 160))}`,
    )
}

/** The table of what {@link measureProbes} found. */
export function asMarkdown(report) {
  const lists = ['fresh', 'tuning'].filter(list => report[list] !== undefined)
  const names = { fresh: 'trees not used for adjusting', tuning: 'trees used for adjusting' }
  const rows = [
    ['commits that edit a program of a check', ({ commits }) => commits.commits],
    ['programs they edit, add', ({ commits }) => `${commits.edited}, ${commits.added}`],
    ['commits with a new error', ({ commits }) => share(commits.reported, commits.commits)],
    ['of these, with one outside `#if`', ({ commits }) => share(commits.reportedOutsideIf, commits.commits)],
    ['programs with a new error', ({ commits }) => share(commits.programsReported, commits.edited + commits.added)],
    ['clean programs given a lone dot', ({ dots }) => dots.programs],
    ['found, outside `#if`', ({ dots }) => share(dots.outside.found, dots.outside.programs)],
    ['found, inside `#if`', ({ dots }) => share(dots.inside.found, dots.inside.programs)],
    ['found, all', ({ dots }) => share(dots.outside.found + dots.inside.found, dots.programs)],
  ]
  return [
    `Seed ${report.seed}. Every new error in a commit is counted as wrong here, though some are real slips. Programs are those of autoconf's and CMake's checks${hasMeson(report) ? ' and of Meson' : ''}; the dot goes to a random start of a line or token outside comments, strings and directives.`,
    table(
      ['', ...lists.map(list => names[list])],
      [false, ...lists.map(() => true)],
      rows.map(([title, value]) => [title, ...lists.map(list => String(value(report[list])))]),
    ),
    ...lists.map(
      list =>
        `${names[list]}: ${report[list].trees.map(({ name, revision }) => `${name} (${revision.slice(0, 10)})`).join(', ')}.`,
    ),
  ].join('\n\n')
}

function hasMeson(report) {
  return ['fresh', 'tuning'].some(list => report[list]?.commits.bySystem.meson !== undefined)
}

function share(part, whole) {
  return `${part} of ${whole} (${percent(part, whole)})`
}
