import { isDocument } from '../formats/document'
import { squeezed } from '../formats/removedText'
import { isTestFolder } from '../formats/sourceKind'
import { spanOf } from '../model/location'
import { baseName } from '../model/path'
import type { SideContext } from '../rule/context'
import { defineCollector } from '../rule/rule'
import type { FactDraft } from './fact'
import { excusedChecks, lostVerdicts, unseenPaths } from './lostVerdicts'
import { testLists } from './testLists'
import { lostOnNew, lostOnOld } from './testRuns'

/**
 * `skip`: a test that stood there is left out. `harmless`: its failing no longer counts. `ends`: a script of tests stops
 * before its end, and well. `list`: it is no longer among those that are run. `coverage`: fuzzing, a sanitizer or valgrind
 * sees less. `assertions`: the test stays, what it compared is gone. `recipe`: a package is built without its tests.
 * `folder`: the folder of tests is no longer part of the build. `run`: nothing in the file runs the tests any more.
 * `gone`: a file of tests, or a fuzz target, is deleted. `short`: a fuzz target leaves when its input is long.
 * `verdict`: a check looks as before and no longer says that it failed. `unseen`: a check is not run for what it looks at.
 */
export type Weakening =
  | 'skip'
  | 'harmless'
  | 'ends'
  | 'list'
  | 'coverage'
  | 'assertions'
  | 'recipe'
  | 'folder'
  | 'run'
  | 'gone'
  | 'short'
  | 'verdict'
  | 'unseen'

export interface WeakenedTest {
  readonly form: Weakening
  /** The test, the option, the marker, as written. */
  readonly what: string
  /** All of a kind at once, or several protections, where one would do. */
  readonly isBroad?: boolean
}

/** What the change does to tests so that they find less; at most one of each form in a file. */
export const weakenedTest = defineCollector({
  kind: 'weakened-test',
  collect: side => {
    if (isDocument(side.path)) return []
    if (side.other === undefined) return side.side === 'old' ? deletedTest(side) : newSuppressions(side)
    return [...(side.side === 'new' ? added(side) : removed(side))]
  },
})

type Draft = FactDraft<'weakened-test'>

const skips =
  /@pytest\.mark\.(?:skip|xfail)\b|\bpytest\.(?:skip|xfail)\s*\(|@unittest\.(?:skip|expectedFailure)\b|\bself\.skipTest\s*\(|\b(?:it|describe|test|context|suite)\.(?:skip|only)\s*\(|\b[xf](?:it|describe)\s*\(|#\[ignore\b|\bt\.Skip(?:f|Now)?\s*\(|\bGTEST_SKIP\s*\(|\bTEST\w*\(\s*\w+,\s*DISABLED_\w+|\bmarkTestSkipped\s*\(|^\s*@(?:Ignore|Disabled)\b/
const testRun =
  /\b(?:make\s+(?:-\S+\s+)*(?:\w+-)?(?:check|test)[\w-]*|ctest|pytest|py\.test|tox|(?:npm|yarn|pnpm)\s+(?:run\s+)?test|cargo\s+test|go\s+test|meson\s+test|prove|phpunit|rspec|valgrind|(?:mvn|gradlew?)\s+(?:\S+\s+)?(?:test|check|verify)|runtests?[\w.-]*)\b/
const ignored = /\|\|\s*(?:true|:|exit\s+0|echo\b[^;]*)\s*["')]*\s*(?:\\|#.*|;.*)?$/
const cannotFail =
  /\bWILL_FAIL\s+(?:TRUE|ON|1)\b|\bDISABLED\s+(?:TRUE|ON|1)\b|\bshould_fail\s*:\s*true\b|^\s*-?\s*continue-on-error\s*:\s*true\b/
const fuzzBuild =
  /(?:^|\/)(?:oss-?fuzz|fuzz\w*|\.clusterfuzzlite)\/(?:[^/]+\/)*[^/]*(?:build|\.sh|akefile|CMakeLists)[^/]*$|(?:^|\/)projects\/[^/]+\/build\.sh$/i
const featureOff = /--(?:disable|without)-[\w-]+|-D\w*(?:ENABLE|WITH|USE)\w*=(?:OFF|NO|0)\b|-DNO_\w+|-D\w+=OFF\b/g
const sideIssue =
  /shared|static|nls|doc|man\b|depend|maint|silent|example|test|tool|prog|debug|werror|python|gui|gtk|bench|install|lto|asm\b|bash|xml|perl|java|libs\b|build_/i
const unwatched =
  /\b(?:no_sanitize\w*|disable_sanitizer_instrumentation|\w*NO_SANITIZE\w*|-fno-sanitize=[\w,-]+)\b|\b(?:A|UB|L|M|T)SAN_OPTIONS\b.*\b(?:detect_\w+=0|halt_on_error=0|exitcode=0|suppressions=\S+)/
const suppressionFile = /\.supp(?:ressions?)?$|(?:^|\/)(?:[alut]|ub)san[\w.-]*$/i
const suppression =
  /^\s*(?:(?:leak|race|called_from_lib|vptr|alignment|interceptor_\w+|deadlock|mutex|signal|thread):\S+|\*\s*$|Memcheck:\w+)/

function* added(side: SideContext): Iterable<Draft> {
  const { lines } = side.text
  let before: ReadonlySet<string> | undefined
  const isTest = isTestFile(side.path)
  const isRun = /\.(?:ya?ml|sh|bash|am|mk|cmake|build|in|toml|cfg|json|spec)$|(?:^|\/)[^/.]*$|\.txt$/.test(side.path)
  const isFuzzBuild = fuzzBuild.test(side.path)
  const isFuzzTarget = fuzzTarget.test(side.text.text)
  const found = new Set<Weakening>()
  for (const [index, line] of lines.entries()) {
    if (line.length > 2_000 || !isNew(side, index) || /^\s*(?:\/\/|#(?!\[)|\*|dnl\b)/.test(line)) continue
    const form = formOf(line, { isTest, isRun, isFuzzBuild, isFuzzTarget }, side, index)
    if (form === undefined || found.has(form.form)) continue
    before ??= new Set(side.other?.lines.map(squeezed))
    if (before.has(squeezed(line))) continue
    found.add(form.form)
    yield draft('new', index, line, form)
  }
  for (const { form, what, line } of lostOnNew(side, index => isNew(side, index)))
    yield draft('new', line, lines[line] ?? '', { form, what })
  for (const { name, line } of testLists(side, 'failing'))
    yield draft('new', line, lines[line] ?? '', { form: 'harmless', what: name })
  for (const { form, what, line } of [...excusedChecks(side), ...unseenPaths(side)])
    yield draft('new', line, lines[line] ?? '', { form, what, isBroad: true })
}

const fuzzTarget =
  /\bLLVMFuzzerTestOneInput\b|\bfuzz_target!|\bfunc\s+Fuzz\w*\s*\(\s*\w+\s+(?:\*testing\.F|\[\]byte)|\bfuzzerTestOneInput\b|\batheris\.Setup\b/
const testBody = /\b(?:test|it|describe)\s*\(|\bdef test_|\bfunc Test\w|\bTEST\w*\s*\(|@Test\b|#\[test\]|\bassert/i

/** The file is gone as a whole; whether what it tests is gone too is asked when the files are joined. */
function deletedTest(side: SideContext): readonly Draft[] {
  const { lines, text } = side.text
  const isFuzz = fuzzTarget.test(text)
  if (!isFuzz && !(isTestFile(side.path) && testBody.test(text))) return []
  const line = lines.findIndex(one => (isFuzz ? fuzzTarget : testBody).test(one))
  return [draft('old', line, lines[line] ?? '', { form: 'gone', what: isFuzz ? 'fuzz target' : 'test' })]
}

/** A list of what a memory checker is to leave out. */
function newSuppressions(side: SideContext): readonly Draft[] {
  if (!suppressionFile.test(side.path)) return []
  const line = side.text.lines.findIndex(one => suppression.test(one))
  const what = suppression.exec(side.text.lines[line] ?? '')?.[0].trim()
  return what === undefined ? [] : [draft('new', line, side.text.lines[line] ?? '', { form: 'coverage', what })]
}

const longInput =
  /\b(?:if|unless)\b[^;{}]*?\b(?:size|len\w*|length|n|Size|[\w.]+\.(?:len|size|length)\(\)|len\s*\(\s*\w+\s*\))\s*\)*\s*>=?\s*(?:0x[0-9a-f]{1,3}|\d{1,4})\b[^;\n]{0,160}?\breturn\b/i

function formOf(
  line: string,
  {
    isTest,
    isRun,
    isFuzzBuild,
    isFuzzTarget,
  }: Readonly<Record<'isTest' | 'isRun' | 'isFuzzBuild' | 'isFuzzTarget', boolean>>,
  side: SideContext,
  index: number,
): WeakenedTest | undefined {
  const make = (form: Weakening, found: RegExpExecArray | null): WeakenedTest | undefined =>
    found === null ? undefined : { form, what: found[0].trim().replace(/\s*\($/, '') }
  if (isFuzzBuild) {
    const off = (line.match(featureOff) ?? []).filter(one => !sideIssue.test(one) && !side.other?.text.includes(one))
    if (off[0] !== undefined) return { form: 'coverage', what: off.join(' '), isBroad: off.length > 1 }
  }
  const run = isRun && ignored.test(line) ? testRun.exec(line) : null
  const isWorkflow = /(?:^|\/)\.(?:github|gitlab|gitea)\b/.test(side.path)
  return (
    make('skip', isTest && isBesideOld(side, index) ? skips.exec(line) : null) ??
    make('harmless', run) ??
    make('harmless', side.language === 'make' && isExcused(side, line) ? /\S.*/.exec(line) : null) ??
    make('harmless', isTest && alwaysTrue.test(line) ? /\S.*/.exec(line) : null) ??
    make('harmless', isTest && isRun ? /(?<![\w-])-D\s?NDEBUG\b/.exec(line) : null) ??
    make('harmless', isRun && (isWorkflow || !line.includes('continue-on-error')) ? cannotFail.exec(line) : null) ??
    make('ends', isTest && endsEarly(side, index, line) ? /exit\s+(?:0|77)\b/.exec(line) : null) ??
    suppressed(side, line) ??
    broadly(make('coverage', unwatched.exec(line)), isUnprotected(side, index)) ??
    make('short', isFuzzTarget ? longInput.exec(`${line} ${side.text.lines[index + 1] ?? ''}`) : null)
  )
}

function broadly(found: WeakenedTest | undefined, isBroad: boolean): WeakenedTest | undefined {
  return found === undefined ? undefined : { ...found, isBroad }
}

/** Of the lines that come with it, the one that leaves out most. */
function suppressed(side: SideContext, line: string): WeakenedTest | undefined {
  if (!suppressionFile.test(side.path) || !suppression.test(line)) return undefined
  const all = side.text.lines.findIndex((one, at) => isNew(side, at) && everything.test(one))
  const what = suppression.exec(all === -1 ? line : (side.text.lines[all] ?? ''))?.[0].trim() ?? line.trim()
  return { form: 'coverage', what, isBroad: all !== -1 }
}

const everything =
  /^\s*(?:(?:leak|race|deadlock|mutex|signal|thread|called_from_lib|vptr|alignment|interceptor_\w+):)?\*+\s*$/
const unprotected =
  /no[-_]stack[-_]protector|NO_STACK_PROTECTOR|nocf_check|cf-protection=none|safebuffers|no[-_]split[-_]stack|\boptnone\b|trivial-auto-var-init=uninit/

/** The same function loses a protection that is there when the program is used as well. */
function isUnprotected(side: SideContext, index: number): boolean {
  return [-2, -1, 0, 1, 2].some(step => {
    const line = side.text.lines[index + step]
    return line !== undefined && isNew(side, index + step) && unprotected.test(line)
  })
}

/** A comparison that holds whatever the code does. */
const alwaysTrue =
  /\bassert\b.*\bor\s+True\b|\b(?:assert\w*|EXPECT_\w+|ASSERT_\w+|CHECK|REQUIRE)\s*\(.*\|\|\s*(?:1|true)\s*\)/

/** A recipe of make that stood there without the mark that lets it fail. */
function isExcused(side: SideContext, line: string): boolean {
  const command = /^\t@?-@?(.*)$/.exec(line)?.[1]
  if (command === undefined || !/\btests?\b|\bcheck|valgrind|--selftest/.test(command)) return false
  return side.other?.lines.some(one => /^\t@?(?!-)(.*)$/.exec(one)?.[1] === command) === true
}

/** A script of tests that has more below, at the level of the script itself. */
function endsEarly(side: SideContext, index: number, line: string): boolean {
  if (!/^exit\s+(?:0|77)\s*(?:#.*)?$/.test(line) || side.language !== 'bash') return false
  const below = side.text.lines.slice(index + 1, index + 400)
  return below.some((one, at) => one.trim() !== '' && !/^\s*#/.test(one) && !isNew(side, index + 1 + at))
}

/** In a test that stood there before, not inside one that is new as a whole, and not for some systems only. */
function isBesideOld(side: SideContext, index: number): boolean {
  const above = side.text.lines.slice(Math.max(0, index - 3), index).findLast(one => one.trim() !== '')
  if (
    /\b(?:if|else|elif|unless|when|case|catch|except)\b/.test(above ?? '') ||
    /\bif\b/.test(side.text.lines[index] ?? '')
  )
    return false
  return !isNew(side, index + 1) || !isNew(side, index - 1)
}

const asserts =
  /\b(?:assert\w*|ASSERT\w*|EXPECT_\w+|CHECK\w*|REQUIRE\w*|expect|should|verify\w*|fail_unless|ck_assert\w*|t\.(?:Error|Fatal)f?)\s*[(!.]|^\s*assert\s+[\w("'[]/

function* removed(side: SideContext): Iterable<Draft> {
  for (const { name, line } of testLists(side, 'run'))
    yield draft('old', line, side.text.lines[line] ?? '', { form: 'list', what: name })
  for (const { form, what, line } of lostOnOld(side, index => isNew(side, index), testRun))
    yield draft('old', line, side.text.lines[line] ?? '', { form, what })
  for (const { form, what, line } of lostVerdicts(side))
    yield draft('old', line, side.text.lines[line] ?? '', { form, what, isBroad: true })
  if (!isTestFile(side.path)) return
  const { lines } = side.text
  const gone = lines.flatMap((line, index) =>
    isNew(side, index) && asserts.test(line) && !/^\s*(?:\/\/|#)/.test(line) ? [index] : [],
  )
  const [first] = gone
  if (first === undefined) return
  const now = count(side.other?.lines)
  // Only where nothing came instead: the lines around the first one stay, and the file has that many fewer.
  if (count(lines) - now !== gone.length || !gone.every(index => hasOldNeighbour(side, index))) return
  const line = lines[first] ?? ''
  yield draft('old', first, line, { form: 'assertions', what: line.trim().slice(0, 60) })
}

function count(lines: readonly string[] | undefined): number {
  return (lines ?? []).filter(line => asserts.test(line) && !/^\s*(?:\/\/|#)/.test(line)).length
}

/** Within a test that stays: two lines above and below are there on both sides. */
function hasOldNeighbour(side: SideContext, index: number): boolean {
  const near = (step: number) => [1, 2, 3].some(one => !isNew(side, index + one * step))
  return near(1) && near(-1)
}

function isNew(side: SideContext, index: number): boolean {
  return side.isChanged(spanOf(index + 1, 0, 1))
}

/** By its folder or name. */
export function isTestFile(path: string): boolean {
  return isTestFolder(path) || /^tests?[-_.].*|.*[-_.](?:tests?|spec)\.\w+$|.*Tests?\.\w+$/.test(baseName(path))
}

function draft(side: 'old' | 'new', index: number, line: string, data: WeakenedTest): Draft {
  const column = Math.max(0, line.search(/\S/))
  return { subject: data.what, side, at: spanOf(index + 1, column, line.trim().length), data }
}
