import type { LiveText } from '../../../core/formats/liveText'

/** A name of C or C++ that stands for a call which runs a command. */
export interface Pointer {
  readonly name: string
  readonly call: string
  readonly from: number
  /** The name of the call is put together from pieces. */
  readonly isPieced: boolean
}

const RUN = '(?:system|popen|execl[pe]?|execv[pe]{0,2}|posix_spawnp?|WinExec|_wsystem)'
const IS_RUN = new RegExp(`^${RUN}$`)
/** `int (*const emit)(const char *) = system;` and `auto emit = std::system;` */
const HELD = [
  new RegExp(
    String.raw`\(\s*\*\s*(?:(?:const|volatile)\s+)*(\w+)\s*\)\s*\([^()\n]{0,120}\)\s*=\s*&?\s*(?:std::|::)?(${RUN})\s*[;,]`,
    'g',
  ),
  new RegExp(String.raw`\bauto\s*[*&]?\s*(?:const\s+)?(\w+)\s*=\s*&?\s*(?:std::|::)?(${RUN})\s*;`, 'g'),
]
const LOOKED_UP =
  /(?:\(\s*\*\s*(?:const\s+)?(\w+)\s*\)\s*\([^()\n]{0,120}\)|\b(\w+))\s*=\s*(?:\([^;=\n]{0,80}\)\s*)?(?:dlsym|GetProcAddress)\s*\(\s*([^,\n]{1,60}),\s*((?:"[^"\n]{0,40}"\s*){1,8})\)/g
const PASTED =
  /^[ \t]*#[ \t]*define[ \t]+(\w+)(?:\([^)\n]*\))?[ \t]+(?:\w+\([ \t]*(\w+(?:[ \t]*,[ \t]*\w+){1,5})[ \t]*\)|(\w+(?:[ \t]*##[ \t]*\w+){1,5}))/gm

/** Names that are given the call itself, its address looked up, or its name pasted together by macros. */
export function pointersOf({ code, names }: LiveText): readonly Pointer[] {
  const held = HELD.flatMap(form =>
    [...names.matchAll(form)].map(({ 0: whole, 1: name = '', 2: call = '', index }) => ({
      name,
      call,
      from: index + whole.indexOf(name),
      isPieced: false,
    })),
  )
  const lookedUp = [...code.matchAll(LOOKED_UP)].flatMap((found): readonly Pointer[] => {
    const name = found[1] ?? found[2] ?? ''
    const pieces = [...(found[4] ?? '').matchAll(/"([^"]*)"/g)].map(([, piece = '']) => piece)
    const isPieced = pieces.length > 1
    // What stands in front of a function of the library looks the next one up.
    if (!IS_RUN.test(pieces.join('')) || (!isPieced && /RTLD_NEXT/.test(found[3] ?? ''))) return []
    return [{ name, call: pieces.join(''), from: found.index + found[0].indexOf(name), isPieced }]
  })
  const pasted = [...names.matchAll(PASTED)].flatMap(({ 0: whole, 1: name = '', 2: list, 3: row, index }) => {
    const call = (list ?? row ?? '').replace(/[\s,#]/g, '')
    return IS_RUN.test(call) ? [{ name, call, from: index + whole.indexOf(name), isPieced: true }] : []
  })
  return [...held, ...lookedUp, ...pasted]
}
