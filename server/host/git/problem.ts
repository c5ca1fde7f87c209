export type GitProblemKind =
  | 'not-a-repository'
  | 'no-git'
  | 'git-too-old'
  | 'reftable'
  | 'unsafe-repository'
  | 'no-work-tree'
  | 'unknown-revision'
  | 'missing-object'
  | 'corrupt-object'
  | 'unreadable'
  | 'git-failed'

/** Something about the repository or the installed git that stops a review. Both texts are shown to the user. */
export class GitProblem extends Error {
  override readonly name = 'GitProblem'

  constructor(
    readonly kind: GitProblemKind,
    message: string,
    /** What the user can do: a command or a setting. */
    readonly remedy?: string,
  ) {
    super(message)
  }
}
