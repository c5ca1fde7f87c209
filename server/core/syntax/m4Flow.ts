import { type Flow, type FlowFrame, inBranch, inFrame, newFrame } from './flow'
import { argumentText, type M4Call, type M4File } from './m4Reader'

/** Macros whose arguments run at another time than where they stand: when a macro is used, or in config.status. */
const deferring = /^(?:A[CU]_DEFUN\w*|m4_define\w*|m4_defun\w*|define|AC_CONFIG_\w+|AM_CONDITIONAL|m4_divert\w*)$/
const conditional = /^(?:AS_IF|AS_CASE|AC_ARG_(?:WITH|ENABLE))$/

/**
 * Where each argument of each call stands among the branches of its file. Of macros nobody knows here, an argument may run
 * or not, whatever becomes of the others.
 */
export function m4Flows(file: M4File): ReadonlyMap<M4Call, readonly (Flow | undefined)[]> {
  const flows = new Map<M4Call, readonly (Flow | undefined)[]>()
  for (const call of file.calls) {
    const { parent } = call
    const around = parent === undefined ? undefined : flows.get(parent)?.[argumentAround(parent, call.start)]
    flows.set(call, conditional.test(call.name) ? branches(call, around) : independent(call, around))
  }
  return flows
}

function argumentAround({ arguments: all }: M4Call, at: number): number {
  let low = 0
  let high = all.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((all[middle]?.start ?? 0) <= at) low = middle
    else high = middle - 1
  }
  return low
}

function independent(call: M4Call, around: Flow | undefined): readonly (Flow | undefined)[] {
  const kind = deferring.test(call.name) ? 'function' : 'branch'
  return call.arguments.map(() => inFrame(around, kind))
}

/** `AS_IF(test, then, test, then, else)`, `AS_CASE(word, pattern, then, …, else)`, `AC_ARG_WITH(name, help, given, not)`. */
function branches({ name, arguments: all }: M4Call, around: Flow | undefined): readonly (Flow | undefined)[] {
  const frame: FlowFrame = newFrame('branch')
  const isCase = name === 'AS_CASE'
  const first = name === 'AS_IF' ? 1 : 2
  const hasElse = name.startsWith('AC_') ? all.length >= 4 : all.length > first && all.length % 2 === (isCase ? 0 : 1)
  const flows = all.map((_, index) => {
    if (index < first) return around
    const isBranch = name.startsWith('AC_') || (index - first) % 2 === 0 || (hasElse && index === all.length - 1)
    return isBranch ? inBranch(around, frame) : around
  })
  frame.isExhaustive = hasElse
  return flows
}

const mostMacros = 1000

/** Macros that stand for plain words, so that a name in a command can be read. One defined twice has no one text. */
export function plainMacros(file: M4File): ReadonlyMap<string, string> {
  const macros = new Map<string, string>()
  const repeated = new Set<string>()
  for (const { name, arguments: all } of file.calls) {
    if (!/^(?:m4_define|define)$/.test(name) || all.length !== 2 || macros.size >= mostMacros) continue
    const defined = argumentText(file, all[0])
    const text = argumentText(file, all[1])
    if (!/^[A-Za-z_]\w*$/.test(defined)) continue
    if (macros.has(defined)) repeated.add(defined)
    // Anything else would be read once more by m4, or by the shell.
    if (/^[\w./:@%+=-]{0,400}$/.test(text)) macros.set(defined, text)
    else repeated.add(defined)
  }
  for (const name of repeated) macros.delete(name)
  return macros
}
