// How much the rules say about ordinary history: single commits, four in a row, and from one release to the next.
import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { createInterface } from 'node:readline'
import { buildDist } from '../build.mjs'
import { dist, noiseFile, out } from '../paths.mjs'
import { git, readClone } from './clones.mjs'
import { percent } from './document.mjs'
import { makeRandom } from './random.mjs'

const severities = ['critical', 'high', 'medium', 'low', 'info']
const cli = join(dist, 'cli.js')
/** Commits in a short range, as a reviewer meets them in a pull request. */
const rangeLength = 4
/** Releases with more files are imports of other projects more often than work. */
const limitReleaseFiles = 1500

/** @param sample commits of each clone; @param ranges short ranges over all clones; a release of each clone comes on top */
export async function measureNoise({ fresh, tuning, seed, sample, ranges, write }) {
  await buildDist()
  const clones = [...fresh, ...tuning].map(readClone)
  const random = makeRandom(seed)
  const total = emptyCounts()
  const rules = {}
  const repositories = []
  for (const clone of clones) {
    const history = git(clone.folder, ['rev-list', '--no-merges', clone.revision]).trim().split('\n')
    const counts = emptyCounts()
    for await (const row of historyRows(clone.folder, pick(history, sample, random))) {
      count(row.findings, counts)
      count(row.findings, total)
      for (const [rule, severity] of worstByRule(row.findings)) {
        rules[rule] ??= {}
        rules[rule][severity] = (rules[rule][severity] ?? 0) + 1
      }
    }
    repositories.push({ name: clone.name, revision: clone.revision, ...counts })
    console.log(`${clone.name.padEnd(40)} ${sentence(counts)}`)
  }
  console.log(`${'all'.padEnd(40)} ${sentence(total)}`)
  const short = await measureRanges({ clones, ranges, random })
  const releases = await measureReleases({ clones, random })
  const report = {
    seed,
    rules: await ruleIds(),
    commits: total,
    byRule: sorted(rules),
    repositories,
    ranges: short,
    releases,
    releaseMedian: middleOf(releases),
  }
  for (const [rule, counts] of Object.entries(report.byRule))
    console.log(`  ${rule.padEnd(36)} ${JSON.stringify(counts)}`)
  mkdirSync(out, { recursive: true })
  const text = `${JSON.stringify(report, null, 2)}\n`
  writeFileSync(join(out, 'measure-noise.json'), text)
  if (write) writeFileSync(noiseFile, text)
}

async function measureRanges({ clones, ranges, random }) {
  const result = { length: rangeLength, count: 0, high: 0, medium: 0 }
  const lines = clones.map(clone =>
    git(clone.folder, ['rev-list', '--first-parent', clone.revision]).trim().split('\n'),
  )
  for (let index = 0; index < ranges; index++) {
    const at = index % clones.length
    const commits = lines[at].slice(0, -rangeLength)
    if (commits.length === 0) continue
    const from = Math.floor(random() * commits.length)
    const items = await reviewItems(clones[at].folder, `${lines[at][from + rangeLength]}..${lines[at][from]}`)
    if (items === undefined) continue
    result.count++
    if (items.some(isHigh)) result.high++
    if (items.some(isMedium)) result.medium++
  }
  console.log(
    `${result.count} ranges of ${rangeLength} commits: high ${result.high}, medium or above ${result.medium} (${percent(result.medium, result.count)})`,
  )
  return result
}

async function measureReleases({ clones, random }) {
  const result = []
  for (const clone of clones) {
    const [base, head] = releaseOf(clone, random) ?? []
    if (base === undefined) continue
    const items = await reviewItems(clone.folder, `${base}..${head}`)
    if (items === undefined) continue
    const row = {
      name: clone.name,
      base,
      head,
      high: items.filter(isHigh).length,
      medium: items.filter(isMedium).length,
    }
    result.push(row)
    console.log(`${clone.name} ${base}..${head}: high ${row.high}, medium or above ${row.medium}`)
  }
  console.log(`${result.length} releases: median of items at medium or above ${middleOf(result)}`)
  return result
}

/** The median of items at medium or above. */
function middleOf(releases) {
  return releases.map(({ medium }) => medium).sort((a, b) => a - b)[Math.floor((releases.length - 1) / 2)] ?? 0
}

/** Two releases in a row of one line: tags that are versions, the older one an ancestor of the newer one. */
function releaseOf({ folder }, random) {
  const tags = git(folder, ['tag', '--list', '--sort=version:refname', '--merged', 'HEAD'])
    .split('\n')
    .filter(tag => /^[a-z_-]*\d+([._-]\d+)+$/i.test(tag))
  const pairs = tags.slice(1).map((tag, index) => [tags[index], tag])
  for (const at of pick([...pairs.keys()], pairs.length, random)) {
    const [base, head] = pairs[at]
    if (git(folder, ['rev-list', '--count', `${head}..${base}`]).trim() !== '0') continue
    const files = git(folder, ['diff', '--name-only', '-z', base, head]).split('\0').length - 1
    if (files > 0 && files <= limitReleaseFiles) return pairs[at]
  }
  return undefined
}

/** Open findings of a range, one per cause; undefined where it could not be reviewed, which is said. */
async function reviewItems(folder, range) {
  const lines = []
  const status = await run(['review', range, '-C', folder, '--format', 'json', '--fail-on', 'never'], line =>
    lines.push(line),
  )
  if (status !== 0 && status !== 3) {
    console.log(`${range} of ${folder}: exit ${status}`)
    return undefined
  }
  return JSON.parse(lines.join('\n')).findings
}

async function* historyRows(folder, commits) {
  const rows = []
  await run(['history', '--stdin', '-C', folder, '--format', 'ndjson'], line => rows.push(JSON.parse(line)), commits)
  const read = rows.filter(row => row.commit !== undefined && row.error === undefined)
  if (read.length < commits.length * 0.99)
    throw new Error(`${folder}: only ${read.length} of ${commits.length} commits were reviewed`)
  yield* read
}

function run(args, onLine, input = []) {
  return new Promise((settle, reject) => {
    const child = spawn(execPath, [cli, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
    child.on('error', reject)
    const lines = createInterface({ input: child.stdout })
    lines.on('line', onLine)
    const closed = new Promise(done => lines.on('close', done))
    child.on('exit', status => closed.then(() => settle(status)))
    child.stdin.on('error', () => {})
    child.stdin.end(input.map(line => `${line}\n`).join(''))
  })
}

async function ruleIds() {
  const { ruleFolders } = await import('../generate.mjs')
  return ruleFolders()
}

function emptyCounts() {
  return { count: 0, high: 0, medium: 0, any: 0 }
}

function count(findings, counts) {
  counts.count++
  if (findings.some(isHigh)) counts.high++
  if (findings.some(isMedium)) counts.medium++
  if (findings.length > 0) counts.any++
}

function worstByRule(findings) {
  const worst = new Map()
  for (const { rule, severity } of findings) {
    const known = worst.get(rule)
    if (known === undefined || severities.indexOf(severity) < severities.indexOf(known)) worst.set(rule, severity)
  }
  return worst
}

const isHigh = ({ severity }) => severity === 'critical' || severity === 'high'
const isMedium = finding => isHigh(finding) || finding.severity === 'medium'

function sentence({ count, high, medium, any }) {
  return `${count} commits: high ${high} (${percent(high, count, 2)}), medium or above ${medium} (${percent(medium, count, 2)}), any ${any}`
}

/** Different ones, in the order they were drawn. */
function pick(all, wanted, random) {
  const left = [...all]
  const picked = []
  while (picked.length < wanted && left.length > 0) {
    const at = Math.floor(random() * left.length)
    picked.push(left[at])
    left[at] = left[left.length - 1]
    left.pop()
  }
  return picked
}

function sorted(rules) {
  return Object.fromEntries(Object.entries(rules).sort(([a], [b]) => (a < b ? -1 : 1)))
}
