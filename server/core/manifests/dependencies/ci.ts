import { textsNamed } from '../../documents/dataNode'
import { readYaml } from '../../documents/yaml'
import { joinContinued, lineRanges, ManifestText } from '../manifestText'
import { type EntryParts, type FoundDependency, found, type ManifestPart } from './dependency'

/** `uses:` of a workflow or of an action: an action at a tag or commit, a folder of the tree, an image. */
export function workflow({ source }: ManifestPart): readonly FoundDependency[] {
  // An alias is the text of another place once more.
  const texts = new Map(
    readYaml(source.body())
      .flatMap(document => textsNamed(document, 'uses'))
      .map(text => [text.start, text.text()]),
  )
  return [...texts.values()].flatMap((text): readonly FoundDependency[] => {
    const value = text.text
    if (!USES.test(value)) return []
    const at = value.lastIndexOf('@')
    const isImage = value.startsWith('docker://')
    const parts: EntryParts = isImage
      ? imageEntry(value.slice('docker://'.length))
      : value.startsWith('./')
        ? { ecosystem: 'github-actions', name: value, reference: value, source: 'path', scope: 'build' }
        : {
            ecosystem: 'github-actions',
            name: at === -1 ? value : value.slice(0, at),
            requirement: at === -1 ? '' : value.slice(at + 1),
            source: 'git',
            scope: 'build',
          }
    return [found(source, text.outerStart(0), text.outerEnd(value.length), parts)]
  })
}

/** Text of a script that is cut off from its `run:` may hold the word too. */
const USES = /^(?:\.\/\S{1,500}|docker:\/\/\S{1,500}|[\w.-]{1,100}\/[\w./-]{1,400}@\S{1,200})$/

/** FROM and `COPY --from=` in a Dockerfile; names of earlier stages are none. */
export function dockerfile({ source, isPart }: ManifestPart): readonly FoundDependency[] {
  const joined = joinContinued(source.text)
  const words = new ManifestText(joined)
  const stages = new Set(['scratch'])
  return lineRanges(joined).flatMap(({ start, end }): readonly FoundDependency[] => {
    const head = joined.slice(start, Math.min(end, start + 200))
    if (/^\s{0,99}(?:COPY|ADD)\s/i.test(head)) {
      const from = words.words(start, end).find(word => word.text.startsWith('--from='))
      const image = from?.text.slice('--from='.length) ?? ''
      // A stage is a word or a number; only what says that it is an image counts.
      if (from === undefined || stages.has(image) || !/[:/@]/.test(image)) return []
      const at = source.offset(from.span.end)
      return [found(source, at - image.length, at, imageEntry(image))]
    }
    if (!/^\s{0,99}FROM\s/i.test(head)) return []
    const [image, as, stage, ...more] = words
      .words(start, end)
      .slice(1)
      .filter(word => !word.text.startsWith('--'))
    // `from x import y` in a here-document is none.
    if (image === undefined || (as !== undefined && (as.text.toUpperCase() !== 'AS' || more.length > 0))) return []
    const isStage = stages.has(image.text) || (isPart && !/[:/@]/.test(image.text))
    if (stage !== undefined) stages.add(stage.text)
    if (isStage) return []
    const at = source.offset(image.span.start)
    return [found(source, at, at + image.text.length, imageEntry(image.text))]
  })
}

/** `registry.invalid:5000/team/image:tag@sha256:…` taken apart. */
export function imageEntry(image: string): EntryParts {
  const digestAt = image.indexOf('@')
  const digest = digestAt === -1 ? undefined : image.slice(digestAt + 1)
  const rest = digestAt === -1 ? image : image.slice(0, digestAt)
  const colon = rest.replace(/\$\{[^}]{0,200}\}/g, found => '$'.repeat(found.length)).lastIndexOf(':')
  // A colon before the last slash is that of a port; one inside `${x:-y}` belongs to a variable.
  const hasTag = colon > rest.lastIndexOf('/')
  return {
    ecosystem: 'docker',
    name: hasTag ? rest.slice(0, colon) : rest,
    requirement: hasTag ? rest.slice(colon + 1) : '',
    source: 'registry',
    scope: 'build',
    integrity: digest,
  }
}
