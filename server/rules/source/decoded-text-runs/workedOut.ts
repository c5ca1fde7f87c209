import type { CodeUnit } from '../../../core/embedded/code'
import { endingOf } from '../../../core/facts/decodedText'
import { deedOf } from '../../../core/facts/deed'
import { runText } from '../../../core/facts/runText'
import type { DecodedText } from '../../../core/model/finding'
import type { ProgramArgument, ProgramCall, ProgramReading } from '../../../core/syntax/program'
import { DECODERS } from './decoding'

/** A call that runs text which could be worked out, and which nobody can read in the file. */
export interface WorkedOut {
  readonly call: ProgramCall
  /** The step that says best how it is made. */
  readonly decoder: string
  /** The text, and those that it would run in its turn. */
  readonly texts: readonly [DecodedText, ...DecodedText[]]
  /** What the texts would do, each a clause. */
  readonly does: readonly string[]
}

const MOST_TEXTS = 12
const MOST_DEEDS = 4
/** Units of a text that are kept. */
const KEPT = 65_536
/** Steps that turn what is written into something else, beside the decoders. */
const TURNS = /^(?:xor|\[::-1\]|strrev|pack|codecs\.decode|bytes\.fromhex)$/
/** Steps that give letters for their numbers. */
const LETTERS = /^(?:chr|String\.from(?:CharCode|CodePoint)|bytes|bytearray|parseInt|hexdec)$/
/** Steps that may leave the words as they are. */
const MILD =
  /^(?:chr|String\.from(?:CharCode|CodePoint)|unescape|Buffer(?:\.from)?|\.reverse|reversed|array_reverse|\.decode)$/
const MOST_WORDS = 200
const MOSTLY = 0.8

/** @param units all code of the side, in which text that is run is found again as code */
export function workedOut(unit: CodeUnit, reading: ProgramReading, units: readonly CodeUnit[]): readonly WorkedOut[] {
  return reading.calls.flatMap((call): WorkedOut[] => {
    for (const argument of runText(unit, call)) {
      const decoder = decoderOf(argument, unit)
      const texts: DecodedText[] = []
      const found: CodeUnit[] = []
      if (decoder !== undefined) follow({ unit, call, argument }, undefined, units, texts, found)
      const [first, ...more] = texts
      if (decoder === undefined || first === undefined) continue
      const inside = units.filter(one => found.some(outer => isWithin(one, outer)))
      const says = inside.flatMap(one => deedOf(one)?.says ?? [])
      return [{ call, decoder, texts: [first, ...more], does: [...new Set(says)].slice(0, MOST_DEEDS) }]
    }
    return []
  })
}

/** Whether all that a call runs is known, and nothing of it is hidden. */
export function runsReadable(unit: CodeUnit, call: ProgramCall): boolean {
  const given = runText(unit, call)
  return (
    given.length > 0 &&
    given.every(one => one.value.kind === 'known' && one.steps !== undefined && decoderOf(one, unit) === undefined)
  )
}

/** Undefined where the text is not known, or stands in the file for everybody to read. */
function decoderOf({ value, steps = [] }: ProgramArgument, { body }: CodeUnit): string | undefined {
  if (value.kind !== 'known' || value.text.trim() === '' || body.text.includes(value.text.trim().slice(0, 40)))
    return undefined
  const telling = steps.findLast(({ name }) => DECODERS.test(name) && !MILD.test(name))
  if (telling !== undefined) return telling.name
  const turn = steps.findLast(({ name }) => TURNS.test(name))
  const letters = steps.findLast(({ name }) => LETTERS.test(name))
  const mild = steps.findLast(({ name }) => MILD.test(name))
  return (turn ?? (isReadable(value.text, body.text) ? undefined : (letters ?? mild)))?.name
}

/** Whether nearly all of its words stand in the file. */
function isReadable(text: string, file: string): boolean {
  const words = new Set((text.match(/[A-Za-z_]{4,40}/g) ?? []).slice(0, MOST_WORDS))
  const readable = [...words].filter(word => file.includes(word)).length
  return words.size === 0 || readable >= MOSTLY * words.size
}

interface Run {
  readonly unit: CodeUnit
  readonly call: ProgramCall
  readonly argument: ProgramArgument
}

function follow(
  { unit, call, argument }: Run,
  from: number | undefined,
  units: readonly CodeUnit[],
  texts: DecodedText[],
  found: CodeUnit[],
): void {
  if (argument.value.kind !== 'known' || texts.length >= MOST_TEXTS) return
  const { text } = argument.value
  const inner = units.find(one => one.host === unit && one.role === 'argument' && one.body.text === text)
  const number = texts.length + 1
  texts.push({
    number,
    ...(from === undefined ? {} : { from }),
    runner: call.callee,
    ending: endingOf(inner?.language ?? unit.language),
    steps: (argument.steps ?? []).map(({ name, count }) => (count === 1 ? name : `${name} (${count} times)`)),
    size: new TextEncoder().encode(text).length,
    text: text.slice(0, KEPT),
    isCut: text.length > KEPT,
  })
  if (inner === undefined) return
  found.push(inner)
  for (const next of inner.program()?.calls ?? [])
    for (const given of runText(inner, next))
      if (decoderOf(given, inner) !== undefined)
        follow({ unit: inner, call: next, argument: given }, number, units, texts, found)
}

function isWithin(unit: CodeUnit, outer: CodeUnit): boolean {
  for (let at: CodeUnit | undefined = unit; at !== undefined; at = at.host) if (at === outer) return true
  return false
}
