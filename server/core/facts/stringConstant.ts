import { utf8Entropy } from '../formats/measure'
import { defineCollector } from '../rule/rule'
import { shownValue } from '../syntax/value'
import type { Alphabet } from './programData'
import { factsOfUnits } from './unitFacts'

/** Shorter ones say nothing by their alphabet. */
const SHORTEST = 16
/** Entropy is measured over this much of a text; more does not change it. */
const MEASURED = 65_536

/** String constants of programs with what their characters say. */
export const stringConstant = defineCollector({
  kind: 'string-constant',
  parses: true,
  readsCode: true,
  collect: context =>
    factsOfUnits(context, (unit, side) =>
      (unit.program()?.strings ?? []).flatMap(({ value, span }) => {
        const text = shownValue(value)
        if (text.length < SHORTEST) return []
        const data = {
          length: text.length,
          entropy: utf8Entropy(text.slice(0, MEASURED)),
          alphabet: alphabetOf(text),
          head: text.slice(0, 80),
          context: unit.context,
          decodings: unit.decodings,
        }
        return [{ subject: text.slice(0, 40), side, at: span, data }]
      }),
    ),
})

/** Base32 and base64 by RFC 4648, the latter with its URL-safe marks; a final line end does not count. */
export function alphabetOf(text: string): Alphabet {
  const bare = text.replace(/[\r\n]+/g, '')
  if (/^\d+$/.test(bare)) return 'digits'
  if (/^[0-9a-f]+$/i.test(bare)) return 'hex'
  if (/^[A-Z2-7]+={0,6}$/.test(bare) && bare.length % 8 === 0) return 'base32'
  if (/^[\w$]+$/.test(bare) && /^[A-Za-z_$]/.test(bare) && !looksRandom(bare)) return 'identifier'
  if (/^[A-Za-z0-9+/_-]+={0,2}$/.test(bare)) return 'base64'
  if (/^(?:(?:\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|%[0-9a-f]{2})+)$/i.test(bare)) return 'escaped'
  return /^[\x00-\x7f]*$/.test(text) ? 'ascii' : 'unicode'
}

/** Words change between cases and digits seldom; encoded bytes do so at every second character. */
function looksRandom(text: string): boolean {
  const kinds = [...text.slice(0, 400)].map(char => (/[0-9]/.test(char) ? 0 : /[A-Z]/.test(char) ? 1 : 2))
  const changes = kinds.filter((kind, at) => at > 0 && kind !== kinds[at - 1]).length
  return changes / kinds.length > 0.35
}
