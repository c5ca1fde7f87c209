// Reads clones, bare or not, object by object. Nothing is checked out, nothing of a clone is run.
import { spawn, spawnSync } from 'node:child_process'
import { basename, resolve } from 'node:path'

// A clone may belong to another user; only the command line may say that this is all right.
const plain = ['-c', 'safe.directory=*', '--no-replace-objects', '--no-pager']
const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_OPTIONAL_LOCKS: '0' }

/** `NAME=DIR`, or `DIR` alone, whose last part is then the name. */
export function readClone(argument) {
  const found = /^([\w.+/-]+)=(.+)$/.exec(argument)
  const folder = resolve(found?.[2] ?? argument)
  const name = found?.[1] ?? basename(folder).replace(/\.git$/, '')
  const revision = git(folder, ['rev-parse', '--verify', 'HEAD^{commit}']).trim()
  return { name, folder, revision }
}

export function git(folder, args) {
  const result = spawnSync('git', ['-C', folder, ...plain, ...args], { env, encoding: 'utf8', maxBuffer: 2 ** 30 })
  if (result.status !== 0) throw new Error(`git ${args.join(' ')} in ${folder}: ${result.stderr.trim()}`)
  return result.stdout
}

/** Regular files of a tree: `{ path, id, size }`. Symbolic links and submodules hold no code. */
export function listFiles(folder, revision) {
  return git(folder, ['ls-tree', '-r', '-z', '-l', '--full-tree', revision])
    .split('\0')
    .flatMap(line => {
      const found = /^100\d+ blob ([0-9a-f]+) +(\d+)\t(.+)$/s.exec(line)
      return found === null ? [] : [{ id: found[1], size: Number(found[2]), path: found[3] }]
    })
}

/** The bytes of objects in the order of `ids`; undefined for one that is not there. */
export async function* readObjects(folder, ids) {
  const child = spawn('git', ['-C', folder, ...plain, 'cat-file', '--batch', '--buffer'], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.on('error', () => {})
  child.stdin.end(`${ids.join('\n')}\n`)
  const source = new Bytes(child.stdout)
  try {
    for (let left = ids.length; left > 0; left -= 1) {
      const header = await source.line()
      const found = /^[0-9a-f]+ \w+ (\d+)$/.exec(header)
      if (found === null && !/ (?:missing|ambiguous)$/.test(header)) throw new Error(`git cat-file said: ${header}`)
      if (found === null) {
        yield undefined
        continue
      }
      const bytes = await source.take(Number(found[1]))
      await source.take(1)
      yield bytes
    }
  } finally {
    child.kill()
  }
}

class Bytes {
  #chunks
  #held = Buffer.alloc(0)

  constructor(stream) {
    this.#chunks = stream[Symbol.asyncIterator]()
  }

  async line() {
    for (let from = 0; ; ) {
      const at = this.#held.indexOf(10, from)
      if (at !== -1) {
        const line = this.#held.toString('latin1', 0, at)
        this.#held = this.#held.subarray(at + 1)
        return line
      }
      from = this.#held.length
      await this.#more(1)
    }
  }

  async take(count) {
    if (this.#held.length < count) await this.#more(count - this.#held.length)
    const bytes = this.#held.subarray(0, count)
    this.#held = this.#held.subarray(count)
    return bytes
  }

  async #more(wanted) {
    const chunks = [this.#held]
    for (let got = 0; got < wanted; ) {
      const { value, done } = await this.#chunks.next()
      if (done) throw new Error('git cat-file ended early')
      chunks.push(value)
      got += value.length
    }
    this.#held = Buffer.concat(chunks)
  }
}
