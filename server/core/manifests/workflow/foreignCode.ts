import { nodeAt, textAt } from '../../documents/dataNode'
import type { TextSpan } from '../../model/location'
import { expressionsIn, namesForeignHead } from './expressions'
import type { Workflow, WorkflowStep } from './workflow'

/** A step that brings files of a stranger onto the machine. */
export interface ForeignCode {
  readonly step: WorkflowStep
  /** `checkout`: the head of a pull request. `artifact`: what the run of another workflow left. */
  readonly kind: 'checkout' | 'artifact'
  /** The line that says whose. */
  readonly at: TextSpan
  /** The folder it is put in, when not the one that steps work in. */
  readonly folder: string
}

/** Numbers and branches of pull requests that steps of well-known actions and scripts hand on. */
const handedOn =
  /\b(?:steps|needs)\.[\w.-]*\b(?:head|pr)[\w-]*(?:sha|ref|branch|commit)\b|\b(?:steps|needs)\.[\w.-]*\boutputs\.(?:head_?sha|head_?ref|head_?repo\w*|pr_?sha|pr_?ref|sha_head)\b/
const pullNumber = /\bgithub\.event\.(?:pull_request\.number|issue\.number|number)\b/
const fetchesHead =
  /\bgh\s+pr\s+checkout\b|\bhub\s+(?:pr\s+)?checkout\b|\bgit\s+(?:fetch|pull|checkout|clone|switch|merge)\b[^\n|;&]{0,300}(?:refs\/pull\/|\bpull\/[$"'\d]|pr\/[$"'\d])/
const gitTakes = /\bgit\s+(?:fetch|pull|checkout|clone|switch|merge|reset)\b/
const takesArtifact =
  /(?:^|\/)(?:actions\/download-artifact|dawidd6\/action-download-artifact)@|download-(?:workflow-)?artifact@/i
const runsArtifact = /\bgh\s+run\s+download\b|actions\.downloadArtifact\b|\/artifacts\/[^\n]{0,200}\/zip\b/

export function foreignCode(workflow: Workflow): readonly ForeignCode[] {
  return workflow.steps.flatMap(step => checkoutOf(workflow, step) ?? artifactOf(workflow, step) ?? [])
}

function checkoutOf(workflow: Workflow, step: WorkflowStep): ForeignCode | undefined {
  const folder = (textAt(step.node, 'with', 'path') ?? '').replace(/^\.\/|\/$/g, '')
  if (/\bcheckout\b[\w-]*@/i.test(step.uses)) {
    for (const key of ['repository', 'ref']) {
      const value = nodeAt(step.node, 'with', key)
      if (value?.kind !== 'text' || !isForeign(workflow, step, value.text().text)) continue
      const node = nodeAt(step.node, 'with')
      const entry = node?.kind === 'map' ? node.entries.findLast(one => one.key === key) : undefined
      const at = entry === undefined ? workflow.span(value) : workflow.text.span(entry.keyStart, value.end)
      return { step, kind: 'checkout', at, folder: folder === '.' ? '' : folder }
    }
    return undefined
  }
  const script = nodeAt(step.node, 'run')
  if (script?.kind !== 'text') return undefined
  const body = script.text().text
  let start = 0
  for (const line of body.split('\n')) {
    if (
      !/^\s*#/.test(line) &&
      (fetchesHead.test(line) || (gitTakes.test(line) && isForeignLine(workflow, step, line)))
    ) {
      const from = start + Math.max(0, line.search(/\S/))
      return { step, kind: 'checkout', at: workflow.spanIn(script, from, start + line.trimEnd().length), folder: '' }
    }
    start += line.length + 1
  }
  return undefined
}

function artifactOf(workflow: Workflow, step: WorkflowStep): ForeignCode | undefined {
  if (!workflow.events.some(({ name }) => name === 'workflow_run')) return undefined
  const folder = (textAt(step.node, 'with', 'path') ?? '').replace(/^\.\/|\/$/g, '')
  const uses = nodeAt(step.node, 'uses')
  if (uses?.kind === 'text' && takesArtifact.test(step.uses)) {
    // Without a run, the action gives the artifacts of this very run.
    const isOther = /dawidd6|workflow/.test(step.uses) || textAt(step.node, 'with', 'run-id') !== undefined
    return isOther ? { step, kind: 'artifact', at: workflow.span(uses), folder } : undefined
  }
  for (const { step: own, text } of workflow.scripts()) {
    if (own !== step) continue
    const found = runsArtifact.exec(text.text().text)
    if (found !== null)
      return {
        step,
        kind: 'artifact',
        at: workflow.spanIn(text, found.index, found.index + found[0].length),
        folder: '',
      }
  }
  return undefined
}

/** A value that is, or stands for, a commit, branch or repository of a pull request. */
function isForeign(workflow: Workflow, step: WorkflowStep, text: string, depth = 0): boolean {
  const inner = expressionsIn(text).map(({ plain }) => plain)
  if (/\brefs\/pull\/|^pull\//.test(text) && (inner.length === 0 || inner.some(isNumber))) return true
  return inner.some(plain => {
    if (namesForeignHead(plain) || handedOn.test(plain)) return true
    const variable = /\benv\.([\w-]+)/.exec(plain)?.[1]
    if (variable === undefined || depth > 2) return false
    const value = [...workflow.environment(step)].find(([key]) => key.toLowerCase() === variable)?.[1]
    return value !== undefined && isForeign(workflow, step, value.text().text, depth + 1)
  })
}

function isNumber(plain: string): boolean {
  return pullNumber.test(plain) || /number|\bpr\b|inputs\./.test(plain) || namesForeignHead(plain)
}

/** Expressions and variables on a line of a script. */
function isForeignLine(workflow: Workflow, step: WorkflowStep, line: string): boolean {
  if (expressionsIn(line).some(({ plain }) => namesForeignHead(plain))) return true
  return [...workflow.environment(step)].some(
    ([name, value]) =>
      (line.includes(`$${name}`) || line.includes(`\${${name}`)) &&
      expressionsIn(value.text().text).some(({ plain }) => namesForeignHead(plain)),
  )
}

const runsTree =
  /(?:^|[\s;&|(])(?:npm|yarn|pnpm|bun|make|pip\d?|pipx|uv|poetry|tox|nox|pytest|cargo|mvn|gradle|bundle|rake|composer|cmake|ninja|bazel|just|task|docker\s+(?:build|compose)|go\s+(?:run|test|generate|build)|pre-commit|npx|deno|swift|dotnet|phpunit|mix|terraform|helm|ansible-playbook)(?=\s|$)/
const runsFile =
  /(?:^|[\s;&|(])(?:\.\/[\w./-]+|(?:(?:ba|z|da)?sh|source|\.|python[\d.]*|node|ruby|perl|php|pwsh|Rscript|lua)\s+(?:-[\w-]+\s+)*["']?([\w$.{}-][\w$./{}-]*))/
/** Of {@link runsTree} those that do what files of the folder say; the others install or ask by name. */
const buildsThere =
  /(?:^|[\s;&|(])(?:make|npm\s+(?:ci|run|test)|npm\s+i(?:nstall)?(?=\s*(?:$|[;&|]))|(?:yarn|pnpm|bun)(?:\s+(?:install|run|test|build)|\s*$)|pip\d?\s+install\s+(?:-r|-e|\.)|cargo|mvn|gradle|bundle|rake|composer|cmake|docker\s+(?:build|load|compose)|go\s+(?:run|test|generate|build))(?=\s|$)/
const buildsTree =
  /(?:docker\/build-push-action|pre-commit\/action|golangci\/golangci-lint-action|gradle\/gradle-build-action)@/i

/** A file whose lines become variables, or folders of programs, of every later step. */
const setsVariables =
  /(?:\b(?:cat|jq|head|tail|sed|grep|awk|cut|tr|source)\b|<)[^\n]{0,300}>{1,2}\s*["']?\$(?:\{?GITHUB_(?:ENV|PATH)\}?|env:GITHUB_(?:ENV|PATH))/

/** Where a later step runs programs or actions that lie among such files; undefined where none is seen to. */
export function runsForeign(workflow: Workflow, code: ForeignCode): TextSpan | undefined {
  const isAlone = code.kind === 'artifact' && code.folder === '' && !hasOwnTree(workflow, code)
  for (const step of workflow.steps) {
    if (step !== code.step && !workflow.isLater(step, code.step)) continue
    const own = step === code.step
    if (!own && /^\.\//.test(step.uses) && isIn(step.uses.slice(2), code.folder)) return spanOfUses(workflow, step)
    if (!own && buildsTree.test(step.uses) && code.folder === '' && code.kind === 'checkout')
      return spanOfUses(workflow, step)
    const script = nodeAt(step.node, 'run')
    if (script?.kind !== 'text') continue
    const works = (textAt(step.node, 'working-directory') ?? '').replace(/^\.\//, '')
    const body = script.text().text
    let start = 0
    for (const line of body.split('\n')) {
      const at = workflow.spanIn(script, start, start + line.trimEnd().length)
      const isAfter = !own || at.start.line > code.at.start.line || /&&|;/.test(line)
      start += line.length + 1
      if (isAfter && isSetByArtifact(line, works, code)) return at
      if (isAfter && !/^\s*(?:#|echo\b)/.test(line) && runsIn(line, works, code, isAlone)) return at
    }
  }
  return undefined
}

/** The tree of the project is there too, so that a script is not for certain one of the artifact. */
function hasOwnTree(workflow: Workflow, code: ForeignCode): boolean {
  return workflow.steps.some(
    step =>
      step.job === code.step.job &&
      (/\bcheckout\b[\w-]*@/i.test(step.uses) || gitTakes.test(textAt(step.node, 'run') ?? '')),
  )
}

/** In a folder of their own the line has to name it; beside the tree nothing tells them apart. */
function isSetByArtifact(line: string, works: string, { folder, kind }: ForeignCode): boolean {
  const isOfIt = folder === '' || works === folder || works.startsWith(`${folder}/`) || hasFolder(line, folder)
  return kind === 'artifact' && isOfIt && !/^\s*(?:#|echo\b|printf\b)/.test(line) && setsVariables.test(line)
}

function runsIn(line: string, works: string, { folder, kind }: ForeignCode, isAlone: boolean): boolean {
  const isThere = folder === '' || works === folder || works.startsWith(`${folder}/`) || hasFolder(line, `cd ${folder}`)
  const file = runsFile.exec(line)
  if (kind === 'artifact' && isAlone) return buildsThere.test(line) || file !== null
  if (kind === 'artifact') {
    // Where an artifact is unpacked beside the tree, its files are known only by their folder.
    return folder !== '' ? isThere || (file !== null && hasFolder(file[0], folder)) : file?.[1] !== undefined
  }
  if (isThere && (runsTree.test(line) || file !== null)) return true
  return folder !== '' && file !== null && hasFolder(file[0], folder)
}

function hasFolder(text: string, folder: string): boolean {
  const at = text.indexOf(folder)
  return at !== -1 && /^(?:\/|\s|$|["'])/.test(text.slice(at + folder.length, at + folder.length + 1))
}

function isIn(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`)
}

function spanOfUses(workflow: Workflow, { node }: WorkflowStep): TextSpan {
  const uses = nodeAt(node, 'uses')
  return workflow.span(uses ?? node)
}
