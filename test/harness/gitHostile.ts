import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { TestRepository } from './git'
import { forgeCommitGraph } from './gitForged'

/**
 * A repository with a trap in every place where git runs a program that a repository names, a forged commit-graph and
 * hidden index flags. Each trap only writes its name into a file. See docs/ARCHITECTURE.md, "Git".
 */
export interface HostileRepository {
  readonly folder: string
  /** A bare repository committed as ordinary files, with traps of its own. */
  readonly embedded: string
  /** Oldest first: two plain ones, one with a signature, a merge at the end. */
  readonly commits: readonly [root: string, second: string, signed: string, merge: string]
  /** Names of the traps that were sprung since the last call, sorted. */
  hits(): readonly string[]
  /** What the files hold in truth: at the second commit, and in the working tree. */
  readonly committed: Readonly<Record<string, string>>
  readonly worktree: Readonly<Record<string, string>>
  /** Puts a program called `git` into the reviewed folder; a relative or empty search path entry would find it. */
  readonly folderWithFakeGit: string
  readonly repository: TestRepository
  dispose(): void
}

const hooks = [
  'applypatch-msg', 'post-checkout', 'post-commit', 'post-index-change', 'post-merge', 'post-rewrite',
  'pre-auto-gc', 'pre-commit', 'pre-push', 'pre-rebase', 'prepare-commit-msg', 'reference-transaction',
  'fsmonitor-watchman', 'query-watchman', 'sendemail-validate', 'update',
] // biome-ignore format: a list to read

export function createHostileRepository(): HostileRepository {
  const repository = new TestRepository()
  const { folder, home } = repository
  const log = join(home, 'hits.log')
  const trap = (name: string, then = 'exit 0') => {
    const file = join(home, `trap-${name}`)
    writeFileSync(file, `#!/bin/sh\necho "${name}" >> "${log}"\n${then}\n`)
    chmodSync(file, 0o755)
    return file
  }
  const committed = { 'a.txt': 'two\n', 'b.bin': '\0\x02bin\n', 'hidden.txt': 'seen\n', 'skipped.txt': 'seen\n' }
  const root = repository.commit('one', { 'a.txt': 'one\n', 'b.bin': '\0\x01bin\n' })
  const second = repository.commit('two', {
    ...committed,
    '.gitattributes': '*.txt diff=evil filter=evil merge=evil ident text\n*.bin diff=evil2 filter=piped -text\n',
    '.gitmodules': '[submodule "sub"]\n\tpath = sub\n\turl = ext::sh -c true\n\tupdate = !true\n',
  })
  const signed = sign(repository, second)
  const embedded = embedBare(repository, trap)
  const merge = mergeBranch(repository)
  hideEdits(repository)
  plantConfig(repository, trap)
  const worktree = {
    'a.txt': 'ten\n',
    'b.bin': '\0\x03bin\n',
    'hidden.txt': 'changed and hidden\n',
    'skipped.txt': 'changed and skipped\n',
  }
  for (const [name, content] of Object.entries(worktree)) repository.write(name, content)
  repository.write('untracked.txt', 'new here\n')
  forgeCommitGraph(repository, second, root)
  springNothingSoFar(log)
  return {
    folder,
    embedded,
    commits: [root, second, signed, merge],
    committed,
    worktree: { ...worktree, 'untracked.txt': 'new here\n' },
    folderWithFakeGit: plantGit(repository, trap),
    repository,
    hits() {
      const names = existsSync(log) ? readFileSync(log, 'utf8').split('\n').filter(Boolean) : []
      rmSync(log, { force: true })
      return [...new Set(names)].sort()
    },
    dispose: () => repository.dispose(),
  }
}

type Trap = (name: string, then?: string) => string

/** A signature nobody made: a git that is told to show signatures runs `gpg.program` on it. */
function sign(repository: TestRepository, parent: string): string {
  const who = 'A U Thor <author@example.invalid> 1600000150 +0000'
  const raw = [
    `tree ${repository.git(['rev-parse', `${parent}^{tree}`])}`,
    `parent ${parent}`,
    `author ${who}`,
    `committer ${who}`,
    'gpgsig -----BEGIN PGP SIGNATURE-----',
    ' ',
    ' x',
    ' -----END PGP SIGNATURE-----',
    '',
    'signed',
    '',
  ].join('\n')
  const id = repository.git(['hash-object', '-t', 'commit', '-w', '--stdin'], { input: raw })
  repository.git(['update-ref', 'refs/heads/main', id])
  return id
}

/** Git inside such a folder takes it for a repository and obeys its configuration. */
function embedBare(repository: TestRepository, trap: Trap): string {
  const bare = join(repository.folder, 'docs/x.git')
  mkdirSync(join(bare, 'objects/info'), { recursive: true })
  mkdirSync(join(bare, 'refs/heads'), { recursive: true })
  writeFileSync(join(bare, 'objects/info/keep'), '')
  writeFileSync(join(bare, 'refs/heads/keep'), '')
  writeFileSync(join(bare, 'HEAD'), 'ref: refs/heads/main\n')
  const monitor = trap('embedded-fsmonitor')
  writeFileSync(
    join(bare, 'config'),
    `[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = ../..\n\tfsmonitor = ${monitor}\n\tpager = ${monitor}\n`,
  )
  return bare
}

function mergeBranch(repository: TestRepository): string {
  repository.git(['checkout', '-q', '-b', 'side'])
  repository.commit('side', { 'side.txt': 'side\n' })
  repository.git(['checkout', '-q', 'main'])
  repository.commit('main goes on', { 'main.txt': 'main\n' })
  repository.tick(60)
  repository.git(['merge', '-q', '--no-ff', '-m', 'merge side', 'side'])
  return repository.head()
}

function plantConfig(repository: TestRepository, trap: Trap): void {
  const git = join(repository.folder, '.git')
  const set = (key: string, value: string) => repository.git(['config', '--add', key, value])
  for (const name of hooks) {
    const file = join(git, 'hooks', name)
    writeFileSync(file, readFileSync(trap(`hook-${name}`)))
    chmodSync(file, 0o755)
  }
  set('core.hooksPath', join(git, 'hooks'))
  set('diff.evil.textconv', trap('textconv', 'cat "$1"'))
  set('diff.evil.cachetextconv', 'true')
  set('diff.evil2.command', trap('external-diff-driver'))
  set('diff.external', trap('external-diff'))
  set('merge.evil.driver', trap('merge-driver'))
  set('filter.evil.clean', trap('clean', 'cat'))
  set('filter.evil.smudge', trap('smudge', 'cat'))
  set('filter.piped.process', trap('filter-process', 'exit 1'))
  set('core.sshCommand', trap('ssh', 'exit 1'))
  set('core.gitProxy', trap('git-proxy', 'exit 1'))
  set('core.askPass', trap('ask-pass', 'exit 1'))
  set('core.alternateRefsCommand', trap('alternate-refs'))
  set('credential.helper', trap('credential-helper'))
  set('gpg.program', trap('gpg'))
  set('gpg.ssh.program', trap('gpg-ssh'))
  set('log.showSignature', 'true')
  set('core.pager', trap('pager', 'cat'))
  set('pager.log', trap('pager-log', 'cat'))
  set('core.editor', trap('editor'))
  set('sequence.editor', trap('sequence-editor'))
  set('diff.tool', 'evil')
  set('difftool.evil.cmd', trap('difftool'))
  set('interactive.diffFilter', trap('diff-filter', 'cat'))
  set('trailer.evil.command', trap('trailer'))
  set('uploadpack.packObjectsHook', trap('pack-objects-hook'))
  for (const name of ['cat-file', 'ls-files', 'rev-parse', 'log', 'evil'])
    set(`alias.${name}`, `!${trap(`alias-${name}`)}`)
  set('remote.origin.url', 'ssh://nowhere.invalid/x')
  set('remote.origin.uploadpack', trap('upload-pack'))
  set('remote.origin.promisor', 'true')
  set('extensions.partialClone', 'origin')
  set('core.repositoryformatversion', '1')
  set('core.attributesFile', join(repository.home, 'attributes'))
  writeFileSync(join(repository.home, 'attributes'), '* diff=evil filter=evil\n')
  mkdirSync(join(git, 'info'), { recursive: true })
  writeFileSync(join(git, 'info/attributes'), '*.info diff=evil filter=evil\n')
  const included = join(repository.home, 'included')
  writeFileSync(included, `[core]\n\tfsmonitor = ${trap('included-fsmonitor')}\n`)
  set('include.path', included)
  set('core.worktree', repository.home)
  appendFileSync(join(git, 'config'), `[core]\n\tfsmonitor = ${trap('fsmonitor')}\n`)
}

/** Edits that `git status` will not show. */
function hideEdits(repository: TestRepository): void {
  repository.git(['update-index', '--assume-unchanged', 'hidden.txt'])
  repository.git(['update-index', '--skip-worktree', 'skipped.txt'])
}

function plantGit(repository: TestRepository, trap: Trap): string {
  const folder = join(repository.folder, 'bin')
  mkdirSync(folder)
  for (const name of ['git', 'git.exe', 'git-cat-file']) {
    writeFileSync(join(folder, name), readFileSync(trap('fake-git', 'exec /bin/false')))
    chmodSync(join(folder, name), 0o755)
  }
  return folder
}

/** Building the repository runs git in it, which may spring a trap. */
function springNothingSoFar(log: string): void {
  rmSync(log, { force: true })
}
