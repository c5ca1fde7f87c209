import { type CMakeArgument, type CMakeCommand, type CMakeFile, readCMake } from './cmakeReader'
import type { EmbeddedText } from './embeddedText'
import type { Probe, ProbeKind, ProbeLanguage } from './probes'

/** `check_c_source_compiles` and wrappers that projects name after it (`check_c_source_compiles_with_flags`). */
const checkName = /^(?:\w*_)?check_(?:(\w+?)_)?source_(compiles|runs)(?:_\w+)?$/
const plainReference = /^\$\{([\w.+/-]+)\}$/

/** Programs handed to CMake's checks and to try_compile and try_run, and C sources written by file(WRITE). */
export function findCMakeProbes(text: string): readonly Probe[] {
  const file = readCMake(text)
  const variables = new Map<string, EmbeddedText>()
  const probes: Probe[] = []
  for (const command of file.commands) {
    if (command.name === 'set' || command.name === 'string') remember(command, variables)
    else probes.push(...probesOf(file, command, variables))
  }
  return probes
}

/** `set(NAME "program")`: a check may be given `${NAME}` instead of the program itself. */
function remember(command: CMakeCommand, variables: Map<string, EmbeddedText>): void {
  const words = command.arguments
  const isString = command.name === 'string'
  if (isString && !/^(?:CONCAT|APPEND)$/.test(words[0]?.body.text ?? '')) return
  const name = words[isString ? 1 : 0]?.body.text
  const value = words[isString ? 2 : 1]
  if (name !== undefined && value !== undefined && value.kind !== 'unquoted') variables.set(name, value.body)
}

function probesOf(
  file: CMakeFile,
  command: CMakeCommand,
  variables: ReadonlyMap<string, EmbeddedText>,
): readonly Probe[] {
  const words = command.arguments
  const programOf = (argument: CMakeArgument | undefined): EmbeddedText | undefined => {
    const name = plainReference.exec(argument?.body.text ?? '')?.[1]
    return (name === undefined ? undefined : variables.get(name)) ?? argument?.body
  }
  const probe = (kind: ProbeKind, language: ProbeLanguage, body: EmbeddedText, result: string | undefined): Probe => ({
    buildSystem: 'cmake',
    kind,
    language,
    check: command.name,
    resultVariable: result,
    resultVariables: result === undefined ? [] : [result],
    body,
    placeholders: [],
    span: file.lines.span(command.start, command.end),
  })

  const check = checkName.exec(command.name)
  if (check !== null) {
    // check_source_compiles(LANG code var); the older checks carry the language in their name.
    const first = check[1] === undefined ? 1 : 0
    const language = languageOf(check[1] ?? words[0]?.body.text ?? '')
    const body = programOf(words[first])
    const kind = check[2] === 'runs' ? 'run' : 'compile'
    return body === undefined ? [] : [probe(kind, language, body, words[first + 1]?.body.text)]
  }
  if (command.name === 'try_compile' || command.name === 'try_run') {
    const result = words[0]?.body.text
    const kind = command.name === 'try_run' ? 'run' : 'compile'
    return words.flatMap((word, at) => {
      const source = words[at + 1]?.body.text ?? ''
      const how = word.body.text
      const body =
        how === 'SOURCE_FROM_CONTENT'
          ? programOf(words[at + 2])
          : how === 'SOURCE_FROM_VAR'
            ? variables.get(words[at + 2]?.body.text ?? '')
            : undefined
      return body === undefined ? [] : [probe(kind, languageOfFile(source), body, result)]
    })
  }
  if (command.name === 'file' && /^(?:WRITE|GENERATE|CONFIGURE)$/.test(words[0]?.body.text ?? '')) {
    const content = words.findIndex(word => word.body.text === 'CONTENT')
    const name = words.map(word => word.body.text).find(text => /\.(?:c|cc|cpp|cxx)$/i.test(text))
    const body = programOf(content === -1 ? words[2] : words[content + 1])
    // A file that is put together piece by piece is no program in any one of them.
    if (name === undefined || body === undefined || !/\bmain\b/.test(body.text)) return []
    return [probe('written', languageOfFile(name), body, undefined)]
  }
  return []
}

function languageOf(name: string): ProbeLanguage {
  if (/^c$/i.test(name)) return 'c'
  return /^(?:cxx|cpp)$/i.test(name) ? 'cpp' : 'unknown'
}

function languageOfFile(name: string): ProbeLanguage {
  if (/\.c$/.test(name)) return 'c'
  return /\.(?:cc|cpp|cxx|C)$/.test(name) ? 'cpp' : 'unknown'
}
