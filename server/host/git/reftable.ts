import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readDisk, readSmallText } from '../files'
import { ID_LENGTH } from '../hash'
import type { Layout } from './layout'
import { GitProblem } from './problem'
import { runGit } from './process'
import { isAtLeast } from './program'
import { formatExtensions, type Quarantine } from './quarantine'
import { isRefName } from './refName'

const firstWithReftable = [2, 45] as const
const maxTableBytes = 1 << 28
const otherwise = 'name commits by their full object id, or use a clone made with: git clone --ref-format=files'

/**
 * Refs of a repository in the reftable format: its tables are copied into a git folder of ours, and git lists them
 * there. So git runs in no folder of the repository for this either.
 */
export async function readReftable(
  layout: Layout,
  quarantine: Quarantine,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, string>> {
  const what = 'this repository keeps its refs in the reftable format'
  if (!isAtLeast(quarantine.git.version, firstWithReftable))
    throw new GitProblem(
      'reftable',
      `${what}, which git reads from version ${firstWithReftable.join('.')} on`,
      otherwise,
    )
  if (layout.gitDir !== layout.commonDir)
    throw new GitProblem('reftable', `${what}, which is not read for a linked working tree`, otherwise)
  const folder = join(quarantine.folder, 'reftable-refs')
  await copyTables(layout, folder)
  const format = '--format=%(objectname) %(refname)'
  const output = await runGit(quarantine, ['for-each-ref', '--include-root-refs', format], {
    environment: { GIT_DIR: folder },
    limitBytes: maxTableBytes,
    limitMs: 60_000,
    signal,
  })
  const refs = new Map<string, string>()
  for (const line of output.toString('utf8').split('\n')) {
    const [id, name] = line.split(' ', 2)
    if (id === undefined || name === undefined || !/^[0-9a-f]+$/.test(id)) continue
    if (id.length === ID_LENGTH[layout.format] && isRefName(name)) refs.set(name, id)
  }
  return refs
}

async function copyTables(layout: Layout, folder: string): Promise<void> {
  for (const part of ['objects/info', 'objects/pack', 'refs', 'reftable'])
    await mkdir(join(folder, part), { recursive: true })
  const extensions = ['[extensions]', '\trefstorage = reftable', ...formatExtensions(layout)]
  await writeFile(
    join(folder, 'config'),
    ['[core]', '\trepositoryformatversion = 1', '\tbare = true', ...extensions, ''].join('\n'),
  )
  await writeFile(join(folder, 'HEAD'), 'ref: refs/heads/.invalid\n')
  await writeFile(join(folder, 'refs/heads'), 'the refs are in reftable/\n')
  await writeFile(join(folder, 'objects/info/alternates'), '../../../objects\n')
  const list = (await readSmallText(join(layout.commonDir, 'reftable/tables.list'))) ?? ''
  const names = list.split('\n').filter(name => /^0x[0-9a-f]+-0x[0-9a-f]+-[0-9a-zA-Z]+\.ref$/.test(name))
  for (const name of names) {
    const table = await readDisk(join(layout.commonDir, 'reftable', name), {
      limitBytes: maxTableBytes,
      followLinks: true,
    })
    if (table.kind === 'file') await writeFile(join(folder, 'reftable', name), table.bytes)
  }
  await writeFile(join(folder, 'reftable/tables.list'), names.map(name => `${name}\n`).join(''))
}
