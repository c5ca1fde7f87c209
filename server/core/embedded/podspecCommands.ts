import { PartBuilder } from '../syntax/partBuilder'
import type { EmbedReader } from './code'
import { isFile } from './part'

/** `prepare_command` and the script of a `script_phase` (CocoaPods' documents, "Podspec syntax reference"). */
const opening =
  /(?:\.(prepare_command)\s*=|:?\b(script)\s*(?:=>|:))\s*(?:(["'])|<<[-~]?(["']?)(\w{1,60})\4[^\n]{0,80}\n)/g
/** Commands of one file; a pod has one or two. */
const LIMIT_COMMANDS = 50

/** Commands that CocoaPods runs when a pod is installed, and those it puts into the build of the application. */
export const podspecCommands: EmbedReader = {
  languages: ['ruby'],
  paths: /(?:^|\/)(?:[^/]+\.podspec|Podfile)$/,
  triggers: ['prepare_command', 'script'],
  read(unit) {
    if (!isFile(unit)) return []
    const { text } = unit.body
    return [...text.matchAll(opening)].slice(0, LIMIT_COMMANDS).flatMap(found => {
      const start = found.index + found[0].length
      const end = found[3] === undefined ? endOfHeredoc(text, start, found[5] ?? '') : endOfText(text, start, found[3])
      if (end <= start) return []
      const body = new PartBuilder(unit.body).copy(start, end).build()
      return [{ language: 'bash' as const, body, role: 'script' as const, context: found[1] ?? 'script_phase' }]
    })
  },
}

function endOfText(text: string, start: number, quote: string): number {
  for (let at = start; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === quote) return at
  }
  return -1
}

function endOfHeredoc(text: string, start: number, name: string): number {
  for (let at = start; at < text.length; ) {
    const feed = text.indexOf('\n', at)
    const end = feed === -1 ? text.length : feed
    if (text.slice(at, end).trim() === name) return at
    at = end + 1
  }
  return -1
}
