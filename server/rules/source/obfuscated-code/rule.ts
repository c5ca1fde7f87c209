import { isTestFolder } from '../../../core/formats/sourceKind'
import type { HunkLine } from '../../../core/model/hunk'
import { spanOf } from '../../../core/model/location'
import { baseName } from '../../../core/model/path'
import type { FileContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

function text(message: string, why: string): MessageText {
  return {
    message,
    why: `${why}\nNothing was decoded or run here.`,
    benign: 'Output of a bundler or a licence protection that was committed by mistake.',
    question: 'What is the readable form of this line, and could that be committed instead?',
    commands: ['git log --stat --oneline -- {path}'],
  }
}

export default defineRule({
  id: 'source/obfuscated-code',
  title: 'code that was made unreadable on purpose',
  severity: 'high',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['chalk-2025'],
  tags: ['CWE-506'],
  files: { paths: ['**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx,html,php,py,rb}'] },
  triggers: ['_0x', 'base64', 'fromCharCode', 'atob', 'b64decode'],
  readsLongLines: true,
  messages: {
    names: text(
      'A line with {count} names such as `{name}` was added: generated to be unreadable',
      'Names of this form come out of tools that hide what code does, not out of compilers.',
    ),
    strings: text(
      'A line was added that decodes {count} strings while it runs, from `{name}` on',
      'What the strings say decides what the line does, and it cannot be read here.',
    ),
  },
  examine: { line: examine },
})

const HEX_NAME = /\b_0x[0-9a-f]{3,}\b/g
const DECODES =
  /\bBuffer\.from\(\s*["'][\w+/=]{2,}["']\s*,\s*["'](?:base64|hex)["']\s*\)|\batob\(\s*["'][\w+/=]{4,}["']\s*\)|\bb64decode\(\s*b?["'][\w+/=]{4,}["']\s*\)|\bbase64_decode\(\s*["'][\w+/=]{4,}["']\s*\)|\bString\.fromCharCode\((?:\s*\w{2,4}\s*,){8,}/g
const MANY_NAMES = 5
const MANY_STRINGS = 3

function examine(line: HunkLine, context: FileContext): void {
  if (line.new === undefined) return
  const names = [...line.text.matchAll(HEX_NAME)]
  const strings = [...line.text.matchAll(DECODES)]
  const [message, found] = names.length >= MANY_NAMES ? (['names', names] as const) : (['strings', strings] as const)
  const first = found[0]
  const last = found.at(-1)
  if (first === undefined || last === undefined) return
  if (message === 'strings' && found.length < MANY_STRINGS) return
  if (stoodBefore(context, first[0])) return
  const isBundle = /\.min\.|(^|\/)(dist|vendor|bundle|third[-_]party)\//.test(context.path)
  context.report({
    message,
    at: spanOf(line.new, first.index, last.index + last[0].length - first.index),
    severity: isTestFolder(context.path) ? 'low' : isBundle ? 'medium' : 'high',
    data: {
      count: found.length,
      name: first[0],
      path: /^[\w./-]{1,120}$/.test(context.path) ? context.path : baseName(context.path).replace(/[^\w.-]/g, '?'),
    },
  })
}

/** The file held such lines already, and this one only changed. */
function stoodBefore(context: FileContext, text: string): boolean {
  return context.content.hunks.some(hunk => hunk.lines.some(one => one.kind === 'removed' && one.text.includes(text)))
}
