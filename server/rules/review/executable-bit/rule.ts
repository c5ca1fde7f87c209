import { extensionOf } from '../../../core/model/path'
import { counted, shellWord } from '../../../core/rule/commands'
import type { ChangeSetContext, FileSummary } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'review/executable-bit',
  title: 'file that became executable while its content stayed',
  severity: 'info',
  confidence: 'high',
  mode: 'regular',
  scope: ['review'],
  precedents: [],
  tags: ['CWE-732'],
  messages: {
    script: {
      message: '`{name}` can now be run; its content did not change',
      why: 'Review pages show no line for it, and tools that start whatever may be run now start this.\n{others}',
      benign: 'The bit was forgotten when the script was added.',
      question: 'What is going to start it?',
      commands: ['git log --summary --oneline -- {path}'],
    },
    data: {
      message: '`{name}` can now be run, though its name says it holds data',
      why: 'The content stayed as it is, so that no line of it shows in a review.\n{others}',
      benign: 'Modes were copied from a system on which every file is executable.',
      question: 'Is this file a program, and what starts it?',
      commands: ['git log --summary --oneline -- {path}', 'git cat-file -p HEAD:{path} | file -'],
    },
  },
  examine: { changeSet: examine },
})

/** Never started by their name. */
const data =
  /^(?:md|txt|rst|json|ya?ml|toml|xml|csv|html?|css|svg|png|jpe?g|gif|ico|webp|pdf|woff2?|ttf|otf|mp3|mp4|wav|ogg|xz|gz|bz2|zst|lz4|zip|tar|lzma|dat|db|der|pem|crt)$/

function examine(context: ChangeSetContext): void {
  const files = context.files.filter(isSet)
  const first = files.find(isData) ?? files[0]
  if (first === undefined) return
  context.report({
    file: first.index,
    digest: `e1:${first.path}:${first.newMode ?? ''}`,
    at: 'mode',
    text: `${first.oldMode ?? ''} ${first.newMode ?? ''}`,
    message: isData(first) ? 'data' : 'script',
    // Modes of whole trees change together when files come from another system.
    severity: isData(first) && files.length <= 3 ? 'low' : 'info',
    data: {
      name: first.path,
      path: shellWord(first.path),
      others:
        files.length === 1
          ? 'It is the only such file of the change.'
          : `With it: ${counted(files.length - 1, 'file')} more.`,
    },
  })
}

function isSet({ kind, oldMode, newMode }: FileSummary): boolean {
  return kind === 'modeOnly' && oldMode === '100644' && newMode === '100755'
}

function isData({ path }: FileSummary): boolean {
  return data.test(extensionOf(path))
}
