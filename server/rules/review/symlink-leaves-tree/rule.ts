import { isTestFolder } from '../../../core/formats/sourceKind'
import { spanOf } from '../../../core/model/location'
import { folderOf } from '../../../core/model/path'
import type { Severity } from '../../../core/model/severity'
import { shellWord } from '../../../core/rule/commands'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'review/symlink-leaves-tree',
  title: 'symbolic link that leads out of the tree or into what git keeps for itself',
  severity: 'medium',
  confidence: 'high',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['git-symlink-2021'],
  tags: ['CWE-59', 'CWE-61'],
  messages: {
    link: {
      message: '`{name}` is now a symbolic link {where}: `{target}`',
      why: 'What reads, packs, copies or deletes `{name}` does it to the file at the other end.\nThat file is on the machine of whoever has the tree, and in no review.',
      benign: 'A link for one system on which the target always exists, such as in packaging.',
      question: 'What is at the other end, and who follows the link?',
      commands: ['git ls-tree HEAD -- {path}', 'git log --stat -- {path}'],
    },
  },
  examine: { file: examine },
})

function examine(context: FileContext): void {
  const now = context.change.new
  const target = context.side('new')?.lines[0] ?? ''
  if (now?.mode !== '120000' || target === '' || target === context.side('old')?.lines[0]) return
  const found = whereTo(context.path, target)
  if (found === undefined) return
  context.report({
    message: 'link',
    at: spanOf(1, 0, target.length),
    severity: isTestFolder(context.path) && found.severity === 'medium' ? 'low' : found.severity,
    data: { name: context.path, target, where: found.where, path: shellWord(context.path) },
  })
}

/** Files that tell who may do what, and devices. */
const sensitive =
  /^\/(?:etc\/(?:passwd|shadow|sudoers|ssh|ssl|hosts|ld\.so)|root|home|Users|proc|sys|dev\/(?!null$|stdin$|stdout$|stderr$|fd\/))/

function whereTo(path: string, target: string): { readonly where: string; readonly severity: Severity } | undefined {
  if (/^~[\w-]*(?:\/|$)/.test(target)) return { where: 'by the name of a home folder', severity: 'medium' }
  if (/^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(target))
    return { where: 'to a place of the machine', severity: sensitive.test(target) ? 'medium' : 'low' }
  const inside = resolve(folderOf(path), target)
  if (inside === undefined) return { where: 'out of the tree', severity: 'medium' }
  if (/(?:^|\/)\.git(?:\/|$)/i.test(inside)) return { where: "into git's own folder", severity: 'high' }
  return undefined
}

/** The place in the tree; undefined above its top. */
function resolve(folder: string, target: string): string | undefined {
  const parts = folder === '' ? [] : folder.split('/')
  for (const part of target.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return undefined
  }
  return parts.join('/')
}
