import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, posix, relative, sep } from 'node:path'

/** The checkout: the nearest folder upwards that holds package.json. */
export const root = findRoot(__dirname)

function findRoot(from: string): string {
  return existsSync(join(from, 'package.json')) ? from : findRoot(dirname(from))
}

export interface SourceFile {
  /** From the root, with slashes. */
  readonly path: string
  readonly text: string
  readonly lines: number
  readonly imports: readonly SourceImport[]
}

export interface SourceImport {
  /** A path from the root without extension, or the name of a package. */
  readonly target: string
  readonly isPackage: boolean
  readonly isTypeOnly: boolean
}

export function readSources(...folders: readonly string[]): readonly SourceFile[] {
  return folders.flatMap(folder => walk(join(root, folder))).map(readSource)
}

function walk(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .flatMap(name => {
      const path = join(folder, name)
      return statSync(path).isDirectory() ? walk(path) : path.endsWith('.ts') ? [path] : []
    })
    .sort()
}

const IMPORT = /^(?:import|export)\s+(type\s+)?(?:[^'"\n;]|\n(?!\n))*?from\s+'([^']+)'|^import\s+'([^']+)'/gm
const DYNAMIC = /\b(?:import|require)\(\s*'([^']+)'\s*\)/g

function readSource(file: string): SourceFile {
  const path = relative(root, file).split(sep).join('/')
  const text = readFileSync(file, 'utf8')
  const imports = [
    ...[...text.matchAll(IMPORT)].map(match => resolveImport(path, match[2] ?? match[3] ?? '', match[1] !== undefined)),
    ...[...text.matchAll(DYNAMIC)].map(match => resolveImport(path, match[1] ?? '', false)),
  ]
  return { path, text, lines: text.split('\n').length, imports }
}

function resolveImport(from: string, name: string, isTypeOnly: boolean): SourceImport {
  if (!name.startsWith('.')) return { target: name, isPackage: true, isTypeOnly }
  return { target: posix.normalize(posix.join(posix.dirname(from), name)), isPackage: false, isTypeOnly }
}
