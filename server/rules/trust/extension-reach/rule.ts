import { grantsOfExtension } from '../../../core/facts/extensionGrant'
import { isTestFolder } from '../../../core/formats/sourceKind'
import type { FileContext } from '../../../core/rule/context'
import { defineRule, type MessageText } from '../../../core/rule/rule'

function text(message: string, why: string): MessageText {
  return {
    message,
    why,
    benign: 'A feature that needs it, told to the users when they update.',
    question: 'Which feature needs this, and would less be enough?',
    commands: ['git log -p --follow -- {path}'],
  }
}

export default defineRule({
  id: 'trust/extension-reach',
  title: 'extension of a browser that may do more than before',
  severity: 'medium',
  confidence: 'high',
  mode: 'regular',
  scope: ['review'],
  precedents: ['great-suspender-2020'],
  tags: ['CWE-250', 'CWE-829'],
  files: { paths: ['**/manifest.json', '**/manifest.*.json', '**/manifest-*.json'] },
  triggersIn: 'file',
  triggers: ['manifest_version'],
  messages: {
    everywhere: text(
      'The extension may now read and change every page: `{what}` (`{key}`)',
      'It reached less before.{both}\nThe next update brings this to all who have it installed.',
    ),
    script: text(
      'The extension may now run scripts from elsewhere: `{what}` (`{key}`)',
      'What is loaded from there is in no package and in no review, and can change at any time.{both}',
    ),
    permission: text(
      'The extension now asks for `{what}` (`{key}`)',
      'It did not before. Each of these lets it see or change what other pages and programs do.',
    ),
  },
  examine: { file: examine },
})

function examine(context: FileContext): void {
  const old = context.side('old')
  if (old === undefined || isTestFolder(context.path)) return
  const had = new Set(grantsOfExtension(context.path, old.text).map(({ kind, what }) => `${kind} ${what}`))
  const reachedAll = [...had].some(one => one.startsWith('everywhere '))
  const found = grantsOfExtension(context.path, context.side('new')?.text ?? '').filter(
    ({ kind, what, span }) =>
      !had.has(`${kind} ${what}`) && !(kind === 'everywhere' && reachedAll) && context.isChanged('new', span),
  )
  const both = new Set(found.map(({ kind }) => kind)).size > 1 && found.some(({ kind }) => kind === 'script')
  const told = new Set<string>()
  for (const { kind, key, what, span } of found) {
    if (told.has(`${kind} ${key}`)) continue
    told.add(`${kind} ${key}`)
    const all = found.filter(one => one.kind === kind && one.key === key).map(one => one.what)
    context.report({
      message: kind,
      at: span,
      severity: kind === 'permission' ? 'low' : both ? 'high' : 'medium',
      data: {
        key,
        what: kind === 'permission' ? all.join(', ') : what,
        both: both ? '\nMore rights come together with scripts from elsewhere.' : '',
        path: context.path,
      },
    })
  }
}
