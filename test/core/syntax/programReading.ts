import { EmbeddedTextBuilder } from '../../../server/core/syntax/embeddedText'
import type { GrammarId } from '../../../server/core/syntax/language'
import { LineTable } from '../../../server/core/syntax/lineTable'
import type { ProgramReading } from '../../../server/core/syntax/program'
import { readProgram } from '../../../server/core/syntax/program/readProgram'
import { shownValue } from '../../../server/core/syntax/value'
import { allGrammars, withTree } from './grammarStore'

/** Reads a whole file, or the part of it from `start` on, as a program. */
export async function reading(language: GrammarId, text: string, start = 0): Promise<ProgramReading> {
  const grammars = await allGrammars()
  const body = new EmbeddedTextBuilder(text, new LineTable(text)).copy(start, text.length).build()
  return withTree(grammars, language, body.text, tree => readProgram(language, tree, body))
}

/** Each call as `target(value, name=value)`, values as people read them. */
export function shownCalls({ calls }: ProgramReading): readonly string[] {
  return calls.map(({ target, arguments: given }) => {
    const values = given.map(({ name, value }) => (name === undefined ? '' : `${name}=`) + shownValue(value))
    return `${target}(${values.join(', ')})`
  })
}

/** What the first argument of every call of `show` is. */
export function shown({ calls }: ProgramReading): readonly string[] {
  return calls
    .filter(({ callee }) => callee === 'show')
    .map(call => shownValue(call.arguments[0]?.value ?? { kind: 'unresolved', pieces: [] }))
}
