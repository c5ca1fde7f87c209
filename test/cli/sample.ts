import { TestRepository } from '../harness/git'

const BUILD = [
  'cmake_minimum_required(VERSION 3.20)',
  'include(CheckCSourceCompiles)',
  'check_c_source_compiles("',
  '        #include <sys/prctl.h>',
  '        int main(void)',
  '        {',
  '            return prctl(0, 0, 0, 0, 0);',
  '        }',
  '        "',
  '    HAVE_PRCTL)',
  '',
].join('\n')

const CODE = ['int main(void)', '{', '    int is_admin = 0;', '    return is_admin;', '}', ''].join('\n')

/** Bytes that are no text and have no known header; the same on every machine. */
function noise(length: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let state = seed >>> 0
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    bytes[at] = state >>> 24
  }
  return bytes
}

export interface Sample {
  readonly repository: TestRepository
  /** A plain beginning; nothing is found in it. */
  readonly base: string
  /** A feature check that cannot compile, an invisible character, a binary. */
  readonly change: string
  /** Takes the two text changes back. */
  readonly fix: string
  /** Only documentation. */
  readonly docs: string
}

/** A small repository with something to find, inert. */
export function createSample(): Sample {
  const repository = new TestRepository()
  const base = repository.commit('Start', { 'CMakeLists.txt': BUILD, 'src/a.c': CODE })
  const change = repository.commit('Add a check', {
    'CMakeLists.txt': BUILD.replace('        int main', '        .\n        int main'),
    'src/a.c': CODE.replace('    return', '    int is_admin\u200b = 1;\n    return'),
    'tests/data.bin': noise(2000, 7),
  })
  const fix = repository.commit('Undo', { 'CMakeLists.txt': BUILD, 'src/a.c': CODE })
  const docs = repository.commit('Write', { 'README.md': 'Hello.\n' })
  return { repository, base, change, fix, docs }
}
