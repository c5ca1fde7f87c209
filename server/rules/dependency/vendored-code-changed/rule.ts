import { type VendoredFolder, vendoredFolderOf } from '../../../core/manifests/dependencies/vendoredFolders'
import type { ChangeSetContext, FileSummary } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

const text = (message: string): MessageText => ({
  message,
  why: "{note}\nThe code of a version that was published does not change, so this is the project's own change to it, or another version.",
  benign: 'A patch that waits for a release, or a folder that was brought up to date by hand.',
  question: 'Which published version is this now, and where is the difference to it written down?',
  commands: ['git log --oneline -- {folder}'],
})

export default defineRule({
  id: 'dependency/vendored-code-changed',
  title: 'code of others in the tree that changes while the version it is said to be does not',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['flatmap-2018'],
  tags: ['CWE-494', 'CWE-829'],
  messages: {
    one: text('Code of `{name}` in `{folder}` changed, and nothing says that its version did'),
    many: text(
      'Code of {count} packages in the tree changed, `{name}` first, and nothing says that their versions did',
    ),
    digests: text('Code of `{name}` and the digests kept beside it changed, and the lock file did not'),
  },
  examine: { changeSet: examine },
})

/** Packages of one change that are told one by one. */
const mostTold = 3
const code =
  /\.(?:go|s|asm|[ch]|cc|cpp|cxx|hh|hpp|php|phar|inc|[cm]?jsx?|tsx?|rs|rb|py|java|kt|swift|mm?|cs|sh|node|wasm)$/i

interface Changed {
  readonly folder: VendoredFolder
  readonly files: FileSummary[]
}

function examine(context: ChangeSetContext): void {
  const paths = new Set(context.files.map(({ path }) => path))
  const changed = new Map<string, Changed>()
  const whole = new Set<string>()
  for (const file of context.files) {
    const folder = vendoredFolderOf(file.path)
    if (folder === undefined) continue
    // A package that comes or goes as a whole is another matter; a file of one that stays is not.
    if (file.kind === 'modified') whole.add(folder.path)
    if (!code.test(file.path) || !/^(?:modified|added)$/.test(file.kind)) continue
    const one = changed.get(folder.path)
    if (one === undefined) changed.set(folder.path, { folder, files: [file] })
    else one.files.push(file)
  }
  const told = [...changed.values()].filter(
    ({ folder }) => whole.has(folder.path) && !folder.pins.some(pin => paths.has(pin)),
  )
  const first = told[0]
  if (first === undefined) return
  if (told.length > mostTold) report(context, first, 'many', told.length)
  else
    for (const one of told)
      report(context, one, one.folder.digests !== undefined && paths.has(one.folder.digests) ? 'digests' : 'one', 1)
}

function report(
  context: ChangeSetContext,
  { folder, files }: Changed,
  message: 'one' | 'many' | 'digests',
  count: number,
): void {
  const file = files.find(({ kind }) => kind === 'modified') ?? files[0]
  if (file === undefined) return
  // Digests that nobody brought up to date make the build fail, which is no secret.
  const isTold = message === 'digests' || folder.digests === undefined
  context.report({
    file: file.index,
    message,
    severity: message === 'many' || !isTold ? 'low' : 'medium',
    digest: `e1:${files.map(one => `${one.path}:${one.newId ?? ''}`).join(',')}`.slice(0, 200),
    at: 'file',
    text: folder.path,
    data: {
      name: folder.name,
      folder: folder.path,
      count,
      note: `${files.length === 1 ? `\`${file.path}\` is the file` : `${files.length} files of it change`}; \`${folder.pins[0]}\` is as before.`,
    },
  })
}
