import { type DataMap, type DataNode, nodeAt, type TrailStep, textAt, textsIn, visitMaps } from '../documents/dataNode'
import type { EmbeddedText } from '../syntax/embeddedText'
import { languageOfInterpreter } from '../syntax/interpreters'
import { languageOfScript } from '../syntax/languageByFirstLine'
import type { FoundCode } from './code'
import { stepName } from './githubSteps'
import { joinLines } from './part'
import { fillPlaceholders, type PlaceholderKind } from './placeholders'

/** Where a system for builds keeps its scripts, as its documentation has it. */
export interface PipelineSystem {
  readonly paths: RegExp
  /** Keys, at any depth, of a script or of a list of commands that run one after the other in one shell. */
  readonly keys: RegExp
  /** Keys of a map under which such keys mean something else. */
  readonly not?: RegExp
  /** Keys that name what runs by their children: `jobs: { build: … }`. `''` stands for the top level. */
  readonly named: Readonly<Record<string, string>>
  readonly placeholders: readonly PlaceholderKind[]
  /** Whether each item of a list is a script of its own. */
  readonly isSplit?: boolean
}

/** AppVeyor's plain lines are for Windows' command prompt or for a shell, depending on the machine. */
const batch = /%\w+%|^\s*(?:@?echo (?:on|off)\b|call |set \w+=|if (?:not )?(?:defined|exist) |cd \/d )/i

const variables = /^(?:variables|env|environment|globals|secrets)$/

export const pipelineSystems: readonly PipelineSystem[] = [
  {
    paths: /(?:^|\/)(?:[^/]*\.)?gitlab-ci[^/]*\.ya?ml$|(?:^|\/)\.gitlab\/.*\.ya?ml$/,
    keys: /^(?:script|before_script|after_script|pre_get_sources_script)$/,
    not: variables,
    named: { '': 'job' },
    placeholders: ['expression'],
  },
  {
    paths: /(?:^|\/)\.circleci\/.*\.ya?ml$/,
    keys: /^(?:run|command)$/,
    not: /^(?:parameters|environment|docker)$/,
    named: { jobs: 'job', commands: 'command' },
    placeholders: ['parameter'],
  },
  {
    paths: /(?:^|\/)(?:\.?azure[^/]*|\.azure[^/]*\/.*)\.ya?ml$|(?:^|\/)\.?(?:vsts|pipelines?)[^/]*\/.*\.ya?ml$/,
    keys: /^(?:script|bash|pwsh|powershell)$/,
    not: /^(?:variables|env|inputs)$/,
    named: { jobs: 'job' },
    placeholders: ['expression', 'macro'],
  },
  {
    paths: /(?:^|\/)\.travis\.ya?ml$/,
    keys: /^(?:(?:before_|after_)?(?:install|script|deploy|cache)|after_(?:success|failure))$/,
    not: /^(?:env|addons|cache)$/,
    named: {},
    placeholders: [],
  },
  {
    paths: /(?:^|\/)\.?(?:buildkite\/.*|buildkite[^/]*)\.ya?ml$/,
    keys: /^commands?$/,
    not: /^(?:env|plugins)$/,
    named: {},
    placeholders: [],
  },
  {
    paths: /(?:^|\/)\.?(?:drone|woodpecker)(?:\/.*|[^/]*)\.ya?ml$/,
    keys: /^commands$/,
    not: /^(?:environment|settings)$/,
    named: { steps: 'step', pipeline: 'step', services: 'service' },
    placeholders: [],
  },
  {
    paths: /(?:^|\/)bitbucket-pipelines\.ya?ml$/,
    keys: /^(?:script|after-script)$/,
    named: { default: 'pipeline' },
    placeholders: [],
  },
  {
    paths: /(?:^|\/)\.?appveyor[^/]*\.ya?ml$/,
    keys: /^(?:init|install|(?:before|after)_(?:build|test|deploy)|(?:build|test|deploy)_script|on_(?:success|failure|finish))$/,
    not: variables,
    named: {},
    placeholders: [],
    isSplit: true,
  },
  {
    paths: /(?:^|\/)\.cirrus\.ya?ml$/,
    keys: /(?:^|_)script$/,
    not: variables,
    named: { '': 'task' },
    placeholders: [],
  },
  { paths: /(?:^|\/)\.semaphore\/.*\.ya?ml$/, keys: /^commands$/, named: {}, placeholders: ['mustache'] },
  {
    paths: /(?:^|\/)\.?readthedocs\.ya?ml$/,
    keys: /^(?:commands|(?:pre|post)_\w+|checkout|create_environment|install|build|html|pdf|epub)$/,
    named: {},
    placeholders: [],
  },
  {
    paths: /(?:^|\/)Taskfile[^/]*\.ya?ml$/i,
    keys: /^(?:cmds?|sh|status|preconditions)$/,
    named: { tasks: 'task' },
    placeholders: ['mustache'],
  },
  {
    paths: /(?:^|\/)snapcraft\.ya?ml$/,
    keys: /^(?:override-(?:pull|build|stage|prime)|command|stop-command|install-hook)$/,
    named: { parts: 'part', apps: 'app' },
    placeholders: [],
  },
  { paths: /(?:^|\/)netlify\.ya?ml$|(?:^|\/)render\.ya?ml$/, keys: /Command$/, named: {}, placeholders: [] },
]

export function pipelineScripts(system: PipelineSystem, documents: readonly DataNode[]): readonly FoundCode[] {
  const found: FoundCode[] = []
  const seen = new Set<DataNode>()
  for (const document of documents) {
    visitMaps(document, (map, trail) => {
      if (system.not !== undefined && trail.some(({ key }) => key !== undefined && system.not?.test(key))) return
      for (const { key, value } of map.entries) {
        if (!system.keys.test(key) || seen.has(value)) continue
        seen.add(value)
        const context = contextOf(system, trail, key)
        const interpreter = shellOf(map, key)
        for (const text of scripts(system, value)) {
          const language =
            interpreter === undefined
              ? languageOfScript(text.text, system.isSplit === true && batch.test(text.text) ? undefined : 'bash')
              : languageOfInterpreter(interpreter)
          const body = fillPlaceholders(text, language, system.placeholders)
          if (body.text.trim() !== '') found.push({ language, body, role: 'script', context })
        }
      }
      for (const each of [...windowsLines(system, map), ...azureTask(map)])
        found.push({ ...each, context: contextOf(system, trail, each.context) })
    })
  }
  return found
}

function scripts(system: PipelineSystem, value: DataNode): readonly EmbeddedText[] {
  const texts = textsIn(value)
  if (system.isSplit === true) return texts
  const joined = joinLines(texts)
  return joined === undefined ? [] : [joined]
}

/** What a step says about its interpreter, by a key of its own or by the key of its script. */
function shellOf(map: DataMap, key: string): string | undefined {
  if (key === 'pwsh' || key === 'powershell') return key
  return textAt(map, 'shell')
}

/** AppVeyor's lists hold `- ps: …` and `- sh: …` beside plain lines. */
function windowsLines(system: PipelineSystem, map: DataMap): readonly FoundCode[] {
  if (system.isSplit !== true) return []
  return map.entries.flatMap(({ key, value }) => {
    const shell = { ps: 'pwsh', pwsh: 'pwsh', sh: 'bash', cmd: 'cmd' }[key]
    if (shell === undefined || value.kind !== 'text') return []
    return [{ language: languageOfInterpreter(shell), body: value.text(), role: 'script' as const, context: key }]
  })
}

/** `task: Bash@3` with `inputs.script` (Azure's documentation, "Tasks"). */
function azureTask(map: DataMap): readonly FoundCode[] {
  const task = /^(Bash|ShellScript|PowerShell|PythonScript|CmdLine|AzureCLI)@/.exec(textAt(map, 'task') ?? '')?.[1]
  if (task === undefined) return []
  const input = (name: string) => nodeAt(map, 'inputs', name)
  const script = [input('script'), input('inlineScript')].find(node => node?.kind === 'text')
  if (script?.kind !== 'text') return []
  const language = ({ PowerShell: 'powershell', PythonScript: 'python' } as const)[task] ?? 'bash'
  const body = fillPlaceholders(script.text(), language, ['expression', 'macro'])
  return [{ language, body, role: 'script', context: `task ${task}` }]
}

/** "job build, step 2 (Install)", "job build, before_script". */
function contextOf(system: PipelineSystem, trail: readonly TrailStep[], key: string): string {
  const parts: string[] = []
  for (const [at, step] of trail.entries()) {
    const before = trail[at - 1]?.key ?? ''
    const kind = Object.hasOwn(system.named, before) && (at > 0 || before === '') ? system.named[before] : undefined
    if (step.key !== undefined) {
      if (kind !== undefined && (before !== '' || at === 0)) parts.push(`${kind} ${step.key}`)
      continue
    }
    const item = step.node.kind === 'list' ? step.node.items[step.index ?? 0] : undefined
    if (item === undefined) continue
    if (/steps$/i.test(before)) parts.push(stepName(item, step.index ?? 0))
    else {
      const name = textAt(item, 'job') ?? textAt(item, 'stage') ?? textAt(item, 'name')
      if (name !== undefined) parts.push(`${before.replace(/s$/, '')} ${name}`)
      else if (system.isSplit === true) parts.push(before)
    }
  }
  const says = parts[parts.length - 1] ?? ''
  const isPlain = says.startsWith('step ') && /^(?:run|command|script|bash|pwsh|powershell|commands)$/.test(key)
  return [...parts, ...(isPlain ? [] : [key])].join(', ')
}
