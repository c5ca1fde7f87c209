/** A test in a Markdown document: a fenced `patch` block, with the files that stand before it under the same heading. */
export interface DocumentCase {
  readonly name: string
  /** Line (from 1) of the first line of the patch. */
  readonly line: number
  readonly patch: string
  readonly files: ReadonlyMap<string, string>
  /** JSON of a `history` block: what the repository knows of commits before the change and of merges in it. */
  readonly history?: string
}

interface Block {
  readonly language: string
  readonly line: number
  readonly text: string
  /** The path named on the line before the block. */
  readonly path: string | undefined
}

/**
 * Reads a document: a heading names the cases below it; a fenced block after a line that is a path in backticks is a
 * file of the tree; each fenced `patch` block is one case with the files named so far under its heading. A fenced
 * `history` block says in JSON what a repository would know of the past.
 * `⟨U+200B⟩` in a patch or file stands for that character, so that nothing in a document is invisible.
 * @throws when a fence stays open or a block is neither a patch nor named by a path and has a language `patch` needs
 */
export function readCaseDocument(text: string): readonly DocumentCase[] {
  const cases: DocumentCase[] = []
  const lines = text.split('\n')
  let heading = ''
  let files = new Map<string, string>()
  let history: string | undefined
  let countUnderHeading = 0
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] as string
    const title = /^#{1,4}\s+(.*?)\s*$/.exec(line)
    if (title !== null) {
      heading = title[1] as string
      files = new Map()
      history = undefined
      countUnderHeading = 0
      continue
    }
    const fence = /^(`{3,})\s*([\w-]*)\s*$/.exec(line)
    if (fence === null) continue
    const block = readBlock(lines, at, fence[1] as string, fence[2] as string)
    at = block.line + block.text.split('\n').length - 1
    if (block.language === 'patch') {
      countUnderHeading++
      const name = countUnderHeading === 1 ? heading : `${heading} (${countUnderHeading})`
      const past = history === undefined ? {} : { history }
      cases.push({ name, line: block.line, patch: `${block.text}\n`, files: new Map(files), ...past })
    } else if (block.language === 'history') history = block.text
    else if (block.path !== undefined) files.set(block.path, block.text === '' ? '' : `${withCharacters(block.text)}\n`)
  }
  return cases
}

function readBlock(lines: readonly string[], open: number, fence: string, language: string): Block {
  const close = lines.findIndex((line, index) => index > open && line.trimEnd() === fence)
  if (close === -1) throw new Error(`the block opened on line ${open + 1} is not closed`)
  const before = lines.slice(Math.max(0, open - 2), open).filter(line => line.trim() !== '')
  const path = /^`([^`]+)`:?$/.exec(before.at(-1)?.trim() ?? '')?.[1]
  return { language, line: open + 2, text: lines.slice(open + 1, close).join('\n'), path }
}

/** `⟨U+200B⟩` → the character. */
export function withCharacters(text: string): string {
  return text.replace(/⟨U\+([0-9A-F]{4,6})⟩/g, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
}
