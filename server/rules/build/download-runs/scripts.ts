import { readGradle } from '../../../core/manifests/gradle'
import { spanOf, type TextSpan } from '../../../core/model/location'

/** A script by its address, which the tool that reads the file fetches and runs itself. */
export interface NamedScript {
  readonly span: TextSpan
  readonly address: string
  /** As the file calls it: `apply from`, `evaluate`. */
  readonly runner: string
}

const gradleFile = /\.gradle(?:\.kts)?$/i
const groovyFile = /(?:^|\/)Jenkinsfile[^/]*$|\.(?:groovy|jenkinsfile|gradle)$/i
/** UTF-16 units of a line that are looked at. */
const longestLine = 4_000
/** Groovy's own ways to run text (its manual, "Integrating Groovy"), with the address that the text is of. */
const evaluated =
  /\b(?<runner>evaluate|Eval\.(?:me|xy?z?)|parseClass|GroovyShell\([^)\n]{0,100}\)\.(?:evaluate|parse|run))\b[^\n]{0,300}?["'](?<address>https?:\/\/[^"'\s]{1,500})["']/

/** `apply from:` an address in a Gradle script, and text of an address that a Groovy script evaluates. */
export function namedScripts(path: string, text: string, lines: readonly string[]): readonly NamedScript[] {
  const applied = !gradleFile.test(path)
    ? []
    : readGradle(text).statements.flatMap(({ form, strings }) =>
        form !== 'apply-from'
          ? []
          : strings
              .filter(word => /^https?:/i.test(word.text))
              .map(word => ({ span: word.span, address: word.text, runner: 'apply from' })),
      )
  const run = !groovyFile.test(path)
    ? []
    : lines.flatMap((whole, index) => {
        const line = whole.slice(0, longestLine)
        const found = evaluated.exec(line)
        const { runner = '', address = '' } = found?.groups ?? {}
        if (found === null || /^\s*(?:\/\/|\*)/.test(line)) return []
        return [{ span: spanOf(index + 1, found.index, found[0].length), address, runner }]
      })
  return [...applied, ...run]
}
