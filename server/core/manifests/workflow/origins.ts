import { type DataText, nodeAt, textAt } from '../../documents/dataNode'
import { expressionsIn, strangersText } from './expressions'
import type { Workflow, WorkflowStep } from './workflow'

/** Where the value of an expression comes from, as far as one file says. */
export interface ValueOrigin {
  /**
   * `stranger`: whoever opens an issue or a pull request writes it. `derived`: an earlier step makes it of such text, or
   * lists names of files. `named`: an output that is called after such text. `input`: whoever uses the action.
   */
  readonly kind: 'stranger' | 'derived' | 'named' | 'input'
  /** The context as the file names it, in small letters: `github.event.issue.title`. */
  readonly name: string
}

/** Steps from one output to the next that are followed. */
const furthest = 4
const namedOutput = /^(?:steps|needs)\.[\w-]+\.outputs\.\w*(?:ref|branch|title|body|message|comment)\w*$/
/** Actions that list the files of a change, which whoever makes the change names. */
const listsFiles = /(?:changed-files|paths-filter|get-diff|file-changes|modified-files|get-changed)[\w-]*@/i
const ofFiles = /files|added|modified|renamed|deleted|changes|matched|^all/
const fileNames =
  /\bgit\s+(?:diff|show|log|ls-files)\b[^\n]{0,300}--name-only\b|\bgh\s+pr\s+(?:diff|view)\b[^\n]{0,300}(?:files|name-only)/
const reference = /\b(?:(?:steps|needs)\.[\w-]+\.outputs|env|inputs)\.[\w-]+/g

/** @param plain as in plainExpression */
export function originOf(workflow: Workflow, step: WorkflowStep, plain: string, depth = 0): ValueOrigin | undefined {
  const direct = strangersText(plain)
  if (direct !== undefined) return { kind: 'stranger', name: direct }
  if (depth >= furthest) return undefined
  let found: ValueOrigin | undefined
  for (const [name] of plain.matchAll(reference)) {
    const origin = referenced(workflow, step, name, depth + 1)
    if (origin?.kind === 'stranger') return origin
    found ??= origin
  }
  return found
}

function referenced(workflow: Workflow, step: WorkflowStep, name: string, depth: number): ValueOrigin | undefined {
  const parts = name.split('.')
  const [context = '', first = ''] = parts
  const last = parts[parts.length - 1] ?? ''
  switch (context) {
    case 'env':
      return ofText(workflow, step, variable(workflow, step, first), name, depth)
    case 'inputs':
      return workflow.isAction ? { kind: 'input', name } : undefined
    case 'needs': {
      const job = workflow.jobs.find(({ key }) => key.toLowerCase() === first)
      const output = job === undefined ? undefined : entry(nodeAt(job.node, 'outputs'), last)
      const any = workflow.steps.find(one => one.job === job)
      const known = any === undefined ? undefined : ofText(workflow, any, output, name, depth)
      return known ?? (namedOutput.test(name) ? { kind: 'named', name } : undefined)
    }
    default:
      return ofOutput(workflow, step, first, last, name, depth)
  }
}

function ofOutput(
  workflow: Workflow,
  step: WorkflowStep,
  id: string,
  output: string,
  name: string,
  depth: number,
): ValueOrigin | undefined {
  const source = workflow.stepById(id, step)
  if (source !== undefined && source !== step) {
    // What was checked out is said by the event, which is judged where the checkout is.
    if (/^actions\/checkout@/i.test(source.uses)) return undefined
    if (listsFiles.test(source.uses) && ofFiles.test(output)) return { kind: 'derived', name }
    const script = nodeAt(source.node, 'run')
    if (script?.kind === 'text') {
      const text = script.text().text
      if (ofText(workflow, source, script, name, depth)?.kind === 'stranger' && mentions(text, output))
        return { kind: 'derived', name }
      const taken = [...workflow.environment(source)].some(
        ([key, value]) =>
          ['$', '${', '$env:'].some(mark => text.includes(`${mark}${key}`)) &&
          expressionsIn(value.text().text).some(({ plain }) => strangersText(plain) !== undefined),
      )
      if (taken && mentions(text, output)) return { kind: 'derived', name }
      if (fileNames.test(text) && ofFiles.test(output)) return { kind: 'derived', name }
      // A script that asks nobody cannot hand on what somebody wrote.
      if (!/\b(?:gh|git|curl|wget|jq|cat|python\d?|node)\b|event|\.\/|\$\{?\w*(?:ref|branch|title|body)/i.test(text))
        return undefined
    }
  }
  return namedOutput.test(name) ? { kind: 'named', name } : undefined
}

function mentions(script: string, output: string): boolean {
  return script.toLowerCase().includes(output)
}

function ofText(
  workflow: Workflow,
  step: WorkflowStep,
  text: DataText | undefined,
  name: string,
  depth: number,
): ValueOrigin | undefined {
  if (text === undefined) return undefined
  for (const { plain } of expressionsIn(text.text().text)) {
    const origin = originOf(workflow, step, plain, depth)
    if (origin !== undefined) return { kind: origin.kind, name: origin.kind === 'stranger' ? origin.name : name }
  }
  return undefined
}

function variable(workflow: Workflow, step: WorkflowStep, name: string): DataText | undefined {
  return [...workflow.environment(step)].find(([key]) => key.toLowerCase() === name)?.[1]
}

function entry(node: ReturnType<typeof nodeAt>, name: string): DataText | undefined {
  if (node?.kind !== 'map') return undefined
  const value = node.entries.find(({ key }) => key.toLowerCase() === name)?.value
  return value?.kind === 'text' ? value : undefined
}

/** Variables of a step that hold what strangers write, by name. */
export function strangersVariables(workflow: Workflow, step: WorkflowStep): ReadonlyMap<string, ValueOrigin> {
  const found = new Map<string, ValueOrigin>()
  for (const [name, text] of workflow.environment(step)) {
    const origin = ofText(workflow, step, text, `env.${name}`, 0)
    if (origin?.kind === 'stranger' || origin?.kind === 'derived') found.set(name, origin)
  }
  return found
}

/** Whether only people of the project can start it: a condition on who asks. */
export function asksWho(step: WorkflowStep): boolean {
  const conditions = [step.job?.node, step.node].map(node => textAt(node, 'if') ?? '')
  return conditions.some(text =>
    /author_association|\bactor\b|\.login\b|permission|is_?(?:member|maintainer)/i.test(text),
  )
}
