import { liveText } from '../formats/liveText'
import { type FeatureAnswer, formOf, headSpan, squeezedCheck, type When, whenWithin } from './featureAnswers'
import { LineTable } from './lineTable'
import type { BuildSystem } from './probes'
import { type ProgramBlock, type ProgramStatement, pythonStatements, rustStatements } from './programBlocks'

/** The calls that ask a compiler, by the manuals of SCons, waf, Samba's rules for waf and distutils. */
const pythonChecks =
  /(?:\.Check[A-Z]\w*|\bTry(?:Compile|Link|Run|Build)|\.check(?:_(?:cc|cxx|cfg|lib|func\w*|header\w*))?|\btry_(?:compile|link|run|cpp)|\bCHECK_[A-Z_]+|\bhas_(?:function|flag)|(?<!\bre)\.compile|\.link_executable|\.check_call)\s*\(/
/** The same of the crates cc, pkg-config and autocfg, and of commands that are started. */
const rustChecks = /\b(?:try_compile|is_flag_supported|probe\w*|atleast_version|success)\s*\(/
/** Statements that hand a define to the compiler. */
const defining = /CPPDEFINES|(?:CPP|C|CC|CXX)FLAGS|\b[dD]efine(?:s|d|_macros?|_name)?\b|\bDEFINE\b|macros\b/
const definedName = /["'](?:-D)?([A-Z][A-Z0-9]*_[A-Z0-9_]+)(?:=([^"'\n]{0,20}))?["']/g
const yes = /^(?:True|true|1)$/
const no = /^(?:False|false|0|None)$/
const negated = /^(?:not\b|!)|\.is_(?:err|none)\(\)|\bis\s+None\b|[!=]=\s*(?:False|None|0)\s*$|^let\s+(?:Err|None)\b/

/** Whether a path is that of a build written as a program. */
export function programBuild(path: string): BuildSystem | undefined {
  if (/(?:^|\/)(?:SCons(?:truct|cript)|site_scons\/.*\.py$)/.test(path)) return 'scons'
  if (/(?:^|\/)(?:wscript\w*$|(?:buildtools|waftools|waf-tools)\/.*\.py$)/.test(path)) return 'waf'
  if (/(?:^|\/)setup(?:_\w+|ext\w*)?\.py$/.test(path)) return 'python'
  return /(?:^|\/)build(?:\/\w+)?\.rs$/.test(path) ? 'cargo' : undefined
}

/** Defines, configuration flags, variables and results of functions that checks of a program decide. */
export function findProgramAnswers(buildSystem: BuildSystem, text: string): readonly FeatureAnswer[] {
  const live = liveText(buildSystem === 'cargo' ? 'build.rs' : 'setup.py', text)
  if (live === undefined) return []
  const statements = buildSystem === 'cargo' ? rustStatements(live) : pythonStatements(live)
  const isRust = buildSystem === 'cargo'
  const reader = new Reader(isRust ? rustChecks : pythonChecks, statements)
  const lines = new LineTable(text)
  return statements.flatMap(statement =>
    reader.answers(statement, live.code.slice(statement.start, statement.end), isRust).map(found => ({
      buildSystem,
      prevails: false,
      start: statement.start,
      span: headSpan(text, lines, statement.start, statement.end),
      ...found,
    })),
  )
}

type Found = Pick<FeatureAnswer, 'name' | 'sets' | 'form' | 'check'>

class Reader {
  readonly #checks: RegExp
  /** Functions that ask a compiler, and variables that hold what it said. */
  readonly #known = new Set<string>()
  /** The check behind a variable. */
  readonly #checkOf = new Map<string, string>()
  /** Blocks in which a check was made already, and those that nothing behind a return is reached in. */
  readonly #asked = new Set<ProgramBlock>()
  readonly #left = new Set<ProgramBlock>()
  readonly #whens = new Map<ProgramBlock, When>()

  constructor(checks: RegExp, statements: readonly ProgramStatement[]) {
    this.#checks = checks
    for (const { names, block } of statements) {
      const within = functionOf(block)
      if (within !== undefined && within.head !== 'main' && checks.test(names)) this.#known.add(within.head)
    }
  }

  answers({ names, block, isHead }: ProgramStatement, code: string, isRust: boolean): readonly Found[] {
    const when = this.#whenIn(block)
    const around = functionOf(block)
    const isCheck = this.#checks.test(names)
    const found: Found[] = []
    const check = squeezedCheck(isCheck ? code : (nearestIf(block)?.head ?? ''))
    const [, variable, value] =
      /^(?:let\s+(?:mut\s+)?)?([A-Za-z_][\w.]*)\s*(?::\s*bool\s*)?=(?!=)\s*([\s\S]*)$/.exec(names) ?? []
    const told =
      value ?? /^return\b\s*([\s\S]*)$/.exec(names)?.[1] ?? (isRust && !isHead && isLast(names) ? names : undefined)
    if (told !== undefined && !(variable === undefined && around === undefined)) {
      const name = variable === undefined ? (around?.head ?? '') : qualified(around, variable)
      const judged = this.#judge(told, when)
      if (judged !== undefined && (variable !== undefined || this.#known.has(name)))
        found.push({
          name,
          sets: 'variable',
          check: isCheck ? check : (this.#checkOf.get(told.trim()) ?? check),
          form: judged,
        })
      if (variable !== undefined && (isCheck || this.#names(told))) {
        this.#known.add(variable)
        if (isCheck) this.#checkOf.set(variable, check)
      }
    }
    if (isRust) found.push(...this.#flags(names, code, when, check))
    else if (isCheck || defining.test(names)) found.push(...this.#defines(names, code, when, isCheck, check))
    if (isCheck) for (let outer = block; outer !== undefined; outer = outer.parent) this.#asked.add(outer)
    if (/^return\b/.test(names) && block !== undefined && block === around) this.#left.add(block)
    return found
  }

  /** `CPPDEFINES=['HAVE_X']`, `('HAVE_X', '1')`, `define_name='HAVE_X'`, and what waf calls after a function. */
  #defines(names: string, code: string, when: When, isCheck: boolean, check: string): readonly Found[] {
    const form = (isYes: boolean, value: string) =>
      isCheck || this.#names(value)
        ? when === 'never'
          ? ('never' as const)
          : ('checked' as const)
        : formOf(isYes, when)
    const named = [...code.matchAll(definedName)].map(({ 0: whole, 1: name = '', 2: given, index }) => {
      const value = /^\s*,\s*["']?([\w.]*(?:\([^)\n]{0,80}\))?)/.exec(code.slice(index + whole.length))?.[1] ?? ''
      return { name, sets: 'define' as const, check, form: form(!no.test(given ?? value) || value === 'None', value) }
    })
    if (named.length > 0 || !isCheck || defining.test(names)) return named
    const [, functions] =
      /\b(?:function_name\s*=|CHECK_FUNCS\w*\s*\(|header_name\s*=|CHECK_HEADERS\s*\()\s*["']([^"'\n]{1,2000})/.exec(
        code,
      ) ?? []
    return (functions ?? '')
      .split(/[\s,]+/)
      .filter(word => /^[A-Za-z_][\w./-]*$/.test(word))
      .map(word => `HAVE_${word.toUpperCase().replace(/\W/g, '_')}`)
      .map(name => ({ name, sets: 'define', check: squeezedCheck(`check ${name}`), form: form(true, '') }))
  }

  /** `cargo:rustc-cfg=name`, and the names that autocfg's `emit_` calls are given. */
  #flags(names: string, code: string, when: When, check: string): readonly Found[] {
    const found: Found[] = []
    if (/\bprintln!\s*\(/.test(names))
      for (const [, name = ''] of code.matchAll(/cargo::?rustc-cfg=(\w+)(?!\w*=)/g))
        found.push({ name, sets: 'define', form: formOf(true, when), check })
    const [, emitted] = /\bemit_\w*cfg\s*\([^;]{0,400}?,\s*"(\w+)"\s*\)/.exec(code) ?? []
    if (emitted !== undefined)
      found.push({
        name: emitted,
        sets: 'define',
        form: when === 'never' ? 'never' : 'checked',
        check: squeezedCheck(code),
      })
    return found
  }

  #names(text: string): boolean {
    return this.#checks.test(text) || [...text.matchAll(/[A-Za-z_]\w*/g)].some(([word]) => this.#known.has(word))
  }

  /** What a value says when it is given; undefined for one that is about no check. */
  #judge(value: string, when: When): FeatureAnswer['form'] | undefined {
    const text = value.trim()
    if (yes.test(text)) return formOf(true, when)
    if (no.test(text)) return formOf(false, when)
    if (!this.#names(text)) return undefined
    const asked = this.#holds(text)
    return when === 'never' ? 'never' : formOf(true, asked)
  }

  #holds(condition: string): When {
    const text = condition.trim().replace(/^\((.*)\)$/s, '$1')
    const isAnd = !/\bor\b|\|\|/.test(text)
    if (isAnd && /(?:^|\band\s+|&&\s*)\(?\s*(?:False|false|0)\s*(?:\)|\band\b|&&|$)/.test(text)) return 'never'
    if (no.test(text)) return 'never'
    if (yes.test(text)) return 'always'
    if (/\b(?:and|or)\b|&&|\|\|/.test(text) || !this.#names(text)) return 'unknown'
    return negated.test(text) ? 'failure' : 'success'
  }

  #whenOf(block: ProgramBlock): When {
    const known = this.#whens.get(block)
    if (known !== undefined) return known
    const when = this.#judged(block)
    if (block.kind !== 'try') this.#whens.set(block, when)
    return when
  }

  #judged(block: ProgramBlock): When {
    switch (block.kind) {
      case 'if':
        return this.#holds(block.head)
      case 'else': {
        const before = block.before === undefined ? 'unknown' : this.#whenOf(block.before)
        if (block.before?.before !== undefined) return 'unknown'
        return before === 'success'
          ? 'failure'
          : before === 'failure'
            ? 'success'
            : before === 'never'
              ? 'always'
              : 'unknown'
      }
      case 'try':
        return this.#asked.has(block) ? 'success' : 'always'
      case 'except':
        return block.before !== undefined && this.#asked.has(block.before) ? 'failure' : 'unknown'
      case 'function':
        return 'always'
      case 'other':
        return /^(?:with\b|class\b)/.test(block.head) || block.head === '' ? 'always' : 'unknown'
    }
  }

  #whenIn(block: ProgramBlock | undefined): When {
    const around: When[] = []
    for (let outer = block; outer !== undefined; outer = outer.parent)
      around.unshift(this.#left.has(outer) ? 'never' : this.#whenOf(outer))
    return whenWithin(around)
  }
}

function functionOf(block: ProgramBlock | undefined): ProgramBlock | undefined {
  let outer = block
  while (outer !== undefined && outer.kind !== 'function') outer = outer.parent
  return outer
}

function nearestIf(block: ProgramBlock | undefined): ProgramBlock | undefined {
  let outer = block
  while (outer !== undefined && outer.kind !== 'if') outer = outer.parent
  return outer
}

/** A variable of a function is not the one of another. */
function qualified(around: ProgramBlock | undefined, name: string): string {
  return around === undefined || around.head === 'main' || around.head === 'configure' ? name : `${around.head}.${name}`
}

/** In Rust the last expression of a function is its value; statements end with a semicolon, which is not in the text. */
function isLast(names: string): boolean {
  return !/^(?:let|use|return|pub|const|static|struct|enum|mod)\b|=(?!=)/.test(names)
}
