import { isDocument } from '../formats/document'
import { sourceKind } from '../formats/sourceKind'
import { spanOf } from '../model/location'
import { baseName } from '../model/path'
import type { SideContext } from '../rule/context'
import { defineCollector } from '../rule/rule'
import type { FactDraft } from './fact'

/** What starts or loads a program, in the words of programs, builds and manifests. */
const STARTS =
  /\b(?:exec\w*|spawn\w*|Command|system|popen|Popen|subprocess|check_(?:call|output)|ProcessBuilder|Process(?:\.Start|StartInfo)?|ShellExecute\w*|CreateProcess\w*|WinExec|dlopen|LoadLibrary\w*|loadLibrary|System\.load|DllImport|ctypes|CDLL|ffi|java|javaagent|jvmarg|run_command|add_custom_command|custom_target|execute_process|COMMAND|genrule|require|run|Exec|executable|commandLine)\b|\$\(shell\b|"(?:build|test|start|pre\w+|post\w+|install|prepare|compile|bundle|lint)"\s*:|^\s*-?\s*run:|&&|\bchmod\b/
/** A path with a folder, or a name with an ending that only programs and archives have. */
const PATH =
  /(?:[\w.@+-]+|\$[({]?\w+[)}]?|%\w+%)?(?:[\\/]{1,2}[\w.@+-]+)+|[\w.@+-]+\.(?:exe|dll|so|dylib|jar|node|bin|elf|wasm|phar|pyz|bat|com|msi|appimage)\b/gi
/** Lines around a path on which the start may stand. */
const NEAR = 4
const MOST_PATHS = 200
const LONGEST_LINE = 2_000
const MOST_LINES = 20_000

/** Paths that changed lines name beside something that starts programs; whether such a file exists is not asked. */
export const startedPath = defineCollector({
  kind: 'started-path',
  triggers: ['/', '\\', '.exe', '.dll', '.so', '.jar', '.node', '.bin', '.wasm'],
  collect,
})

function collect({ side, path, text, hunks, budget }: SideContext): readonly FactDraft<'started-path'>[] {
  if (side !== 'new' || isDocument(path)) return []
  const changed = new Set(
    hunks.flatMap(({ lines }) =>
      lines.flatMap(({ kind, new: line }) => (kind === 'added' && line !== undefined ? [line] : [])),
    ),
  )
  if (changed.size === 0 || changed.size > MOST_LINES) return []
  const drafts: FactDraft<'started-path'>[] = []
  const starts = startsOn(text.lines)
  for (const line of changed) {
    const whole = (text.lines[line - 1] ?? '').slice(0, LONGEST_LINE)
    if (!budget.spend(whole.length) || drafts.length >= MOST_PATHS) break
    if (!/[\\/.]/.test(whole) || /^\s*(?:#(?!\[)|\/\/|\*|<!--|;)/.test(whole)) continue
    const found = [...whole.matchAll(PATH)]
    if (found.length === 0) continue
    // A line of a recipe is a command.
    const isRecipe = whole.startsWith('\t') && sourceKind(path) === 'build'
    if (!isRecipe && !isNear(line, starts)) continue
    for (const { 0: written, index } of found)
      drafts.push({
        subject: normalised(written),
        side: 'new',
        at: spanOf(line, index, written.length),
        data: { from: path, by: STARTS.exec(whole)?.[0].trim() || baseName(path) },
      })
  }
  return drafts
}

/** Whether a line, from 1, starts something; the lines around many changed ones are the same. */
function startsOn(lines: readonly string[]): (line: number) => boolean {
  const known = new Map<number, boolean>()
  return line => {
    const starts = known.get(line) ?? STARTS.test((lines[line - 1] ?? '').slice(0, LONGEST_LINE))
    known.set(line, starts)
    return starts
  }
}

function isNear(line: number, starts: (line: number) => boolean): boolean {
  for (let at = line - NEAR; at <= line + NEAR; at++) if (starts(at)) return true
  return false
}

/** With plain slashes and without what stands for the top of the tree. */
function normalised(written: string): string {
  return written
    .replace(/[\\/]+/g, '/')
    .replace(/^(?:\$[({]?\w+[)}]?|%\w+%|@\w+@|\.{1,2})?\//, '')
    .replace(/^(?:\.{1,2}\/)+/, '')
}
