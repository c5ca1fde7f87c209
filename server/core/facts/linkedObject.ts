import { isBuildProse } from '../formats/codeText'
import { spanOf } from '../model/location'
import type { SideContext } from '../rule/context'
import { defineCollector } from '../rule/rule'
import { isBuildDescription, withoutHash } from './buildDescription'
import type { FactDraft } from './fact'

/** Where files are put together to programs and libraries. */
const linking =
  /LIBS|LDADD|LIBADD|LDFLAGS|OBJ|_link_|link_with|link_args|objects\s*:|IMPORTED_LOCATION|OTHER_LDFLAGS|AdditionalDependencies|rustc-link|static_library|\$[({]?(?:CC|CXX|LD|LINK|AR|CCLD)\b|(?:^|[\s;&|@("'])(?:gcc|g\+\+|cc|clang|clang\+\+|ld|ar|ranlib|objcopy|libtool)(?=\s)/
/** A path with a folder, or the name of an object, archive or shared library. */
const operand =
  /(?<![\w-])(?:[\w.@+*?-]+|\$[({]\w+[)}]|\$\w+)?(?:\/[\w.@+*?-]+)+|[\w.@+*?-]+\.(?:o|obj|lo|a|lib|so(?:\.\d+){0,3}|dylib|dll|syso)\b/g

/** Names on one side beyond which a file is not followed: lists of objects can be generated. */
const LIMIT_NAMES = 1_000

/** Files that a changed line of a build hands to the linker or archiver, by name. */
export const linkedObject = defineCollector({
  kind: 'linked-object',
  triggers: ['.o', '.a', '.lib', '.so', '.dylib', '.dll', '/'],
  collect,
})

function collect(side: SideContext): readonly FactDraft<'linked-object'>[] {
  if (side.side !== 'new' || !isBuildDescription(side.path)) return []
  const drafts: FactDraft<'linked-object'>[] = []
  let isLinking = false
  for (const [index, whole] of side.text.lines.entries()) {
    if (!side.budget.spend(whole.length)) break
    // What a line continues is still of the same command or list.
    const goesOn = index > 0 && (side.text.lines[index - 1] ?? '').endsWith('\\')
    isLinking = linking.test(whole) || (goesOn && isLinking)
    if (!isLinking || isBuildProse(whole) || !side.isChanged(spanOf(index + 1, 0, 1))) continue
    for (const found of withoutHash(whole).matchAll(operand)) {
      const path = normalised(found[0])
      // What stands before a colon is made here.
      const isMade = /^\s*:(?!=)/.test(whole.slice(found.index + found[0].length))
      if (path === '' || isMade || drafts.length >= LIMIT_NAMES) continue
      drafts.push({
        subject: path,
        side: 'new',
        at: spanOf(index + 1, found.index, found[0].length),
        data: { from: side.path },
      })
    }
  }
  return drafts
}

/** Without what stands for the top of the tree or the folder of the build file; absolute paths are of the machine. */
function normalised(written: string): string {
  if (written.startsWith('/')) return ''
  return written.replace(/^(?:\$[({]?\w+[)}]?|@\w+@|\.{1,2})\//, '').replace(/^(?:\.{1,2}\/)+/, '')
}
