import { EmbeddedTextBuilder } from './embeddedText'
import { LineTable } from './lineTable'
import { limitProbeUnits, type Probe } from './probes'

/** `cat > $TMPC <<EOF`, `cat >conftest.c <<\EOF`: a C program that a script writes for the compiler. */
const writing =
  /^[ \t]*(?:[\w!]+[ \t]+)?cat[ \t]*>[ \t]*("?\$\{?(?:TMPC|TMPCXX|tmp_?c|test)\}?(?:\.c)?"?|"?[\w$./{}-]*\.(?:c|cc|cpp)"?)[ \t]*<<(-?)[ \t]*(["'\\]?)(\w+)["']?[^\n]*\n/gm
/** Lines behind the program that say what becomes of the answer. */
const linesBehind = 6
const mostProbes = 400

/** Programs of hand-written configure scripts, with what is defined or set right behind them. */
export function findShellProbes(text: string): readonly Probe[] {
  const found: Probe[] = []
  const lines = new LineTable(text)
  for (const written of text.matchAll(writing)) {
    if (found.length === mostProbes) break
    const [whole, target = '', dash, quote, word = ''] = written
    const start = written.index + whole.length
    const end = endOf(text, start, word, dash === '-')
    if (end === undefined) continue
    const builder = new EmbeddedTextBuilder(text, lines)
    const body = builder.copy(start, end).build()
    if (body.text.trim() === '') continue
    const behind = linesFrom(text, end, linesBehind + 1)
    // A generated `configure` is what autoconf made of the checks in its source, where they are read.
    if (/\$ac_(?:ext|try)|ac_fn_/.test(behind) || /conftest\.\$ac_ext/.test(target)) continue
    const results = resultsIn(behind)
    found.push({
      buildSystem: 'shell',
      kind: 'compile',
      language: /\.(?:cc|cpp)"?$|CXX/.test(target) ? 'cpp' : 'c',
      check: `cat > ${target}`,
      resultVariable: results[0],
      resultVariables: results,
      body,
      placeholders: quote === '' ? expansions(body.text) : [],
      span: lines.span(written.index, end),
    })
  }
  return found
}

/** Start of the line that ends a here-document. */
function endOf(text: string, start: number, word: string, isIndented: boolean): number | undefined {
  for (let at = start; at < Math.min(text.length, start + limitProbeUnits); ) {
    const lineEnd = text.indexOf('\n', at)
    const line = text.slice(at, lineEnd === -1 ? text.length : lineEnd)
    if ((isIndented ? line.replace(/^\t+/, '') : line) === word) return at
    if (lineEnd === -1) return undefined
    at = lineEnd + 1
  }
  return undefined
}

function linesFrom(text: string, from: number, count: number): string {
  let at = from
  for (let left = count; left > 0; left--) {
    const next = text.indexOf('\n', at)
    if (next === -1) return text.slice(from)
    at = next + 1
  }
  return text.slice(from, at)
}

/** Names set to a yes, or defined by `#define` or `-D`, before the next program. */
function resultsIn(behind: string): readonly string[] {
  const own = behind.split(/\bcat[ \t]*>/, 1)[0] ?? ''
  const names = [
    ...own.matchAll(/#[ \t]*define[ \t]+([A-Z]\w+)|-D([A-Z]\w+)/g),
    ...own.matchAll(/(?:^|[\s;])([A-Za-z_]\w*)=["']?(?:yes|1|true|y)\b/g),
  ].flatMap(found => found[1] ?? found[2] ?? [])
  return [...new Set(names)].slice(0, 8)
}

function expansions(text: string): readonly (readonly [number, number])[] {
  return [...text.matchAll(/\$(?:\w+|\{[^}\n]{1,80}\})/g)].map(({ index, 0: found }) => [index, index + found.length])
}
