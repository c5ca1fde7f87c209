import type { EmbeddedText } from '../embeddedText'
import type { LanguageId } from '../language'
import { emptyReading, type ProgramReading } from '../program'
import { readPerl } from './perl'
import { readPowerShell } from './powershell'

const readers: ReadonlyMap<LanguageId, (body: EmbeddedText) => ProgramReading> = new Map<
  LanguageId,
  (body: EmbeddedText) => ProgramReading
>([
  ['perl', readPerl],
  ['powershell', readPowerShell],
])

/** Languages whose programs are read without a grammar. */
export function isLexed(language: LanguageId | undefined): language is LanguageId {
  return language !== undefined && readers.has(language)
}

/** What a program in a language without a grammar says. Never throws on input, linear, and bounded. */
export function readLexedProgram(language: LanguageId, body: EmbeddedText): ProgramReading {
  return readers.get(language)?.(body) ?? emptyReading
}
