import { type BranchStretch, branchesOf } from '../../../core/formats/branches'
import type { LiveText } from '../../../core/formats/liveText'

export interface GatedDeed {
  /** What is asked, as written. */
  readonly gate: string
  /** For people: "the date". */
  readonly kind: string
  readonly deed: string
  /** Offset of the deed. */
  readonly at: number
  /** Something is erased, stopped or run. */
  readonly isGrave: boolean
}

interface Gate {
  readonly kind: string
  readonly asks: RegExp
  /** What it must be compared with. */
  readonly value: RegExp
  /** The same where a variable holds what is asked; {@link value} when absent. */
  readonly valueOfHeld?: RegExp
}

/** A text that a comparison, a list or a search names. */
const NAMED =
  /(?:[=!]==?|\b(?:in|eq|ne)\b|\.(?:includes|indexOf|equals|equalsIgnoreCase|startsWith|has|contains|match|test|include\?)\(|\bin_array\()\s*[[({]?\s*b?["'\x60/][\w+-][\w +/.-]{1,40}|["'\x60][\w/+-]{2,40}["'\x60]\s*\]?\.(?:includes|indexOf|contains|include\?|has|equals)\(|["'\x60][\w/+-]{2,40}["'\x60]\s*[=!]==?/

const gates: readonly Gate[] = [
  {
    kind: 'the time zone',
    asks: /\bresolvedOptions\(\)(?:\.timeZone)?(?!\.locale)|\bgetTimezoneOffset\(\)|\bget_localzone\w*\(|\btime\.tzname\b|\.tzname\(|\btm_zone\b|\.Zone\(\)|\bTimeZone\.(?:getDefault|Local|current)\b|\bTimeZoneInfo\.Local\b|\bZoneId\.systemDefault\(\)|\bdate_default_timezone_get\b|\bTime\.(?:now|zone)\.(?:zone|utc_offset|name)\b|strftime\(\s*["']%[zZ]["']/,
    value: new RegExp(`${NAMED.source}|[<>=]==?\\s*-?\\d{2,5}\\b`),
  },
  {
    kind: 'the country',
    asks: /\bcountry_?(?:name|code)?\b|\bcountryCode\b|\bgeoip_\w+\(|\biso_code\b/i,
    value: NAMED,
  },
  {
    kind: 'the date',
    asks: /\bget(?:UTC)?(?:FullYear|Month|Day|Date)\(\)|\b(?:datetime|date)\.(?:now|today|utcnow)\(\)|\bstrftime\s*\([^)]*\)|\b(?:Time|Date|DateTime)\.(?:now|today|Now|UtcNow|Today)\b|\btime\.Now\(\)|\bLocalDate(?:Time)?\.now\(\)|\bDate\.now\(\)|\btime\.time\(\)|\$\(date\b[^)]*\)|\btm_(?:year|mon|mday)\b/,
    value:
      /[<>=]=?\s*(?:20\d\d|1[5-9]\d{8}(?:\d{3})?|\d{1,2})\b|["'](?:20\d\d-?\d\d|\d{1,2})|(?:date|datetime|Date|Time|DateTime|LocalDate)[\w.]*\(\s*["']?20\d\d|time\.(?:January|February|March|April|May|June|July|August|September|October|November|December)/,
    // Times are kept in variables to be measured; only a year is a date then.
    valueOfHeld: /[<>=]=?\s*20\d\d\b|["']20\d\d-?\d\d/,
  },
  {
    kind: 'the language of the machine',
    asks: /\bget(?:default)?locale\s*\(|\bnavigator\.languages?\b|\bLocale\.getDefault\(\)|\bCultureInfo\.Current\w*|\bGetUserDefault(?:UI)?Lang\w*|\bGetKeyboardLayout\w*|\bresolvedOptions\(\)\.locale|\b(?:LANG|LC_ALL|LC_CTYPE)\b/,
    value: /["'\x60](?:[a-z]{2}(?:[-_][A-Z]{2})?(?:\.UTF-?8)?|[a-z]{2}[-_])["'\x60]|==\s*0x[0-9a-fA-F]{3,4}/,
  },
  {
    kind: 'the machine or its user',
    asks: /\b(?:get)?hostname\s*\(|\bgetHostName\(|\bos\.(?:hostname|Hostname|userInfo)\(|\bgetpass\.getuser\(|\bEnvironment\.(?:MachineName|UserName|UserDomainName)|\bUSERDOMAIN\b/,
    value:
      /(?:===?|\beq\b|\.(?:includes|indexOf|equals|startsWith|endsWith|match|test)\(|\bin\b)\s*[[(]?\s*["'\x60/][\w.-]{3,}/,
  },
]

const GRAVE =
  /\b(?:fs\.)?(?:rmSync|rmdirSync|rimraf|rmtree|RemoveAll|remove_dir_all|rm_rf|deleteDirectory|emptyDirSync)\s*\([^;\n]{0,80}|\brm\s+-\w*r\w*\s[^;\n]{0,60}|\b(?:shutdown|reboot|mkfs\.\w+|poweroff)\s+-?\w|\bDirectory\.Delete\s*\(/
const RUNS =
  /(?<![\w.])(?:eval|execSync|exec_sync)\s*\(|\bchild_process\b|\bos\.(?:system|popen)\s*\(|\bsubprocess\.\w+\s*\(|\bgetRuntime\(\)\.exec\s*\(|\bexec\.Command\s*\(|\bProcess\.Start\s*\(|\bCommand::new\s*\(|\bcurl\s[^;\n]{0,80}\|\s*(?:ba)?sh\b/

/** Every file of a folder is opened to be written or removed. */
const WALKS =
  /\b(?:os\.walk|scandir|rglob|glob\.glob|filepath\.Walk\w*|readdirSync|readdir|Files\.walk|Dir\.glob|Find\.find|RecursiveDirectoryIterator|opendir)\b/
const SPOILS =
  /\bopen\([^()\n]{0,120}(?:\([^()\n]{0,80}\)[^()\n]{0,40})?,\s*["']wb?\+?["']|\b(?:os\.(?:remove|unlink|Remove|WriteFile|Truncate)|(?:fs\.)?(?:unlinkSync|writeFileSync|truncateSync)|Files\.(?:delete|write)|File\.(?:delete|write|Delete|WriteAll\w+)|unlink|file_put_contents)\s*\(|\.unlink\(\)|\.write_(?:text|bytes)\(/

const LEAVES =
  /^\s*\{?\s*(?:return\b[^;\n]{0,40}|(?:sys\.|os\.|process\.|System\.)?[eE]xit\s*\([^)\n]{0,20}\)|exit\b[^;\n]{0,10}|raise SystemExit)\s*;?\s*\}?\s*$/
const REST = 2500

/** What a program runs or erases only at a certain time, in a certain language or on a certain machine. */
export function gatedDeeds(live: LiveText): readonly GatedDeed[] {
  const held = heldAnswers(live)
  return branchesOf(live).flatMap(({ condition, body }): readonly GatedDeed[] => {
    const asked = live.code.slice(condition.from, condition.to)
    const found = gateOf(asked, held)
    if (found === undefined) return []
    const { gate, word } = found
    const isLeft = LEAVES.test(live.names.slice(body.from, body.to))
    const stretch = isLeft ? restAfter(live.names, condition.from, body.to) : body
    const deed = deedIn(live.code.slice(stretch.from, stretch.to))
    // What is run because it is old or because a test asks is decided by a difference, not by a date.
    if (
      deed === undefined ||
      (gate.kind === 'the date' && /\b(?:mtime|age|ttl|expir|elapsed|since|timeout|interval)/i.test(asked))
    )
      return []
    return [
      {
        gate: word,
        kind: gate.kind,
        deed: deed.text.trimEnd(),
        at: stretch.from + deed.index,
        isGrave: deed.isGrave || gate.kind === 'the language of the machine',
      },
    ]
  })
}

interface HeldAnswer {
  readonly name: string
  readonly gate: Gate
}

/** Variables that are given what a gate asks for: `z, _ := time.Now().Zone()`. */
function heldAnswers({ code, names }: LiveText): readonly HeldAnswer[] {
  const found: HeldAnswer[] = []
  for (const { 0: whole, 1: list, 2: name, 3: value = '', index } of names.matchAll(
    /(?:\{\s*(timeZone|locale)\b[^}\n]{0,60}\}|(?<![\w.$])\$?([A-Za-z_]\w{0,40})(?:[ \t]*,[ \t]*\w+){0,3}(?:[ \t]*:[ \t]*\w+)?)[ \t]*:?=(?![=>])([^;\n]{1,200})/g,
  )) {
    if (found.length >= MOST_HELD) break
    const written = code.slice(index + whole.length - value.length, index + whole.length)
    const gate = gates.find(({ asks }) => asks.test(written))
    const variable = list ?? name
    if (gate !== undefined && variable !== undefined) found.push({ name: variable, gate })
  }
  return found
}

const MOST_HELD = 50

function gateOf(
  asked: string,
  held: readonly HeldAnswer[],
): { readonly gate: Gate; readonly word: string } | undefined {
  const direct = gates.find(({ asks, value }) => asks.test(asked) && value.test(asked))
  if (direct !== undefined) return { gate: direct, word: direct.asks.exec(asked)?.[0].trim() ?? '' }
  if (held.length === 0) return undefined
  const words = new Set(asked.match(/[A-Za-z_]\w*/g) ?? [])
  const one = held.find(
    ({ name, gate }) => words.has(name) && (gate.valueOfHeld ?? gate.value).test(asked) && asked.length < 400,
  )
  return one === undefined ? undefined : { gate: one.gate, word: one.name }
}

/** What follows a branch that leaves, as deep as the branch stands or deeper. */
function restAfter(names: string, condition: number, from: number): BranchStretch {
  const own = indentOf(names, condition)
  const end = Math.min(names.length, from + REST)
  let to = names.indexOf('\n', from)
  while (to >= 0 && to < end) {
    const next = names.indexOf('\n', to + 1)
    const line = names.slice(to + 1, next < 0 ? names.length : next)
    if (line.trim() !== '' && !/^\s*[})\]]/.test(line) && line.search(/\S/) < own) return { from, to }
    to = next
  }
  return { from, to: end }
}

function indentOf(names: string, at: number): number {
  const start = names.lastIndexOf('\n', at - 1) + 1
  return Math.max(0, names.slice(start, at + 1).search(/\S/))
}

function deedIn(
  text: string,
): { readonly text: string; readonly index: number; readonly isGrave: boolean } | undefined {
  const grave = GRAVE.exec(text)
  if (grave !== null) return { text: grave[0], index: grave.index, isGrave: true }
  const spoils = WALKS.test(text) ? SPOILS.exec(text) : null
  if (spoils !== null) return { text: spoils[0], index: spoils.index, isGrave: true }
  const runs = RUNS.exec(text)
  return runs === null ? undefined : { text: runs[0], index: runs.index, isGrave: false }
}
