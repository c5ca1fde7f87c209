import { editorDeed } from '../../../core/facts/editor/deed'
import type { Fact } from '../../../core/facts/fact'
import { folderOf } from '../../../core/model/path'
import type { Severity } from '../../../core/model/severity'
import { shellWord } from '../../../core/rule/commands'
import type { ChangeSetContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

function text(message: string, why: string): MessageText {
  return {
    message,
    why,
    benign: 'A project that brings its own tool or wrapper, so that all work with the same one.',
    question: 'What is the program, who made it, and why is the installed one not enough?',
    commands: ['git log --stat --oneline -- {program}', 'git log -p -- {path}'],
  }
}

export default defineRule({
  id: 'editor/program-of-folder',
  title: 'setting by which an editor starts a program of the folder, or loads code into others',
  severity: 'low',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: [],
  tags: ['CWE-426', 'CWE-427'],
  uses: [editorDeed],
  messages: {
    program: text(
      '`{key}` now names a program of the folder: `{value}`',
      'Editors start such programs while one reads or edits.\n{company}',
    ),
    environment: text(
      '`{key}` is now set to `{value}` for what is started here',
      'The variable makes programs load code, or run a command, before they do anything else.',
    ),
  },
  examine: { changeSet: examine },
})

/** Started as soon as a folder or a terminal is opened. */
const AT_ONCE =
  /^(?:git\.path|typescript\.tsdk|js\/ts\.tsdk\.path|terminal\.|.*\b(?:defaultInterpreterPath|pythonPath|interpreter\.?path|git(?:Path|Executable))$)/i

function examine(context: ChangeSetContext): void {
  for (const fact of context.facts('editor-deed')) {
    const { file, side, at } = fact.location
    const { what, key, value } = fact.data
    if (file < 0 || (what !== 'program' && what !== 'environment')) continue
    const path = context.files.find(({ index }) => index === file)?.path ?? ''
    const named = programIn(value, path)
    const sent = context.files.find(one => one.path === named && one.kind !== 'deleted')
    context.report({
      file,
      side,
      at,
      text: fact.text,
      digest: fact.digest,
      message: what,
      severity: severityOf(fact.data, sent !== undefined),
      data: {
        key,
        value,
        path: shellWord(path),
        program: shellWord(named === '' ? path : named),
        company:
          sent === undefined ? 'The program itself is not in the change.' : 'The program comes with this change.',
      },
    })
  }
}

function severityOf({ what, key }: Fact<'editor-deed'>['data'], isSent: boolean): Severity {
  if (what === 'environment') return 'medium'
  return isSent || AT_ONCE.test(key) ? 'medium' : 'low'
}

/** From the top of the tree, for a setting in a folder such as `.vscode`. */
function programIn(value: string, path: string): string {
  const word = value.trim().split(/\s+/)[0] ?? ''
  const inner = word
    .replace(/^\$\{workspace\w*(?::[^}]*)?\}[/\\]?/, '')
    .replace(/^\.[/\\]/, '')
    .replace(/\\/g, '/')
  const top = folderOf(folderOf(path))
  if (inner.startsWith('..') || inner.startsWith('/')) return ''
  return top === '' ? inner : `${top}/${inner}`
}
