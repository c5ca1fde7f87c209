import { rmSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { quote } from './cquote'
import type { Layout } from './layout'
import { bareEnvironment, type GitProgram } from './program'

/**
 * A git folder of our own that sees the objects of a repository and nothing else of it: not its configuration, hooks,
 * attributes, replace refs or remotes, so none of them has to be switched off one by one. Git only ever runs in here.
 * It has no refs: revisions are resolved by us, and git is asked for object ids alone.
 */
export interface Quarantine {
  readonly folder: string
  readonly git: GitProgram
  readonly environment: NodeJS.ProcessEnv
  dispose(): Promise<void>
}

export async function createQuarantine(layout: Layout, git: GitProgram, scratchDir?: string): Promise<Quarantine> {
  const parent = scratchDir ?? tmpdir()
  await mkdir(parent, { recursive: true })
  const folder = await mkdtemp(join(parent, 'plainsight-git-'))
  removeAtExit(folder)
  try {
    await mkdir(join(folder, 'objects/info'), { recursive: true })
    await mkdir(join(folder, 'objects/pack'))
    await mkdir(join(folder, 'refs/heads'), { recursive: true })
    // an unborn branch: a newer git would read attributes from the tree that HEAD names
    await writeFile(join(folder, 'HEAD'), 'ref: refs/heads/none\n')
    await writeFile(join(folder, 'config'), configuration(layout))
    await writeFile(join(folder, 'no-config'), '')
    await writeFile(
      join(folder, 'objects/info/alternates'),
      layout.objectFolders.map(path => `${quote(path)}\n`).join(''),
    )
    if (layout.shallow.size > 0) await writeFile(join(folder, 'shallow'), `${[...layout.shallow].join('\n')}\n`)
  } catch (error) {
    await remove(folder)
    throw error
  }
  return {
    folder,
    git,
    environment: environmentFor(folder, git.path),
    dispose: () => remove(folder),
  }
}

const living = new Set<string>()

/** A process that ends at once, as on Ctrl+C, does not get to `dispose`. */
function removeAtExit(folder: string): void {
  if (living.size === 0) process.once('exit', removeAll)
  living.add(folder)
}

async function remove(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  living.delete(folder)
  if (living.size === 0) process.off('exit', removeAll)
}

function removeAll(): void {
  for (const folder of living) rmSync(folder, { recursive: true, force: true })
}

function configuration(layout: Layout): string {
  const isSha256 = layout.format === 'sha256'
  const nowhere = process.platform === 'win32' ? 'NUL' : '/dev/null'
  return [
    '[core]',
    `\trepositoryformatversion = ${isSha256 ? 1 : 0}`,
    '\tbare = true',
    // both are caches that a hostile repository can forge, and git believes them
    '\tcommitGraph = false',
    '\tmultiPackIndex = false',
    '\tfsmonitor = false',
    '\tuntrackedCache = false',
    `\thooksPath = ${nowhere}`,
    `\tattributesFile = ${nowhere}`,
    `\texcludesFile = ${nowhere}`,
    '[protocol]',
    '\tallow = never',
    ...(isSha256 ? ['[extensions]', ...formatExtensions(layout)] : []),
    '',
  ].join('\n')
}

/** Lines for the `extensions` section of a git folder that sees the same objects. */
export function formatExtensions(layout: Layout): readonly string[] {
  return layout.format === 'sha256' ? ['\tobjectformat = sha256'] : []
}

function environmentFor(folder: string, gitPath: string): NodeJS.ProcessEnv {
  const empty = join(folder, 'no-config')
  return {
    ...bareEnvironment(gitPath),
    HOME: folder,
    XDG_CONFIG_HOME: folder,
    GIT_DIR: folder,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_SYSTEM: empty,
    GIT_CONFIG_GLOBAL: empty,
    GIT_ATTR_NOSYSTEM: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: '',
    GIT_LITERAL_PATHSPECS: '1',
  }
}
