import type { BuildFlag } from './commandData'

export type Stage = BuildFlag['stage']

/** A flag in a text; offsets are those of the text. */
export interface FlagPlace {
  readonly flag: string
  readonly start: number
  readonly end: number
}

/** Flags whose value is a word of its own. */
const valued =
  /^-(?:include|imacros|isystem|iquote|idirafter|Xlinker|Xassembler|Xpreprocessor|Xclang|framework|arch|mllvm|z|I|L|D|U|l|T|u|x)$/
const start = /(?<=^|[\s"':;(])-{1,2}[A-Za-z][^\s"'>;)]*/g
const nextWord = /[ \t]+([^\s"'>;)-][^\s"'>;)]*)/y

/** Every flag in a text of words, a value that is a word of its own with it. */
export function flagsIn(text: string): readonly FlagPlace[] {
  const found: FlagPlace[] = []
  for (const match of text.matchAll(start)) {
    let end = match.index + match[0].length
    if (valued.test(match[0])) {
      nextWord.lastIndex = end
      end += nextWord.exec(text)?.[0].length ?? 0
    }
    found.push({ flag: text.slice(match.index, end).replace(/\s+/g, ' '), start: match.index, end })
  }
  return found
}

const variables: readonly RegExp[] = [
  /^(?:\w*_)?(?:C|CXX|CPP|LD|AS|CCAS|F|FC|F77|OBJC|OBJCXX|RUST|GO|AR|RC|A|HOSTC|HOSTLD|HOSTCXX)FLAGS(?:_\w+)?$/,
  /^(?:CMAKE_\w+|LINK|COMPILE)_FLAGS(?:_\w+)?$|^(?:\w*_)?(?:LIBS|LDADD|LIBADD|DEFS)$/,
  /^(?:\w*_)?(?:c|cxx|cpp|ld|as)flags$|^(?:subdir-)?(?:cc|as|ld|cpp|a|c)flags-\w+$/,
  /^(?:\w*_)?(?:c|cpp|cxx|ld|link|compile|compiler|objc)_?(?:args|arguments|flags|options)$/,
]

/** Whether a variable holds flags of a compiler or linker, going by its name. */
export function isFlagVariable(name: string): boolean {
  return name.length <= 200 && variables.some(pattern => pattern.test(name))
}

/** What a flag is for: its own form says so, else the name of what it is given to. */
export function stageOf(flag: string, to: string): Stage {
  if (
    /^-(?:Wl,|Xlinker|[lLT]|shared|static(?!-)|z |rdynamic|nostdlib|nostartfiles|framework|r?path|fuse-ld)/.test(flag)
  )
    return 'link'
  if (/^-(?:Wp,|[DUI]|include|imacros|isystem|iquote|idirafter|Xpreprocessor)/.test(flag)) return 'preprocess'
  if (/^-(?:Wa,|Xassembler)/.test(flag)) return 'assemble'
  if (/(?:^|_)(?:HOST)?LD|LIBS|LIBADD|link|^ld/i.test(to)) return 'link'
  if (/(?:^|_)CPPFLAGS|DEFS|definitions/.test(to)) return 'preprocess'
  return /(?:^|_)(?:CC)?ASFLAGS|^(?:subdir-)?as|^as$/.test(to) ? 'assemble' : 'compile'
}
