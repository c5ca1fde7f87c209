import { branchesOf } from '../../../core/formats/branches'
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
}

const gates: readonly Gate[] = [
  {
    kind: 'the date',
    asks: /\bget(?:UTC)?(?:FullYear|Month|Day|Date)\(\)|\b(?:datetime|date)\.(?:now|today|utcnow)\(\)|\bstrftime\s*\([^)]*\)|\b(?:Time|Date|DateTime)\.(?:now|today|Now|UtcNow|Today)\b|\btime\.Now\(\)|\bLocalDate(?:Time)?\.now\(\)|\bDate\.now\(\)|\btime\.time\(\)|\$\(date\b[^)]*\)|\btm_(?:year|mon|mday)\b/,
    value:
      /[<>=]=?\s*(?:20\d\d|1[5-9]\d{8}(?:\d{3})?|\d{1,2})\b|["'](?:20\d\d-?\d\d|\d{1,2})|(?:date|datetime|Date|Time|DateTime|LocalDate)[\w.]*\(\s*["']?20\d\d|time\.(?:January|February|March|April|May|June|July|August|September|October|November|December)/,
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

/** What a program runs or erases only at a certain time, in a certain language or on a certain machine. */
export function gatedDeeds(live: LiveText): readonly GatedDeed[] {
  return branchesOf(live).flatMap(({ condition, body }): readonly GatedDeed[] => {
    const asked = live.code.slice(condition.from, condition.to)
    const gate = gates.find(({ asks, value }) => asks.test(asked) && value.test(asked))
    if (gate === undefined) return []
    const text = live.code.slice(body.from, body.to)
    const grave = GRAVE.exec(text)
    const found = grave ?? RUNS.exec(text)
    // What is run because it is old or because a test asks is decided by a difference, not by a date.
    if (
      found === null ||
      (gate.kind === 'the date' && /\b(?:mtime|age|ttl|expir|elapsed|since|timeout|interval)/i.test(asked))
    )
      return []
    return [
      {
        gate: gate.asks.exec(asked)?.[0].trim() ?? '',
        kind: gate.kind,
        deed: found[0].trimEnd(),
        at: body.from + found.index,
        isGrave: grave !== null || gate.kind === 'the language of the machine',
      },
    ]
  })
}
