import assert from 'node:assert/strict'
import type { CodeUnit, EmbedReader } from '../../../server/core/embedded/code'
import { CodeView } from '../../../server/core/embedded/codeView'
import type { TextSpan } from '../../../server/core/model/location'
import { GrammarStore } from '../../../server/core/syntax/grammars'
import { type GrammarId, hasGrammar, type LanguageId } from '../../../server/core/syntax/language'
import { LineTable } from '../../../server/core/syntax/lineTable'
import { readProgram } from '../../../server/core/syntax/program/readProgram'
import { parseSource, type SourceTree } from '../../../server/core/syntax/sourceTree'
import { loadWasm } from '../../../server/host/wasm'

/** Grammars are loaded as readers ask for them. */
const grammars = new GrammarStore(loadWasm)

/** Code that a reader finds in a file; the file itself is not among it. */
export class Found {
  readonly units: readonly CodeUnit[]
  readonly #text: string
  readonly #lines: LineTable

  constructor(units: readonly CodeUnit[], text: string) {
    this.units = units
    this.#text = text
    this.#lines = new LineTable(text)
  }

  /** Context, language and text of each, for a look at all of them. */
  get listed(): readonly string[] {
    return this.units.map(({ context, language, body }) => `${context} | ${language ?? '?'} | ${body.text}`)
  }

  get texts(): readonly string[] {
    return this.units.map(unit => unit.body.text)
  }

  /** What the file has at a span. */
  written({ start, end }: TextSpan): string {
    return this.#text.slice(this.#lines.offset(start), this.#lines.offset(end))
  }

  /** Asserts that `code` is in some unit's text and that the file has `written` where its positions lead. */
  leads(code: string, written = code): void {
    const unit = this.units.find(({ body }) => body.text.includes(code))
    assert.ok(unit !== undefined, `${JSON.stringify(code)} in none of ${JSON.stringify(this.texts)}`)
    const at = unit.body.text.indexOf(code)
    assert.equal(this.written(unit.spanOf(at, at + code.length)), written)
  }
}

export async function findCode(
  reader: EmbedReader,
  language: LanguageId | undefined,
  path: string,
  text: string,
): Promise<Found> {
  const notes: string[] = []
  const tree = reader.parses === true && hasGrammar(language) ? await parsed(language, path, text) : undefined
  const view = new CodeView({ language, path, text, side: 'new', grammars, notes, tree: () => tree })
  try {
    await view.prepare([{ ...reader, read: unit => reader.read(withProgram(unit)) }])
  } finally {
    view.dispose()
    tree?.delete()
  }
  assert.deepEqual(notes, [])
  return new Found(view.units.slice(1), text)
}

async function parsed(language: GrammarId, path: string, text: string): Promise<SourceTree | undefined> {
  await grammars.ensure([language])
  const result = parseSource(grammars, { language, path, text, side: 'new' })
  return result.ok ? result.tree : undefined
}

/** The unit with the reading of its program, whether or not the driver has one. */
function withProgram(unit: CodeUnit): CodeUnit {
  const { language, body, role, context, host, depth, path, decodings, span } = unit
  return {
    ...{ language, body, role, context, host, depth, path, decodings, span },
    tree: () => unit.tree(),
    shell: () => unit.shell(),
    spanOf: (start, end) => unit.spanOf(start, end),
    program: () => {
      const tree = unit.tree()
      return unit.program() ?? (language && tree && readProgram(language, tree, body))
    },
  }
}
