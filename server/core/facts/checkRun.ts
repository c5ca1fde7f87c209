import { spanOf } from '../model/location'
import type { SideContext } from '../rule/context'
import { defineCollector } from '../rule/rule'
import type { FactDraft } from './fact'

/** A tool that a build service runs over a program to find its mistakes. */
export type CheckTool =
  | 'fuzzing'
  | 'valgrind'
  | 'address sanitizer'
  | 'undefined behaviour sanitizer'
  | 'memory sanitizer'
  | 'thread sanitizer'
  | 'leak sanitizer'

export interface CheckRun {
  readonly tool: CheckTool
  /** The line, as written. */
  readonly mark: string
}

const TOOLS: readonly (readonly [CheckTool, RegExp])[] = [
  ['fuzzing', /\b(?:ci|oss-?|cluster)?fuzz(?:ing|er|ers|lite)?(?![a-z])/i],
  ['valgrind', /\b(?:valgrind|memcheck)\b/i],
  ['address sanitizer', /\basan\b|\baddress\b/i],
  ['undefined behaviour sanitizer', /\bubsan\b|\bundefined\b/i],
  ['memory sanitizer', /\bmsan\b|\bmemory\b/i],
  ['thread sanitizer', /\btsan\b|\bthread\b/i],
  ['leak sanitizer', /\blsan\b|\bleak\b/i],
]
/** Beside these words `address` and `memory` are sanitizers. */
const SANITIZES = /saniti[sz]|\b[alumt]b?san\b|fsanitize|b_sanitize/i
/** Tools that are put on the machine, names that only label, and options of a tool that runs. */
const ONLY_NAMES =
  /\b(?:apt|apt-get|dnf|yum|apk|brew|pacman|pip3?)\b[^\n]*\b(?:install|add)\b|^\s*(?:-\s+)?(?:name|description|key|path|restore-keys|artifact\w*|fuzz-seconds|\w*SAN_OPTIONS)\s*:/i
/** The run goes on, or the step waits for somebody or never comes. */
const HARMLESS =
  /^\s*(?:-\s+)?(?:(?:allow_failure|allow_failures|continue-on-error|continueOnError|skip)\s*:\s*["']?true|(?:if|condition|only_if|enabled)\s*:\s*["']?(?:\$\{\{\s*)?(?:false|github\.event_name\s*==\s*'(?:schedule|workflow_dispatch)'|\$CI_PIPELINE_SOURCE\s*==\s*["']schedule)|(?:-\s+)?when\s*:\s*["']?(?:manual|never)|trigger_type\s*:\s*["']?manual)/
/** Lines up and down within which a job is looked for. */
const REACH = 60

/** Tools that look for mistakes, where a build service runs them for every change, on either side of a changed file. */
export const checkRun = defineCollector({
  kind: 'check-run',
  files: {
    paths: [
      '**/.{github,gitea,forgejo}/workflows/*.{yml,yaml}',
      '**/*.gitlab-ci*.yml',
      '**/.gitlab/ci/**/*.yml',
      '**/.circleci/*.yml',
      '**/{azure-pipelines*,.travis,.cirrus,.appveyor,appveyor}.yml',
      '**/.builds/*.yml',
    ],
  },
  collect,
})

function collect({ side, text, path, budget }: SideContext): readonly FactDraft<'check-run'>[] {
  const { lines } = text
  if (!budget.spend(text.text.length) || isRare(path, text.text)) return []
  const found: FactDraft<'check-run'>[] = []
  for (const [index, line] of lines.entries()) {
    if (line.length > 2_000 || /^\s*#/.test(line) || ONLY_NAMES.test(line)) continue
    const mark = line.trim()
    for (const [tool, pattern] of TOOLS) {
      const isSanitizer = tool.endsWith('sanitizer')
      const match = pattern.exec(line.replace(/\s#.*$/, ''))
      if (match === null || (isSanitizer && !isAboutSanitizers(lines, index)) || isHarmless(lines, index)) continue
      found.push({ subject: tool, side, at: spanOf(index + 1, match.index, match[0].length), data: { tool, mark } })
    }
  }
  return found
}

/** On the line itself, or on the key whose list it stands in. */
function isAboutSanitizers(lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? ''
  if (SANITIZES.test(line)) return true
  if (!/^\s*-\s/.test(line)) return false
  for (let index = at - 1; index >= 0 && at - index < 12; index--) {
    const above = lines[index] ?? ''
    if (!/^\s*-\s/.test(above)) return SANITIZES.test(above)
  }
  return false
}

/** Workflows of GitHub that run by the clock or by hand alone see a change when it is long in. */
function isRare(path: string, text: string): boolean {
  if (!/\/workflows\/[^/]+$/.test(path)) return false
  const on = /^["']?on["']?\s*:(.*(?:\n(?:[ \t-].*)?)*)/m.exec(text)?.[1]
  return on !== undefined && !/\b(?:push|pull_request|pull_request_target|merge_group|workflow_call)\b/.test(on)
}

/** Whether the job or step around a line, going by the depth of lines, cannot stop anything. */
function isHarmless(lines: readonly string[], at: number): boolean {
  let depth = depthOf(lines[at] ?? '')
  if (HARMLESS.test(lines[at] ?? '')) return true
  let from = at
  for (let index = at - 1; index >= 0 && at - index < REACH && depth > 0; index--) {
    const line = lines[index] ?? ''
    if (line.trim() === '' || depthOf(line) >= depth) continue
    depth = depthOf(line)
    from = index
    // The key of a job, in the file of a service that has them on the second level or on the first.
    if (depth <= 2 && /^\s*[\w.-]+\s*:\s*$/.test(line)) break
  }
  for (let index = from; index < lines.length && index - at < REACH; index++) {
    const line = lines[index] ?? ''
    if (index > from && line.trim() !== '' && depthOf(line) <= depth && !/^\s*$/.test(line) && index > at) break
    // Of the steps of a job only the own one counts.
    if (HARMLESS.test(line) && (depthOf(line) <= depth + 4 || Math.abs(index - at) < 4)) return true
  }
  return false
}

function depthOf(line: string): number {
  return Math.max(0, line.search(/\S/))
}
