import type { ChangeSource } from '../../server/core/model/ports'
import { type OpenOptions, openRepository, type Repository } from '../../server/host/git/repository'

/** Opens, uses and closes a repository, whatever happens. */
export async function withRepository<T>(
  folder: string,
  use: (repository: Repository) => Promise<T>,
  options: OpenOptions = {},
): Promise<T> {
  const repository = await openRepository(folder, options)
  try {
    return await use(repository)
  } finally {
    await repository.dispose()
  }
}

/** `modified a.txt`, `renamed a.txt -> b.txt`, one line per file. */
export function changeLines(source: ChangeSource): readonly string[] {
  return source.changeSet.files.map(({ kind, old, new: next }) =>
    kind === 'renamed' ? `${kind} ${old?.path.text} -> ${next?.path.text}` : `${kind} ${(next ?? old)?.path.text}`,
  )
}

/** Text of one side of one file as the core would get it, or in brackets what it gets instead. */
export async function sideText(source: ChangeSource, path: string, side: 'old' | 'new'): Promise<string> {
  const file = source.changeSet.files.find(change => (change.new ?? change.old)?.path.text === path)
  if (file === undefined) return '[no such file]'
  const content = await source.content.read(file.index, side)
  if (content.kind === 'bytes') return Buffer.from(content.bytes).toString('utf8')
  return content.kind === 'absent' ? '[absent]' : `[${content.reason}]`
}

/** Both sides of every file, so that a test sees all that a method gives. */
export async function allText(source: ChangeSource): Promise<Readonly<Record<string, readonly [string, string]>>> {
  const texts: Record<string, readonly [string, string]> = {}
  for (const { old, new: next } of source.changeSet.files) {
    const name = (next ?? old)?.path.text ?? ''
    texts[name] = [await sideText(source, name, 'old'), await sideText(source, name, 'new')]
  }
  return texts
}
