import type { Fact } from '../../../core/facts/fact'
import { linkedObject } from '../../../core/facts/linkedObject'
import { opaqueFile } from '../../../core/facts/opaqueFile'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { baseName } from '../../../core/model/path'
import { shorten } from '../../../core/model/visible'
import { shellWord } from '../../../core/rule/commands'
import type { ChangeSetContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

const why = 'What it holds goes into a program without any source in the tree.\n{made}'
const question = 'Where does the file come from, and could the build make it?'

export default defineRule({
  id: 'build/committed-object-linked',
  title: 'build links a binary of the change or of the test data',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['xz-2024'],
  tags: ['CWE-506'],
  uses: [linkedObject, opaqueFile],
  messages: {
    change: {
      message: '`{name}` links `{path}`, a binary that is part of this change',
      why,
      benign: 'A library that its maker gives out in compiled form only.',
      question,
      commands: ['git log --oneline -- {word}'],
    },
    data: {
      message: '`{name}` links `{path}`, which is under a folder of test data',
      why,
      benign: 'A test of a linker or of a reader of object files.',
      question,
      commands: ['git log --oneline -- {word}'],
    },
  },
  examine: { changeSet: examine },
})

/** Folders of samples, not of tests that are compiled. */
const samples = /(?:^|\/)(?:fixtures?|testdata|test[-_]files|corpus|tests?\/(?:files|data|inputs?|samples|vectors))\//i

function examine(context: ChangeSetContext): void {
  const opaque = new Map<string, Fact<'opaque-file'>[]>()
  for (const fact of context.facts('opaque-file')) {
    // Nobody links text.
    if (fact.data.change === 'deleted' || fact.data.armour !== undefined) continue
    const name = baseName(fact.subject)
    const same = opaque.get(name)
    if (same === undefined) opaque.set(name, [fact])
    else same.push(fact)
  }
  const files = new Map(context.files.map(file => [file.index, file]))
  const seen = new Set<string>()
  for (const fact of context.facts('linked-object')) {
    const file = files.get(fact.location.file)
    if (file === undefined || !fact.isChanged || seen.has(`${file.index} ${fact.subject}`)) continue
    seen.add(`${file.index} ${fact.subject}`)
    if (!context.budget.spend(/[*?]/.test(fact.subject) ? opaque.size : 1)) return
    const binary = matching(fact.subject, opaque)
    const isSample = samples.test(binary?.subject ?? fact.subject) && isObject(fact.subject)
    if (binary === undefined && (!isSample || isTestFolder(file.path))) continue
    context.report({
      file: file.index,
      digest: fact.digest,
      side: fact.location.side,
      at: fact.location.at,
      text: fact.text,
      message: binary === undefined ? 'data' : 'change',
      severity: isTestFolder(file.path)
        ? 'low'
        : binary !== undefined && (isTestFolder(binary.subject) || isOfNobody(binary.subject))
          ? 'high'
          : 'medium',
      data: {
        name: baseName(file.path),
        path: shorten(fact.subject, 48),
        word: shellWord(binary?.subject ?? fact.subject),
        made:
          binary === undefined
            ? 'Whether the build makes it was not looked at.'
            : `It is ${binary.data.format} by content.`,
      },
      ...(binary === undefined
        ? {}
        : {
            related: [
              {
                file: binary.location.file,
                side: binary.location.side,
                at: binary.location.at,
                label: 'what is linked',
              },
            ],
          }),
    })
  }
}

/** A compiled file by itself, where nobody keeps what others give out: its source should be beside it. */
function isOfNobody(path: string): boolean {
  return /\.(?:o|lo|obj|a)$/.test(path) && !given.test(path)
}

const given =
  /firmware|blob|(?:^|\/)(?:vendor\w*|third[-_]?party|ext(?:ern(?:al)?)?s?|prebuilts?|deps?|libs?|sdk|frameworks?|arm\w*|x86\w*|win\w*|ios|android)\//i

function isObject(path: string): boolean {
  return /\.(?:o|obj|lo|a|lib|so(?:\.\d+){0,3}|dylib|dll|syso)$|[*?]/.test(path)
}

/** A file of the change by its whole path, or by its end where that names a folder; a pattern by its folder and end. */
function matching(
  path: string,
  opaque: ReadonlyMap<string, readonly Fact<'opaque-file'>[]>,
): Fact<'opaque-file'> | undefined {
  const name = baseName(path)
  if (!/[*?]/.test(name)) {
    return opaque
      .get(name)
      ?.find(fact => fact.subject === path || (path.includes('/') ? fact.subject.endsWith(`/${path}`) : isObject(path)))
  }
  const folder = path.slice(0, path.length - name.length)
  if (folder === '') return undefined
  const [start = '', end = ''] = [name.slice(0, name.search(/[*?]/)), name.slice(name.search(/[*?][^*?]*$/) + 1)]
  for (const [other, facts] of opaque)
    if (other.startsWith(start) && other.endsWith(end)) {
      const found = facts.find(({ subject }) =>
        `/${subject.slice(0, subject.length - other.length)}`.endsWith(`/${folder}`),
      )
      if (found !== undefined) return found
    }
  return undefined
}
