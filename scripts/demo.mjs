// Makes the demo repository: the history of a fictional library, "lzkit", that re-enacts the XZ story step by step,
// and an uncommitted change waiting for review. Everything in it is inert: what the macro would decode is a `:` line.
// The same bytes, dates and object ids every time.
//
//   node scripts/demo.mjs [FOLDER]      default: .cache/demo/lzkit
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { argv, env } from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { prebuiltObject, sampleArchive } from './demo/binaries.mjs'
import { cache } from './paths.mjs'

export const demoFolder = join(cache, 'demo/lzkit')
const sources = join(dirname(fileURLToPath(import.meta.url)), 'demo')

const ruta = { name: 'Ruta Varga', email: 'ruta@lzkit.invalid' }
const nilo = { name: 'Nilo Ferrand', email: 'nilo@lzkit.invalid' }

/** Bytes that pass for compressed data, the same on every machine. */
function noise(seed, size) {
  const bytes = Buffer.alloc(size)
  let state = seed
  for (let i = 0; i < size; i += 1) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    bytes[i] = state & 0xff
  }
  return bytes
}

function fixture(seed, size, inside = '') {
  const half = size >> 1
  const body = [noise(seed, half), Buffer.from(inside, 'latin1'), noise(seed + 1, size - half)]
  return Buffer.concat([Buffer.from('LZK\0'), ...body, Buffer.from('KZL')])
}

/** What the uncommitted macro looks for. Decoded by its `tr` it reads ": nothing-to_run here". */
const sample = '\n@@@sample@@@:\tnothing_to-run\there\n'

const steps = [
  {
    folder: '1-base',
    author: ruta,
    date: '2026-01-12T09:14:00Z',
    message: 'lzkit 1.4.0\n',
    fixtures: {
      'good-1-empty.lzk': fixture(11, 0),
      'good-1-check.lzk': fixture(23, 180),
      'bad-1-check.lzk': fixture(37, 180),
      'bad-1-index.lzk': fixture(41, 96),
    },
    binaries: {
      'src/liblzkit/prebuilt/crc32_wide.o': prebuiltObject(false),
      'tests/files/samples-v1.tar': sampleArchive(false, noise),
    },
  },
  {
    folder: '2-ifunc',
    author: nilo,
    date: '2026-02-03T17:40:00Z',
    message: `liblzkit: Select the CRC32 implementation at load time

The wide variant is about a third faster on recent cores. The choice is
made once by the dynamic loader, so calls cost nothing extra.
`,
  },
  {
    folder: '3-fixtures',
    author: nilo,
    date: '2026-02-23T16:09:00Z',
    message: `Tests: Add a few test files

These cover long matches and damage near the end of a file.
`,
    fixtures: {
      'good-2-large.lzk': fixture(101, 35_421),
      'bad-2-truncated.lzk': fixture(113, 4_188),
      'bad-3-corrupt.lzk': fixture(127, 512),
    },
  },
  {
    folder: '4-ignore',
    author: nilo,
    date: '2026-02-24T07:55:00Z',
    message: 'Build: Ignore the macros that autopoint copies into m4\n',
  },
  {
    folder: '5-probe',
    author: nilo,
    date: '2026-02-26T15:27:00Z',
    message: `Build: Fix the Linux Landlock check in Autotools and CMake

The header alone is not enough: some distributions ship it without the
system calls. Both build systems now compile a small program instead.
`,
  },
  {
    author: nilo,
    date: '2026-03-09T10:18:00Z',
    message: `Tests: Update two test files

The old ones were made from random data of one machine. These are made
from a fixed seed and can be made again.
`,
    fixtures: {
      'good-2-large.lzk': fixture(211, 35_890),
      'bad-3-corrupt.lzk': fixture(223, 484, sample),
    },
    binaries: {
      'src/liblzkit/prebuilt/crc32_wide.o': prebuiltObject(true),
      'tests/files/samples-v1.tar': sampleArchive(true, noise),
    },
  },
  {
    folder: '7-macro',
    author: ruta,
    date: '2026-03-14T08:02:00Z',
    message: `Build: Keep our own build-to-host.m4

The one from autopoint needs a newer gettext than some builders have.
`,
  },
  { folder: '8-uncommitted' },
]

/** Makes the repository in a folder that does not exist yet. Returns the ids of its commits, oldest first. */
export function makeDemo(folder) {
  mkdirSync(folder, { recursive: true })
  git(folder, ['init', '-q', '-b', 'main', '--template='])
  // without this a user's own settings could change the line ends of what is written here
  git(folder, ['config', 'core.autocrlf', 'false'])
  return steps.flatMap(step => {
    writeStep(folder, step)
    return step.message === undefined ? [] : [commit(folder, step)]
  })
}

function writeStep(folder, { folder: overlay, fixtures = {}, binaries = {} }) {
  if (overlay) {
    const source = join(sources, overlay)
    for (const name of readdirSync(source, { recursive: true, withFileTypes: true })) {
      if (!name.isFile()) continue
      const path = join(name.parentPath, name.name)
      // spelled dot-… there, so that they do not act on this repository
      const target = join(folder, path.slice(source.length).replace(/dot-(gitignore)$/, '.$1'))
      cpSync(path, target, { recursive: true })
    }
  }
  for (const [name, bytes] of Object.entries(fixtures)) writeFileSync(join(folder, 'tests/files', name), bytes)
  for (const [name, bytes] of Object.entries(binaries)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), bytes)
  }
}

function commit(folder, { author, date, message }) {
  git(folder, ['add', '--force', '--all'])
  git(folder, ['commit', '-q', '--no-verify', '--no-gpg-sign', '-F', '-'], {
    input: message,
    env: {
      GIT_AUTHOR_DATE: date,
      GIT_AUTHOR_EMAIL: author.email,
      GIT_AUTHOR_NAME: author.name,
      GIT_COMMITTER_DATE: date,
      GIT_COMMITTER_EMAIL: author.email,
      GIT_COMMITTER_NAME: author.name,
    },
  })
  return git(folder, ['rev-parse', 'HEAD']).trim()
}

function git(cwd, args, options = {}) {
  const clean = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('GIT_')))
  const isolated = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', ...options.env }
  const result = spawnSync('git', args, { cwd, encoding: 'utf8', input: options.input, env: { ...clean, ...isolated } })
  if (result.error) throw new Error(`git is needed and cannot be started: ${result.error.message}`)
  if (result.status !== 0) throw new Error(`git ${args.join(' ')}: ${result.stderr}`)
  return result.stdout
}

/** The demo under .cache, made anew only when this script or its sources changed. Returns its folder. */
export function prepareDemo() {
  const stampFile = join(dirname(demoFolder), 'made-from')
  const stamp = JSON.stringify(sourceFiles().map(path => readFileSync(path, 'latin1')))
  if (existsSync(stampFile) && existsSync(demoFolder) && readFileSync(stampFile, 'utf8') === stamp) return demoFolder
  rmSync(dirname(demoFolder), { recursive: true, force: true })
  makeDemo(demoFolder)
  writeFileSync(stampFile, stamp)
  return demoFolder
}

function sourceFiles() {
  const files = readdirSync(sources, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  return [fileURLToPath(import.meta.url), ...files.map(entry => join(entry.parentPath, entry.name)).sort()]
}

if (argv[1] && import.meta.url === pathToFileURL(argv[1]).href) {
  if (argv[2] === undefined) console.log(prepareDemo())
  else {
    makeDemo(resolve(argv[2]))
    console.log(resolve(argv[2]))
  }
}
