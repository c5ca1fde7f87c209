import type { EmbeddedText } from '../embeddedText'
import type { ProgramReading } from '../program'
import { runsArgument } from './callTable'
import { readSketch } from './engine'
import { expressionsOnly } from './flows'
import { LexedParser, type Operator, type Token } from './lexedParser'
import { lexedShape, lexedString } from './lexedShape'
import { as, type LexedNode, leaf, node, sketchOfNodes } from './lexedTree'
import { backslash } from './literal'
import { environmentMethods, functions } from './perlLibrary'
import { perlTokens } from './perlTokens'
import * as read from './readers'
import type { ProgramShape, Reader } from './shape'

const operators = new Map<string, Operator>([
  ...['=', '.=', '+=', '-=', '*=', '/=', '||=', '//=', '&&=', 'x=', '|=', '&=', '^=', '%=', '**='].map(
    sign => [sign, { level: 1, isRight: true, kind: 'assign' }] as const,
  ),
  ['=>', { level: 0, kind: 'pair' }],
  ['?', { level: 2, isRight: true, kind: 'ternary' }],
  [':', { level: 2, isRight: true, kind: 'choice' }],
  ...['||', '//', '&&', '|', '&', '^', '..', '...'].map(sign => [sign, { level: 3, kind: 'binary' }] as const),
  ...['==', '!=', '<', '>', '<=', '>=', '<=>', 'eq', 'ne', 'lt', 'gt', 'le', 'ge', 'cmp'].map(
    sign => [sign, { level: 4, kind: 'binary' }] as const,
  ),
  ...['.', '+', '-', '<<', '>>'].map(sign => [sign, { level: 5, kind: 'binary' }] as const),
  ...['*', '/', '%', 'x', '**'].map(sign => [sign, { level: 6, kind: 'binary' }] as const),
  ...['=~', '!~'].map(sign => [sign, { level: 7, kind: 'binary' }] as const),
])

const loops = new Set(['for', 'foreach', 'while', 'until'])
const keywords = new Set(
  'if unless elsif else while until for foreach return and or not xor last next redo continue goto when given'.split(
    ' ',
  ),
)
/** Between a sign and what it is applied to. */
const prefixes = new Set(['!', '-', '+', '~', '\\', '++', '--', '<', '&', '*', '%', '@', '$'])

class PerlParser extends LexedParser {
  #isLoop = false

  protected override statement(end: number): LexedNode | undefined {
    const token = this.peek()
    if (token === undefined) return undefined
    if (token.kind === 'mark') {
      if (token.text === '{') {
        const isLoop = this.#isLoop
        this.#isLoop = false
        return this.block(isLoop ? 'loop' : 'conditional')
      }
      if (/^[;,)}\]]$/.test(token.text)) {
        this.at++
        return undefined
      }
    }
    if (token.kind === 'name') {
      if (token.text === 'sub' && this.peek(1)?.kind === 'name') return this.#sub()
      if (/^(?:use|no|require)$/.test(token.text)) return this.#use(token, end)
      if (token.text === 'package') {
        this.at += 2
        return undefined
      }
      if (keywords.has(token.text)) {
        this.at++
        if (!loops.has(token.text)) return undefined
        this.#isLoop = true
        return this.#loopVariable()
      }
    }
    return this.expression(end)
  }

  /** `for my $x (…)`. */
  #loopVariable(): LexedNode | undefined {
    if (/^(?:my|our|state)$/.test(this.peek()?.text ?? '')) this.at++
    const variable = this.peek()
    if (variable?.kind !== 'variable' || !this.isMark('(', 1)) return undefined
    this.at++
    return node('bind', variable.start, variable.end, [leaf('name', variable.start, variable.end)])
  }

  #sub(): LexedNode {
    const start = this.peek()?.start ?? 0
    this.at++
    const name = this.peek()
    this.at++
    return this.#body('function', start, name)
  }

  #body(kind: 'function' | 'lambda', start: number, name: Token | undefined): LexedNode {
    const parts: LexedNode[] = []
    if (name !== undefined) parts.push(as('name', leaf('label', name.start, name.end)))
    if (this.isMark('(')) this.bracketed('list')
    if (this.isMark('{')) {
      const open = this.peek()?.start ?? start
      const statements = this.inside(end => this.statements(end), [])
      parts.push(node('block', open, this.endOfLast, statements))
    }
    return node(kind, start, this.endOfLast, parts)
  }

  /** `use Foo::Bar qw(a b);`, `require "x.pl";`. */
  #use(token: Token, end: number): LexedNode | undefined {
    this.at++
    const module = this.peek()
    if (module?.kind !== 'name') {
      if (token.text !== 'require' || module?.kind !== 'string') return undefined
      const operand = this.expression(end)
      return this.#statementCall(token, operand === undefined ? [] : [operand])
    }
    if (/^v\d/.test(module.text)) return undefined
    const parts: LexedNode[] = [as('module', leaf('label', module.start, module.end))]
    this.at++
    const rest = this.statementList(end)
    for (const item of rest) {
      const words = item.kind === 'list' || item.kind === 'group' ? item.children : [item]
      for (const word of words)
        if (word.kind === 'word') parts.push(as('names', leaf('label', word.start, word.end)))
        else if (word.kind.startsWith('string:')) {
          const [text] = word.children
          if (text !== undefined) parts.push(as('names', leaf('label', text.start, text.end)), word)
        } else parts.push(word)
    }
    return node('import', token.start, this.endOfLast, parts)
  }

  /** What a function without parentheses is given. */
  protected statementList(end: number): readonly LexedNode[] {
    const found: LexedNode[] = []
    for (;;) {
      const item = this.expression(end)
      if (item === undefined) break
      found.push(item)
      if (!this.isMark(',')) break
      while (this.isMark(',')) this.at++
    }
    return found
  }

  #statementCall(name: Token, given: readonly LexedNode[]): LexedNode {
    return this.#call(leaf('name', name.start, name.end), given, name.end)
  }

  #call(callee: LexedNode, given: readonly LexedNode[], from: number): LexedNode {
    const stop = Math.max(given.at(-1)?.end ?? from, from)
    const list = as('arguments', node('arguments', given[0]?.start ?? from, stop, given))
    // A pipe that is opened runs a command; with its mode given apart, the command is what comes after.
    const piped = callee.kind === 'name' && this.text.slice(callee.start, callee.end) === 'open' ? this.#pipe(given) : 0
    if (piped > 0) {
      const words = given.slice(piped)
      const inner = as('arguments', node('arguments', words[0]?.start ?? from, stop, words))
      return node('pipe', callee.start, stop, [as('function', callee), inner, ...given.slice(0, piped)])
    }
    return node('call', callee.start, stop, [as('function', callee), list])
  }

  /** Number of the argument the command of `open` begins with; 0 when it opens no pipe. */
  #pipe(given: readonly LexedNode[]): number {
    const mode = given[1]
    const [text] = mode?.children ?? []
    if (mode === undefined || text === undefined || !mode.kind.startsWith('string:')) return 0
    const written = this.text.slice(text.start, text.end).trim()
    if (/^(?:-\||\|-)$/.test(written)) return 2
    return given.length === 2 && /^\||\|$/.test(written) ? 1 : 0
  }

  protected override operator(token: Token): Operator | undefined {
    if (token.kind === 'mark' || token.kind === 'name') return operators.get(token.text)
    return undefined
  }

  protected override operand(end: number): LexedNode | undefined {
    return this.guarded(() => this.#operand(end))
  }

  #operand(end: number): LexedNode | undefined {
    const token = this.at < end ? this.peek() : undefined
    if (token === undefined) return undefined
    switch (token.kind) {
      case 'string':
        this.at++
        return this.#subscripts(token.made ?? leaf('opaque', token.start, token.end))
      case 'number':
        this.at++
        return leaf('number', token.start, token.end)
      case 'variable':
        return this.#variable(token)
      case 'name':
        return this.#name(token, end)
      default:
        return this.#sign(token, end)
    }
  }

  #sign(token: Token, end: number): LexedNode | undefined {
    if (token.text === '(') {
      const made = this.bracketed('list')
      const isOne = made.children.length === 1 && made.children[0]?.kind !== 'pair'
      return this.#subscripts(isOne ? { ...made, kind: 'group' } : made)
    }
    if (token.text === '[') return this.#subscripts(this.bracketed('list'))
    if (token.text === '{') return this.#subscripts(this.bracketed('object'))
    return prefixes.has(token.text) ? this.#prefixed(end) : undefined
  }

  #prefixed(end: number): LexedNode | undefined {
    const signs: Token[] = []
    for (let sign = this.peek(); sign?.kind === 'mark' && prefixes.has(sign.text); sign = this.peek()) {
      signs.push(sign)
      this.at++
      // File tests: `-e $x`.
      const next = this.peek()
      const isTest = sign.text === '-' && next?.kind === 'name' && next.text.length === 1
      if (isTest && this.touches() && !this.isMark('=>', 1)) this.at++
    }
    const [first] = signs
    const operand = this.operand(end)
    if (operand === undefined || first === undefined) return undefined
    const only = signs.length === 1 ? first.text : ''
    const kind = only === '-' ? 'unary' : only === '\\' ? 'group' : 'opaque'
    return node(kind, first.start, operand.end, [operand])
  }

  #variable(token: Token): LexedNode {
    this.at++
    const own = token.text
    const isPlain = /^[$@%](?:::)?[A-Za-z_]/.test(own)
    const next = this.peek()
    const isPart = next?.kind === 'mark' && (next.text === '[' || next.text === '{') && this.touches()
    if (isPlain && isPart && own[0] !== '%')
      return this.#element(leaf(next?.text === '[' ? 'array' : 'hash', token.start, token.end))
    const variable = leaf(isPlain ? 'name' : own.startsWith('&') ? 'code' : 'opaque', token.start, token.end)
    if (own.startsWith('&') && this.isMark('(')) {
      const list = this.bracketed('arguments')
      return this.#subscripts(this.#call(variable, list.children, list.end))
    }
    return this.#subscripts(variable)
  }

  #element(object: LexedNode): LexedNode {
    const isHash = this.isMark('{')
    const made = this.bracketed(isHash ? 'key' : 'list')
    const [only] = made.children
    const key = only === undefined ? leaf('opaque', made.start, made.end) : only
    // A bare word between braces is a text.
    const named =
      isHash && key.kind === 'name' && /^\w/.test(this.text[key.start] ?? '') ? { ...key, kind: 'word' } : key
    return this.#subscripts(node('index', object.start, made.end, [as('object', object), as('key', named)]))
  }

  /** `->method(…)`, `->[…]`, `->{…}`, `->(…)`, and brackets right after brackets. */
  #subscripts(from: LexedNode): LexedNode {
    let made = from
    for (;;) {
      const isPart = this.isMark('[') || this.isMark('{')
      if (isPart && made.kind === 'index' && this.touches()) return this.#element(made)
      if (!this.isMark('->')) return made
      this.at++
      const next = this.peek()
      if (next === undefined) return made
      if (next.kind === 'mark' && (next.text === '[' || next.text === '{')) return this.#element(made)
      if (next.kind === 'mark' && next.text === '(') {
        const list = this.bracketed('arguments')
        made = this.#call(made, list.children, list.end)
        continue
      }
      if (next.kind !== 'name' && next.kind !== 'variable') return made
      this.at++
      const name = as('name', leaf('label', next.start, next.end))
      const member = node('member', made.start, next.end, [as('object', made), name])
      const list = this.isMark('(') ? this.bracketed('arguments') : undefined
      made = this.#call(member, list?.children ?? [], list?.end ?? next.end)
    }
  }

  #name(token: Token, end: number): LexedNode | undefined {
    const own = token.text
    // Before a fat comma and between braces, each word is a text.
    const before = this.peek(-1)
    if (this.isMark('=>', 1) || (before?.kind === 'mark' && before.text === '{' && this.isMark('}', 1))) {
      this.at++
      return leaf('word', token.start, token.end)
    }
    if (keywords.has(own) || operators.has(own)) return undefined
    this.at++
    if (/^(?:my|our|local|state)$/.test(own)) return this.#declared(own, end)
    if (/^STD(?:ERR|OUT|IN)$/.test(own)) return this.operand(end) ?? leaf('name', token.start, token.end)
    if (own === 'sub') return this.#body('lambda', token.start, undefined)
    if (this.isMark('->')) return this.#subscripts(leaf('name', token.start, token.end))
    if (this.isMark('(')) {
      const list = this.bracketed('arguments')
      return this.#subscripts(this.#made(token, list.children, list.end))
    }
    const isBlock = this.isMark('{')
    if (isBlock && /^(?:eval|do|try|catch|finally|BEGIN|END|INIT|CHECK)$/.test(own)) return this.block('conditional')
    const parts =
      isBlock && /^(?:map|grep|sort|exec|system|first|any|all|none|sum|print|printf|say)$/.test(own)
        ? [this.block('loop')]
        : []
    if (!this.#beginsOperand()) return parts[0] ?? leaf('name', token.start, token.end)
    const given = this.statementList(end)
    return this.#made(token, [...parts, ...given], token.end)
  }

  #made(name: Token, given: readonly LexedNode[], from: number): LexedNode {
    if (/^(?:delete|undef)$/.test(name.text) && given.length === 1)
      return node('remove', name.start, Math.max(from, given[0]?.end ?? from), given)
    return this.#call(leaf('name', name.start, name.end), given, from)
  }

  #beginsOperand(): boolean {
    const next = this.peek()
    if (next === undefined) return false
    switch (next.kind) {
      case 'string':
      case 'variable':
      case 'number':
        return true
      case 'name':
        return !keywords.has(next.text) && !operators.has(next.text)
      default:
        return next.text === '\\' || (next.text === '[' && !this.touches())
    }
  }

  /** `my ($a, $b)`; what is only localised stays what it is. */
  #declared(how: string, end: number): LexedNode | undefined {
    const operand = this.operand(end)
    if (operand === undefined || how === 'local') return operand
    const isList = operand.kind === 'list' || operand.kind === 'group'
    if (isList && this.isMark('=')) return { ...operand, kind: 'pattern' }
    const target = isList ? { ...operand, kind: 'pattern' } : operand
    const isGiven = this.isMark('=')
    return node(isGiven ? 'declared' : 'bind', operand.start, operand.end, [target])
  }
}

const double = backslash({ letters: 'abefnrt0', hex: true, octal: true, unicode: 'braces', joinsLines: false })
const single = backslash({ letters: '', keepsUnknown: true, joinsLines: false, quotes: "\\'" })

/** The whole that `$x[0]` and `$x{k}` are elements of. */
function whole(sigil: string): Reader {
  return (sketch, node) => ({ is: 'name', name: `${sigil}${sketch.raw(node).slice(1)}` })
}

const named =
  (callee: string): Reader =>
  (sketch, node) => ({
    is: 'call',
    callee,
    arguments: sketch.children(sketch.child(node, 'arguments')),
    form: 'call',
  })

const perl: ProgramShape = {
  ...lexedShape,
  kinds: {
    ...lexedShape.kinds,
    'string:raw': lexedString(undefined),
    'string:single': lexedString(single),
    'string:double': lexedString(double),
    'command:raw': lexedString(undefined, true),
    'command:double': lexedString(double, true),
    array: whole('@'),
    hash: whole('%'),
    code: whole(''),
    declared: read.group(),
    pipe: named('open|'),
    evaluated: (sketch, node) => ({ is: 'call', callee: 's///e', arguments: sketch.children(node), form: 'statement' }),
  },
  concatenations: new Set(['.']),
  comparisons: new Set(['==', '!=', '<', '>', '<=', '>=', 'eq', 'ne', 'lt', 'gt', 'le', 'ge', '=~', '!~']),
  choices: new Set(['||', '//']),
  mutatesTexts: true,
  sees: () => true,
  loaders: { require: 'load', do: 'load' },
  functions,
  flow: expressionsOnly,
  mutators: new Set(['push', 'pop', 'shift', 'unshift', 'splice', 'chomp', 'chop', 'read', 'sysread', 'substr']),
  environment: { objects: new Set(['%ENV']), methods: {}, functions: environmentMethods },
}

export function readPerl(body: EmbeddedText): ProgramReading {
  const { text } = body
  const { sketch, isCut } = sketchOfNodes(text, new PerlParser(text, perlTokens(text)).program())
  return readSketch(perl, sketch, body, isCut, (target, form) => runsArgument('perl', target, form))
}
