import { liveText } from '../formats/liveText'
import type { ProtectionFamily } from './protectionFamilies'

/** A call of a library or system; what follows the dot of an object has names of its own. */
function call(name: string, asks: string, undoes?: string): ProtectionFamily {
  return { name, form: 'call', asks, ...(undoes === undefined ? {} : { undoes }) }
}

const ownWord = '(?:landlock|seccomp|pledge|unveil|capsicum|priv_?sep|sandbox|Landlock|Seccomp|Pledge|Capsicum|Sandbox)'
const ownVerb =
  '(?:enter|enable|apply|restrict|enforce|install|lock_?down|confine|activate|engage|start|set_?up|init|load|Enter|Enable|Apply|Restrict|Enforce|Install|Start|SetUp|Setup|Init|Load)'

/** The name of a function of the project that confines it, going by the name alone: a noun and what is done with it. */
export const ownProtection = String.raw`(?:\w{0,40}${ownWord}_?${ownVerb}\w{0,30}|\w{0,40}${ownVerb}_?${ownWord}\w{0,30}|(?:\w{1,30}_)?(?:drop|shed|revoke)_?(?:all_?)?(?:priv(?:ilege)?s|capabilities|caps|root)\b|[dD]rop(?:All)?Priv(?:ilege)?s)`

export const ownFamily = 'sandbox'
/** Settings of windows, in the languages in which pages are written; those have none of the other calls. */
const pageFamily = 'page isolation'
const pages = /\.[cm]?[jt]sx?$/

/** The calls by which a process gives up rights, in C, C++, Rust, Go, Python, Ruby and Perl. */
export const protectiveCalls: readonly ProtectionFamily[] = [
  call(
    'pledge',
    String.raw`(?<![\w.>])pledge\s*\(|\b(?:unix|protect|openbsd|OpenBSD::Pledge)(?:\.|::)[pP]ledge(?:Promises|Execpromises)?\s*\(|\bpledge(?:_promises)?!\s*[([]`,
  ),
  call('unveil', String.raw`(?<![\w.>])unveil\s*\(|\b(?:unix|protect|openbsd)(?:\.|::)[uU]nveil(?:Block)?\s*\(`),
  call(
    'Landlock',
    String.raw`\b(?:\w+_)?landlock_restrict_self\b|\.restrict_self\s*\(|\blandlock\.(?:V\d\.)?(?:BestEffort\(\)\.)?Restrict\w*\s*\(|\bSYS_landlock_restrict_self\b`,
  ),
  call(
    'seccomp',
    String.raw`\bseccomp_load\s*\(|\bPR_SET_SECCOMP\b|\bSECCOMP_SET_MODE_FILTER\b|\bseccompiler::apply_filter\w*\s*\(|\bseccomp\.LoadFilter\s*\(|\b(?:prctl|pyprctl)\.set_seccomp\s*\(|\b(?:sandbox2|sandbox)::PolicyBuilder\b|\bminijail_(?:enter|use_seccomp_filter)\s*\(`,
  ),
  call(
    'no new privileges',
    String.raw`\bPR_SET_NO_NEW_PRIVS\b(?!\s*,\s*0)|\b(?:set_)?no_new_privs\s*\(|\bminijail_no_new_privs\s*\(`,
    String.raw`\bPR_SET_NO_NEW_PRIVS\s*,\s*0`,
  ),
  call(
    'memory closed to other processes',
    String.raw`\bPR_SET_DUMPABLE\s*,\s*(?:0|SUID_DUMP_DISABLE)\b|\bset_dumpable\s*\(\s*(?:false|False|0)`,
    String.raw`\bPR_SET_DUMPABLE\s*,\s*(?:1|SUID_DUMP_USER)\b|\bset_dumpable\s*\(\s*(?:true|True|1)`,
  ),
  call(
    'filter that refuses by default',
    String.raw`\bseccomp_init\s*\(\s*SCMP_ACT_(?:KILL\w*|ERRNO|TRAP)|\bScmpFilterContext::new(?:_filter)?\s*\(\s*ScmpAction::(?:Kill\w*|Errno|Trap)|\bSyscallFilter\s*\((?:\w+\s*=\s*)?(?:seccomp\.)?(?:KILL|ERRNO|TRAP)`,
  ),
  call(
    'dropped capabilities',
    String.raw`\bcapng_apply\s*\(|(?<![\w.>])cap_set_proc\s*\(|\bPR_CAPBSET_DROP\b|\bcaps::(?:clear|drop)\s*\(`,
  ),
  // Programs that install and build change the root for other reasons than to confine themselves.
  { ...call('changed root', String.raw`(?<![\w.>])chroot\s*\(`), isMinor: true },
  call(
    'Capsicum',
    String.raw`(?<![\w.>])(?:cap_enter|caph_enter|cap_rights_limit|caph_rights_limit)\s*\(|\bcapsicum(?:\.|::)enter\s*\(|\bunix\.Cap(?:Enter|RightsLimit)\s*\(`,
  ),
  call(
    'dropped user id',
    String.raw`(?<![\w>])(?:os\.|syscall\.|Process::Sys\.)?(?:setres[ug]id|setre[ug]id|set[ug]id|set[ug]roups|initgroups|Set[ug]id)\s*\(`,
  ),
  call(
    'Windows sandbox',
    String.raw`\b(?:SetProcessMitigationPolicy|CreateAppContainerProfile|CreateRestrictedToken|AssignProcessToJobObject)\s*\(`,
  ),
  call('macOS sandbox', String.raw`(?<![\w.>])sandbox_init(?:_with_parameters)?\s*\(`),
  // Electron: what a page may reach of the machine.
  call(
    pageFamily,
    String.raw`\bcontextIsolation\s*:\s*true\b|\bnodeIntegration\s*:\s*false\b|\bwebSecurity\s*:\s*true\b`,
    String.raw`\bcontextIsolation\s*:\s*false\b|\bnodeIntegration\s*:\s*true\b|\bwebSecurity\s*:\s*false\b`,
  ),
  call(ownFamily, String.raw`(?<![\w>$])${ownProtection}\s*\(`),
]

/** A call that gives up rights, or takes such a step back, where it stands in a text. */
export interface ProtectiveCall {
  readonly family: ProtectionFamily
  readonly isUndoing: boolean
  /** As written, the parenthesis left out. */
  readonly written: string
  /** Offset in the text. */
  readonly start: number
  readonly line: number
  readonly column: number
  readonly length: number
}

const matchers = protectiveCalls.flatMap(family =>
  [family.asks, family.undoes].flatMap((pattern, at) =>
    pattern === undefined ? [] : [{ family, isUndoing: at === 1, match: new RegExp(pattern, 'g') }],
  ),
)
/** Words without which no name of the project's own is one: to look for those costs less than to look for the names. */
const ownMark = `${ownWord}|(?:drop|shed|revoke)_?(?:all_?)?(?:priv|cap|root)|[dD]rop(?:All)?Priv`
/** What every line with a call has in it. */
const mayCall = new RegExp(
  matchers.map(({ family, match }) => (family.name === ownFamily ? ownMark : match.source)).join('|'),
)
/** Words one of which every call has in it: looking for words costs a text without any far less than looking for calls. */
const mentionsCall =
  /pledge|unveil|landlock|restrict_self|seccomp|sandbox|minijail|no_new_privs|dumpable|scmp|syscallfilter|capng|cap_set_proc|capbset|caps::|chroot|caph?_?(?:enter|rights)|capsicum|set(?:re)?s?[ug]id|set[ug]roups|initgroups|priv_?sep|(?:drop|shed|revoke)_?(?:all_?)?(?:priv|cap|root)|mitigationpolicy|appcontainer|restrictedtoken|tojobobject|contextisolation|nodeintegration|websecurity/i
/** Parts of what the other families tell. */
const libraryName = /^(?:seccomp_(?:init|load)\w*|sandbox_init\w*|landlock_restrict_self|sys_landlock_\w+)$/
/** A line as long holds data. */
const LIMIT_LINE = 2_000
/** UTF-16 units before a call in which a type can stand; a line can be long and hold many calls. */
const LIMIT_BEFORE = 100

/** The calls in what of a file's text can run. Linear in the text. */
export function callsIn(path: string, text: string): readonly ProtectiveCall[] {
  if (!mentionsCall.test(text) || !mayCall.test(text)) return []
  const found: ProtectiveCall[] = []
  const isPage = pages.test(path)
  let start = 0
  for (const [index, line] of (liveText(path, text)?.code ?? text).split('\n').entries()) {
    const from = start
    start += line.length + 1
    if (line.length > LIMIT_LINE || !mayCall.test(line)) continue
    const columns = new Set<number>()
    for (const { family, isUndoing, match } of matchers) {
      if ((family.name === pageFamily) !== isPage) continue
      for (const { 0: whole, index: column } of line.matchAll(match)) {
        const written = whole.replace(/\s*[([]$/, '').trim()
        const isOwn = family.name === ownFamily
        if (isOwn && (libraryName.test(written) || columns.has(column))) continue
        if (isDefinition(line, column, isOwn)) continue
        columns.add(column)
        found.push({ family, isUndoing, written, start: from + column, line: index + 1, column, length: whole.length })
      }
    }
  }
  return found
}

/** A prototype or the head of a function is no call. */
function isDefinition(line: string, column: number, isOwn: boolean): boolean {
  const before = line.slice(Math.max(0, column - LIMIT_BEFORE), column)
  if (/\b(?:extern|static|int|void|bool|define|fn|def|func|sub|function)\s+\**$/.test(before)) return true
  if (!isOwn) return false
  // `static void NAME(void)`, `type *NAME(…)`, `func (s *Server) NAME(`, and heads that begin their line as BSD has them.
  return (
    /^(?!\s*(?:return|else|do|await|go|defer|case)\b)\s*(?:[\w:<>]+[\s*&]+){1,4}$/.test(before) ||
    /\bfunc\s*\([^()]*\)\s*$/.test(before) ||
    (before === '' && !/;\s*$/.test(line) && !/^\w+\(\)\s*$/.test(line))
  )
}
