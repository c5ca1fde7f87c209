import type { CodeUnit } from '../../../core/embedded/code'
import { programOf } from '../../../core/facts/shellRoles'
import { isDocument } from '../../../core/formats/document'
import { wasRemovedPlace } from '../../../core/formats/removedText'
import { isTestFolder } from '../../../core/formats/sourceKind'
import type { TextSpan } from '../../../core/model/location'
import { shorten } from '../../../core/model/visible'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'
import { shownValue } from '../../../core/syntax/value'

export default defineRule({
  id: 'source/process-memory-read',
  title: 'memory of another process read',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['tj-actions-2025'],
  tags: ['CWE-200', 'CWE-522'],
  triggers: [
    '/mem',
    '/environ',
    'process_vm_readv',
    'ReadProcessMemory',
    'PTRACE',
    'ptrace',
    'vm_read',
    'MiniDump',
    'gcore',
    'procdump',
    'dump memory',
  ],
  parses: true,
  readsCode: true,
  needsCode: ({ changed }) => MAY.test(changed),
  messages: {
    memory: {
      message: 'The memory of another process is now read here by `{name}`',
      why: 'Keys, tokens and passwords stand there as they are, also those that a log or a file never shows.\n{note}',
      benign: 'A debugger, a profiler or a collector of crash reports.',
      question: 'Which process is it, what is looked for in it, and where does that go?',
      commands: ['git grep -n -F -e {word}'],
    },
  },
  examine: { file: examine },
})

const MAY =
  /\/mem\b|\/environ\b|process_vm_readv|ReadProcessMemory|ptrace|PTRACE|vm_read|MiniDump|\bgcore\b|procdump|dump memory/
/** The memory or the environment of a process by its number; a program's own is `self`. */
const FILE = /^\/proc\/(?!self\b|thread-self\b|curproc\b)[^/]{1,200}\/(?:task\/[^/]{1,80}\/)?(?:mem|environ)$/
const CALLS =
  /(?:^|[.:])(?:process_vm_readv|(?:Nt|Zw)?Read(?:Process|Virtual)Memory\w*|mach_vm_read\w*|vm_read_overwrite|MiniDumpWriteDump|PTRACE_PEEK\w+|PtracePeek\w*)$/
const COMMANDS = /^(?:gcore|procdump\w*|pd-?memory)$/
/** How a process is found that somebody else started. */
const SOUGHT =
  /\bpgrep\b|\bpidof\b|\/cmdline\b|\/comm\b|Runner\.(?:Worker|Listener)|\blsass\b|ssh-agent|gpg-agent|keyring|Process32|GetProcessesByName|process_iter|psutil|\bps\s+-?[aef]/

interface Reading {
  readonly name: string
  readonly span: TextSpan
}

function examine(context: FileContext): void {
  const side = context.side('new')
  if (side === undefined || isDocument(context.path)) return
  const old = context.side('old')?.text ?? ''
  const told = new Set<number>()
  for (const unit of context.code('new')) {
    if (!context.budget.spend(unit.body.text.length)) continue
    const isSought = SOUGHT.test(unit.body.text)
    for (const { name, span } of readingsIn(unit)) {
      const { line } = span.start
      if (told.has(line) || !context.isChanged('new', span) || old.includes(name)) continue
      if (wasRemovedPlace(context.content.hunks, side.lines, span)) continue
      told.add(line)
      context.report({
        message: 'memory',
        at: span,
        severity: isTestFolder(context.path) ? 'low' : isSought ? 'high' : 'medium',
        data: {
          name: shorten(name, 50),
          note: isSought
            ? 'The process is found by its name or its command line.'
            : 'How the process is found is not in this file.',
          word: /\w{4,}/.exec(name.replace(/^\/proc/, ''))?.[0] ?? 'proc',
        },
      })
      // One reading has an opening and a place or two beside it.
      for (let near = line - 6; near <= line + 6; near++) told.add(near)
    }
  }
}

function* readingsIn(unit: CodeUnit): Iterable<Reading> {
  const reading = unit.program()
  for (const { target, callee, span, arguments: given } of reading?.calls ?? []) {
    if (CALLS.test(target)) yield { name: callee, span }
    const peeks = given.find(({ raw }) => /^(?:PTRACE_PEEK(?:DATA|TEXT|USER)?|PT_READ_[DI])$/.test(raw.trim()))
    if (peeks !== undefined && /ptrace$/i.test(target)) yield { name: `${callee}(${peeks.raw.trim()})`, span }
    for (const { value, span: at } of given) {
      const path = shownValue(value).replace(/%[ldiuz]+/g, '…')
      if (FILE.test(path)) yield { name: path, span: at }
    }
  }
  for (const { value, span } of reading?.strings ?? []) {
    const path = shownValue(value)
    if (FILE.test(path)) yield { name: path, span }
  }
  for (const { commands, form } of unit.shell().pipelines) {
    if (form === 'stored') continue
    for (const command of commands) {
      const { words, redirects, span } = command
      const { name } = programOf(command)
      if (COMMANDS.test(name)) yield { name, span }
      for (const { raw, value } of [...words, ...redirects.map(({ target }) => target)]) {
        const path = raw.replace(/["']/g, '').replace(/^(?:if|of)=/, '')
        const file =
          FILE.test(path) || FILE.test(path.replace(/\$\([^()]{0,150}\)|`[^`]{0,150}`/g, '…'))
            ? path
            : shownValue(value)
        if (FILE.test(file) || (file === path && /^\/proc\/(?:\$|`)/.test(path) && /\/(?:mem|environ)$/.test(path)))
          yield { name: file, span }
      }
    }
  }
}
