import { isTestFolder } from '../formats/sourceKind'
import { baseName } from '../model/path'
import type { SideContext } from '../rule/context'

/** A line of the new side, or of the old one, after which tests run less; `line` is an index. */
export interface LostRun {
  readonly form: 'recipe' | 'folder' | 'run' | 'coverage'
  readonly what: string
  readonly line: number
}

/** Words by which recipes of packages leave the tests of what they build out, by the manuals of the packagers. */
const skipped: readonly (readonly [path: RegExp, words: RegExp])[] = [
  [/\.(?:ebuild|eclass)$/, /\bRESTRICT\+?=["'][^"']*\btest\b/],
  [/(?:^|\/)(?:PKG|APK)BUILD$/, /^options=.*!check\b/],
  [/(?:^|\/)debian\/rules$/, /^override_dh_auto_test:\s*(?:;.*)?$|\bDEB_BUILD_OPTIONS\b.*\bnocheck\b/],
  [/\.nix$/, /\bdoCheck\s*=\s*false\b/],
  [/\.spec(?:\.in)?$/, /^%bcond_with\s+(?:check|tests?)\b|^%(?:global|define)\s+_?(?:without_)?(?:check|tests?)\s+0/],
  [/(?:^|\/)project\.ya?ml$/, /^disabled:\s*(?:true|yes)\b/i],
]
/** What stands for the tests as a whole, and is looked for on the other side of the file. */
const sections: readonly (readonly [path: RegExp, words: RegExp])[] = [
  [/\.spec(?:\.in)?$/, /^%check\b/],
  [/(?:^|\/)(?:PKG|APK)BUILD$/, /^check\s*\(\)/],
  [/\.ebuild$/, /^src_test\s*\(\)/],
]
const folder =
  /\badd_subdirectory\s*\(\s*"?[\w./${}-]*\btests?\b|\bsubdir\s*\(\s*'[\w./-]*\btests?'|\benable_testing\s*\(|\binclude\s*\(\s*CTest\s*\)/
const subdirs = /^\s*(?:DIST_)?SUBDIRS\s*[+:]?=.*?(?<![\w/.-])(tests?)(?![\w/.-])/
const watcher = /\bvalgrind\b(?!\.|-devel|-dev\b)/
const exitCode = /--error-exitcode=[1-9]\d*/
const listed = /^\s*-\s*(address|memory|undefined|none|libfuzzer|afl|honggfuzz|centipede)\s*$/

export function* lostOnNew(side: SideContext, isNew: (index: number) => boolean): Iterable<LostRun> {
  for (const [path, words] of skipped) {
    if (!path.test(side.path)) continue
    const line = side.text.lines.findIndex((text, at) => isNew(at) && words.test(text) && isLast(side, text, at))
    const what = words.exec(side.text.lines[line] ?? '')?.[0].trim()
    const form = /project\.ya?ml$/.test(side.path) ? 'coverage' : 'recipe'
    if (what !== undefined && !side.other?.lines.some(text => words.test(text))) yield { form, what, line }
  }
}

/** An override that has a recipe of its own may well run the tests in another way. */
function isLast(side: SideContext, text: string, at: number): boolean {
  return !/^override_dh_auto_test:\s*$/.test(text) || !/^\t\s*\S/.test(side.text.lines[at + 1] ?? '')
}

export function* lostOnOld(side: SideContext, isNew: (index: number) => boolean, testRun: RegExp): Iterable<LostRun> {
  const { other, text } = side
  if (other === undefined || !other.complete || !text.complete) return
  const gone = (words: RegExp): number => {
    const line = text.lines.findIndex((one, at) => isNew(at) && words.test(one))
    return line === -1 || other.lines.some(one => words.test(one)) ? -1 : line
  }
  for (const [path, words] of sections) {
    const line = path.test(side.path) ? gone(words) : -1
    if (line !== -1) yield { form: 'recipe', what: words.exec(text.lines[line] ?? '')?.[0] ?? '', line }
  }
  const isBuild = side.language === 'cmake' || side.language === 'meson' || side.language === 'make'
  if (isBuild && !isTestFolder(side.path)) {
    const line = side.language === 'make' ? gone(subdirs) : gone(folder)
    const found = (side.language === 'make' ? subdirs : folder).exec(text.lines[line] ?? '')
    // The list may go on in lines of its own.
    const isElsewhere = side.language === 'make' && other.lines.some(one => /(?<![\w/.-])tests?(?![\w/.-])/.test(one))
    if (found !== null && !isElsewhere)
      yield { form: 'folder', what: found[1] ?? `${found[0].replace(/[\s(]+$/, '')}`, line }
  }
  const isRun = /\.(?:ya?ml|sh|bash|am|mk)$|(?:^|\/)[^/.]*$/.test(side.path)
  if (!isRun) return
  const run = gone(testRun)
  if (run !== -1 && /(?:^|\/)\.(?:github|gitlab|circleci|travis)|akefile|\.am$|(?:^|\/)ci\//.test(side.path))
    yield { form: 'run', what: testRun.exec(text.lines[run] ?? '')?.[0] ?? '', line: run }
  const watched = gone(watcher)
  if (watched !== -1 && run === -1) yield { form: 'coverage', what: 'valgrind', line: watched }
  const minded = watched === -1 ? gone(exitCode) : -1
  if (minded !== -1) yield { form: 'coverage', what: exitCode.exec(text.lines[minded] ?? '')?.[0] ?? '', line: minded }
  if (baseName(side.path) !== 'project.yaml') return
  for (const [at, line] of text.lines.entries()) {
    const name = isNew(at) ? listed.exec(line)?.[1] : undefined
    if (name !== undefined && !other.lines.some(one => listed.exec(one)?.[1] === name))
      yield { form: 'coverage', what: name, line: at }
  }
}
