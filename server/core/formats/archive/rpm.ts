import { ByteWindow } from '../structure/window'
import type { Container, Entry } from './entry'
import type { Allowance } from './output'

const LEAD = 96
const INTRO = 16

/** Scripts of a package by their tags (RPM, "rpmtag.h"; LSB, package file format). */
const scripts: ReadonlyMap<number, string> = new Map([
  [1023, '%pre'],
  [1024, '%post'],
  [1025, '%preun'],
  [1026, '%postun'],
  [1065, '%trigger'],
  [1079, '%verifyscript'],
  [1151, '%pretrans'],
  [1152, '%posttrans'],
  [5076, '%filetrigger'],
  [5086, '%transfiletrigger'],
])
const NAME = 1000
const VERSION = 1001
const RELEASE = 1002

/** An RPM package (LSB, "Package File Format"): lead, signatures, header with the scripts, packed payload. */
export function readRpm(bytes: Uint8Array, allowance: Allowance): Container {
  const window = new ByteWindow(bytes, false)
  const facts: string[] = []
  const give = (entries: readonly Entry[], end?: number, cut?: string): Container => ({
    format: 'RPM package',
    pieces: [],
    entries,
    records,
    facts,
    notes: [],
    ...(end === undefined ? {} : { end }),
    ...(cut === undefined ? {} : { cut }),
  })
  const records: { kind: 'header'; name: string; offset: number; length: number }[] = [
    { kind: 'header', name: 'lead', offset: 0, length: Math.min(LEAD, bytes.length) },
  ]
  const signatures = headerSize(window, LEAD)
  if (signatures === undefined) return give([], undefined, 'no header of signatures')
  records.push({ kind: 'header', name: 'signatures', offset: LEAD, length: signatures })
  const start = LEAD + Math.ceil(signatures / 8) * 8
  const size = headerSize(window, start)
  if (size === undefined) return give([], undefined, 'no header after the signatures')
  records.push({ kind: 'header', name: 'header', offset: start, length: size })
  const entries: Entry[] = []
  const words = new Map<number, string>()
  const count = window.u32(start + 8)
  const store = start + INTRO + count * 16
  for (let index = 0; index < count; index++) {
    if (allowance.parts <= 0) break
    allowance.work--
    const at = start + INTRO + index * 16
    const tag = window.u32(at)
    const type = window.u32(at + 4)
    const script = scripts.get(tag)
    if (script === undefined && ![NAME, VERSION, RELEASE].includes(tag)) continue
    // Text (6), lists of texts (8) and texts in languages (9) are ended by zeros.
    if (type !== 6 && type !== 8 && type !== 9) continue
    for (const text of textsAt(bytes, store + window.u32(at + 8), type === 8 ? window.u32(at + 12) : 1, start + size)) {
      if (script === undefined) words.set(tag, window.text(text.offset, Math.min(text.length, 100)))
      else if (allowance.parts-- > 0)
        entries.push({
          name: script,
          kind: 'file',
          ...text,
          data: text,
          content: window.slice(text.offset, text.length),
        })
    }
  }
  const label = [NAME, VERSION, RELEASE].flatMap(tag => words.get(tag) ?? []).join('-')
  if (label !== '') facts.push(`package ${label}`)
  facts.push(entries.length === 0 ? 'no scripts' : `scripts ${entries.map(entry => entry.name).join(', ')}`)
  const payload = { offset: start + size, length: bytes.length - start - size }
  if (payload.length > 0)
    entries.push({
      name: 'payload',
      kind: 'file',
      ...payload,
      data: payload,
      content: bytes.subarray(payload.offset),
    })
  return payload.length > 0 ? give(entries) : give(entries, undefined, 'the file ends before the payload')
}

/** Undefined where none stands or it does not fit. */
function headerSize(window: ByteWindow, at: number): number | undefined {
  if (window.hex(at, 4) !== '8eade801' || !window.has(at, INTRO)) return undefined
  const size = INTRO + window.u32(at + 8) * 16 + window.u32(at + 12)
  return window.has(at, size) ? size : undefined
}

const MAX_TEXTS = 100

function* textsAt(bytes: Uint8Array, from: number, count: number, end: number) {
  let at = from
  for (let left = Math.min(count, MAX_TEXTS); left > 0 && at < end; left--) {
    const zero = bytes.indexOf(0, at)
    const stop = zero === -1 || zero > end ? end : zero
    yield { offset: at, length: stop - at }
    at = stop + 1
  }
}
