import type { TextSide } from '../model/content'
import { fromLatin1 } from '../model/path'
import { filesOf, leaves, type PatchDocument, parsePatch } from '../patch'
import type { LanguageId } from '../syntax/language'

/** `fix.patch`, `fix.diff`, `fix.patch.in`, Debian's `.dpatch` and `.debdiff`. */
const PATCH_NAME = /\.(?:patch|diff|dpatch|debdiff)(?:\.in)?$/i

/** Of a text that no name says to be a patch, the share of lines that must be a patch's. */
const SHARE_OF_LINES = 0.5

/**
 * The text read as a patch; undefined when it is none. A file with the name of a patch is one whatever it holds; of
 * others, those that no reader knows (`debian/patches/01_fix`, a `PatchN` of a spec file) and that hold little else.
 */
export function patchIn(path: string, language: LanguageId | undefined, side: TextSide): PatchDocument | undefined {
  const isNamed = PATCH_NAME.test(path)
  if (!isNamed && ((language !== undefined && language !== 'patch') || !mayHoldHunk(side.text))) return undefined
  const doc = parsePatch(bytesOf(side))
  return isNamed || isMostlyPatch(doc, side.lines.length) ? doc : undefined
}

function mayHoldHunk(text: string): boolean {
  return text.startsWith('@@ -') || text.includes('\n@@ -')
}

/** Bytes that give the same lines; a text that is not UTF-8 has one character per byte. */
function bytesOf({ text, encoding }: TextSide): Uint8Array {
  return encoding === 'latin-1' ? fromLatin1(text) : new TextEncoder().encode(text)
}

function isMostlyPatch(doc: PatchDocument, countLines: number): boolean {
  let lines = 0
  for (const { file } of filesOf(doc))
    for (const child of file.children) {
      if (child.kind === 'hunk' && child.broken !== undefined) return false
      if (child.kind === 'hunk') for (const _ of leaves([child])) lines++
    }
  return lines > 0 && lines >= countLines * SHARE_OF_LINES
}
