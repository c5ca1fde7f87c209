import {
  type DataEntry,
  type DataMap,
  type DataNode,
  type DataText,
  entriesAt,
  nodeAt,
  type TrailStep,
  textAt,
  textsIn,
  visitMaps,
} from '../../documents/dataNode'
import { readYaml } from '../../documents/yaml'
import type { TextSpan } from '../../model/location'
import { ManifestText } from '../manifestText'

/** One event that starts a workflow, where it is named. */
export interface WorkflowEvent {
  readonly name: string
  readonly span: TextSpan
}

export interface WorkflowJob {
  readonly key: string
  readonly node: DataMap
}

export interface WorkflowStep {
  readonly node: DataMap
  /** Undefined in an action, and where a part of a file does not show it. */
  readonly job: WorkflowJob | undefined
  /** `owner/name@version`, `./folder` or `docker://image`; empty for a script. */
  readonly uses: string
  /** Its number among all steps, in the order of the text. */
  readonly order: number
}

/** A script in a step: `run`, or what an action is given to run. */
export interface StepScript {
  readonly step: WorkflowStep
  readonly text: DataText
  /** The key it stands under. */
  readonly key: string
}

const workflowPath = /(?:^|\/)\.(?:github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$/i
const actionPath = /(?:^|\/)action\.ya?ml$/i

/** Globs of the files that {@link readWorkflow} reads. */
export const workflowPaths = ['**/.{github,gitea,forgejo}/workflows/*.{yml,yaml}', '**/action.{yml,yaml}']

/** Keys of actions whose value is run as a script by the action they belong to. */
const scriptInputs = /^(?:script|run|commands?|cmd|inline-?script|shell-?script)$/i
/** Keys below which a `run` or `uses` is the name of something else. */
const elsewhere = /^(?:with|env|inputs|outputs|defaults|strategy|permissions|concurrency|secrets)$/

/** Events on which a workflow has the secrets and rights of the repository, and whose text strangers write. */
export const privilegedEvents: ReadonlySet<string> = new Set([
  'pull_request_target',
  'workflow_run',
  'issue_comment',
  'issues',
  'discussion',
  'discussion_comment',
])

/** Events that anybody on the internet can cause. */
export const publicEvents: ReadonlySet<string> = new Set([
  ...privilegedEvents,
  'pull_request',
  'pull_request_review',
  'pull_request_review_comment',
  'fork',
  'watch',
  'gollum',
])

/**
 * A workflow or an action of GitHub, Gitea or Forgejo (GitHub's documentation, "Workflow syntax" and "Metadata syntax").
 * Anchors and aliases are followed: a step that stands in several jobs is told once, where it is written.
 */
export class Workflow {
  readonly text: ManifestText
  readonly documents: readonly DataNode[]
  readonly isAction: boolean
  readonly events: readonly WorkflowEvent[]
  readonly jobs: readonly WorkflowJob[]
  readonly steps: readonly WorkflowStep[]

  constructor(path: string, text: string) {
    this.text = new ManifestText(text)
    this.documents = readYaml(this.text.body())
    this.isAction = !workflowPath.test(path) && actionPath.test(path)
    this.events = this.documents.flatMap(document => this.#eventsOf(nodeAt(document, 'on')))
    const jobs = new Map<DataNode, WorkflowJob>()
    for (const document of this.documents)
      for (const { key, value } of entriesAt(document, 'jobs'))
        if (value.kind === 'map' && !jobs.has(value)) jobs.set(value, { key, node: value })
    this.jobs = [...jobs.values()]
    this.steps = this.#stepsOf(jobs)
  }

  span(node: { readonly start: number; readonly end: number }): TextSpan {
    return this.text.span(node.start, node.end)
  }

  spanOfKey(entry: Omit<DataEntry, 'value'>): TextSpan {
    return this.text.span(entry.keyStart, entry.keyEnd)
  }

  /** The place of `[start, end)` of what a text stands for. */
  spanIn(text: DataText, start: number, end: number): TextSpan {
    const body = text.text()
    return this.text.span(body.outerStart(start), body.outerEnd(end))
  }

  /** Whether it is started by an event of the list; false where the events are not shown. */
  startsOn(names: ReadonlySet<string>): boolean {
    return this.events.some(({ name }) => names.has(name))
  }

  /** Variables that a step gets, of the workflow, the job and itself; the innermost counts. */
  environment(step: WorkflowStep): ReadonlyMap<string, DataText> {
    const found = new Map<string, DataText>()
    const places = [...this.documents, ...(step.job === undefined ? [] : [step.job.node]), step.node]
    for (const place of places)
      for (const { key, value } of entriesAt(place, 'env')) if (value.kind === 'text') found.set(key, value)
    return found
  }

  scripts(): readonly StepScript[] {
    return this.steps.flatMap(step => {
      const run = nodeAt(step.node, 'run')
      const own: StepScript[] = run?.kind === 'text' ? [{ step, text: run, key: 'run' }] : []
      for (const { key, value } of entriesAt(step.node, 'with'))
        if (value.kind === 'text' && step.uses !== '' && scriptInputs.test(key)) own.push({ step, text: value, key })
      return own
    })
  }

  /** The step of that id, in the same job where there are several. */
  stepById(id: string, near: WorkflowStep): WorkflowStep | undefined {
    const all = this.steps.filter(({ node }) => textAt(node, 'id')?.toLowerCase() === id)
    return all.find(one => one.job === near.job) ?? all[0]
  }

  /** Whether two steps run one after the other on the same machine. */
  isLater(step: WorkflowStep, than: WorkflowStep): boolean {
    return step.job === than.job && step.order > than.order
  }

  /** Of an action: the files it runs, from its own folder. */
  programs(): readonly { readonly path: string; readonly at: TextSpan }[] {
    return this.documents.flatMap(document =>
      ['main', 'pre', 'post'].flatMap(key => {
        const value = nodeAt(document, 'runs', key)
        return value?.kind === 'text'
          ? [{ path: value.text().text.trim().replace(/^\.\//, ''), at: this.span(value) }]
          : []
      }),
    )
  }

  /** Labels of the machine a job asks for, and where they stand. */
  runner({ node }: WorkflowJob): { readonly labels: readonly string[]; readonly at: TextSpan } | undefined {
    const runsOn = nodeAt(node, 'runs-on')
    if (runsOn === undefined) return undefined
    const labels = runsOn.kind === 'map' ? nodeAt(runsOn, 'labels') : runsOn
    return { labels: textsIn(labels).map(({ text }) => text.trim()), at: this.span(runsOn) }
  }

  #eventsOf(on: DataNode | undefined): readonly WorkflowEvent[] {
    if (on?.kind === 'text') return [{ name: on.text().text.trim(), span: this.span(on) }]
    if (on?.kind === 'list') return on.items.flatMap(item => (item.kind === 'text' ? this.#eventsOf(item) : []))
    const bare = on?.kind === 'map' ? (on.bare ?? []) : []
    return [...entriesAt(on), ...bare]
      .sort((a, b) => a.keyStart - b.keyStart)
      .map(entry => ({ name: entry.key, span: this.spanOfKey(entry) }))
  }

  #stepsOf(jobs: ReadonlyMap<DataNode, WorkflowJob>): readonly WorkflowStep[] {
    const found: Omit<WorkflowStep, 'order'>[] = []
    const seen = new Set<DataNode>()
    const visit = (map: DataMap, trail: readonly TrailStep[]) => {
      if (!isStep(map, trail)) return
      const job = trail.map(({ node }) => jobs.get(node)).find(one => one !== undefined)
      found.push({ node: map, job, uses: textAt(map, 'uses') ?? '' })
    }
    // Jobs first: a step that is written elsewhere and only named there belongs to the job that names it.
    for (const document of this.documents)
      visitMaps(nodeAt(document, 'jobs'), visit, [{ key: 'jobs', node: document }], seen)
    for (const document of this.documents) visitMaps(document, visit, [], seen)
    return found.sort((a, b) => a.node.start - b.node.start).map((step, order) => ({ ...step, order }))
  }
}

/** A job that calls a workflow has a `uses` too, and stands under `jobs` with no list around it. */
function isStep(map: DataMap, trail: readonly TrailStep[]): boolean {
  if (nodeAt(map, 'run')?.kind !== 'text' && nodeAt(map, 'uses')?.kind !== 'text') return false
  if (trail.some(({ key }) => key !== undefined && elsewhere.test(key))) return false
  const last = trail[trail.length - 1]
  return last === undefined || last.index !== undefined || !trail.some(({ key }) => key === 'jobs')
}

export function readWorkflow(path: string, text: string | undefined): Workflow | undefined {
  return text === undefined || (!workflowPath.test(path) && !actionPath.test(path))
    ? undefined
    : new Workflow(path, text)
}
