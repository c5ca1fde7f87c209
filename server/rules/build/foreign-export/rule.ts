import { isTestFolder } from '../../../core/formats/sourceKind'
import { spanOf } from '../../../core/model/location'
import { baseName } from '../../../core/model/path'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'
import { foreignExports } from './exports'

export default defineRule({
  id: 'build/foreign-export',
  title: 'library that starts to give out a function of another library',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review'],
  precedents: ['xz-2024'],
  tags: ['CWE-427', 'CWE-506'],
  files: { paths: ['**/*.{map,ver,vers,version,sym,syms,exports,exp,lds,def}{,.in}'] },
  messages: {
    exported: {
      message: '`{name}` now gives out `{value}`, which programs take from another library',
      why: 'Every program that loads this library first calls the function in it in place of the other.',
      benign: 'A library that stands in for another one on purpose.',
      question: 'Which programs are meant to call it here, and where is its source?',
      commands: ['git grep -n -w -e {value}'],
    },
  },
  examine: { file: examine },
})

function examine(context: FileContext): void {
  const [old, now] = [context.side('old')?.lines, context.side('new')?.lines]
  if (old === undefined || now === undefined || !context.budget.spend(now.length)) return
  for (const { name, line } of foreignExports(old, now)) {
    const at = spanOf(line + 1, Math.max(0, now[line]?.indexOf(name) ?? 0), name.length)
    if (!context.isChanged('new', at)) continue
    const severity = isTestFolder(context.path) ? 'low' : 'medium'
    context.report({ message: 'exported', at, severity, data: { name: baseName(context.path), value: name } })
  }
}
