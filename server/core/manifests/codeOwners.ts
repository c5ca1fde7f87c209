import { isBlank, ManifestText, skipBlank, type Word } from './manifestText'

/** A section of a GitLab CODEOWNERS file: `^[Name][2] @default`. */
export interface OwnerSection {
  readonly name: string
  /** `^[Name]`: an approval is welcome, not required. */
  readonly isOptional: boolean
  /** Approvals that are needed; 1 when nothing is said. */
  readonly approvals: number
  /** Owners of every pattern of the section that names none. */
  readonly owners: readonly Word[]
  readonly header: Word
}

export interface OwnerLine {
  /** As written; `\ ` stands for a space. */
  readonly pattern: Word
  /** Empty where the pattern is taken from everybody (or left to the section's owners). */
  readonly owners: readonly Word[]
  /** Index into {@link CodeOwners.sections}; absent outside sections. */
  readonly section?: number
}

export interface CodeOwners {
  readonly lines: readonly OwnerLine[]
  readonly sections: readonly OwnerSection[]
}

const SECTION = /^(\^?)\[([^\]]*)\](?:\[(\d{1,4})\])?/

/** GitHub's and GitLab's "Code owners" pages: a pattern and its owners in each line, later lines win. */
export function readCodeOwners(text: string): CodeOwners {
  const source = new ManifestText(text)
  const lines: OwnerLine[] = []
  const sections: OwnerSection[] = []
  for (const { start: lineStart, end: lineEnd } of source.lines()) {
    const start = skipBlank(text, lineStart, lineEnd)
    if (start === lineEnd || text[start] === '#') continue
    const end = commentStart(text, start, lineEnd)
    const section = SECTION.exec(text.slice(start, end))
    if (section !== null) {
      const [whole, optional = '', name = '', approvals = '1'] = section
      sections.push({
        name,
        isOptional: optional === '^',
        approvals: Number(approvals),
        owners: source.words(start + whole.length, end),
        header: source.word(start, start + whole.length),
      })
      continue
    }
    let patternEnd = start
    while (patternEnd < end && !isBlank(text.charCodeAt(patternEnd))) patternEnd += text[patternEnd] === '\\' ? 2 : 1
    patternEnd = Math.min(patternEnd, end)
    lines.push({
      pattern: source.word(start, patternEnd),
      owners: source.words(patternEnd, end),
      ...(sections.length === 0 ? {} : { section: sections.length - 1 }),
    })
  }
  return { lines, sections }
}

/** A `#` after white space begins a comment; inside a pattern it is a character like others. */
function commentStart(text: string, start: number, end: number): number {
  for (let at = start + 1; at < end; at++)
    if (text[at] === '#' && isBlank(text.charCodeAt(at - 1)) && text[at - 2] !== '\\') return at
  return end
}
