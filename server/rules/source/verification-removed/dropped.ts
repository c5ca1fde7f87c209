import type { Hunk, HunkLine } from '../../../core/model/hunk'

/** A call whose answer was looked at, and is not any more. */
export interface Dropped {
  readonly line: HunkLine
  /** The call, without what it is given. */
  readonly name: string
}

/** Calls whose answer is all that tells of a failure: of randomness, and of checks. */
const ANSWERS =
  /(?<![\w.])((?:\w+(?:\.|->|::))*(?:RAND_(?:priv_)?bytes|getrandom|getentropy|gnutls_rnd|BCryptGenRandom|CryptGenRandom|mbedtls_ctr_drbg_random|wc_RNG_GenerateBlock|try_fill_bytes|[\w]*[vV]erif[\w]*|CheckSignature\w*|CompareHashAndPassword|ConstantTimeCompare)|(?:crand|crypto_?[rR]and|rand)\.Read|io\.ReadFull(?=\(\s*(?:c?rand|crypto_?[rR]and)\.Reader))\s*\(/
/** The answer decides something, or is handed on. */
const LOOKED_AT =
  /\b(?:if|return|while|assert\w*|require\w*|must\w*)\b|[^=]=[^=]|[!=<>]=|\)\s*\?|\bunwrap\b|\.expect\(/i
const GO = /^\s*(?:_(?:\s*,\s*_)*\s*=\s*)?(?=[\w.]+\().*\)\s*(?:\/\/.*)?$/
const C = /^\s*(?:\(\s*void\s*\)\s*)?(?=[\w.>:-]+\s*\().*\)\s*;\s*(?:\/[/*].*)?$/
const RUST = /^\s*(?:let\s+_\s*=\s*.*\)|.*\)\.ok\(\))\s*;\s*$/
/** The line before is not finished: the call is a part of something. */
const GOES_ON = /(?:[=(,&|?:+!<>]|\breturn)\s*$/

const forms: Readonly<Record<string, RegExp>> = { go: GO, rs: RUST, c: C, h: C, cc: C, cpp: C, cxx: C, hpp: C, m: C }

/** Calls of a hunk that stood in a condition, and now stand alone with nobody to hear what they say. */
export function droppedAnswers(path: string, hunk: Hunk): readonly Dropped[] {
  const form = forms[/\.(\w+)$/.exec(path)?.[1] ?? '']
  if (form === undefined) return []
  const heard = new Set(
    hunk.lines.flatMap(({ kind, text }) => {
      const name = kind === 'removed' ? ANSWERS.exec(text)?.[1] : undefined
      return name !== undefined && LOOKED_AT.test(text) && !isAlone(form, text) ? [name] : []
    }),
  )
  if (heard.size === 0) return []
  const after = hunk.lines.filter(({ kind }) => kind !== 'removed')
  return after.flatMap((line, at): readonly Dropped[] => {
    const name = line.kind === 'added' ? ANSWERS.exec(line.text)?.[1] : undefined
    if (name === undefined || !heard.has(name) || !isAlone(form, line.text)) return []
    if (GOES_ON.test(after[at - 1]?.text ?? '')) return []
    // Still asked for on another line, such as one that was wrapped anew.
    return after.some(
      one => one.kind === 'added' && one !== line && ANSWERS.exec(one.text)?.[1] === name && !isAlone(form, one.text),
    )
      ? []
      : [{ line, name }]
  })
}

function isAlone(form: RegExp, text: string): boolean {
  if (text.length > 1000 || !form.test(text)) return false
  // A condition or a macro around it hears the answer.
  return !/^\s*(?:if|while|return|for|switch|assert\w*|\w*(?:CHECK|ASSERT|EXPECT|TRY|REQUIRE)\w*)\b/.test(text)
}
