import { isDocument } from '../../../core/formats/document'
import { type LiveText, liveText } from '../../../core/formats/liveText'
import { wasRemovedPlace } from '../../../core/formats/removedText'
import { isTestFolder } from '../../../core/formats/sourceKind'
import type { TextSide } from '../../../core/model/content'
import { spanOf } from '../../../core/model/location'
import type { Severity } from '../../../core/model/severity'
import { shorten } from '../../../core/model/visible'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'
import { LineTable } from '../../../core/syntax/lineTable'
import { gatedDeeds } from './gates'

export default defineRule({
  id: 'source/region-gated',
  title: 'code that acts by where or when it runs',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['eventsource-2022'],
  tags: ['CWE-511'],
  files: { paths: ['**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx,py,rb,php,go,rs,java,kt,cs,pl,sh}'] },
  triggers: [
    'timeZone',
    'TimeZone',
    'timezone',
    'time_zone',
    'country',
    'tzname',
    'locale',
    'Locale',
    'LANG',
    'anguage',
    'Date',
    'date',
    'time',
    'Time',
    'ostname',
    'getuser',
    'Zone',
    'zone',
    'Country',
    'iso_code',
    'geoip',
  ],
  messages: {
    zones: {
      message: 'What this code does now depends on whether the time zone is one of a list: `{zone}` and others',
      why: 'People outside these zones, reviewers and tests among them, never see the other branch.\n{count} zones are named in the lines added around it.',
      benign: 'Holidays, formats or law that differ by region.',
      question: 'What happens in these zones only, and which test runs it?',
      commands: ['git grep -n -F -e {zone}'],
    },
    country: {
      message: 'What this code does now depends on the country it finds its user in: `{zone}`',
      why: 'People elsewhere, reviewers and tests among them, never see the other branch.\nThe place is compared with a name in the code.',
      benign: 'Prices, formats or law that differ by country.',
      question: 'What happens in this country only, and which test runs it?',
      commands: ['git grep -n -i -e country'],
    },
    gated: {
      message: '`{deed}` now takes place only where `{gate}` has a certain value',
      why: 'At another time, in another language or on another machine nothing of it shows: not in tests, not in a review that runs the code.\nThe value is fixed in the code.',
      benign: 'A reminder that a support period is over, or a workaround for one machine.',
      question: 'Why does this depend on {kind}, and which test runs it?',
      commands: ['git grep -n -F -e {word}'],
    },
  },
  examine: { file: examine },
})

const ZONE = /["'`](?:Europe|Asia|America|Africa|Australia|Pacific|Atlantic|Antarctica|Indian)\/[A-Z][\w/+-]+["'`]/g
const ASKS =
  /\bresolvedOptions\(\)\s*\.\s*timeZone\b|\bget_localzone\b|\btime\.tzname\b|\bTimeZone\.(?:getDefault|Local|current)\b|\bTimeZoneInfo\.Local\b|\bdate_default_timezone_get\b/
const COUNTRY =
  /\b(?:country_?(?:name|code)?|countryCode)\b["'\])]*[\w.()]*\s*(?:===?|\.includes\(|\.indexOf\(|\.equals\(|in\b)\s*[([]?\s*["'`](\w[\w ]{1,30})["'`]/i
const NETWORK = /ipgeo|geoip|ipinfo|ip-api|geolocation/i
/** Lines around the question in which the zones must stand. */
const NEAR = 20
const MANY_ZONES = 2
/** One of these is on a changed line, or no branch is looked for. */
const MAY_DO =
  /open|unlink|write|Write|truncate|ountry|[zZ]one|rm|Remove|remove_dir|Delete|delete|emptyDir|shutdown|reboot|mkfs|poweroff|eval|exec|child_process|system|popen|subprocess|Process|Command|curl/
/** Lines after it that the question may decide about. */
const REACH = 60
/** What a page or a library does to the one who uses it. */
const DOES =
  /\bwindow\.open\s*\(|\balert\s*\(|\blocation(?:\.href)?\s*=|\bdocument\.write\s*\(|\b(?:rmSync|unlinkSync|rmtree|RemoveAll)\s*\(|\b(?:execSync|spawn|eval)\s*\(|\bos\.system\s*\(/

function examine(context: FileContext): void {
  const side = context.side('new')
  if (side === undefined || isDocument(context.path) || !context.budget.spend(side.text.length)) return
  const live = liveText(context.path, side.text)
  if (live === undefined) return
  const isTest = isTestFolder(context.path)
  const text = live.code.split('\n')
  const added = context.content.hunks
    .flatMap(hunk => hunk.lines)
    .flatMap(line =>
      line.kind === 'added' && line.new !== undefined ? [{ number: line.new, text: liveLine(text, line.new) }] : [],
    )
  const asked = added.find(line => ASKS.test(line.text))
  if (asked !== undefined) {
    const zones = added
      .filter(line => Math.abs(line.number - asked.number) <= NEAR)
      .flatMap(line => line.text.match(ZONE) ?? [])
    const first = zones[0]
    if (zones.length >= MANY_ZONES && first !== undefined) {
      const does = added.some(
        ({ number, text: later }) => number >= asked.number && number - asked.number <= REACH && DOES.test(later),
      )
      const severity = isTest ? 'low' : does ? 'high' : 'medium'
      report(context, asked, ASKS, 'zones', severity, { zone: first.slice(1, -1), count: zones.length })
      return
    }
  }
  if (examineGates(context, side, live, isTest) || !added.some(line => NETWORK.test(line.text))) return
  const compared = added.find(line => COUNTRY.test(line.text))
  if (compared === undefined) return
  const zone = COUNTRY.exec(compared.text)?.[1] ?? ''
  report(context, compared, COUNTRY, 'country', isTest ? 'low' : 'medium', { zone })
}

/** Lines longer than this are looked at to here. */
const LONGEST_LINE = 5000

interface LiveLine {
  readonly number: number
  readonly text: string
}

function liveLine(lines: readonly string[], number: number): string {
  return (lines[number - 1] ?? '').slice(0, LONGEST_LINE)
}

/** @returns whether one was found on a changed line */
function examineGates(context: FileContext, side: TextSide, live: LiveText, isTest: boolean): boolean {
  const mayDo = context.content.hunks.some(({ lines }) =>
    lines.some(({ kind, text }) => kind === 'added' && MAY_DO.test(text)),
  )
  if (context.scope === 'review' && !mayDo) return false
  const table = new LineTable(side.text)
  let isFound = false
  for (const { gate, kind, deed, at, isGrave } of gatedDeeds(live)) {
    const span = table.span(at, at + deed.length)
    if (!context.isChanged('new', span) || wasRemovedPlace(context.content.hunks, side.lines, span)) continue
    isFound = true
    context.report({
      message: 'gated',
      at: spanOf(span.start.line, span.start.column, deed.length),
      severity: isTest ? 'low' : isGrave ? 'high' : 'medium',
      data: { deed: shorten(deed.trim(), 50), gate, kind, word: /\w{3,}/.exec(gate)?.[0] ?? '<name>' },
    })
  }
  return isFound
}

function report(
  context: FileContext,
  line: LiveLine,
  pattern: RegExp,
  message: 'zones' | 'country',
  severity: Severity,
  data: Readonly<Record<string, string | number>>,
): void {
  const found = pattern.exec(line.text)
  if (found === null) return
  context.report({ message, at: spanOf(line.number, found.index, found[0].length), severity, data })
}
