import { countOf } from '../formats/structure/structure'
import type { Side } from '../model/location'
import { visible } from '../model/visible'
import type { DensityStrip, Evidence, EvidenceDifference, EvidencePart, SideEvidence, Stages } from './evidence'
import { hexLines } from './hexLines'
import { stagesText } from './stagesText'

/*
 * The evidence of a binary as plain text. Every line is one line of a terminal: what comes from the file is made visible
 * where it is put in, so nothing in it can break out of its line.
 */

const MAX_PART_LINES = 300
const MAX_DIFFERENCES = 100
const MAX_STRINGS = 100
const MAX_NOTES = 20
/** Bytes of the start that are shown as hex in the whole document; the text of one side has room for more. */
const START_BYTES = 256
const SIDE_START_BYTES = 4096
const STRIP_COLUMNS = 64

export interface EvidenceTextOptions {
  readonly stages?: Stages
  /** Bytes of the shown side, for the hex of its start. */
  readonly bytes?: Uint8Array
}

/** The whole document: what differs, and then the new side, or the old one of a deleted file. */
export function evidenceText(evidence: Evidence, { stages, bytes }: EvidenceTextOptions = {}): readonly string[] {
  const side: Side = evidence.new === undefined ? 'old' : 'new'
  const shown = evidence[side]
  if (shown === undefined) return []
  return [
    `Inside ${visible(evidence.path)}`,
    ...(['old', 'new'] as const).flatMap(one => headLines(one, evidence[one])),
    ...section('What differs', differenceLines(evidence)),
    ...section(`Established of the ${side} side`, shown.established.map(visible)),
    ...section('Notes', shown.notes.slice(0, MAX_NOTES).map(visible)),
    ...section('Structure', partLines(shown, true)),
    ...section(`Strings that matter, of ${countOf(shown.stringCount, 'string')}`, stringLines(shown, true)),
    ...section(stripTitle(shown.strip), stripLines(shown.strip)),
    ...section('Start', bytes === undefined ? [] : startLines(bytes, START_BYTES)),
    ...(stages === undefined ? [] : section('What comes out of it', stagesText(stages))),
  ]
}

/**
 * One side for itself, made to be compared with the other one line by line: without offsets, which move all together
 * when a part grows, and with a digest for each part, which changes with its content alone.
 */
export function sideText(side: SideEvidence, bytes: Uint8Array): readonly string[] {
  return [
    `format: ${visible(side.format)}`,
    `size: ${side.size} bytes`,
    `SHA-256: ${side.hash}`,
    ...section('Established', side.established.map(visible)),
    ...section('Notes', side.notes.slice(0, MAX_NOTES).map(visible)),
    ...section('Structure', partLines(side, false)),
    ...section('Strings that matter', stringLines(side, false)),
    ...section(stripTitle(side.strip), stripLines(side.strip)),
    ...section('Start', startLines(bytes, SIDE_START_BYTES), ''),
  ]
}

function section(title: string, lines: readonly string[], indent = '  '): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map(line => `${indent}${line}`)]
}

function headLines(side: Side, shown: SideEvidence | undefined): readonly string[] {
  if (shown === undefined) return [`${side}: no such file`]
  return [`${side}: ${visible(shown.format)}, ${countOf(shown.size, 'byte')}, SHA-256 ${shown.hash}`]
}

function differenceLines({ differences, moreDifferences, notCompared }: Evidence): readonly string[] {
  if (notCompared !== undefined) return [`not compared part by part: ${visible(notCompared)}`]
  const rest = moreDifferences + Math.max(0, differences.length - MAX_DIFFERENCES)
  return [
    ...differences.slice(0, MAX_DIFFERENCES).map(differenceLine),
    ...(rest === 0 ? [] : [`… ${countOf(rest, 'difference')} more`]),
  ]
}

function differenceLine({ kind, text, side, at }: EvidenceDifference): string {
  return `${signs[kind]} ${visible(text)}  (${side} side, ${placeOf(at.offset, at.length)})`
}

const signs: Readonly<Record<EvidenceDifference['kind'], string>> = {
  added: '+',
  removed: '-',
  resized: '~',
  changed: '~',
}

function partLines({ parts, moreParts }: SideEvidence, isPlaced: boolean): readonly string[] {
  const lines = [...treeLines(parts, '', isPlaced)]
  const kept = lines.length <= MAX_PART_LINES ? lines : mostTelling(lines)
  const rest = moreParts + lines.length - kept.length
  return [...kept.map(({ text }) => text), ...(rest === 0 ? [] : [`… ${countOf(rest, 'part')} more`])]
}

interface TreeLine {
  readonly text: string
  readonly isChanged: boolean
}

function* treeLines(parts: readonly EvidencePart[], indent: string, isPlaced: boolean): Generator<TreeLine> {
  for (const part of isPlaced ? parts : inStableOrder(parts)) {
    yield { text: `${indent}${partLine(part, isPlaced)}`, isChanged: part.change !== undefined }
    if (part.children !== undefined) yield* treeLines(part.children, `${indent}  `, isPlaced)
  }
}

/** Names are listed by tables whose order the linker chooses anew each time. */
function inStableOrder(parts: readonly EvidencePart[]): readonly EvidencePart[] {
  const isName = ({ kind }: EvidencePart) => kind === 'import' || kind === 'export'
  const names = parts.filter(isName).sort((a, b) => (a.kind + a.name < b.kind + b.name ? -1 : 1))
  return [...parts.filter(part => !isName(part)), ...names]
}

function partLine(
  { name, kind, note, digest, change, offset, length, children }: EvidencePart,
  isPlaced: boolean,
): string {
  const label = name === kind ? kind : `${kind} ${name}`
  const isName = kind === 'import' || kind === 'export'
  return [
    ...(isPlaced ? [change === undefined ? ' ' : signs[change]] : []),
    visible(label),
    ...(note === undefined ? [] : [`(${visible(note)})`]),
    ...(isName || (length === 0 && children === undefined) ? [] : [` ${countOf(length, 'byte')}`]),
    ...(digest === undefined ? [] : [` CRC-32 ${digest}`]),
    ...(isPlaced && !isName ? [` at 0x${offset.toString(16)}`] : []),
  ].join(' ')
}

function mostTelling(lines: readonly TreeLine[]): readonly TreeLine[] {
  let changed = Math.min(MAX_PART_LINES, lines.filter(line => line.isChanged).length)
  let others = MAX_PART_LINES - changed
  return lines.filter(line => (line.isChanged ? changed-- : others--) > 0)
}

function stringLines({ strings }: SideEvidence, isPlaced: boolean): readonly string[] {
  const shown = strings.filter(({ matters }) => isPlaced || matters !== undefined)
  const width = Math.max(0, ...shown.map(({ matters = '' }) => matters.length))
  const lines = shown.slice(0, MAX_STRINGS).map(({ text, matters = '', isNew, offset }) => {
    const mark = isPlaced ? (isNew === true ? '+ ' : '  ') : ''
    return `${mark}${matters.padEnd(width)}  ${visible(text)}${isPlaced ? `  at 0x${offset.toString(16)}` : ''}`
  })
  const rest = shown.length - lines.length
  return rest <= 0 ? lines : [...lines, `… ${rest} more`]
}

function stripTitle({ step, bits }: DensityStrip): string {
  const stretch = step * Math.ceil(bits.length / STRIP_COLUMNS)
  return `Density, from 0 to 8 bits a byte, each sign ${countOf(stretch, 'byte')}`
}

/** One line of at most {@link STRIP_COLUMNS} signs, the densest stretch standing for its neighbours. */
function stripLines({ bits }: DensityStrip): readonly string[] {
  const each = Math.max(1, Math.ceil(bits.length / STRIP_COLUMNS))
  let line = ''
  for (let at = 0; at < bits.length; at += each) {
    const most = Math.max(...bits.slice(at, at + each))
    line += STRIP.charAt(Math.min(STRIP.length - 1, Math.floor((most * STRIP.length) / 800)))
  }
  return line === '' ? [] : [line]
}

const STRIP = ' ▁▂▃▄▅▆▇█'

function startLines(bytes: Uint8Array, shown: number): readonly string[] {
  const more = bytes.length - shown
  return [...hexLines(bytes, 0, shown), ...(more > 0 ? [`… ${more} bytes more`] : [])]
}

export function placeOf(offset: number, length: number): string {
  return `${countOf(length, 'byte')} at 0x${offset.toString(16)}`
}
