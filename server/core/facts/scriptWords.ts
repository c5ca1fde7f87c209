import { spanOf, type TextSpan } from '../model/location'
import { defineCollector } from '../rule/rule'

/** Words that a change brings to a script: names and the words of its strings, those of comments included. */
export interface ScriptWords {
  readonly lines: readonly WordsOfLine[]
  /** There are more such lines than are told. */
  readonly isCut: boolean
}

interface WordsOfLine {
  readonly at: TextSpan
  /** Its beginning. */
  readonly text: string
  /** Each at its first line. Of a program that is made of others only those that its old side has nowhere. */
  readonly words: readonly string[]
}

const SHOWN = 200
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
    const lines: WordsOfLine[] = []
    let isCut = false
    for (const { kind, new: line, text: written } of hunks.flatMap(hunk => hunk.lines)) {
      if (kind !== 'added' || line === undefined) continue
      const words = [...wordsOf(written)].filter(word => !told.has(word))
      if (words.length === 0) continue
      isCut = lines.length === MOST_LINES
      if (isCut) break
      for (const word of words) told.add(word)
      lines.push({ at: spanOf(line, 0, written.length), text: written.slice(0, SHOWN), words })
    }
    return lines.length === 0 ? [] : [{ subject: path, side, at: 'file', data: { lines, isCut } }]
  },
})

/** Numbers that bundlers put behind a name, and marks before it, are no part of the word. */
function wordsOf(text: string): Set<string> {
  return new Set((text.match(WORD) ?? []).map(word => word.replace(/^[_$]+|[_$]?\d+$/g, '')))
}
