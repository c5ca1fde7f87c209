import { formatsOfExtension } from '../formats/signature'
import { spanOf } from '../model/location'
import { extensionOf } from '../model/path'
import { defineCollector } from '../rule/rule'

/** Files that say how data beside them was made, or that make it. */
export const RECIPE_PATHS = [
  '**/README*',
  '**/*{gen,make,create,build,mk}*.{c,cc,cpp,py,sh,pl,rb,js,mjs,ts,go,rs,awk,ps1,bat}',
  '**/*{gen,make,create}*',
  '**/{Makefile*,makefile,CMakeLists.txt,meson.build,*.mk,*.txt}',
]

const MAX_NAMES = 2000
const NAME = /[\w.+*?%${}<>-]{1,120}\.[A-Za-z]\w{0,5}(?![\w.*])/g

/**
 * Names of data files that a recipe says, each once, placeholders and all. Of a text that is known in part nothing is
 * said, since the name could stand in the rest.
 */
export const fixtureName = defineCollector({
  kind: 'fixture-name',
  files: { paths: RECIPE_PATHS },
  collect: ({ side, text, path, budget }) => {
    if (side === 'old' || !text.complete || !budget.spend(text.text.length)) return []
    const seen = new Set<string>()
    return text.lines.flatMap((line, index) =>
      [...line.slice(0, 2000).matchAll(NAME)].flatMap(match => {
        const [name] = match
        if (formatsOfExtension(extensionOf(name)).length === 0 || seen.has(name) || seen.size >= MAX_NAMES) return []
        seen.add(name)
        return [{ subject: name, side, at: spanOf(index + 1, match.index, name.length), data: { recipe: path } }]
      }),
    )
  },
})
