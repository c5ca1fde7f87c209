import { resolve } from 'node:path'
import type { Review } from '../../core/model/review'
import { type ReviewOptions, readFile } from '../../core/review'
import type { FileReview } from '../../core/rule/examine'
import { settle } from '../../core/rule/settle'
import { hash } from '../../host/hash'
import type { OpenSource } from '../../host/sources'
import { Verdict } from '../exitCode'
import { inOrder } from '../inOrder'
import { chainsText, findingsText, headText, inventoryText, isInChain, summaryText } from '../outputs/text'
import { isOpen } from '../report'
import type { Session } from '../session'
import { printWhole } from './review'

/** Files under examination at the same time: bounds the memory that content takes. */
const FILES_AT_ONCE = 16

/** A whole tree as it stands; the folder is the argument, else that of `-C`. */
export async function scan(session: Session): Promise<number> {
  const { directory, words, format } = session.invocation
  const folder = words[0]
  const opened = await session.openTree(folder === undefined ? directory : resolve(directory, folder))
  return format === 'text' ? printAsItGoes(session, opened) : printWhole(session, opened, 'scan')
}

/**
 * A tree can be large, so its findings are printed file by file; what needs all files, such as the inventory, comes
 * last. Every finding is the same as in a review that is printed whole.
 */
async function printAsItGoes(session: Session, opened: OpenSource): Promise<number> {
  const { sink, engine, signal } = session
  try {
    const { source, label } = opened
    const options = await session.options('scan', opened.top === undefined ? [] : [opened.top])
    const surroundings = session.surroundings('scan')
    await sink.write(headText(label, source.changeSet.notices, surroundings))
    const printed = new Set<string>()
    // Whether another rule tells the same better is known once all files are.
    const mayGoUnsaid = new Set(session.registry.active(options).flatMap(({ supersedes }) => supersedes ?? []))
    const files: FileReview[] = []
    for await (const file of inOrder(source.changeSet.files, examined, FILES_AT_ONCE)) {
      signal.throwIfAborted()
      files.push(file)
      session.covered = `${files.length} of ${source.changeSet.files.length} files examined`
      const open = settledAlone(file, options).filter(finding => isOpen(finding) && !mayGoUnsaid.has(finding.rule))
      if (open.length > 0) {
        session.progress.clear()
        for (const { fingerprint } of open) printed.add(fingerprint)
        await sink.write(findingsText(open, { changeSet: source.changeSet, unchangedFiles: [] }, surroundings))
      }
      session.progress.show(session.covered)
    }
    const result = await engine.join(source, files, options, { signal })
    session.progress.clear()
    await sink.write(restText(result))
    const verdict = new Verdict(session.invocation.failOn)
    verdict.take(result)
    return verdict.code

    async function examined(change: OpenSource['source']['changeSet']['files'][number]): Promise<FileReview> {
      return engine.examine(await readFile(source, change), options)
    }

    function restText(result: Review): string {
      const open = result.findings.filter(isOpen)
      const rest = open.filter(finding => !printed.has(finding.fingerprint) && !isInChain(finding, result))
      return [
        chainsText(result, open, surroundings),
        findingsText(rest, result, surroundings),
        '\n',
        inventoryText(result, surroundings),
        summaryText(result, surroundings),
      ].join('')
    }
  } finally {
    await opened.dispose()
  }
}

/** Fingerprints and decisions rest on one file each, so they are final before the other files are done. */
function settledAlone(file: FileReview, options: ReviewOptions) {
  return settle(file.findings, {
    hash,
    accepts: file.accepts,
    baseline: options.baseline,
    decisions: options.decisions,
    // Only what was of no use is told from these, and that is for the end: here it would cost all files for each.
    files: [],
  }).findings
}
