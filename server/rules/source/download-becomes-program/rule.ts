import { fetchedByCommand } from '../../../core/facts/fetchedByCommand'
import { type FetchedFile, fetchedFiles } from '../../../core/facts/fetchedFile'
import { isDocument } from '../../../core/formats/document'
import { wasRemovedPlace } from '../../../core/formats/removedText'
import { isTestFolder } from '../../../core/formats/sourceKind'
import { spanOf } from '../../../core/model/location'
import type { Severity } from '../../../core/model/severity'
import { shorten } from '../../../core/model/visible'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'

export default defineRule({
  id: 'source/download-becomes-program',
  title: 'program that writes a file from an answer of another machine and starts or keeps it as a program',
  severity: 'medium',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['contagious-2025', 'install-scripts-2025'],
  tags: ['CWE-494', 'CWE-506'],
  triggers: [
    'exec',
    'Exec',
    'spawn',
    'subprocess',
    'system',
    'Command',
    'Process',
    'popen',
    'Start',
    'file_put_contents',
    'writeFile',
    'unlink',
    'urlretrieve',
    'DownloadFile',
  ],
  parses: true,
  readsCode: true,
  needsCode: ({ text, changed }) =>
    FETCHES.test(text) && ENDS.test(text) && (FETCHES.test(changed) || ENDS.test(changed)),
  messages: {
    started: {
      message: '`{call}` now starts `{path}`, which is written here from what `{host}` answers',
      why: 'What runs is decided by the host at that moment, and can differ from one machine to the next.\n{note}',
      benign: 'An installer that fetches the program it is for.',
      question: 'Where do these bytes come from, and what are they compared with before they run?',
      commands: ['git grep -n -F -e {word}'],
    },
    kept: {
      message: 'What `{host}` answers is now kept as the program `{path}`',
      why: 'Whoever loads or serves that file runs it; nothing of it stands in this change.\n{note}',
      benign: 'A tool that updates itself or fetches what it needs.',
      question: 'What does the file hold, who runs it, and what is it compared with?',
      commands: ['git grep -n -F -e {word}'],
    },
  },
  examine: { file: examine },
})

const FETCHES =
  /curl|wget|aria2c|fetch|http|axios|\bgot\b|needle|superagent|request|undici|urlopen|urlretrieve|URI|file_get_contents|curl_|reqwest|ureq|openStream|openConnection|Download|getstore/
const ENDS =
  /exec|Exec|spawn|subprocess|system|Command|Process|popen|Start|file_put_contents|writeFile|unlink|urlretrieve/
/** Any of these, and the bytes were compared with something before they ran. */
const VERIFIES =
  /sha-?(?:1|256|384|512)|createHash|MessageDigest|Digest::|checksum|verif|signature|gpg|cosign|minisign/i
/** Folders where people do not look, and which everybody may write to. */
const ASIDE =
  /^\/(?:tmp|var\/tmp|dev\/shm)\/|%(?:TEMP|TMP|APPDATA|LOCALAPPDATA|PROGRAMDATA)%|tmpdir\(|gettempdir|TempDir|GetTempPath|java\.io\.tmpdir|sys_get_temp_dir|mktemp|mkstemp|CreateTemp|AppData|\/\.\w[\w-]*(?:\/|$)/i
/** A program that takes itself away. */
const VANISHES =
  /\bunlink\s*\(\s*__FILE__|\b(?:os\.(?:remove|unlink)|Path)\s*\(\s*(?:os\.path\.\w+\(\s*)?(?:__file__|sys\.argv\[0\])|\b(?:unlink|unlinkSync|rmSync|rm)\s*\(\s*__filename|\bFile\.(?:delete|unlink)\s*\(?\s*(?:__FILE__|\$0)|\bunlink\s*\(?\s*\$0|os\.Remove\(\s*os\.Args\[0\]/
/** Nobody asked for what these run. */
const UNASKED = /^(?:|init|setup|activate|main|DllMain|\w*(?:post|pre)?install\w*|static|register)$/i
/** Asked where it runs: the machines of a build service. */
const GATED =
  /["'](?:CI|GITHUB_ACTIONS|GITLAB_CI|TRAVIS|CIRCLECI|JENKINS_\w+|BUILDKITE|RUNNER_\w+|NODE_ENV)["']|\benv\.(?:CI|GITHUB_ACTIONS)\b/

function examine(context: FileContext): void {
  const side = context.side('new')
  if (side === undefined || isDocument(context.path)) return
  const told = new Set<number>()
  for (const unit of context.code('new')) {
    if (unit.decodings.length > 0 || !context.budget.spend(unit.body.text.length)) continue
    const text = unit.body.text
    for (const found of [...fetchedFiles(unit), ...fetchedByCommand(unit)]) {
      const last = found.start ?? found.write
      const place = [last, found.write, found.request].find(({ span }) => context.isChanged('new', span))
      if (place === undefined || told.has(last.span.start.line)) continue
      if (wasRemovedPlace(context.content.hunks, side.lines, last.span)) continue
      const severity = severityOf(context, found, text)
      if (severity === undefined) continue
      told.add(last.span.start.line)
      const { line, column } = place.span.start
      const end = place.span.end.line === line ? place.span.end.column : column + place.callee.length
      context.report({
        message: found.form,
        at: spanOf(line, column, Math.max(1, end - column)),
        severity,
        data: {
          call: shorten(last.callee, 30),
          path: shorten(found.path, 40),
          host: found.host === '' ? 'a host named elsewhere' : shorten(found.host, 50),
          note: noteOn(found, text),
          word: /\w{3,}/.exec(found.path)?.[0] ?? '<file>',
        },
        related: [found.request, found.write]
          .filter(({ span }) => span.start.line !== line)
          .map(({ span }) => ({ side: 'new' as const, at: span, label: 'takes part in it' })),
      })
    }
  }
}

/** What is only kept as a program is an ordinary download, unless it hides where it comes from or takes itself away. */
function severityOf({ path }: FileContext, found: FetchedFile, text: string): Severity | undefined {
  const isHidden = found.isAddressHidden || VANISHES.test(text)
  if (found.form === 'kept' && !isHidden) return undefined
  if (isTestFolder(path) || VERIFIES.test(text)) return 'low'
  const within = (found.start ?? found.write).within
  const isAside = ASIDE.test(found.path) || ASIDE.test(text.slice(0, MOST_TEXT))
  return isHidden || (isAside && (UNASKED.test(within) || GATED.test(text))) ? 'high' : 'medium'
}

const MOST_TEXT = 200_000

function noteOn({ isAddressHidden }: FetchedFile, text: string): string {
  if (isAddressHidden) return 'The address is not written as it is.'
  if (VANISHES.test(text)) return 'The program removes its own file afterwards.'
  return VERIFIES.test(text)
    ? 'A digest or a signature is named in the file; what it is of was not followed.'
    : 'No check of a digest or a signature was seen in the file.'
}
