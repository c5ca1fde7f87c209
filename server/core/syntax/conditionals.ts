import { blank } from './template'

/** One `#if` … `#endif`, or the whole text as the root. Lines count from 0 and are half open. */
interface Branch {
  readonly from: number
  to: number
  readonly inner: Conditional[]
}
interface Conditional {
  readonly branches: Branch[]
  /** Branches that can be chosen: indices into `branches`, and `none` where nothing need be taken. */
  choices: readonly (number | 'none')[]
}

/** A text with some branches taken out, in the same length, and the lines (from 0) that are inside any conditional. */
export interface Variants {
  readonly texts: readonly string[]
  readonly conditionalLines: ReadonlySet<number>
}

/** More are not tried: a feature check has two or three branches. */
const mostVariants = 8
/** Deeper text is read as it stands. */
const deepestConditional = 50

/**
 * Texts a compiler may get to see, one per way through the preprocessor's conditionals, so that every branch is in one of
 * them. A grammar cannot join halves of a construct over `#if` and `#else`; each of these texts it can read.
 * `__cplusplus` is taken as not defined, and `#if 0` as never true.
 */
export function preprocessorVariants(text: string): Variants {
  const lines = text.split('\n')
  const root: Branch = { from: 0, to: lines.length, inner: [] }
  const conditionalLines = new Set<number>()
  const directives = new Set<number>()
  const isReadable = readConditionals(lines, root, directives, conditionalLines)
  if (!isReadable || root.inner.length === 0) return { texts: [text], conditionalLines }

  const unseen = new Set<Branch>()
  collectChoosable(root, unseen)
  const texts: string[] = []
  const add = (choose: (conditional: Conditional) => number | 'none'): void => {
    const kept = new Set<number>()
    keep(root, choose, kept, directives, unseen)
    texts.push(lines.map((line, at) => (kept.has(at) ? line : blank(line))).join('\n'))
  }
  add(({ choices }) => choices[0] ?? 'none')
  add(({ choices }) => choices[choices.length - 1] ?? 'none')
  for (let next = firstOf(unseen); next !== undefined && texts.length < mostVariants; next = firstOf(unseen)) {
    const wanted = next
    unseen.delete(wanted)
    add(conditional => {
      const at = conditional.branches.findIndex(branch => branch === wanted || holds(branch, wanted))
      return at === -1 ? (conditional.choices[0] ?? 'none') : at
    })
  }
  return { texts: [...new Set(texts)], conditionalLines }
}

/** @returns false when they are nested too deeply to be worth taking apart */
function readConditionals(
  lines: readonly string[],
  root: Branch,
  directives: Set<number>,
  conditionalLines: Set<number>,
): boolean {
  const open: { readonly conditional: Conditional; readonly conditions: string[]; hasElse: boolean }[] = []
  const branchOf = (at: number): Branch => open[at]?.conditional.branches.at(-1) ?? root
  for (let at = 0; at < lines.length; at++) {
    const found = /^\s*#\s*(if(?:n?def)?|elif(?:n?def)?|else|endif)\b(.*)/.exec(lines[at] ?? '')
    if (open.length > 0) conditionalLines.add(at)
    if (found === null) continue
    const first = at
    while (/\\\r?$/.test(lines[at] ?? '') && at + 1 < lines.length) at++
    for (let line = first; line <= at; line++) {
      directives.add(line)
      conditionalLines.add(line)
    }
    const [, word = '', condition = ''] = found
    const top = open[open.length - 1]
    if (word.startsWith('if')) {
      if (open.length >= deepestConditional) return false
      const conditional: Conditional = { branches: [{ from: at + 1, to: lines.length, inner: [] }], choices: [] }
      branchOf(open.length - 1).inner.push(conditional)
      open.push({ conditional, conditions: [`${word}${condition}`], hasElse: false })
    } else if (top !== undefined) {
      branchOf(open.length - 1).to = first
      if (word === 'endif') {
        top.conditional.choices = choicesOf(top.conditions, top.hasElse)
        open.pop()
      } else {
        top.conditional.branches.push({ from: at + 1, to: lines.length, inner: [] })
        top.conditions.push(`${word}${condition}`)
        top.hasElse ||= word === 'else'
      }
    }
  }
  for (const { conditional, conditions, hasElse } of open) conditional.choices = choicesOf(conditions, hasElse)
  return true
}

function choicesOf(conditions: readonly string[], hasElse: boolean): readonly (number | 'none')[] {
  const always = conditions.findIndex(condition => /^ifndef\s+__cplusplus\b|^if\s+1\s*$/.test(condition))
  if (always !== -1) return [always]
  const possible = conditions.flatMap((condition, index) =>
    /^(?:el)?if(?:def\s+__cplusplus\b|\s+\(?\s*defined\s*\(?\s*__cplusplus\b|\s+0\s*$)/.test(condition) ? [] : [index],
  )
  return hasElse ? possible : [...possible, 'none']
}

function keep(
  branch: Branch,
  choose: (conditional: Conditional) => number | 'none',
  kept: Set<number>,
  directives: ReadonlySet<number>,
  unseen: Set<Branch>,
): void {
  unseen.delete(branch)
  for (let line = branch.from; line < branch.to; line++) if (!directives.has(line)) kept.add(line)
  for (const conditional of branch.inner) {
    const chosen = choose(conditional)
    for (const other of conditional.branches) for (let line = other.from; line < other.to; line++) kept.delete(line)
    const taken = chosen === 'none' ? undefined : conditional.branches[chosen]
    if (taken !== undefined) keep(taken, choose, kept, directives, unseen)
  }
}

function collectChoosable(branch: Branch, into: Set<Branch>): void {
  for (const { branches, choices } of branch.inner)
    for (const choice of choices) {
      const inner = choice === 'none' ? undefined : branches[choice]
      if (inner === undefined) continue
      into.add(inner)
      collectChoosable(inner, into)
    }
}

function holds(outer: Branch, inner: Branch): boolean {
  return outer.from <= inner.from && inner.to <= outer.to
}

function firstOf<T>(set: ReadonlySet<T>): T | undefined {
  return set.values().next().value
}
