import { addressesIn } from '../../../core/facts/endpoint'
import { isDocument } from '../../../core/formats/document'
import { wasRemovedPlace } from '../../../core/formats/removedText'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { isInside, spanOf } from '../../../core/model/location'
import { shorten } from '../../../core/model/visible'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'
import type { ProgramCall } from '../../../core/syntax/program'
import { shownValue } from '../../../core/syntax/value'

export default defineRule({
  id: 'source/page-input-sent',
  title: 'what people type into a page is sent to a fixed host',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['polyfill-2024'],
  tags: ['CWE-200', 'CWE-506'],
  files: { paths: ['**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx,html,htm,vue,svelte,php}'] },
  triggers: ['sendBeacon', 'fetch', 'XMLHttpRequest', 'axios', 'Image', '$.post', '$.ajax', 'WebSocket', '.send('],
  parses: true,
  readsCode: true,
  needsCode: ({ text, changed }) =>
    LISTENS.test(text) && SENDS.test(text) && TYPED.test(text) && (LISTENS.test(changed) || SENDS.test(changed)),
  messages: {
    sent: {
      message: 'What people type into the page now goes to `{host}` by `{call}`',
      why: 'The handler hears every form or key of the page, passwords and numbers of cards included.\nThe host is fixed in the code.',
      benign: 'A search as one types, or a report of errors that takes more than it needs.',
      question: 'Whose host is `{host}`, and which fields are sent there?',
      commands: ['git grep -n -F -e {host}'],
    },
  },
  examine: { file: examine },
})

const EVENTS =
  /^(?:submit|input|change|blur|focusout|keydown|keyup|keypress|paste|beforeunload|pagehide|formdata|click|mousedown)$/
const LISTENS = /addEventListener|\.on\w*\s*[(=]|setInterval|onsubmit|onkey|querySelectorAll/
const SENDS =
  /sendBeacon|\bfetch\s*\(|XMLHttpRequest|axios|new Image|\.src\s*=|\$\.(?:post|ajax|get)|WebSocket|\.send\s*\(/
/** What somebody typed, as a page hands it out. */
const TYPED =
  /new FormData\s*\(|\.serialize(?:Array)?\s*\(|\be(?:v|vt|vent)?\.key(?:Code)?\b|\.target\.value\b|\.value\b|\.data\b|clipboardData/
/** Listeners for the page as a whole; one field or form of its own is what pages are made of. */
const WHOLE =
  /^(?:(?:window|document|globalThis|self|top|parent)(?:\.(?:body|documentElement|defaultView))?\.)?addEventListener$|^(?:\$|jQuery)\(\)\.on$/
const EVERY =
  /querySelectorAll\(\s*["'`](?:form|input|input,[^"'`]*|textarea|select|\*|input\[type=["']?password["']?\])|getElementsByTagName\(\s*["'](?:form|input)|document\.forms\b/
const SENDER = /(?:^|\.)(?:sendBeacon|fetch|open|post|ajax|get|request|Image|WebSocket|send)$/

function examine(context: FileContext): void {
  const side = context.side('new')
  if (side === undefined || isDocument(context.path)) return
  const told = new Set<number>()
  for (const unit of context.code('new')) {
    if (
      !/^(?:javascript|typescript|tsx|jsx)$/.test(unit.language ?? '') ||
      !context.budget.spend(unit.body.text.length)
    )
      continue
    const reading = unit.program()
    if (reading === undefined) continue
    const listeners = reading.calls.filter(isListener)
    for (const listener of listeners) {
      const { from, to } = {
        from: unit.body.lines.offset(listener.span.start),
        to: unit.body.lines.offset(listener.span.end),
      }
      const text = side.text.slice(from, Math.min(to, from + LONGEST))
      if (!TYPED.test(text)) continue
      const around = side.text.slice(Math.max(0, from - 400), from)
      if (!WHOLE.test(listener.target) && !EVERY.test(around)) continue
      const sent = reading.calls.filter(call => isInside(call.span, listener.span) && call !== listener).map(withHost)
      const strings = reading.strings.filter(({ span }) => isInside(span, listener.span))
      const call = sent.find(one => one.host !== '')?.call ?? (/\.src\s*=/.test(text) ? listener : undefined)
      const host =
        sent.find(one => one.host !== '')?.host ??
        strings.flatMap(({ value }) => addressesIn(shownValue(value)))[0]?.host ??
        ''
      if (call === undefined || host === '' || /^(?:localhost|127\.|0\.0\.0\.0|…)/.test(host)) continue
      const place = [call, listener].find(({ span }) => context.isChanged('new', span))
      if (place === undefined || told.has(place.span.start.line)) continue
      const { line, column } = place.span.start
      const length = Math.max(1, place.callee.length)
      if (wasRemovedPlace(context.content.hunks, side.lines, spanOf(line, column, length))) continue
      told.add(line)
      context.report({
        message: 'sent',
        at: spanOf(line, column, length),
        severity: isTestFolder(context.path) ? 'low' : isKeys(listener) ? 'high' : 'medium',
        data: { host: shorten(host, 60), call: shorten(call === listener ? 'src' : call.callee, 30) },
      })
    }
  }
}

const LONGEST = 6_000

function isListener({ target, callee, arguments: given }: ProgramCall): boolean {
  if (!/(?:^|\.)(?:addEventListener|on|bind)$/.test(target) && !/(?:^|\.)addEventListener$/.test(callee)) return false
  const [event] = given
  return event !== undefined && EVENTS.test(shownValue(event.value).split(' ')[0] ?? '')
}

/** Every key that is pressed. */
function isKeys({ arguments: given }: ProgramCall): boolean {
  return /^key/.test(shownValue(given[0]?.value ?? { kind: 'unresolved', pieces: [null] }))
}

function withHost(call: ProgramCall): { readonly call: ProgramCall; readonly host: string } {
  const isSender = SENDER.test(call.target) || SENDER.test(call.callee)
  const host = isSender ? (call.arguments.flatMap(({ value }) => addressesIn(shownValue(value)))[0]?.host ?? '') : ''
  return { call, host }
}
