import type { Node } from 'web-tree-sitter'
import type { LoadedFile, TextContent } from '../model/content'
import type { Hunk } from '../model/hunk'
import type { Location, Place, Side } from '../model/location'
import { type GrammarId, hasGrammar, type LanguageId } from '../syntax/language'
import type { Budget, FileContext, Report } from './context'
import { readAcceptComment } from './decisions'
import { draftFinding, overrideFor, primaryEvidence, relatedEvidence } from './draft'
import { fingerprintParts, quote } from './evidence'
import { type Collected, type ExamineOptions, type ExaminePorts, guarded, ONLY_SHOWN } from './examination'
import { FileView } from './fileView'
import { LineGuard } from './lineGuard'
import { Occurring } from './occurring'
import { collectorsOf, passesFilter, type Registry } from './registry'
import type { CodeQuestion, Collector, Rule } from './rule'

export interface TextJob {
  readonly file: LoadedFile
  readonly content: TextContent
  readonly path: string
  readonly language: LanguageId | undefined
  readonly rules: readonly Rule[]
  readonly registry: Registry
  readonly options: ExamineOptions
  readonly ports: ExaminePorts
  /** Of its own when undefined; files of one patch inside the change share one. */
  readonly budget: Budget | undefined
}

/** Only rules that can fire are run, and only a file that one of them parses is parsed. */
export async function examineText(job: TextJob, collected: Collected): Promise<void> {
  const { content, path, language } = job
  const occurring = new Occurring(job.registry, content)
  const rules = candidates(job, occurring)
  // Facts are joined over the whole change, so collectors of such rules run whatever the rule's own triggers say.
  const collectors = collectorsOf(job.rules.filter(rule => 'changeSet' in rule.examine)).filter(collector =>
    concerns(collector, job, occurring),
  )
  const unloaded = await job.ports.grammars.load(grammarsFor(rules, collectors, language))
  const { grammars, hash, published } = job.ports
  const view = new FileView(job.file, content, path, language, grammars, hash, occurring, job.budget, published)
  view.notes.push(...unloaded.map(grammar => `the grammar for ${grammar} could not be loaded`))
  if (readsPublished(rules, collectors, job, occurring) && (await published?.ready()) !== true)
    view.notes.push('the table of published build macros could not be loaded')
  try {
    const asking = askingForCode(rules, job, occurring)
    if (asking.size > 0 || collectCode(rules, collectors, job, occurring)) await view.prepareCode()
    for (const collector of collectors)
      for (const side of ['old', 'new'] as const)
        guarded({ id: `facts/${collector.kind}` }, path, collected, () => {
          collected.facts.push(...view.facts(collector, side))
        })
    const contexts = rules.map(rule => ({ rule, context: contextFor(rule, job, view, collected, asking) }))
    const guard = new LineGuard()
    runLines(contexts, content.hunks, guard, path, collected)
    for (const { rule, context } of contexts) {
      const { examine } = rule
      if ('file' in examine) guarded(rule, path, collected, () => examine.file(context))
    }
    runNodes(contexts, view, guard, path, collected)
    readAccepts(job, collected)
    collected.outcome = outcomeOf(content, [...view.notes, ...guard.notes()])
  } finally {
    view.dispose()
  }
}

function candidates(job: TextJob, occurring: Occurring): readonly Rule[] {
  return job.rules.filter(({ examine, files, triggers, triggersIn }) => {
    if ('changeSet' in examine || 'binary' in examine || !passesFilter(files, job.path, job.language)) return false
    return triggersIn === 'file' ? occurring.isInFile(triggers) : occurring.isInChange(triggers)
  })
}

function concerns({ collect, files, triggers }: Collector, job: TextJob, occurring: Occurring): boolean {
  return collect !== undefined && passesFilter(files, job.path, job.language) && occurring.isInFile(triggers)
}

function collectCode(
  rules: readonly Rule[],
  collectors: readonly Collector[],
  job: TextJob,
  occurring: Occurring,
): boolean {
  const used = collectorsOf(rules).filter(collector => concerns(collector, job, occurring))
  return [...collectors, ...used].some(item => item.readsCode === true)
}

/** The rules that want the code in the file; each is asked once. */
function askingForCode(
  rules: readonly Rule[],
  { path, language, content }: TextJob,
  occurring: Occurring,
): ReadonlySet<Rule> {
  const question: CodeQuestion = { path, language, text: content.new?.text ?? '', changed: occurring.changedText }
  return new Set(rules.filter(({ readsCode, needsCode }) => readsCode === true && needsCode?.(question) !== false))
}

function readsPublished(
  rules: readonly Rule[],
  collectors: readonly Collector[],
  job: TextJob,
  occurring: Occurring,
): boolean {
  return [...collectors, ...collectorsOf(rules)].some(
    collector => collector.readsPublished === true && concerns(collector, job, occurring),
  )
}

function grammarsFor(
  rules: readonly Rule[],
  collectors: readonly Collector[],
  language: LanguageId | undefined,
): readonly GrammarId[] {
  const wanted = new Set<GrammarId>()
  for (const item of [...rules, ...collectors, ...collectorsOf(rules)]) {
    const parses = item.parses === true || ('examine' in item && 'nodes' in item.examine)
    if (parses && hasGrammar(language)) wanted.add(language)
    for (const embedded of item.embeds ?? []) wanted.add(embedded)
  }
  return [...wanted]
}

function contextFor(
  rule: Rule,
  job: TextJob,
  view: FileView,
  collected: Collected,
  asking: ReadonlySet<Rule>,
): FileContext {
  const { change } = job.file
  const located = (side: Side, at: Place, inside: Report['inside']): Location => ({
    file: change.index,
    side,
    at,
    ...(inside === undefined ? {} : { inside }),
  })
  return {
    change,
    content: job.content,
    path: job.path,
    language: job.language,
    scope: job.options.scope,
    grammars: job.ports.grammars,
    budget: view.budget,
    side: side => view.side(side),
    isChanged: (side, span) => view.isChanged(side, span),
    tree: side => view.tree(side),
    // One that said it needs none is given none, so that what it finds does not depend on what other rules ask for.
    code: side => (asking.has(rule) ? view.code(side) : []),
    facts: (collector, side) => view.facts(collector, side),
    report: report => {
      const side = report.side ?? 'new'
      const text = report.text ?? quote(view.side(side), report.at)
      collected.findings.push(
        draftFinding(rule, report, {
          evidence: [
            primaryEvidence(located(side, report.at, report.inside), text),
            ...(report.related ?? []).map(place =>
              relatedEvidence(
                located(place.side, place.at, place.inside),
                place,
                quote(view.side(place.side), place.at),
              ),
            ),
          ],
          digest: view.digest(side, report.at),
          identity: fingerprintParts(rule.id, change, side, text),
          override: overrideFor(job.options.rules, rule.id),
          isPartial: view.side(side)?.complete === false,
        }),
      )
    },
  }
}

interface Bound {
  readonly rule: Rule
  readonly context: FileContext
}

function runLines(
  bound: readonly Bound[],
  hunks: readonly Hunk[],
  guard: LineGuard,
  path: string,
  collected: Collected,
): void {
  for (const { rule, context } of bound) {
    const { examine } = rule
    if ('line' in examine) {
      const side = examine.side ?? 'new'
      const kind = side === 'old' ? 'removed' : 'added'
      guarded(rule, path, collected, () => {
        for (const hunk of hunks)
          for (const line of hunk.lines)
            if (line.kind === kind && guard.isShown(rule, line.text, line[side] ?? 0)) examine.line(line, context)
      })
    } else if ('hunk' in examine) {
      guarded(rule, path, collected, () => {
        for (const hunk of hunks) examine.hunk(guard.shown(rule, hunk), context)
      })
    }
  }
}

/** One walk of the new side's tree serves every rule of the language, indexed by node kind. */
function runNodes(bound: readonly Bound[], view: FileView, guard: LineGuard, path: string, collected: Collected): void {
  const byKind = new Map<
    string,
    { readonly item: Bound; readonly visit: (node: Node, context: FileContext) => void }[]
  >()
  for (const item of bound) {
    if (!('nodes' in item.rule.examine)) continue
    for (const [kind, visit] of Object.entries(item.rule.examine.nodes)) {
      const list = byKind.get(kind)
      if (list === undefined) byKind.set(kind, [{ item, visit }])
      else list.push({ item, visit })
    }
  }
  if (byKind.size === 0) return
  const tree = view.tree('new')
  if (tree === undefined) return
  const lines = view.side('new')?.lines ?? []
  for (const node of tree.changedNodes(byKind.keys())) {
    const { row } = node.startPosition
    for (const { item, visit } of byKind.get(node.type) ?? [])
      if (guard.isShown(item.rule, lines[row] ?? '', row + 1))
        guarded(item.rule, path, collected, () => visit(node, item.context))
  }
}

/** Only comments that stand on both sides count: the change under review has no say. */
function readAccepts(job: TextJob, collected: Collected): void {
  const { content, file, path } = job
  if (content.old === undefined || !content.old.text.includes('plainsight:')) return
  const toNew = new Map<number, number>()
  for (const hunk of content.hunks)
    for (const line of hunk.lines)
      if (line.old !== undefined && line.new !== undefined && line.kind === 'context') toNew.set(line.old, line.new)
  for (const [index, text] of content.old.lines.entries()) {
    const accept = readAcceptComment(text)
    if (accept === undefined) continue
    const oldLine = index + 1
    // Far from any hunk no finding of a change can be next to it, so the hunks' own lines are all that is needed.
    collected.accepts.push({ file: file.change.index, path, oldLine, newLine: toNew.get(oldLine), ...accept })
  }
}

function outcomeOf(content: TextJob['content'], notes: readonly string[]): Collected['outcome'] {
  const reasons = [...new Set(notes)]
  if (content.new?.complete === false || content.old?.complete === false) reasons.unshift(ONLY_SHOWN)
  return reasons.length === 0 ? { kind: 'examined' } : { kind: 'partial', reason: reasons.join('; ') }
}
