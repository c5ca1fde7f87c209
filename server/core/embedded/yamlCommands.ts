import { type DataNode, nodeAt, textAt, textsIn, visitMaps } from '../documents/dataNode'
import { readYaml } from '../documents/yaml'
import type { EmbedReader, FoundCode } from './code'
import { cloudBuildSteps, composeCommands, kubernetesCommands, preCommitHooks } from './containerCommands'
import { githubSteps } from './githubSteps'
import { isFile } from './part'
import { pipelineScripts, pipelineSystems } from './pipelineScripts'

type DocumentReader = (document: DataNode) => readonly FoundCode[]

const byPath: readonly (readonly [RegExp, DocumentReader])[] = [
  [/(?:^|\/)\.(?:github|gitea|forgejo)\/.*\.ya?ml$|(?:^|\/)action\.ya?ml$/, githubSteps],
  [/(?:^|\/)(?:docker-)?compose[^/]*\.ya?ml$/, composeCommands],
  [/(?:^|\/)cloudbuild[^/]*\.ya?ml$/, cloudBuildSteps],
  [/(?:^|\/)project\.ya?ml$/, xcodegenScripts],
  [/(?:^|\/)\.pre-commit-(?:config|hooks)\.ya?ml$/, preCommitHooks],
]

/** Commands in the YAML files of services that build, test and run programs. */
export const yamlCommands: EmbedReader = {
  languages: ['yaml'],
  triggers: [
    'run',
    'script',
    'command',
    'cmd',
    'entry',
    'args',
    'install',
    'source',
    'ConfigMap',
    'sh:',
    'ps:',
    'bash:',
  ],
  read(unit) {
    if (!isFile(unit)) return []
    const documents = () => readYaml(unit.body)
    const system = pipelineSystems.find(({ paths }) => paths.test(unit.path))
    if (system !== undefined) return pipelineScripts(system, documents())
    const reader = byPath.find(([paths]) => paths.test(unit.path))?.[1]
    if (reader !== undefined) return documents().flatMap(reader)
    return /^(?:apiVersion|jobs|runs|services)[ \t]*:/m.test(unit.body.text) ? documents().flatMap(byContent) : []
  },
}

/** Files that such services take from anywhere are known by what they hold. */
function byContent(document: DataNode): readonly FoundCode[] {
  if (textAt(document, 'apiVersion') !== undefined && textAt(document, 'kind') !== undefined)
    return kubernetesCommands(document)
  if (nodeAt(document, 'on') !== undefined || textAt(document, 'runs', 'using') !== undefined)
    return githubSteps(document)
  return nodeAt(document, 'services') === undefined ? [] : composeCommands(document)
}

/** Scripts of XcodeGen's targets and actions of its schemes: `preBuildScripts`, `postCompileScripts`, `preActions` and so on. */
function xcodegenScripts(document: DataNode): readonly FoundCode[] {
  if (nodeAt(document, 'targets') === undefined) return []
  const found: FoundCode[] = []
  visitMaps(document, (map, trail) => {
    if (!trail.some(({ key }) => /^(?:(?:pre|post)\w*(?:Scripts|Actions)|buildRules)$/.test(key ?? ''))) return
    for (const body of textsIn(nodeAt(map, 'script')))
      found.push({ language: 'bash', body, role: 'script', context: 'build phase' })
  })
  return found
}
