import { spanOf } from '../model/location'
import { defineCollector } from '../rule/rule'
import type { FactDraft } from './fact'

/** Words of an added line of a script: names and the words of its strings, those of comments included. */
export interface ScriptWords {
  /** Each at its first line. Of a program that is made of others only those that its old side has nowhere. */
  readonly words: readonly string[]
  /** There are more lines than are told. */
  readonly isCut: boolean
}

const MOST_LINES = 1_000
/** Shorter ones are what tools that shorten names give. */
const WORD = /[A-Za-z_$][\w$]{3,60}/g

/** Programs that a build leaves in the tree, in the folders where actions keep theirs. */
export const madeScript = /^(.*\/)?(?:dist|lib|build|out)\/(?:.*\/)?[^/]+\.[cm]?js$/

export const scriptWords = defineCollector({
  kind: 'script-words',
  files: { languages: ['javascript', 'typescript', 'tsx'] },
  collect: ({ side, path, other, text, hunks, budget }) => {
    if (side === 'old' || hunks.length === 0 || !budget.spend(text.text.length)) return []
    const told = madeScript.test(path) ? wordsOf(other?.text ?? '') : new Set<string>()
    const drafts: FactDraft<'script-words'>[] = []
    for (const { kind, new: line, text: written } of hunks.flatMap(hunk => hunk.lines)) {
      if (kind !== 'added' || line === undefined) continue
      const words = [...wordsOf(written)].filter(word => !told.has(word))
      for (const word of words) told.add(word)
      if (words.length === 0) continue
      const isCut = drafts.length === MOST_LINES
      drafts.push({ subject: path, side, at: spanOf(line, 0, written.length), data: { words, isCut } })
      if (isCut) break
    }
    return drafts
  },
})

/** Numbers that bundlers put behind a name, and marks before it, are no part of the word. */
function wordsOf(text: string): Set<string> {
  return new Set((text.match(WORD) ?? []).map(word => word.replace(/^[_$]+|[_$]?\d+$/g, '')))
}
