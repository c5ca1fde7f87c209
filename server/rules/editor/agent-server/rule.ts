import { editorDeed } from '../../../core/facts/editor/deed'
import type { Fact } from '../../../core/facts/fact'
import { isTestFolder } from '../../../core/formats/sourceKind'
import type { Severity } from '../../../core/model/severity'
import { shellWord } from '../../../core/rule/commands'
import type { ChangeSetContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

function text(message: string, why: string): MessageText {
  return {
    message,
    why,
    benign: 'A team that shares the tools of its agents.',
    question: 'Who runs or publishes this server, and what of the folder does it see?',
    commands: ['git log -p --follow -- {path}'],
  }
}

export default defineRule({
  id: 'editor/agent-server',
  title: 'tool server that coding agents start or ask in this folder',
  severity: 'low',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['mcpoison-2025'],
  tags: ['CWE-829'],
  uses: [editorDeed],
  messages: {
    added: text(
      'Coding agents are now offered the server `{key}`: `{value}`',
      'Agents start or ask it with the rights of the user, and believe what it answers.\n{trust}',
    ),
    changed: text(
      'The server `{key}` of coding agents is something else now: `{value}`',
      'Before: {before}\nWhoever allowed it by its name before may not be asked again.\n{trust}',
    ),
  },
  examine: { changeSet: examine },
})

/** A shell, an address or a program of the folder: what it does is fixed by nobody else. */
const FREE = /^(?:(?:ba|z|da)?sh|cmd|pwsh|powershell|osascript)\b|\s-c\s|^\.{0,2}\/|\b(?:curl|wget|base64)\b/
/** Only the version moved. */
const VERSION = /@[\^~]?v?\d[\w.+-]*|@latest\b|:\d[\w.-]*|[=]{1,2}\d[\w.]*/g

function examine(context: ChangeSetContext): void {
  for (const fact of context.facts('editor-deed')) {
    const { file, side, at } = fact.location
    const { what, key, value, before, isBroad } = fact.data
    if (file < 0 || what !== 'server') continue
    const path = context.files.find(({ index }) => index === file)?.path ?? ''
    context.report({
      file,
      side,
      at,
      text: fact.text,
      digest: fact.digest,
      message: before === undefined ? 'added' : 'changed',
      severity: isTestFolder(path) ? 'info' : severityOf(fact.data),
      data: {
        key,
        value,
        before: before ?? '',
        path: shellWord(path),
        trust: isBroad === true ? 'Its tools run without asking.' : 'Its tools ask as usual.',
      },
    })
  }
}

function severityOf({ value, before, isBroad }: Fact<'editor-deed'>['data']): Severity {
  if (before !== undefined && bare(before) === bare(value)) return 'info'
  return isBroad === true || FREE.test(value) || before !== undefined ? 'medium' : 'low'
}

function bare(value: string): string {
  return value.replace(VERSION, '').replace(/\s+/g, ' ').trim()
}
