import type { ByteSpan } from '../../model/location'
import { type Format, type FormatCategory, isMedia, sniffFormat } from '../signature'
import { formatAt } from './secondFormat'
import { everyPart, type Part, type Structure } from './structure'

/** Something inside a file that a reviewer should look at whatever else changed. */
export interface StructureSign {
  readonly kind: /** Bytes follow the end of a picture, font or document. */
    | 'tail'
    /** Another format starts in a part, between parts or after the end of a picture, font or document. */
    | 'inner'
    /** Code that runs when the file is loaded. */
    | 'load'
    /** A folder from which libraries are loaded. */
    | 'path'
    /** A pickle looks up a function that runs commands or code. */
    | 'calls'
    /** A program or an archive under a name that promises something else; `what` is the promised format. */
    | 'disguise'
  readonly severity: 'medium' | 'high'
  /** The name, format or number of bytes it is about; may be hostile. */
  readonly what: string
  readonly at: ByteSpan
}

/** Functions of Python that run commands, programs or text, and modules whose every function might. */
const RUNS =
  /^(?:(?:os|posix|nt|subprocess|commands|pty|runpy|importlib|imp|code|codeop|ctypes|_posixsubprocess|webbrowser|socket|shutil|sys|pip|timeit|pdb|bdb|cProfile|profile)\..*|(?:builtins|__builtin__)\.(?:eval|exec|execfile|compile|__import__|open|apply|input|breakpoint)|(?:torch\.hub|pickle|_pickle|dill|marshal|joblib)\..*loads?|torch\.(?:load|hub\.load)|numpy\.testing\.[\w.]*runstring|\?\..*|.*\.\?)$/
/** Names in those modules that only make values. */
const HARMLESS = /^(?:posix\.(?:stat_result|terminal_size)|os\.(?:stat_result|PathLike)|sys\.(?:maxsize|float_info))$/

const runnable = new Set(['executable', 'script', 'archive', 'compressed'])

/** What the new side holds that the old one did not; without an old side, what no ordinary file of its kind holds. */
export function signsOf(
  old: Structure | undefined,
  now: Structure,
  promised: readonly Format[],
): readonly StructureSign[] {
  const { category } = sniffFormat(now.bytes)
  const fresh = old === undefined ? [...everyPart(now.parts)] : freshParts(old, now)
  const signs: StructureSign[] = []
  const sign = (kind: StructureSign['kind'], severity: StructureSign['severity'], part: Part, what: string) =>
    signs.push({ kind, severity, what, at: { offset: part.offset, length: part.length } })
  const promise = promised.find(format => format.category !== 'executable' && format.name !== 'static library')
  const isAsNamed = promised.some(format => format !== promise && format.name === now.format)
  if (promise !== undefined && !isAsNamed && old?.format !== now.format && isHidden(category, promise))
    signs.push({
      kind: 'disguise',
      severity: category === 'executable' ? 'high' : 'medium',
      what: promise.name,
      at: { offset: 0, length: now.bytes.length },
    })
  for (const part of fresh) {
    if (part.kind === 'name' && RUNS.test(part.name) && !HARMLESS.test(part.name))
      sign('calls', 'high', part, part.name)
    if (category === 'executable' || category === 'archive') {
      if (old?.format !== now.format) continue
      if (part.kind === 'load-time') sign('load', part.name.startsWith('IFUNC') ? 'high' : 'medium', part, part.name)
      if (part.kind === 'search-path') sign('path', 'medium', part, part.name)
    } else if (['image', 'font', 'document'].includes(category)) {
      if (part.kind === 'second-format' && isRunnable(now, part)) sign('inner', 'high', part, part.name)
      if (part.kind === 'trailing' && part.note === undefined && !isMorePictures(now, part))
        sign('tail', 'medium', part, String(part.length))
    }
  }
  return signs.sort((a, b) => (a.severity === b.severity ? 0 : a.severity === 'high' ? -1 : 1))
}

/** A container under the name of another one is test data as a rule; under that of a picture or a text it is not. */
function isHidden(category: FormatCategory, promise: Format): boolean {
  if (category === 'executable') return true
  return (category === 'archive' || category === 'compressed') && (isMedia(promise) || promise.name === 'text')
}

/** Cameras put further pictures behind the first and list them in a segment of their own (CIPA DC-007). */
function isMorePictures({ parts, bytes }: Structure, tail: Part): boolean {
  const [first, second] = bytes.subarray(tail.offset)
  return first === 0xff && second === 0xd8 && parts.some(part => part.name.startsWith('APP2 MPF'))
}

function isRunnable(structure: Structure, part: Part): boolean {
  const found = formatAt(structure.bytes, part.offset)
  return found !== undefined && runnable.has(found.category)
}

/** Parts that are new, or larger altogether than all parts of that name were; bytes after the end by what they are. */
function freshParts(old: Structure, now: Structure): readonly Part[] {
  const before = byKey(old.parts)
  return [...byKey(now.parts)].flatMap(([key, parts]) => {
    const was = before.get(key)
    if (was === undefined) return parts
    const [first] = parts
    if (first?.kind === 'load-time') return total(parts) > total(was) ? [first] : []
    return first?.kind === 'trailing' && !isSamePart(old, now, was[0], first) ? [first] : []
  })
}

function byKey(parts: readonly Part[], path = '', found = new Map<string, Part[]>()): ReadonlyMap<string, Part[]> {
  for (const part of parts) {
    const key = `${path}${part.kind}\0${part.name}`
    const alike = found.get(key)
    if (alike === undefined) found.set(key, [part])
    else alike.push(part)
    if (part.children !== undefined) byKey(part.children, `${key}\0`, found)
  }
  return found
}

function total(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0)
}

function isSamePart(old: Structure, now: Structure, was: Part | undefined, part: Part): boolean {
  if (was?.length !== part.length) return false
  for (let at = 0; at < part.length; at++) if (old.bytes[was.offset + at] !== now.bytes[part.offset + at]) return false
  return true
}
