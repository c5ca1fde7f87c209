import type { CodeUnit } from '../embedded/code'
import { isInside, type TextSpan } from '../model/location'
import type { ProgramCall, ProgramReading } from '../syntax/program'
import { canEvaluate } from '../syntax/program/callTable'
import { shownValue } from '../syntax/value'
import { dynamicUseOf } from './dynamicCall'
import { addressesIn } from './endpoint'

/** Calls that give what another machine answers, by the manuals of the libraries: those that every reader of programs knows. */
export const sharedFetches =
  /^(?:(?:window|globalThis|self)\.)?fetch(?:\(\)|\.|$)|^(?:axios|got|needle|superagent|node-fetch|request|undici)(?:\.|\(|$)|(?:^|\.)(?:urlopen|urlretrieve)\b/

/** Those and the others whose answer can be evaluated. */
const fetches = new RegExp(
  `${sharedFetches.source}|${/^(?:node:)?https?\.(?:get|request)\b|^(?:requests|httpx|aiohttp)\b.*\.(?:get|post|request)\b|^(?:::)?(?:Net::HTTP|URI|OpenURI|HTTParty|Faraday|RestClient|Typhoeus|Excon)[.:]+(?:get\w*|open|start|post\w*|read)\b|^\\?(?:file_get_contents|curl_exec)$|^(?:LWP::Simple::get|HTTP::Tiny\b.*get|LWP::UserAgent\b.*get)$/.source}`,
)

/** What every call that {@link fetches} has in it, so that most programs need not be read. */
const mentionsFetch =
  /fetch|http|axios|got|needle|superagent|request|undici|aiohttp|urlopen|urlretrieve|URI|LWP|Faraday|RestClient|Typhoeus|Excon|file_get_contents|curl_exec/i

export interface FetchCall {
  readonly target: string
  /** Empty when the address is not in the call. */
  readonly host: string
  readonly span: TextSpan
}

/** A call that evaluates what it got from another machine. */
export interface FetchedProgram {
  readonly span: TextSpan
  readonly runner: string
  /** Empty when the address is not in the call. */
  readonly host: string
  readonly parts: readonly TextSpan[]
}

/**
 * Calls that evaluate text, as far as the text is what a fetch gives: inside the call, through one variable of the same
 * function, or in a function that the fetch is given to call back.
 */
export function fetchedPrograms(unit: CodeUnit): readonly FetchedProgram[] {
  if (!canEvaluate(unit.language) || !mentionsFetch.test(unit.body.text)) return []
  const program = unit.program()
  const evaluations = (program?.calls ?? []).filter(
    call =>
      (dynamicUseOf(unit.language, call) === 'eval' || givesShell(unit, call)) &&
      call.arguments.some(({ value }) => value.kind === 'unresolved'),
  )
  if (program === undefined || evaluations.length === 0) return []
  const sources = program.calls.filter(isFetch).slice(0, mostSources)
  const stored = program.assignments.flatMap(({ name, span, within }) => {
    const source = sources.find(call => isInside(call.span, span))
    return source === undefined ? [] : [{ name, within, source, span }]
  })
  return evaluations.slice(0, mostSources).flatMap(call => {
    const given = call.arguments
      .map(({ raw }) => raw)
      .join(' ')
      .slice(0, 2_000)
    const inner = sources.find(source => isInside(source.span, call.span) || isInside(call.span, source.span))
    const isWhole = givesShell(unit, call)
    const held = stored.find(
      ({ name, within }) => within === call.within && (isWhole ? isElement(call, name) : mentions(given, name)),
    )
    const source = inner ?? held?.source
    if (source === undefined) return []
    const parts = [...(held === undefined ? [] : [held.span]), ...(inner === undefined ? [] : [inner.span])]
    return [{ span: call.span, runner: call.callee, host: hostOf(source), parts }]
  })
}

const mostSources = 100

/** Whether a call hands a text to a shell, by itself or by naming one. */
function givesShell({ language }: CodeUnit, call: ProgramCall): boolean {
  if (dynamicUseOf(language, call) !== 'process') return false
  if (/(?:^|[.:\\])(?:system|popen|exec(?:Sync)?|shell_exec|passthru)$/.test(call.target)) return true
  return call.arguments.some(({ raw }) =>
    /^\s*(?:shell\s*=\s*)?True$|shell\s*:\s*true|["'](?:\/bin\/)?(?:ba|da|z)?sh["']\s*,\s*["']-\w*c["']/.test(
      raw.slice(0, 2_000),
    ),
  )
}

/** Whether a variable, or what it answers, is an argument or an element of one: among words it is a part of a command. */
function isElement({ arguments: given }: ProgramCall, name: string): boolean {
  const alone = new RegExp(
    `(?:^|[[,(])\\s*${name.replace(/[$.]/g, '\\$&')}(?:\\.\\w+(?:\\(\\))?){0,3}\\s*(?:$|[,)\\]])`,
  )
  return given.some(({ raw }) => alone.test(raw.slice(0, 2_000)))
}

/** Calls that give what another machine answers, whatever becomes of it. */
export function fetchesIn({ calls }: ProgramReading): readonly FetchCall[] {
  // What is called on the answer is found with the request itself.
  const requests = calls.filter(call => !call.target.includes('()') && isFetch(call))
  return requests.map(call => ({ target: call.target, host: hostOf(call), span: call.span }))
}

function isFetch(call: ProgramCall): boolean {
  return fetches.test(call.target) && isRemote(call)
}

/** PHP reads files and addresses with one function. */
function isRemote(call: ProgramCall): boolean {
  return !/file_get_contents$/.test(call.target) || hostOf(call) !== ''
}

function hostOf({ arguments: given }: ProgramCall): string {
  return given.flatMap(({ value }) => addressesIn(shownValue(value)))[0]?.host ?? ''
}

function mentions(text: string, name: string): boolean {
  return (text.match(/[$@\w.]+/g) ?? []).some(word => word === name || word.startsWith(`${name}.`))
}
