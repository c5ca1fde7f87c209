import { readGitModules } from '../../../core/manifests/gitModules'
import type { Word } from '../../../core/manifests/manifestText'
import type { FileContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

function text(message: string, why: string): MessageText {
  return {
    message,
    why,
    benign: 'Data for a test of a program that reads such files.',
    question: 'What is this value for, and who wrote it this way?',
    commands: ['git config --file .gitmodules --list'],
  }
}

export default defineRule({
  id: 'dependency/submodule-setting',
  title: 'setting of a submodule that is an option, a command or a place outside of it',
  severity: 'high',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['git-submodule-2018', 'git-symlink-2021'],
  tags: ['CWE-88', 'CWE-22'],
  files: { paths: ['**/.gitmodules'] },
  messages: {
    option: text(
      '`{key}` of the submodule begins like an option: `{value}`',
      'A git without the correction of CVE-2018-17456 hands it to the program that clones, which obeys it.',
    ),
    command: text(
      '`{key}` of the submodule names a command: `{value}`',
      'Whoever takes this over into their clone runs it with each update or fetch of the submodule.',
    ),
    place: text(
      '`{key}` of the submodule leads out of its place: `{value}`',
      'What the submodule holds is then written where git keeps hooks and settings, or outside of the tree.',
    ),
    control: text(
      '`{key}` of the submodule holds a character that does not show: `{value}`',
      'Git has written such a value in one form and read it in another, so that the files landed elsewhere (CVE-2025-48384).',
    ),
  },
  examine: { file: examine },
})

type Fault = 'option' | 'command' | 'place' | 'control'

function examine(context: FileContext): void {
  const text = context.side('new')?.text ?? ''
  for (const module of readGitModules(text)) {
    tell(context, 'name', module.header, faultOfName(module.name))
    for (const key of ['path', 'url', 'branch', 'update'] as const) {
      const word = module[key]
      if (word !== undefined) tell(context, key, word, faultOf(key, plainValue(word, text)))
    }
  }
}

function tell(context: FileContext, key: string, word: Word, fault: Fault | undefined): void {
  if (fault === undefined || !context.isChanged('new', word.span)) return
  context.report({ message: fault, at: word.span, data: { key, value: word.text } })
}

/** Without its quotes. A carriage return stays when quotes keep it, as git keeps it. */
function plainValue({ text }: Word, whole: string): string {
  if (!text.startsWith('"')) return whole.includes('\r\n') ? text.replace(/\r$/, '') : text
  return text.replace(/^"|"$/g, '').replace(/\\([nrtb"\\])/g, (_, unit: string) => escapes[unit] ?? unit)
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b' }

const control = /[\0-\x1f\x7f]/
const outside = /(?:^|[/\\])\.\.(?:[/\\]|$)|^[/\\~]/
/** The folder of git, as file systems without case or with short names spell it. */
const ownFolder = /(?:^|[/\\])(?:\.git|git~\d)(?:[/\\. ]|$)/i

function faultOfName(name: string): Fault | undefined {
  if (control.test(name)) return 'control'
  if (name.startsWith('-')) return 'option'
  return outside.test(name) ? 'place' : undefined
}

function faultOf(key: 'path' | 'url' | 'branch' | 'update', value: string): Fault | undefined {
  if (control.test(value)) return 'control'
  if (key === 'update') return value.startsWith('!') ? 'command' : undefined
  if (value.startsWith('-')) return 'option'
  if (key === 'url') return faultOfUrl(value)
  return key === 'path' && (outside.test(value) || ownFolder.test(value)) ? 'place' : undefined
}

/** `ext::` is a command (git-remote-ext(1)); a host that begins like an option reaches ssh; `%0a` breaks what credential helpers read. */
function faultOfUrl(url: string): Fault | undefined {
  if (/^(?:ext|fd)::/i.test(url)) return 'command'
  if (/^(?:ssh|git\+ssh):\/\/(?:[^@/]*@)?-/i.test(url)) return 'option'
  return /%(?:0a|0d|00)/i.test(url) ? 'control' : undefined
}
