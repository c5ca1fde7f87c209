import type { CodeUnit } from '../../../core/embedded/code'
import { ProgramText } from '../../../core/embedded/programText'
import { programOf, wordText } from '../../../core/facts/shellRoles'
import type { TextSpan } from '../../../core/model/location'
import type { ProgramArgument, ProgramReading } from '../../../core/syntax/program'
import { textsOf } from '../../../core/syntax/value'

export interface Erasing {
  readonly command: string
  readonly target: string
  readonly span: TextSpan
}

/** Folders that belong to a person or a system as a whole. */
const WHOLE =
  /^(?:\$\{?HOME\}?|~|\/|\$\{?USERPROFILE\}?|\/home|\/Users|\/etc|\/usr|\/root|[A-Z]:\\(?:Users|Windows)?\\?)[/\\]?\*?$/
/** Programs' ways to say the same: the call alone, nothing joined to it. */
const HOME =
  /^(?:str\(|String\()?(?:(?:\w+\.)?(?:path\.)?expanduser\(\s*["']~[/\\]?["']\s*\)|(?:pathlib\.)?Path\.home\(\)|Path\(["']~["']\)\.expanduser\(\)|(?:\w+\.|require\(["'](?:node:)?os["']\)\.)?homedir\(\)|Dir\.home|os\.UserHomeDir\(\)|process\.env\.(?:HOME|USERPROFILE)|os\.environ(?:\[["'](?:HOME|USERPROFILE)["']\]|\.get\(["'](?:HOME|USERPROFILE)["']\))|ENV\[["']HOME["']\]|getenv\(["']HOME["']\)|(?:std::)?env::var(?:_os)?\("(?:HOME|USERPROFILE)"\)(?:\.unwrap\(\)|\?)?|(?:\w+::)?home_dir\(\)(?:\.unwrap\(\)|\?)?|os\.Getenv\("(?:HOME|USERPROFILE)"\))\)?$/
const ERASERS =
  /(?:^|[.:])(?:rmtree|rmSync|rm|rmdirSync|rimraf(?:\.sync|Sync)?|removeSync|emptyDirSync|RemoveAll|remove_dir_all|deleteDirectory|FileUtils[.:]+(?:rm_rf|rm_r|remove_dir|remove_entry\w*)|rm_rf)$/

/** Commands, in scripts and in programs, that erase such a folder, their words resolved as far as the file fixes them. */
export function erasingCommands(unit: CodeUnit): readonly Erasing[] {
  const { pipelines, assignments } = unit.shell()
  const held = (word: string): string => {
    const variable = /^\$\{?(\w+)\}?$/.exec(word)?.[1]
    const values = assignments.filter(({ name }) => name === variable).map(({ value }) => bare(value.text))
    return values.length > 0 && values.every(value => WHOLE.test(value)) ? (values[0] ?? word) : word
  }
  return pipelines.flatMap(({ commands, form }) =>
    form === 'stored'
      ? []
      : commands.flatMap((command): readonly Erasing[] => {
          const { name, words } = programOf(command)
          const given = words.slice(1).map(word => held(bare(wordText(word))))
          const operands = given.filter(word => !word.startsWith('-'))
          const isErasing =
            (name === 'rm' && given.some(word => /^-\w*[rR]|^--recursive$/.test(word))) ||
            (name === 'find' &&
              given.includes('-delete') &&
              !given.some(word => /^-(?:i?name|path|mtime|regex|maxdepth|user|newer|size|empty)$/.test(word))) ||
            (name === 'find' &&
              given.includes('-exec') &&
              given.includes('rm') &&
              !given.some(word => /^-(?:i?name|path|mtime|regex|user|newer|size|empty)$/.test(word)))
          if (!isErasing) return []
          const target = (name === 'find' ? operands.slice(0, 1) : operands).find(word => WHOLE.test(word))
          return target === undefined ? [] : [{ command: name, target, span: command.span }]
        }),
  )
}

const TAKEN =
  /\b(?:Some|Ok)\((\w+)\)\s*=\s*((?:std::)?env::var(?:_os)?\("(?:HOME|USERPROFILE)"\)|(?:\w+::)?home_dir\(\))/g

/** Calls of a program that erase such a folder, named at once or through a variable. */
export function erasingCalls(unit: CodeUnit, reading: ProgramReading, text: string): readonly Erasing[] {
  const calls = reading.calls.filter(({ target, arguments: given }) => ERASERS.test(target) && given.length > 0)
  if (calls.length === 0) return []
  const program = new ProgramText(unit, reading, text)
  const homes = new Map<string, string>()
  for (const { name, span } of reading.assignments) {
    const whole = program.at(program.stretch(span))
    const value = whole.slice(name.length).replace(/^\s*(?::\s*\w+\s*)?:?=\s*/, '')
    if (HOME.test(value.trim())) homes.set(name, value.trim())
    else homes.delete(name)
  }
  // What a pattern takes out of an answer is no assignment of the reading.
  for (const [, name = '', value = ''] of unit.body.text.matchAll(TAKEN)) homes.set(name, value)
  return calls.flatMap(call => {
    const [first] = call.arguments
    const target = first === undefined ? undefined : wholeOf(first, homes)
    return target === undefined ? [] : [{ command: call.callee, target, span: call.span }]
  })
}

function wholeOf({ raw, value }: ProgramArgument, homes: ReadonlyMap<string, string>): string | undefined {
  // A path that is made of it is the same folder.
  const written = raw
    .trim()
    .replace(
      /^&?(?:PathBuf::from|Path::new|Path|pathlib\.Path|new File|Paths\.get)\(\s*&?([^()]+(?:\([^()]*\))?)\s*\)$/,
      '$1',
    )
    .replace(/^&/, '')
  if (HOME.test(written)) return written
  const held = homes.get(written)
  if (held !== undefined) return held
  return textsOf(value).find(one => WHOLE.test(one) && one !== '~')
}

function bare(word: string): string {
  return word.replace(/["']/g, '')
}
