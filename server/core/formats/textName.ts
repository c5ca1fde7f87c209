import { baseName, extensionOf } from '../model/path'
import type { Format } from './signature'

const extensions = new Set(
  'c cc cpp cxx h hh hpp rs go java kt swift rb pl pm php py sh bash zsh ps1 bat cmd js mjs cjs jsx tsx css scss html htm xml json yml yaml toml ini cfg conf md rst adoc txt csv tsv sql tex m4 ac am cmake mk gradle properties diff patch po svg'.split(
    ' ',
  ),
)
const names =
  /^(readme|license|licence|copying|changelog|changes|news|authors|contributing|makefile|configure|dockerfile|\.gitignore|\.gitattributes)$/i

const text: Format = { name: 'text', category: 'document', extensions: [] }

/** What a name promises that stands for text: nobody expects a program or an archive there. */
export function textOfName(path: string): readonly Format[] {
  const extension = extensionOf(path)
  return extensions.has(extension) || (extension === '' && names.test(baseName(path))) ? [text] : []
}
