import { type DataNode, entriesAt, itemsAt, nodeAt, textAt, textsIn, visitMaps } from '../documents/dataNode'
import { baseName } from '../model/path'
import type { EmbeddedText } from '../syntax/embeddedText'
import { detectLanguage } from '../syntax/language'
import { languageOfScript } from '../syntax/languageByFirstLine'
import { partOf } from '../syntax/partBuilder'
import { commandOfWords } from './argv'
import type { FoundCode } from './code'
import { stepName } from './githubSteps'
import { fillPlaceholders } from './placeholders'

/** A script, or a list of words that no shell reads. */
function commandNode(node: DataNode | undefined, context: string): readonly FoundCode[] {
  const body = node?.kind === 'text' ? node.text() : commandOfWords(textsIn(node))
  if (body === undefined || body.text.trim() === '') return []
  return [{ language: languageOfScript(body.text, 'bash'), body, role: 'script', context }]
}

/** `command` and `entrypoint` of the services of a compose file; `$$` is how it writes a dollar sign. */
export function composeCommands(document: DataNode): readonly FoundCode[] {
  return entriesAt(document, 'services').flatMap(({ key, value: service }) => {
    const within = `service ${key}`
    const hooks = ['post_start', 'pre_stop'].flatMap(hook =>
      itemsAt(service, hook).flatMap(item => commandNode(nodeAt(item, 'command'), `${within}, ${hook}`)),
    )
    return [
      ...commandNode(nodeAt(service, 'entrypoint'), `${within}, entrypoint`),
      ...commandNode(nodeAt(service, 'command'), `${within}, command`),
      ...healthCheck(nodeAt(service, 'healthcheck', 'test'), `${within}, healthcheck`),
      ...hooks,
    ]
  })
}

/** `CMD-SHELL` hands one text to a shell, `CMD` runs words, `NONE` nothing. */
function healthCheck(test: DataNode | undefined, context: string): readonly FoundCode[] {
  if (test?.kind === 'text') return commandNode(test, context)
  const [how, ...words] = textsIn(test)
  if (how === undefined || how.text === 'NONE') return []
  const body = how.text === 'CMD-SHELL' ? words[0] : commandOfWords(how.text === 'CMD' ? words : [how, ...words])
  return body === undefined ? [] : [{ language: 'bash', body, role: 'script', context }]
}

/**
 * Containers of a Kubernetes object: `command` with `args`, `exec.command` of probes and hooks, and files in a ConfigMap
 * whose name or first line says they are code. Tekton and Argo keep a `script` or `source` beside an image.
 */
export function kubernetesCommands(document: DataNode): readonly FoundCode[] {
  const found: FoundCode[] = []
  visitMaps(document, (map, trail) => {
    const name = textAt(map, 'name')
    const last = trail[trail.length - 1]?.key
    const context = name === undefined ? (last ?? '') : `container ${name}`
    if (last === 'exec') found.push(...commandNode(nodeAt(map, 'command'), `${trail[trail.length - 2]?.key ?? 'exec'}`))
    if (textAt(map, 'image') === undefined) return
    const words = [...textsIn(nodeAt(map, 'command')), ...textsIn(nodeAt(map, 'args'))]
    const body = nodeAt(map, 'command') === undefined ? undefined : commandOfWords(words)
    if (body !== undefined)
      found.push({ language: 'bash', body: fillPlaceholders(body, 'bash', ['mustache']), role: 'script', context })
    for (const key of ['script', 'source']) {
      const script = nodeAt(map, key)
      if (script?.kind === 'text') found.push(...commandNode(script, context))
    }
  })
  if (textAt(document, 'kind') !== 'ConfigMap') return found
  for (const { key, value } of entriesAt(document, 'data')) {
    if (value.kind !== 'text') continue
    const body = value.text()
    const language = detectLanguage(key, body.text.slice(0, 4096))
    if (language !== undefined && language !== 'yaml' && language !== 'json')
      found.push({ language, body, role: 'script', context: `data.${key}`, path: key })
  }
  return found
}

/** Steps of Google's Cloud Build: the image's own program, or `entrypoint`, with `args`; or a `script`. */
export function cloudBuildSteps(document: DataNode): readonly FoundCode[] {
  return itemsAt(document, 'steps').flatMap((step, index) => {
    const context = stepName(step, index)
    const script = nodeAt(step, 'script')
    if (script !== undefined) return commandNode(script, context)
    const image = nodeAt(step, 'name')
    const entry = nodeAt(step, 'entrypoint')
    const program = entry?.kind === 'text' ? entry.text() : image?.kind === 'text' ? imageName(image.text()) : undefined
    if (program === undefined) return []
    const body = commandOfWords([program, ...textsIn(nodeAt(step, 'args'))])
    return body === undefined ? [] : [{ language: 'bash' as const, body, role: 'script' as const, context }]
  })
}

/** `docker` of `gcr.example.invalid/cloud-builders/docker:20`. */
function imageName(image: EmbeddedText): EmbeddedText {
  const name = baseName(image.text)
  const start = image.text.length - name.length
  return partOf(image, start, start + name.replace(/[:@].*$/, '').length)
}

/** `entry` and `args` of pre-commit's hooks, in a project's configuration or in a repository that offers hooks. */
export function preCommitHooks(document: DataNode): readonly FoundCode[] {
  const found: FoundCode[] = []
  visitMaps(document, map => {
    const entry = nodeAt(map, 'entry')
    if (entry?.kind !== 'text') return
    const text = entry.text()
    const context = `hook ${textAt(map, 'id') ?? ''}`.trim()
    if (textAt(map, 'language') === 'pygrep' || text.text.trim() === '') return
    found.push({ language: 'bash', body: text, role: 'script', context })
  })
  return found
}
