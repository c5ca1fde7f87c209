import { type DataNode, entriesAt, itemsAt, nodeAt, textAt } from '../documents/dataNode'
import { languageOfInterpreter } from '../syntax/interpreters'
import type { LanguageId } from '../syntax/language'
import { languageOfScript } from '../syntax/languageByFirstLine'
import type { FoundCode } from './code'
import { fillPlaceholders } from './placeholders'

/**
 * Scripts in the steps of a GitHub workflow or of a composite action (GitHub's documentation, "Workflow syntax" and
 * "Metadata syntax"): `run` in the shell of the step, the job, the workflow or the runner, and `actions/github-script`.
 */
export function githubSteps(document: DataNode): readonly FoundCode[] {
  const shell = textAt(document, 'defaults', 'run', 'shell')
  const ofJobs = entriesAt(document, 'jobs').flatMap(({ key, value: job }) => {
    const own = textAt(job, 'defaults', 'run', 'shell') ?? shell
    return stepsOf(nodeAt(job, 'steps'), `job ${key}, `, own ?? shellOfRunner(nodeAt(job, 'runs-on')))
  })
  return [...ofJobs, ...stepsOf(nodeAt(document, 'runs', 'steps'), '', undefined)]
}

function stepsOf(steps: DataNode | undefined, within: string, shell: string | undefined): readonly FoundCode[] {
  return itemsAt(steps).flatMap((step, index) => codeOf(step, `${within}${stepName(step, index)}`, shell))
}

function codeOf(step: DataNode, context: string, inherited: string | undefined): readonly FoundCode[] {
  const run = nodeAt(step, 'run')
  if (run?.kind === 'text') {
    const shell = textAt(step, 'shell') ?? inherited
    const text = run.text()
    const language = shell === undefined ? languageOfScript(text.text, 'bash') : languageOfInterpreter(shell)
    return found(text, language, context)
  }
  const script = nodeAt(step, 'with', 'script')
  if (script?.kind !== 'text' || !/^actions\/github-script(?:@|$)/.test(textAt(step, 'uses') ?? '')) return []
  return found(script.text(), 'javascript', context)
}

function found(text: FoundCode['body'], language: LanguageId | undefined, context: string): readonly FoundCode[] {
  if (text.text.trim() === '') return []
  return [{ language, body: fillPlaceholders(text, language, ['expression']), role: 'script', context }]
}

/** "step 2 (Install)"; steps count from 1, as in the pages that show a run. */
export function stepName(step: DataNode, index: number): string {
  const keys = [['name'], ['displayName'], ['label'], ['id'], ['run', 'name']]
  const name = keys.map(key => textAt(step, ...key)).find(text => text !== undefined)
  return `step ${index + 1}${name === undefined || name === '' ? '' : ` (${name})`}`
}

/** Without a `shell`, Windows runners use PowerShell and all others bash. */
function shellOfRunner(runner: DataNode | undefined): string | undefined {
  const labels = runner?.kind === 'list' ? runner.items : runner === undefined ? [] : [runner]
  return labels.some(label => /^windows\b/i.test(textAt(label) ?? '')) ? 'pwsh' : undefined
}
