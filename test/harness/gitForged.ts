import { createHash } from 'node:crypto'
import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestRepository } from './git'

/**
 * Packs everything and exchanges two objects in the pack index, so that git delivers the bytes of one under the id of
 * the other. Format: gitformat-pack(5), "Version 2 pack-*.idx files".
 */
export function exchangeInPackIndex(repository: TestRepository, first: string, second: string): void {
  repository.git(['repack', '-adq'])
  repository.git(['prune-packed', '-q'])
  const folder = join(repository.folder, '.git/objects/pack')
  for (const name of readdirSync(folder)) if (name.endsWith('.rev')) rmSync(join(folder, name))
  const name = readdirSync(folder).find(found => found.endsWith('.idx'))
  if (name === undefined) throw new Error('no pack index')
  const index = readFileSync(join(folder, name))
  const count = index.readUInt32BE(8 + 255 * 4)
  const ids = 8 + 256 * 4
  const offsets = ids + count * 20 + count * 4
  const positionOf = (id: string) => {
    for (let at = 0; at < count; at++) if (index.toString('hex', ids + at * 20, ids + at * 20 + 20) === id) return at
    throw new Error(`${id} is not in the pack`)
  }
  const [a, b] = [offsets + positionOf(first) * 4, offsets + positionOf(second) * 4]
  const kept = index.readUInt32BE(a)
  index.writeUInt32BE(index.readUInt32BE(b), a)
  index.writeUInt32BE(kept, b)
  seal(index)
  overwrite(join(folder, name), index)
}

/**
 * Writes a commit-graph in which `commit` has no parents and the tree of `lookalike`. Format:
 * gitformat-commit-graph(5). Git believes it without reading the commit.
 */
export function forgeCommitGraph(repository: TestRepository, commit: string, lookalike: string): void {
  repository.git(['config', 'core.commitGraph', 'true'])
  repository.git(['commit-graph', 'write', '--reachable'])
  const file = join(repository.folder, '.git/objects/info/commit-graph')
  const graph = readFileSync(file)
  const chunks = new Map<string, number>()
  for (let at = 8; at < 8 + graph[6]! * 12; at += 12)
    chunks.set(graph.toString('latin1', at, at + 4), Number(graph.readBigUInt64BE(at + 4)))
  const lookup = chunks.get('OIDL')!
  const data = chunks.get('CDAT')!
  const count = graph.readUInt32BE(chunks.get('OIDF')! + 255 * 4)
  for (let at = 0; at < count; at++) {
    if (graph.toString('hex', lookup + at * 20, lookup + at * 20 + 20) !== commit) continue
    const row = data + at * 36
    graph.write(repository.git(['rev-parse', `${lookalike}^{tree}`]), row, 'hex')
    graph.writeUInt32BE(0x70000000, row + 20)
    graph.writeUInt32BE(0x70000000, row + 24)
  }
  seal(graph)
  overwrite(file, graph)
}

/** Both formats end with the SHA-1 of what is before it. */
function seal(bytes: Buffer): void {
  createHash('sha1')
    .update(bytes.subarray(0, -20))
    .digest()
    .copy(bytes, bytes.length - 20)
}

function overwrite(file: string, bytes: Buffer): void {
  chmodSync(file, 0o644)
  writeFileSync(file, bytes)
}
