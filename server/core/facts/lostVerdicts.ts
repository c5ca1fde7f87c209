import { squeezed } from '../formats/removedText'
import { spanOf } from '../model/location'
import { baseName } from '../model/path'
import type { SideContext } from '../rule/context'

/** A check that finds what it found before, and for which nothing stops any more; `line` is an index. */
export interface LostVerdict {
  readonly form: 'verdict' | 'unseen'
  readonly what: string
  readonly line: number
}

const workflow = /(?:^|\/)\.(?:github|gitlab|gitea|forgejo|circleci)(?:\/|-ci\b)/
const checking = /check|verif|lint|audit|valid|guard|assert|scan|sign|test/i
/** How a script says that it failed, by the shells and the tool kit of actions. */
const failure =
  /^(?:exit\s+(?:[1-9]\d*|"?\$\w+"?)|return\s+[1-9]\d*|false|sys\.exit\(\s*(?:[1-9]\d*|["'].*)\)|process\.exit(?:Code)?\s*(?:\(|=)\s*[1-9]\d*\)?|(?:core\.)?setFailed\(.*\))\s*;?\s*(?:#.*)?$/
/** Commands that are there for what they answer, besides runs of tests. */
const check =
  /\bgit\s+diff\b.*--(?:exit-code|quiet)|\b(?:g?sha\d*sum|shasum|b2sum)\b.*(?:\s-\w*c|--check)|\bgpgv?2?\b.*--verify|\b(?:cosign|minisign|slsa-verifier|signify)\b|\b(?:npm|pnpm|yarn|cargo|pip|bundle)[- ]audit\b|\bcargo\s+(?:deny|vet|clippy)\b|\b(?:shellcheck|zizmor|actionlint|govulncheck|bandit|semgrep|gitleaks|trivy|codespell)\b|(?:^|[\s/])[\w-]*(?:check|verify|lint)[\w-]*\.(?:sh|py)\b/
const excused = /\s*\|\|\s*(?:true|:|exit\s+0|echo\b[^;|]*)\s*$/

function isChecking({ path }: SideContext): boolean {
  return workflow.test(path) || (/\.(?:sh|bash|py|m?js|ts)$/.test(path) && checking.test(baseName(path)))
}

/** The failure went out of a branch that stays; for the old side. */
export function* lostVerdicts(side: SideContext): Iterable<LostVerdict> {
  const { other, text } = side
  if (other === undefined || !isChecking(side)) return
  const count = (lines: readonly string[]) => lines.filter(line => failure.test(line.trim())).length
  if (count(other.lines) >= count(text.lines)) return
  const isGone = (index: number) => side.isChanged(spanOf(index + 1, 0, 1))
  for (const [line, whole] of text.lines.entries()) {
    const what = whole.trim()
    if (!isGone(line) || !failure.test(what) || isGone(line + 1) || !isEnd(text.lines[line + 1])) continue
    const opener = openerOf(text.lines, line)
    if (opener === -1 || isGone(opener)) continue
    yield { form: 'verdict', what, line }
    return
  }
}

function isEnd(line: string | undefined): boolean {
  return line !== undefined && /^\s*(?:fi\b|else\b|\}|done\b|;;|esac\b)/.test(line)
}

/** The condition that the line is under, looked for over a few lines. */
function openerOf(lines: readonly string[], line: number): number {
  for (let at = line - 1; at >= 0 && line - at <= 8; at--) {
    if (/^\s*(?:if|elif|unless)\b|\bthen\s*$|\{\s*$/.test(lines[at] ?? '')) return at
    if (isEnd(lines[at])) return -1
  }
  return -1
}

/** A check that stood there, and whose answer counts for nothing now; for the new side. */
export function* excusedChecks(side: SideContext): Iterable<LostVerdict> {
  if (!side.text.text.includes('||') || !/\.(?:ya?ml|sh|bash|am|mk|in)$|(?:^|\/)[^/.]*$/.test(side.path)) return
  let before: ReadonlySet<string> | undefined
  for (const [line, whole] of side.text.lines.entries()) {
    if (whole.length > 2_000 || !side.isChanged(spanOf(line + 1, 0, 1)) || !excused.test(whole)) continue
    const what = whole.replace(excused, '').trim()
    before ??= new Set(side.other?.lines.map(squeezed))
    if (check.test(what) && before.has(squeezed(what))) {
      yield { form: 'verdict', what: whole.trim().slice(0, 60), line }
      return
    }
  }
}

/** A folder that a workflow names in its steps, and for which it is not started; for the new side. */
export function* unseenPaths(side: SideContext): Iterable<LostVerdict> {
  const { lines } = side.text
  if (!workflow.test(side.path) || !side.text.text.includes('paths-ignore')) return
  let isIgnoring = false
  for (const [line, whole] of lines.entries()) {
    const item = /^\s*-\s*(["']?)([^"'#]+)\1\s*(?:#.*)?$/.exec(whole)?.[2]?.trim()
    if (item === undefined) {
      isIgnoring = /^\s*paths-ignore\s*:\s*$/.test(whole) || (isIgnoring && /^\s*(?:#.*)?$/.test(whole))
      continue
    }
    const folder = /^(?:\*\*\/)?([\w.-]{2,}(?:\/[\w.-]+)*)(?:\/\*{0,2})*$/.exec(item)?.[1]
    if (!isIgnoring || folder === undefined || !side.isChanged(spanOf(line + 1, 0, 1))) continue
    const use = new RegExp(String.raw`(?:^|[\s"'=./])${folder.replace(/\./g, '\\.')}(?:[/"'\s)]|$)`)
    if (
      !lines.some(
        one => /\b(?:git\s+diff|git\s+status|diff\s|cmp\s|sha\d+sum|check|verify|lint)\b/.test(one) && use.test(one),
      )
    )
      continue
    yield { form: 'unseen', what: item, line }
    return
  }
}
