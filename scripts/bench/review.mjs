// A change of about 500 files, reviewed with all rules, against parsing both sides of its files with as many workers.
// Both start cold. Run by bench.mjs.
import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { git, readClone, readObjects } from '../measure/clones.mjs'
import { loadCore } from '../measure/core.mjs'
import { parseCold } from './grammars.mjs'
import { sampleText } from './samples.mjs'

const wantedFiles = 500
const unitsPerFile = 8000
const names = {
  c: n => `src/part${n}.c`,
  cpp: n => `src/part${n}.cpp`,
  bash: n => `scripts/part${n}.sh`,
  make: n => `part${n}/Makefile`,
  cmake: n => `part${n}/CMakeLists.txt`,
  python: n => `tools/part${n}.py`,
  javascript: n => `web/part${n}.js`,
  typescript: n => `web/part${n}.ts`,
  json: n => `data/part${n}.json`,
  yaml: n => `data/part${n}.yaml`,
  rust: n => `src/part${n}.rs`,
  go: n => `pkg/part${n}.go`,
  ruby: n => `lib/part${n}.rb`,
  php: n => `www/part${n}.php`,
  java: n => `src/Part${n}.java`,
  csharp: n => `src/Part${n}.cs`,
}

/** @param timed runs `plainsight review RANGE` in a folder and tells its seconds */
export async function measureReview({ repository, folder, timed }) {
  const core = await loadCore()
  const clone = readClone(repository ?? makeChange(folder))
  const [base, head] = rangeOf(clone)
  const { files, jobs } = await sidesOf(core, clone.folder, base, head)
  const review = await timed(clone.folder, `${base}..${head}`)
  const parsing = await parseCold(jobs, availableParallelism())
  return [
    { name: `review of ${files} files`, value: review.seconds, unit: 's' },
    { name: `parsing ${jobs.length} sides of them`, value: parsing, unit: 's' },
    { name: 'review ÷ parsing', value: review.seconds / parsing, unit: '×' },
    { name: `review of ${files} files, most memory`, value: review.peakBytes / 2 ** 20, unit: 'MB' },
  ]
}

/** The shortest stretch of history before HEAD that touches the wanted number of files. */
function rangeOf({ folder, revision }) {
  const commits = git(folder, ['rev-list', '--first-parent', revision]).trim().split('\n')
  for (let step = 1; step < commits.length; step = Math.ceil(step * 1.3)) {
    const changed = git(folder, ['diff', '--name-only', '-z', commits[step], commits[0]]).split('\0').length - 1
    if (changed >= wantedFiles) return [commits[step], commits[0]]
  }
  throw new Error(`${folder}: its history touches fewer than ${wantedFiles} files`)
}

async function sidesOf(core, folder, base, head) {
  const raw = git(folder, ['diff', '--raw', '-z', '--no-renames', '--no-abbrev', base, head]).split('\0')
  const sides = []
  let files = 0
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const [, , old, current] = raw[at].split(' ')
    files++
    for (const id of [old, current]) if (!/^0+$/.test(id)) sides.push({ id, path: raw[at + 1] })
  }
  const jobs = []
  let at = 0
  for await (const bytes of readObjects(
    folder,
    sides.map(({ id }) => id),
  )) {
    const { path } = sides[at++]
    if (bytes === undefined || core.isBinary(bytes)) continue
    const { text } = core.decode(bytes)
    const language = core.detectLanguage(path, text.slice(0, 16_384))
    if (core.hasGrammar(language)) jobs.push({ language, text })
  }
  return { files, jobs }
}

/** Two commits: every file gains a page, and a number in its middle changes. */
function makeChange(folder) {
  mkdirSync(folder, { recursive: true })
  git(folder, ['init', '-q', '-b', 'main', '--template='])
  const languages = Object.keys(names)
  for (const isNew of [false, true]) {
    for (let n = 0; n < wantedFiles; n++) {
      const language = languages[n % languages.length]
      const file = join(folder, names[language](n))
      mkdirSync(dirname(file), { recursive: true })
      const text = sampleText(language, isNew ? unitsPerFile * 1.1 : unitsPerFile)
      writeFileSync(file, isNew ? text.replace(/\b7\b/, '8') : text)
    }
    git(folder, ['add', '-A'])
    const who = ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.invalid']
    git(folder, [...who, 'commit', '-q', '-m', isNew ? 'Add a page to each' : 'Start'])
  }
  return folder
}
