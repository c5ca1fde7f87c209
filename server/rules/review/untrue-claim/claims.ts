import { speaksOfWords } from '../../../core/formats/claim'

/** What a subject says a change is, and is no more than. */
export interface Claim {
  /** `blanks`: nothing but white space can follow from it. `layout`: style, which people understand more widely. `words`: typos, comments. */
  readonly kind: 'blanks' | 'layout' | 'words'
  readonly topic: string
}

const PREFIX = /^(?:\[[^\]]{1,30}\]\s*|[\w/.*-]{1,40}(?:\([^)]{1,30}\))?!?:\s+)*/
const SMALL =
  'fix(?:e[ds])?|clean(?:ed|s)?(?:[- ]?up)?|cleanups?|remov(?:e[ds]?|ing)|delete[ds]?|trim(?:med)?|strip(?:ped)?|correct(?:ed|s)?|adjust(?:ed)?|normali[sz]ed?|convert(?:ed)?|replaced?|minor|small|trivial|pure|purely|just|only|changes?|some|more|all|the|a|few|an?|of|in|and|with|to|by|for|from|use|code|source|files?|inconsistent|mixed|wrong|bad|extra|stray|unneeded|unnecessary|needless|redundant|superfluous|errors?|issues?|problems?|nits?|up|no|functional|end|start|at|line|lines|blank|empty|eol|eof|new'
const BLANKS =
  'white ?-?spaces?|indent(?:ed|ations?|ing|s)?|re-?indent(?:ed|ation)?|tabs?|spaces?|trailing|newlines?|line[- ]?ends?|line[- ]?endings?'
const LAYOUT =
  're-?format(?:ted|ting|s)?|format(?:ted|ting)?|clang-?format|prettier|gofmt|rustfmt|black|autopep8|yapf|astyle|uncrustify|coding|style|code-?style|beautif(?:y|ied)|lint(?:ing)?|pretty'
const isBlanks = whole(BLANKS)
const isLayout = whole(`${BLANKS}|${LAYOUT}|run|running|apply|applied|again`)

/** Every word of a subject is a small one or one of these, and one of these at least is there. */
function whole(words: string): (subject: string) => boolean {
  const all = new RegExp(`^(?:(?:${SMALL}|${words})(?:[\\s,&/+.!-]+|$))+$`, 'i')
  const one = new RegExp(`(?<![\\w-])(?:${words})(?![\\w-])`, 'i')
  return subject => subject.length <= 100 && all.test(subject) && one.test(subject)
}

export function claimOf(subject: string): Claim | undefined {
  if (speaksOfWords(subject)) return { kind: 'words', topic: 'typos, comments or documentation' }
  const said = subject.replace(PREFIX, '').replace(/\s+(?:in|of|for|on)\s+[\w./*-]{1,60}\s*$/, '')
  if (/\b(?:output|messages?|help|log|logs|print\w*|text|string|strings)\b/i.test(subject)) return undefined
  if (isBlanks(said)) return { kind: 'blanks', topic: 'white space' }
  return isLayout(said) ? { kind: 'layout', topic: 'layout' } : undefined
}
