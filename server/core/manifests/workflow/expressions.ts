/** One `${{ … }}` in a text; offsets are in that text, `end` exclusive. */
export interface WrittenExpression {
  readonly start: number
  readonly end: number
  /** Between the braces, in the plain form of {@link plainExpression}. */
  readonly plain: string
}

/** Expressions as GitHub, Gitea and Forgejo write them. */
export function expressionsIn(text: string): readonly WrittenExpression[] {
  const found: WrittenExpression[] = []
  for (let start = text.indexOf('${{'); start !== -1; ) {
    const close = text.indexOf('}}', start)
    if (close === -1) break
    found.push({ start, end: close + 2, plain: plainExpression(text.slice(start + 3, close)) })
    start = text.indexOf('${{', close)
  }
  return found
}

/**
 * An expression in one spelling: contexts are the same in small and capital letters, and `x['y']` is `x.y`. Texts, and
 * comparisons and tests, whose result is no text of anybody, are taken out.
 */
export function plainExpression(inner: string): string {
  return inner
    .slice(0, 1000)
    .toLowerCase()
    .replace(/\[\s*'([\w-]+)'\s*\]/g, '.$1')
    .replace(/\[\s*(?:\d+|\*)\s*\]/g, '.*')
    .replace(/'[^']*'/g, "''")
    .replace(/\b(?:contains|startswith|endswith|hashfiles)\([^()]*\)/g, "''")

    .replace(/(?<![\w.*'-])[\w.*'-]+\s{0,9}(?:==|!=)\s{0,9}[\w.*'-]+/g, "''")
    .trim()
}

/**
 * Free text and names that whoever opens an issue or a pull request chooses (GitHub's documentation, "Script injections",
 * and the payloads of its events). Numbers, hashes, logins and the names of repositories cannot hold a command.
 */
const free: readonly RegExp[] = [
  /\bgithub\.head_ref\b/,
  /\bgithub\.event\.(?:issue|pull_request|discussion)\.(?:title|body)\b/,
  /\bgithub\.event\.(?:issue|pull_request|discussion|changes)\.(?:milestone|labels?|title|body)\.[\w.*]*(?:title|description|name|from)\b/,
  /\bgithub\.event\.(?:comment|review|review_comment)\.body\b/,
  /\bgithub\.event\.(?:pull_request\.head|workflow_run\.pull_requests\.\*\.head)\.(?:ref|label)\b/,
  /\bgithub\.event\.pull_request\.head\.repo\.(?:default_branch|description|homepage)\b/,
  /\bgithub\.event\.workflow_run\.(?:head_branch|display_title|name)\b/,
  /\bgithub\.event\.workflow_run\.head_repository\.description\b/,
  /\bgithub\.event\.(?:workflow_run\.)?(?:head_commit|commits\.\*)\.(?:message|(?:author|committer)\.(?:name|email))\b/,
  /\bgithub\.event\.pages\.\*\.page_name\b/,
  /\bgithub\.event\.(?:discussion|answer)\.(?:answer_)?(?:title|body)\b/,
  /\btojson\(\s*github(?:\.event(?:\.(?:issue|pull_request|comment|review|discussion|head_commit|commits|workflow_run))?)?\s*\)/,
]

/** The context in it that strangers fill with text of their own; undefined where there is none. */
export function strangersText(plain: string): string | undefined {
  for (const form of free) {
    const found = form.exec(plain)
    if (found !== null) return found[0]
  }
  return undefined
}

/** The head of a pull request, or of the run of another workflow: a commit, branch or repository of a stranger. */
const head =
  /\bgithub\.head_ref\b|\bgithub\.event\.pull_request\.(?:head\.(?:sha|ref|label|repo\b[\w.]*)|merge_commit_sha)|\bgithub\.event\.workflow_run\.(?:head_(?:sha|branch|commit\.id|repository\b[\w.]*)|pull_requests\.\*\.head\.\w+)|\brefs\/pull\b/

export function namesForeignHead(plain: string): boolean {
  return head.test(plain)
}
