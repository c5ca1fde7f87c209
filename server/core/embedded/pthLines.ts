import { EmbeddedTextBuilder } from '../syntax/embeddedText'
import type { EmbedReader, FoundCode } from './code'
import { linesOf } from './lineFile'
import { isFile } from './part'

/** Lines of a `.pth` file that Python runs (its documentation, "site"): those that start with `import` and a blank or tab. */
export const pthLines: EmbedReader = {
  languages: [undefined],
  paths: /\.pth$/,
  triggers: ['import'],
  read(unit) {
    if (!isFile(unit)) return []
    const { text, lines } = unit.body
    return linesOf(unit.body).flatMap(({ start, end }): readonly FoundCode[] => {
      if (!/^import[ \t]/.test(text.slice(start, start + 7))) return []
      const body = new EmbeddedTextBuilder(text, lines).copy(start, end).build()
      return [{ language: 'python', body, role: 'script', context: 'import line' }]
    })
  },
}
