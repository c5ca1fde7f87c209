import { textsIn } from '../documents/dataNode'
import { readJson } from '../documents/json'
import type { EmbeddedText } from '../syntax/embeddedText'
import { languageOfInterpreter } from '../syntax/interpreters'
import { detectLanguage, type LanguageId } from '../syntax/language'
import { languageOfScript } from '../syntax/languageByFirstLine'
import { PartBuilder, partOf } from '../syntax/partBuilder'
import { commandOfWords } from './argv'
import type { EmbedReader, FoundCode } from './code'
import { type DockerHeredoc, type DockerInstruction, readDockerfile } from './dockerfileReader'
import { isFile } from './part'
import { fillPlaceholders } from './placeholders'

/** Commands a Dockerfile runs while it builds and those its image starts with, and scripts it writes into the image. */
export const dockerfileCommands: EmbedReader = {
  languages: ['dockerfile', undefined],
  paths: /(?:^|\/)(?:[^/]*\.)?(?:Dockerfile|Containerfile|dockerfile)(?:[._-][^/]*)?$/,
  read(unit) {
    if (!isFile(unit)) return []
    let language: LanguageId | undefined = 'bash'
    let stage = ''
    return readDockerfile(unit.body).flatMap(instruction => {
      if (instruction.keyword === 'FROM') {
        language = 'bash'
        const name = /\sAS\s+(\S+)\s*$/i.exec(instruction.rest.text.slice(-200))?.[1]
        stage = name === undefined ? '' : `stage ${name}, `
      }
      if (instruction.keyword === 'SHELL') {
        const words = textsIn(readJson(instruction.rest).root)
        if (words[0] !== undefined) language = languageOfInterpreter(words[0].text)
      }
      return codeOf(instruction, instruction.rest, language, stage)
    })
  },
}

/** `--mount=…` and its like, which stand before what runs. */
const options = /^(?:\s|\\\n)*(?:--[\w-]+(?:=\S*)?(?:\s|\\\n)+)*/

function codeOf(
  instruction: DockerInstruction,
  rest: EmbeddedText,
  language: LanguageId | undefined,
  stage: string,
  keyword = instruction.keyword,
): readonly FoundCode[] {
  const start = options.exec(rest.text)?.[0].length ?? 0
  const written = partOf(rest, start, rest.text.length)
  switch (keyword) {
    case 'RUN':
      return run(written, instruction.heredocs, language, `${stage}${instruction.keyword}`)
    case 'CMD':
    case 'ENTRYPOINT':
      return run(written, [], language, `${stage}${instruction.keyword}`)
    case 'COPY':
    case 'ADD':
      return instruction.heredocs.flatMap(heredoc => copied(written.text, heredoc, `${stage}${instruction.keyword}`))
    case 'HEALTHCHECK':
    case 'ONBUILD': {
      const inner = /^([A-Za-z]+)(?=\s|\\\n)/.exec(written.text)?.[1]
      const isAllowed = keyword === 'ONBUILD' ? !/^(?:ONBUILD|FROM)$/i.test(inner ?? '') : /^CMD$/i.test(inner ?? '')
      if (inner === undefined || !isAllowed) return []
      return codeOf(
        instruction,
        partOf(written, inner.length, written.text.length),
        language,
        stage,
        inner.toUpperCase(),
      )
    }
    default:
      return []
  }
}

function run(
  written: EmbeddedText,
  heredocs: readonly DockerHeredoc[],
  language: LanguageId | undefined,
  context: string,
): readonly FoundCode[] {
  if (written.text.trim() === '') return []
  const list = written.text.startsWith('[') ? readJson(written).root : undefined
  if (list?.kind === 'list' && list.items.every(item => item.kind === 'text' && item.isQuoted)) {
    const body = commandOfWords(textsIn(list))
    return body === undefined ? [] : [{ language: 'bash', body, role: 'script', context }]
  }
  const [heredoc] = heredocs
  const only = heredocs.length === 1 ? /^<<-?(["']?)\w+\1\s*(\S*)\s*$/.exec(written.text) : null
  // `<<EOF python3` gives the text to an interpreter.
  const reader = only?.[2] === undefined || only[2] === '' ? language : languageOfInterpreter(only[2])
  const isOnlyHeredoc = heredoc !== undefined && only !== null && (only[2] === '' || reader !== undefined)
  const whole = new PartBuilder(written).append(written)
  for (const { whole: lines } of heredocs) whole.append(lines)
  const body = isOnlyHeredoc ? heredoc.body : whole.build()
  const named = isOnlyHeredoc ? languageOfScript(body.text, reader) : language
  if (body.text.trim() === '') return []
  return [{ language: named, body: fillPlaceholders(body, named, ['mustache']), role: 'script', context }]
}

/** A file written from a here-document, if its name or its first line says it is code. */
function copied(written: string, { name, body }: DockerHeredoc, context: string): readonly FoundCode[] {
  const target = written.trim().split(/\s+/).at(-1) ?? ''
  const path = target.endsWith('/') ? target + name : target
  const language = detectLanguage(path, body.text.slice(0, 4096))
  return language === undefined ? [] : [{ language, body, role: 'script', context: `${context} ${path}`, path }]
}
