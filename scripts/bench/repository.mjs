// A history to measure on, the same on every machine: C sources that are edited, build files, fixtures now and then.
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'

const commitCount = 2000
const fileCount = 60

export function makeBenchRepository(folder) {
  mkdirSync(folder, { recursive: true })
  run(folder, ['init', '-q', '-b', 'main', '--template='])
  run(folder, ['fast-import', '--quiet'], stream())
  run(folder, ['reset', '-q', '--hard'])
  return folder
}

function run(cwd, args, input) {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' }
  const result = spawnSync('git', args, { cwd, env, input, encoding: 'utf8', maxBuffer: 2 ** 28 })
  if (result.status !== 0) throw new Error(`git ${args.join(' ')}: ${result.stderr}`)
}

function stream() {
  const versions = Array.from({ length: fileCount }, () => 0)
  const parts = []
  for (let n = 0; n < commitCount; n += 1) {
    const touched = n === 0 ? versions.keys() : [(n * 7) % fileCount, (n * 13 + 5) % fileCount]
    parts.push(Buffer.from(head(n)))
    for (const file of new Set(touched)) {
      versions[file] += 1
      parts.push(entry(`src/part${file % 8}/unit${file}.c`, source(file, versions[file])))
    }
    if (n % 9 === 0) parts.push(entry('CMakeLists.txt', buildFile(n)))
    if (n % 40 === 0) parts.push(entry(`tests/files/sample${n % 5}.bin`, noise(n + 1, 6000)))
  }
  return Buffer.concat(parts)
}

function head(n) {
  const who = `Bench <bench@example.invalid> ${1_700_000_000 + n * 3600} +0000`
  const message = `Change ${n}\n`
  return `commit refs/heads/main\nauthor ${who}\ncommitter ${who}\ndata ${message.length}\n${message}\n`
}

function entry(path, content) {
  const bytes = Buffer.from(content)
  return Buffer.concat([Buffer.from(`M 100644 inline ${path}\ndata ${bytes.length}\n`), bytes, Buffer.from('\n')])
}

function source(file, version) {
  const functions = Array.from({ length: 12 + (file % 30) }, (_, at) => {
    const step = at === version % 12 ? version : 1
    return `static int\nunit${file}_step${at}(const unsigned char *buf, int size)\n{\n\tint sum = ${step};\n\n\tfor (int i = 0; i < size; ++i)\n\t\tsum += buf[i] * ${at + 1};\n\n\treturn sum;\n}\n`
  })
  return `#include <stddef.h>\n\n${functions.join('\n')}`
}

function buildFile(n) {
  const sources = Array.from({ length: fileCount }, (_, file) => `    src/part${file % 8}/unit${file}.c`)
  return `cmake_minimum_required(VERSION 3.16)\nproject(bench VERSION 1.${n} LANGUAGES C)\nadd_library(bench\n${sources.join('\n')}\n)\n`
}

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
