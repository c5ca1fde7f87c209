import { isDocument } from '../../../core/formats/document'
import { liveText } from '../../../core/formats/liveText'
import { wasRemovedPlace } from '../../../core/formats/removedText'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { spanOf } from '../../../core/model/location'
import { extensionOf } from '../../../core/model/path'
import { shorten } from '../../../core/model/visible'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'
import { entriesOn, entryHeld } from './entries'

export default defineRule({
  id: 'source/start-entry-written',
  title: 'program that sets itself up to be started, or lets somebody in',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['contagious-2025', 'litellm-2026'],
  tags: ['CWE-506', 'CWE-732'],
  triggers: [
    'authorized_keys',
    'ld.so.preload',
    'sudoers',
    'chmod',
    'NOPASSWD',
    'cron',
    'rc',
    'profile',
    'LaunchAgents',
    'LaunchDaemons',
    'CurrentVersion',
    'systemd',
    'systemctl',
    'autostart',
    'pam.d',
    'zshenv',
    'schtasks',
  ],
  messages: {
    opens: {
      message: '`{what}` is now written here: it decides who may come in, or what every program loads',
      why: 'What is put there outlives this program and holds for the whole machine.\nA key, a rule or a library in it works without any of this code.',
      benign: 'A tool for setting up machines, which is asked to do exactly that.',
      question: 'What is written there, who asked for it, and how is it taken back?',
      commands: ['git grep -n -F -e {word}'],
    },
    starts: {
      message: '`{what}` is now written here: what stands in it is started by itself',
      why: 'It runs at the next login, at the next start or by the clock, whether this program is still there or not.',
      benign: 'A program that people install to have it started, and say so.',
      question: 'What is started that way, who is asked before, and how is it taken back?',
      commands: ['git grep -n -F -e {word}'],
    },
  },
  examine: { file: examine },
})

/** What sets up machines for a living. */
const SETS_UP =
  /(?:^|\/)(?:Dockerfile|Containerfile|Vagrantfile|Makefile|GNUmakefile|kickstart|cloud-init|user-data)[^/]*$|(?:^|\/)(?:ansible|puppet|chef|salt|packer|terraform|provision\w*|cloud|vm|images?|roles|playbooks|mkosi\S*|rootfs|overlay|packag\w*|contrib|debian|rpm|installer?s?|deploy\w*|setup|hack|ci|\.\w+)\/|\.(?:ks|preseed|spec|tf|pp|nix|ya?ml)$/i

function examine(context: FileContext): void {
  const side = context.side('new')
  if (side === undefined || isDocument(context.path) || !context.budget.spend(side.text.length)) return
  const live = liveText(context.path, side.text)
  if (live === undefined) return
  const isShell = /^(?:sh|bash|zsh|ksh)$/.test(extensionOf(context.path))
  const isMinor = isTestFolder(context.path) || SETS_UP.test(context.path)
  const old = context.side('old')?.text ?? ''
  const lines = live.code.split('\n')
  for (const [index, line] of lines.entries()) {
    if (line.length > 2000 || !context.isChanged('new', spanOf(index + 1, 0, 1))) continue
    const entry = entriesOn(line, isShell) ?? (isShell ? undefined : entryHeld(lines, index))
    if (entry === undefined || old.includes(entry.what)) continue
    const at = spanOf(index + 1, entry.column, entry.what.length)
    if (wasRemovedPlace(context.content.hunks, side.lines, at)) continue
    context.report({
      message: entry.opens ? 'opens' : 'starts',
      at,
      severity: isMinor ? 'low' : entry.opens ? 'high' : isShell ? 'low' : 'medium',
      data: { what: shorten(entry.what, 50), word: /\w{4,}/.exec(entry.what)?.[0] ?? '<name>' },
    })
  }
}
