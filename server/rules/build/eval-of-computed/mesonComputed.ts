import { spanOf, type TextSpan } from '../../../core/model/location'
import {
  callsIn,
  type MesonCall,
  type MesonExpression,
  type MesonFile,
  positional,
  readMeson,
} from '../../../core/syntax/mesonReader'
import type { ComputedStep, Origin } from './computed'

/** `run_command()` of a program that is no name and no search for one (Meson reference manual). */
export function mesonComputed(text: string): readonly ComputedStep[] {
  if (!text.includes('run_command')) return []
  const file = readMeson(text)
  const values = new Map(
    file.statements.flatMap(({ kind, name, value }) =>
      kind === 'assignment' && name !== undefined ? [[name, value]] : [],
    ),
  )
  return file.statements.flatMap(({ value }) =>
    callsIn(value).flatMap((call): readonly ComputedStep[] => {
      if (call.name !== 'run_command' || call.object !== undefined) return []
      const [program, option, script] = positional(call)
      if (program === undefined) return []
      const isScript = script !== undefined && isText(program, /^(?:ba|da)?sh$/) && isText(option, /^-\w*c$/)
      const run = isScript ? script : program
      const origin = originOf(run, values, file, 0)
      if (origin === undefined || (isScript && origin.kind !== 'text')) return []
      const at = file.lines.span(call.start, call.end)
      const span = spanOf(at.start.line, at.start.column, firstLine(text, call))
      return [
        {
          message: 'evaluated',
          severity: origin.kind === 'option' ? 'low' : 'medium',
          span,
          parts: origin.at === undefined ? [] : [origin.at],
          where: 'run_command',
          code: text.slice(run.start, Math.min(run.end, run.start + 60)),
          origin,
        },
      ]
    }),
  )
}

function firstLine(text: string, { start, end }: MesonCall): number {
  const line = text.indexOf('\n', start)
  return (line === -1 ? end : Math.min(end, line)) - start
}

function isText(expression: MesonExpression | undefined, pattern: RegExp): boolean {
  return expression?.kind === 'string' && pattern.test(expression.body.text)
}

/** Variables and methods that are followed. */
const deepest = 6

function originOf(
  expression: MesonExpression,
  values: ReadonlyMap<string, MesonExpression>,
  file: MesonFile,
  depth: number,
): Origin | undefined {
  if (depth > deepest) return undefined
  const at: TextSpan = file.lines.span(expression.start, expression.end)
  const next = (one: MesonExpression | undefined) =>
    one === undefined ? undefined : originOf(one, values, file, depth + 1)
  if (expression.kind === 'name') return next(values.get(expression.name))
  if (expression.kind === 'array') return next(expression.elements[0])
  if (expression.kind === 'joined')
    return expression.operators.includes('+') && expression.operands.every(({ kind }) => kind === 'string')
      ? { kind: 'pieces', says: 'it is put together out of constant text', at }
      : undefined
  if (expression.kind !== 'call') return undefined
  const { object, name } = expression
  if (name === 'get_option') return { kind: 'option', says: 'an option of the build decides it', at }
  if (name === 'read' && object !== undefined) return { kind: 'text', says: 'it is the text of a file', at }
  if (name === 'join' && object !== undefined) return { kind: 'pieces', says: '`join` puts it together', at }
  if (name === 'stdout' && object !== undefined) return { kind: 'output', says: 'a command puts it out', at }
  return /^(?:strip|split|splitlines|replace|to_lower|to_upper|format|substring)$/.test(name) ? next(object) : undefined
}
