import type { HunkLine } from '../model/hunk'
import { spanOf } from '../model/location'
import type { SideContext } from '../rule/context'
import type { FactDraft } from './fact'

/** A call whose words say what is still allowed. */
interface Allowance {
  readonly call: RegExp
  /** Words among what the call is given, each of which allows something. */
  readonly words: RegExp
  /** Those by which a process gets around the rest of the restriction. */
  readonly grave: RegExp
}

const allowances: readonly Allowance[] = [
  // The promises of pledge(2).
  {
    call: /\b(?:pledge(?:_promises)?!?|Pledge(?:Promises)?)\s*[([]\s*(["'][^"'\n]*["'])/,
    words: /[a-z_]+/g,
    grave: /^(?:exec|prot_exec|proc)$/,
  },
  // The permissions of unveil(2): r, w, x, c.
  { call: /\b[uU]nveil\s*\(\s*[^,\n]{1,200},\s*(["'][rwxc]*["'])/, words: /[rwxc]/g, grave: /^[wx]$/ },
]
/** Rights to run and trace programs, and to reach the kernel, by the names of system calls. */
const graveCalls =
  /^(?:execve(?:at)?|ptrace|process_vm_writev|bpf|init_module|finit_module|mount|open_by_handle_at|kexec_load)$/
const allowed =
  /\bSCMP_ACT_ALLOW\s*,\s*(?:SCMP_SYS\s*\(\s*(\w+)\s*\)|\w*NR_(\w+))|\b(?:SC_ALLOW|ALLOW_SYSCALL|SC_ALLOW_SYSCALL)\s*\(\s*(?:__NR_)?(\w+)/

/**
 * Restrictions that stay and now leave more: a promise, a permission or a system call more than the line before it had,
 * or than the file had.
 */
export function widenedCalls(side: SideContext): readonly FactDraft<'protection'>[] {
  const { other } = side
  if (side.side !== 'new' || other === undefined) return []
  if (!/pledge|unveil|SCMP_ACT_ALLOW|ALLOW_SYSCALL|SC_ALLOW/i.test(side.text.text)) return []
  return side.hunks.flatMap(({ lines }) => {
    const removed = lines.filter(({ kind }) => kind === 'removed')
    return lines.flatMap((line): readonly FactDraft<'protection'>[] => {
      if (line.kind !== 'added' || line.new === undefined || line.text.length > 2_000) return []
      const found = moreWords(line, removed) ?? moreCalls(line, other.text)
      if (found === undefined) return []
      const { column, length, by, isGrave } = found
      const written = line.text.slice(column, column + length)
      return [
        {
          subject: `widened ${by}`,
          side: 'new',
          at: spanOf(line.new, column, length),
          data: { form: 'call', change: 'widened', written, by, ...(isGrave ? {} : { isMinor: true }) },
        },
      ]
    })
  })
}

interface More {
  readonly column: number
  readonly length: number
  readonly by: string
  readonly isGrave: boolean
}

/** The n-th such call among the removed lines of a hunk is what the n-th among the added ones replaces, as a rule. */
function moreWords(line: HunkLine, removed: readonly HunkLine[]): More | undefined {
  for (const { call, words, grave } of allowances) {
    const now = call.exec(line.text)
    if (now === null) continue
    const before = removed
      .map(({ text }) => (text.length > 2_000 ? null : call.exec(text))?.[1])
      .filter(one => one !== undefined)
    if (before.length === 0) return undefined
    const known = new Set(before.flatMap(one => one.match(words) ?? []))
    const gained = [...new Set(now[1]?.match(words))].filter(word => !known.has(word))
    const worst = gained.find(word => grave.test(word)) ?? gained[0]
    if (worst === undefined) return undefined
    return { column: now.index, length: now[0].length, by: worst, isGrave: grave.test(worst) }
  }
  return undefined
}

function moreCalls(line: HunkLine, before: string): More | undefined {
  const found = allowed.exec(line.text)
  const name = found?.[1] ?? found?.[2] ?? found?.[3]
  if (found === null || name === undefined || !graveCalls.test(name)) return undefined
  return new RegExp(`\\b(?:\\w*NR_)?${name}\\b`).test(before)
    ? undefined
    : { column: found.index, length: found[0].length, by: name, isGrave: true }
}
