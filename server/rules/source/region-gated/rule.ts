import { isTestFolder } from '../../../core/formats/sourceKind'
import type { HunkLine } from '../../../core/model/hunk'
import { spanOf } from '../../../core/model/location'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'source/region-gated',
  title: 'code that acts by where its user is',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['eventsource-2022'],
  tags: ['CWE-511'],
  files: { paths: ['**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx,py,rb,php,go,rs,java,kt,cs,pl,sh}'] },
  triggers: ['timeZone', 'TimeZone', 'timezone', 'time_zone', 'country', 'tzname'],
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

function examine(context: FileContext): void {
  const added = context.content.hunks.flatMap(hunk => hunk.lines).filter(line => line.kind === 'added')
  const isTest = isTestFolder(context.path)
  const asked = added.find(line => ASKS.test(line.text))
  if (asked?.new !== undefined) {
    const zones = added
      .filter(line => Math.abs((line.new ?? 0) - (asked.new ?? 0)) <= NEAR)
      .flatMap(line => line.text.match(ZONE) ?? [])
    const first = zones[0]
    if (zones.length >= MANY_ZONES && first !== undefined) {
      report(context, asked, ASKS, 'zones', isTest, { zone: first.slice(1, -1), count: zones.length })
      return
    }
  }
  if (!added.some(line => NETWORK.test(line.text))) return
  const compared = added.find(line => COUNTRY.test(line.text.slice(0, 5000)))
  if (compared === undefined) return
  const zone = COUNTRY.exec(compared.text.slice(0, 5000))?.[1] ?? ''
  report(context, compared, COUNTRY, 'country', isTest, { zone })
}

function report(
  context: FileContext,
  line: HunkLine,
  pattern: RegExp,
  message: 'zones' | 'country',
  isTest: boolean,
  data: Readonly<Record<string, string | number>>,
): void {
  const found = pattern.exec(line.text)
  if (found === null || line.new === undefined) return
  context.report({
    message,
    at: spanOf(line.new, found.index, found[0].length),
    severity: isTest ? 'low' : 'medium',
    data,
  })
}
