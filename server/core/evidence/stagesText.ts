import { countOf } from '../formats/structure/structure'
import { shorten, visible } from '../model/visible'
import type { Stage, Stages } from './evidence'
import { hexLines } from './hexLines'

/** Lines and bytes of what came out, and of how many stages. */
const HEAD_LINES = 12
const HEAD_BYTES = 64
const MAX_HEADS = 60
const MAX_STAGES = 200
const LIMIT_LINE = 160
const MAX_INDENT = 8

/** One stage under another, the deeper ones further in, each with the start of what came out. */
export function stagesText({ stages, more, notes }: Stages): readonly string[] {
  const depths: number[] = []
  const lines: string[] = []
  for (const stage of stages.slice(0, MAX_STAGES)) {
    const depth = stage.from === undefined ? 0 : (depths[stage.from] ?? 0) + 1
    depths[stage.index] = depth
    const indent = '  '.repeat(Math.min(depth, MAX_INDENT))
    lines.push(`${indent}${stageLine(stage)}`)
    if (stage.index < MAX_HEADS || stage.isNotable)
      lines.push(...headLines(stage).map(line => `${indent}    | ${line}`))
  }
  const rest = more + Math.max(0, stages.length - MAX_STAGES)
  return [
    ...lines,
    ...(rest === 0 ? [] : [`… ${countOf(rest, 'stage')} more`]),
    ...notes.map(note => `note: ${visible(note)}`),
  ]
}

function stageLine({ index, how, format, size, fault, isNotable, place }: Stage): string {
  const where = `from ${countOf(place.length, 'byte')} at 0x${place.offset.toString(16)}`
  const why = fault === undefined ? '' : `; ${visible(fault)}`
  return `${isNotable ? '*' : ' '} ${index + 1}. ${visible(how)}: ${visible(format)}, ${countOf(size, 'byte')}, ${where}${why}`
}

function headLines({ head, isText, size }: Stage): readonly string[] {
  if (!isText) {
    const more = size - Math.min(head.length, HEAD_BYTES)
    return [...hexLines(head, 0, HEAD_BYTES), ...(more > 0 && size > 0 ? [`… ${countOf(more, 'byte')} more`] : [])]
  }
  const all = new TextDecoder().decode(head).replace(/\n$/, '').split('\n')
  const shown = all.slice(0, HEAD_LINES).map(line => visible(shorten(line.replace(/\r$/, ''), LIMIT_LINE)))
  return all.length > HEAD_LINES || head.length < size ? [...shown, '…'] : shown
}
