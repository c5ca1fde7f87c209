import type { EmbeddedText } from '../syntax/embeddedText'
import { PartBuilder } from '../syntax/partBuilder'
import { findProbes, type Probe } from '../syntax/probes'
import { blank, substitutePlaceholders } from '../syntax/template'
import type { EmbedReader, FoundCode } from './code'

/** Programs a build compiles to find out what the system can do: autoconf's, CMake's and Meson's checks. */
export const probePrograms: EmbedReader = {
  languages: ['m4', 'cmake', 'meson'],
  read(unit) {
    if (unit.language === undefined) return []
    const found: FoundCode[] = []
    // Programs may stand in one another; the driver says so when it is given more than it takes.
    let left = 1_000_000 + 4 * unit.body.text.length
    for (const probe of findProbes(unit.language, unit.body.text)) {
      const { check, resultVariable: result, body } = probe
      if (body.text.trim() === '') continue
      left -= body.text.length
      found.push({
        language: probe.language === 'unknown' ? undefined : probe.language,
        body: rebased(unit.body, withoutPlaceholders(probe)),
        role: 'program',
        context: result === undefined ? check : `${check}(${result})`,
      })
      if (left < 0) break
    }
    return found
  },
}

/** What the build fills in becomes a name, and a macro of m4 is left out. */
function withoutPlaceholders({ body, placeholders }: Probe): EmbeddedText {
  return body.withText(text => {
    let plain = ''
    let at = 0
    for (const [start, end] of placeholders) {
      if (start < at) continue
      plain += text.slice(at, start) + blank(text.slice(start, end))
      at = end
    }
    return substitutePlaceholders(plain + text.slice(at))
  })
}

/** A probe's positions are those of the text it was found in; here they become those of the outer file. */
function rebased(host: EmbeddedText, body: EmbeddedText): EmbeddedText {
  const builder = new PartBuilder(host)
  for (const { at, length, outer, outerLength } of body.segments(0, body.text.length))
    builder.put(body.text.slice(at, at + length), outer, outer + outerLength)
  return builder.build()
}
