import { withoutComments } from '../formats/codeText'
import { sourceKind } from '../formats/sourceKind'
import { spanOf } from '../model/location'
import { baseName } from '../model/path'
import type { SideContext } from '../rule/context'
import { defineCollector } from '../rule/rule'
import type { FactDraft } from './fact'
import type { Protection } from './kinds'

interface Family {
  readonly name: string
  readonly form: Protection['form']
  readonly pattern: string
}

/** Switches of GCC, Clang, GNU ld and MSVC that add protection, and the calls by which a process gives up rights. */
const families: readonly Family[] = [
  { name: 'stack protector', form: 'flag', pattern: String.raw`-fstack-protector(?:-all|-strong|-explicit)?(?![\w-])` },
  { name: 'stack clash protection', form: 'flag', pattern: String.raw`-fstack-clash-protection\b` },
  {
    name: 'fortified libc calls',
    form: 'flag',
    pattern: String.raw`(?:-D\s*|\bdefine\s+)?\b_FORTIFY_SOURCE[= ]+[1-9]\b|-D_FORTIFY_SOURCE=[1-9]`,
  },
  {
    name: 'control-flow protection',
    form: 'flag',
    pattern: String.raw`-fcf-protection(?:=\w+)?(?![\w-])|-mbranch-protection=\w+|/guard:cf\b`,
  },
  { name: 'read-only relocations', form: 'flag', pattern: String.raw`-z[ ,]+(?:-Wl,)?relro\b` },
  { name: 'immediate binding', form: 'flag', pattern: String.raw`-z[ ,]+(?:-Wl,)?now\b` },
  { name: 'non-executable stack', form: 'flag', pattern: String.raw`-z[ ,]+(?:-Wl,)?noexecstack\b|/NXCOMPAT\b` },
  {
    name: 'position-independent executable',
    form: 'flag',
    pattern: String.raw`(?<![\w-])-f(?:PIE|pie)\b|(?<![\w-])-pie\b|/DYNAMICBASE\b`,
  },
  { name: 'library assertions', form: 'flag', pattern: String.raw`_GLIBCXX_ASSERTIONS\b|_LIBCPP_HARDENING_MODE\b` },
  { name: 'variable initialisation', form: 'flag', pattern: String.raw`-ftrivial-auto-var-init=\w+` },
  { name: 'pledge', form: 'call', pattern: String.raw`(?<![\w.>])pledge\s*\(` },
  { name: 'unveil', form: 'call', pattern: String.raw`(?<![\w.>])unveil\s*\(` },
  { name: 'Landlock', form: 'call', pattern: String.raw`\b(?:\w+_)?landlock_restrict_self\b` },
  {
    name: 'seccomp',
    form: 'call',
    pattern: String.raw`\bseccomp_load\s*\(|\bPR_SET_SECCOMP\b|\bSECCOMP_SET_MODE_FILTER\b`,
  },
  { name: 'no new privileges', form: 'call', pattern: String.raw`\bPR_SET_NO_NEW_PRIVS\b` },
  {
    name: 'Capsicum',
    form: 'call',
    pattern: String.raw`(?<![\w.>])(?:cap_enter|caph_enter|cap_rights_limit|caph_rights_limit)\s*\(`,
  },
  {
    name: 'dropped user id',
    form: 'call',
    pattern: String.raw`(?<![\w>])(?:os\.|syscall\.|Process::Sys\.)?(?:setres[ug]id|setre[ug]id|set[ug]id|set[ug]roups|initgroups|Set[ug]id)\s*\(`,
  },
  {
    name: 'Windows sandbox',
    form: 'call',
    pattern: String.raw`\b(?:SetProcessMitigationPolicy|CreateAppContainerProfile|CreateRestrictedToken|AssignProcessToJobObject)\s*\(`,
  },
  { name: 'ordinary user in the image', form: 'flag', pattern: String.raw`^\s*USER\s+(?!root\b|0\b)[\w$]\S*` },
  {
    name: 'service hardening',
    form: 'flag',
    pattern: String.raw`^\s*(?:NoNewPrivileges|ProtectSystem|ProtectHome|PrivateTmp|PrivateDevices|SystemCallFilter|RestrictAddressFamilies|MemoryDenyWriteExecute|CapabilityBoundingSet|RestrictNamespaces|ProtectKernel\w+|LockPersonality)\s*=\s*\S+`,
  },
  {
    name: 'checked arithmetic',
    form: 'flag',
    pattern: String.raw`^\s*overflow-checks\s*=\s*true|(?<![\w-])-ftrapv\b`,
  },
  { name: 'macOS sandbox', form: 'call', pattern: String.raw`(?<![\w.>])sandbox_init(?:_with_parameters)?\s*\(` },
]

const matchers = families.map(family => ({ ...family, match: new RegExp(family.pattern, 'g') }))

/** Hardening switches in build files and sandbox calls in code, on the lines a change touches. */
export const protection = defineCollector({
  kind: 'protection',
  triggers: [
    'stack-',
    'FORTIFY_SOURCE',
    'protection',
    'relro',
    'now',
    'noexecstack',
    'PIE',
    'pie',
    'guard:cf',
    'NXCOMPAT',
    'DYNAMICBASE',
    'ASSERTIONS',
    'HARDENING',
    'auto-var-init',
    'pledge',
    'unveil',
    'landlock',
    'seccomp',
    'SECCOMP',
    'NO_NEW_PRIVS',
    'cap_',
    'caph_',
    'sandbox_init',
    'uid',
    'gid',
    'groups',
    'Mitigation',
    'AppContainer',
    'RestrictedToken',
    'JobObject',
    'USER',
    'Protect',
    'Private',
    'Restrict',
    'NoNewPriv',
    'SystemCall',
    'DenyWrite',
    'Bounding',
    'overflow',
    'trapv',
  ],
  collect,
})

function collect(side: SideContext): readonly FactDraft<'protection'>[] {
  const form = formOf(side.path)
  if (form === undefined) return []
  const read = (text: readonly string[]) => (form === 'call' ? withoutComments(text) : text.map(withoutHash))
  const lines = read(side.text.lines)
  let others: readonly string[] | undefined
  const counts = new Map<RegExp, number>()
  const onOtherSide = (match: RegExp): number => {
    others ??= read(side.other?.lines ?? [])
    const count = counts.get(match) ?? countIn(others, match)
    counts.set(match, count)
    return count
  }
  const drafts: FactDraft<'protection'>[] = []
  for (const [index, line] of lines.entries()) {
    if (line === '' || !side.isChanged(spanOf(index + 1, 0, 1))) continue
    for (const family of matchers) {
      if (family.form !== form) continue
      for (const found of line.matchAll(family.match)) {
        if (form === 'call' && isDeclaration(line, found.index)) continue
        const isWhole = side.other === undefined || side.other.complete
        drafts.push({
          subject: family.name,
          side: side.side,
          at: spanOf(index + 1, found.index, found[0].length),
          data: {
            form,
            written: found[0].replace(/\s*\($/, '').trim(),
            ...(isWhole ? { onOtherSide: onOtherSide(family.match) } : {}),
          },
        })
      }
    }
  }
  return drafts
}

/** Flags matter where builds are described, calls where programs are. */
function formOf(path: string): Protection['form'] | undefined {
  const kind = sourceKind(path)
  if (kind === 'code' || /\.(py|go|rb|pl|php)$/.test(path)) return /(^|\/)setup\.py$/.test(path) ? 'flag' : 'call'
  if (kind === 'build') return 'flag'
  return /\.(sh|bash|spec|ebuild|pro|pri|gyp|gypi|bzl|ya?ml|toml|gradle|vcxproj|props|pc|service|socket)$|^((?:Docker|Container)file.*|rules|PKGBUILD|BUILD|meson\.options)$/.test(
    baseName(path).replace(/\.in$/, ''),
  )
    ? 'flag'
    : undefined
}

function withoutHash(line: string): string {
  return line.replace(/(^|\s)(#(?!define)|dnl\b).*$/, '')
}

/** UTF-16 units before a call in which a type can stand; a line can be long and hold many calls. */
const LIMIT_BEFORE = 100

/** A prototype is no call. */
function isDeclaration(line: string, column: number): boolean {
  return /\b(extern|static|int|void|define)\s+\**$/.test(line.slice(Math.max(0, column - LIMIT_BEFORE), column))
}

function countIn(lines: readonly string[], match: RegExp): number {
  let count = 0
  for (const line of lines) count += [...line.matchAll(match)].length
  return count
}
