import type { Hunk } from '../../../core/model/hunk'

/** A comment that keeps a scanner quiet about a line that it would speak of. */
export interface QuietMark {
  /** From 1, on the new side. */
  readonly line: number
  readonly column: number
  readonly written: string
  /** What of the line a scanner has something to say about. */
  readonly about: string
}

/** By the manuals of Bandit, gosec, golangci-lint, clang-tidy, CodeQL, Semgrep, Ruff, Sonar, ESLint, Brakeman and SpotBugs. */
const marks =
  /(?:#|\/\/|\/\*|--)\s*#?\s*(?:nosec\b(?:\s+[BG]\d+)?|nosemgrep\b(?::\s*[\w.-]+)?|noqa:\s*S\d+|nolint(?::[\w,-]+)?|NOLINT(?:NEXTLINE)?\b(?:\([\w*,.-]+\))?|codeql\s*\[[\w/-]+\]|lgtm\s*\[[\w/-]+\]|NOSONAR\b|DevSkim:\s*ignore|eslint-disable(?:-next-line|-line)?\s+(?:security\/|no-eval|no-new-func|no-implied-eval)[\w/-]*)|@Suppress(?:Warnings|FBWarnings)\s*\([^)]*(?:squid:|java:S|kotlin:S|COMMAND_INJECTION|SQL_INJECTION|SECS?\w*)[^)]*\)?/
/** Commands, code out of text, checks turned off, calls known for their faults. */
const telling =
  /\bsubprocess\.\w+|\bos\.(?:system|popen)\b|\bshell\s*=\s*True\b|(?<![\w.])(?:system|popen|execl?[vp]*e?|eval|strcpy|strcat|sprintf|gets|alloca|mktemp)(?=\s*\()|\bchild_process\b|\bexec(?:Sync|File)?(?=\s*\()|\bspawn(?:Sync)?(?=\s*\()|\bexec\.Command\b|\bsyscall\.Exec\b|\bRuntime\.getRuntime\(\)\.exec\b|\bProcessBuilder\b|\bProcess\.Start\b|\bnew Function\b|\bpickle\.loads?\b|\byaml\.(?:unsafe_)?load\b|\bverify\s*=\s*False\b|\bInsecureSkipVerify\b|\brejectUnauthorized\b|\b_create_unverified_context\b|\bCERT_NONE\b|\bmarshal\.loads\b|\b(?:html_safe|innerHTML|dangerouslySetInnerHTML|template\.HTML)\b|\bmath\/rand\b|\bmd5\b|\bsha1\b/
/** These stand above the line they are about. */
const isForNext = /NEXTLINE|next-line|codeql|^@/
const LIMIT_LINE = 2_000

/** The first such comment that a change puts on a line, or above it, where none stood. */
export function quietMark(hunks: readonly Hunk[]): QuietMark | undefined {
  for (const { lines } of hunks) {
    const stood = lines.some(({ kind, text }) => kind === 'removed' && text.length <= LIMIT_LINE && marks.test(text))
    if (stood) continue
    for (const [index, { kind, text, new: line }] of lines.entries()) {
      const found = kind !== 'added' || text.length > LIMIT_LINE ? null : marks.exec(text)
      if (found === null || line === undefined) continue
      const below =
        lines
          .slice(index + 1)
          .find(one => one.kind !== 'removed')
          ?.text.slice(0, LIMIT_LINE) ?? ''
      const own = text.slice(0, found.index)
      const about = (own.trim() === '' || isForNext.test(found[0]) ? telling.exec(below) : null) ?? telling.exec(own)
      if (about !== null) return { line, column: found.index, written: found[0].trim(), about: about[0] }
    }
  }
  return undefined
}
