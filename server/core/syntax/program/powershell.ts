import type { EmbeddedText } from '../embeddedText'
import type { ProgramReading } from '../program'
import { readSketch } from './engine'
import { LexedParser, type Operator, type Token } from './lexedParser'
import { lexedShape, lexedString } from './lexedShape'
import { as, type LexedNode, leaf, node, sketchOfNodes } from './lexedTree'
import { doubled, type EscapeDecoder } from './literal'
import { functions } from './powershellLibrary'
import { powershellTokens } from './powershellTokens'
import type { ProgramShape, Reader } from './shape'

const operators = new Map<string, Operator>([
  ...['=', '+=', '-=', '*='].map(sign => [sign, { level: 1, isRight: true, kind: 'assign' }] as const),
  ...['-and', '-or', '-xor'].map(sign => [sign, { level: 2, kind: 'binary' }] as const),
  ...[
    '-eq',
    '-ne',
    '-ceq',
    '-cne',
    '-ieq',
    '-ine',
    '-like',
    '-notlike',
    '-match',
    '-notmatch',
    '-gt',
    '-lt',
    '-ge',
    '-le',
    '-contains',
    '-in',
  ].map(sign => [sign, { level: 3, kind: 'binary' }] as const),
  ...['+', '-', '-join', '-f', '-replace', '-split', '-bxor', '-band'].map(
    sign => [sign, { level: 4, kind: 'binary' }] as const,
  ),
  ...['*', '/', '%'].map(sign => [sign, { level: 5, kind: 'binary' }] as const),
])

const keywords = new Set(
  'if elseif else while for foreach do until switch return throw try catch finally param begin process end in exit break continue'.split(
    ' ',
  ),
)
const loops = new Set(['while', 'for', 'foreach', 'do'])

class PowerShellParser extends LexedParser {
  #isLoop = false

  protected override statement(end: number): LexedNode | undefined {
    const token = this.peek()
    if (token === undefined) return undefined
    if (token.kind === 'mark' && token.text === '{') {
      const isLoop = this.#isLoop
      this.#isLoop = false
      return this.block(isLoop ? 'loop' : 'conditional')
    }
    // `& $x` and `. $x` run what comes.
    if (token.kind === 'mark' && token.text === '&') {
      this.at++
      return this.#invoked(end)
    }
    if (token.kind === 'name') {
      const own = token.text.toLowerCase()
      if ((own === 'function' || own === 'filter') && this.peek(1)?.kind === 'name') return this.#function(token)
      if (keywords.has(own)) {
        this.at++
        if (loops.has(own)) this.#isLoop = true
        return undefined
      }
      if (!this.isMark('=', 1)) return this.#command(token, end)
    }
    return this.expression(end)
  }

  #function(token: Token): LexedNode {
    this.at++
    const name = this.peek() ?? token
    this.at++
    const parts = [as('name', leaf('label', name.start, name.end))]
    if (this.isMark('(')) parts.push(this.bracketed('opaque'))
    this.skipLines(this.tokens.length)
    if (this.isMark('{')) {
      const open = this.peek()?.start ?? name.end
      const statements = this.inside(end => this.statements(end), [])
      parts.push(node('block', open, this.endOfLast, statements))
    }
    return node('function', token.start, this.endOfLast, parts)
  }

  #invoked(end: number): LexedNode | undefined {
    const token = this.peek()
    if (token?.kind === 'name') return this.#command(token, end)
    const callee = this.operand(end)
    if (callee === undefined) return undefined
    if (callee.kind === 'conditional') return callee
    return this.#withArguments(callee, callee.start, end)
  }

  /** A name at the start of a statement, and words up to its end. */
  #command(token: Token, end: number): LexedNode {
    this.at++
    if (/^(?:import-module|ipmo|using)$/i.test(token.text)) return this.#import(token, end)
    return this.#withArguments(leaf('command', token.start, token.end), token.start, end)
  }

  #import(token: Token, end: number): LexedNode {
    while (/^-/.test(this.peek()?.text ?? '') || /^(?:module|namespace|assembly)$/i.test(this.peek()?.text ?? ''))
      this.at++
    const module = this.at < end ? this.peek() : undefined
    const made = this.#withArguments(leaf('command', token.start, token.end), token.start, end)
    if (module === undefined || module.kind === 'line' || module.kind === 'mark') return made
    const [text] = module.made?.children ?? []
    const label = text === undefined ? leaf('label', module.start, module.end) : leaf('label', text.start, text.end)
    return node('import', token.start, made.end, [as('module', label), made])
  }

  #withArguments(callee: LexedNode, start: number, end: number): LexedNode {
    const given: LexedNode[] = []
    const from = this.peek()?.start ?? callee.end
    while (this.at < end) {
      const token = this.peek()
      if (token === undefined || token.kind === 'line' || (token.kind === 'mark' && /^[;|})\]]$/.test(token.text)))
        break
      const before = this.at
      const argument = this.#argument(token, end)
      if (argument !== undefined) given.push(argument)
      if (this.at === before) this.at++
    }
    const stop = Math.max(given.at(-1)?.end ?? callee.end, callee.end)
    const list = as('arguments', node('arguments', Math.min(from, stop), stop, given))
    return node('call', start, stop, [as('function', callee), list])
  }

  #argument(token: Token, end: number): LexedNode | undefined {
    if (token.kind !== 'name' && token.kind !== 'number') return this.#element(end)
    const name = token.text
    this.at++
    const next = this.at < end ? this.peek() : undefined
    const isValue =
      next !== undefined &&
      (next.kind === 'string' ||
        next.kind === 'variable' ||
        next.kind === 'number' ||
        (next.kind === 'name' && !next.text.startsWith('-')) ||
        (next.kind === 'mark' && /^(?:[@$]?\(|\[)$/.test(next.text)))
    if (!/^-[A-Za-z]\w*:?$/.test(name) || !isValue) return leaf('word', token.start, token.end)
    const value =
      next.kind === 'name' || next.kind === 'number' ? leaf('word', next.start, next.end) : this.#element(end)
    if (next.kind === 'name' || next.kind === 'number') this.at++
    if (value === undefined) return leaf('word', token.start, token.end)
    const key = as('key', leaf('label', token.start, token.end))
    return node('pair', token.start, value.end, [key, as('value', value)])
  }

  /** One operand, or several with commas between. */
  #element(end: number): LexedNode | undefined {
    const first = this.operand(end)
    if (first === undefined || !this.isMark(',')) return first
    const items = [first]
    while (this.isMark(',')) {
      this.at++
      this.skipLines(end)
      const next = this.operand(end)
      if (next === undefined) break
      items.push(next)
    }
    return node('list', first.start, items.at(-1)?.end ?? first.end, items)
  }

  protected override operator(token: Token): Operator | undefined {
    return token.kind === 'mark' || token.kind === 'name' ? operators.get(token.text.toLowerCase()) : undefined
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
        return this.#chain(token.made ?? leaf('opaque', token.start, token.end))
      case 'number':
        this.at++
        return leaf('number', token.start, token.end)
      case 'variable':
        this.at++
        return this.#chain(leaf(/^\$env:/i.test(token.text) ? 'environment' : 'name', token.start, token.end))
      case 'name': {
        const sign = token.text.toLowerCase()
        if (sign !== '-join' && sign !== '-not') return undefined
        this.at++
        const operand = this.operand(end)
        if (operand === undefined) return undefined
        const kind = sign === '-join' ? 'joined' : 'opaque'
        return node(kind, token.start, operand.end, [operand])
      }
      case 'mark':
        return this.#bracket(token, end)
      default:
        return undefined
    }
  }

  #bracket(token: Token, end: number): LexedNode | undefined {
    switch (token.text) {
      case '(':
      case '$(':
      case '@(': {
        const inner = this.inside(stop => this.statements(stop), [])
        const isOne = inner.length === 1 && token.text !== '@('
        return this.#chain(node(isOne ? 'group' : 'list', token.start, this.endOfLast, inner))
      }
      case '@{':
        return this.#chain(node('opaque', token.start, this.endAfter(), []))
      case '{':
        return this.block('conditional')
      case '[':
        return this.#type(token, end)
      case '!':
      case '-':
      case '+': {
        this.at++
        const operand = this.operand(end)
        return operand === undefined ? undefined : node('opaque', token.start, operand.end, [operand])
      }
      default:
        return undefined
    }
  }

  endAfter(): number {
    this.inside(() => undefined, undefined)
    return this.endOfLast
  }

  /** `[Type]::Method(…)`, `[char]65`. */
  #type(token: Token, end: number): LexedNode | undefined {
    this.inside(() => undefined, undefined)
    const close = this.endOfLast
    const next = this.at < end ? this.peek() : undefined
    if (next?.kind === 'name' && next.text.startsWith('::') && this.touches()) {
      this.at++
      const name = leaf('static', token.start, next.end)
      return this.#chain(this.isMark('(') && this.touches() ? this.#called(name) : name)
    }
    if (next?.kind === 'line') return undefined
    const operand = this.#element(end)
    if (operand === undefined) return undefined
    const isCharacters = /^\[(?:System\.)?char(?:\[\])?\]$/i.test(this.text.slice(token.start, close).slice(0, 20))
    return node(isCharacters ? 'characters' : 'group', token.start, operand.end, [operand])
  }

  #called(callee: LexedNode): LexedNode {
    const given = this.inside(end => this.items(end), [])
    const list = as('arguments', node('arguments', callee.end, this.endOfLast, given))
    return node('call', callee.start, this.endOfLast, [as('function', callee), list])
  }

  /** `.Name`, `.Method(…)`, `[0]`. */
  #chain(from: LexedNode): LexedNode {
    let made = from
    for (;;) {
      const next = this.peek()
      if (next === undefined || !this.touches()) return made
      if (next.kind === 'mark' && next.text === '[') {
        const list = this.bracketed('list')
        const key = list.children[0] ?? leaf('opaque', list.start, list.end)
        made = node('index', made.start, list.end, [as('object', made), as('key', key)])
      } else if (next.kind === 'name' && /^(?:\.|::)\w/.test(next.text)) {
        this.at++
        const dots = next.text.startsWith('::') ? 2 : 1
        const name = as('name', leaf('label', next.start + dots, next.end))
        made = node('member', made.start, next.end, [as('object', made), name])
        if (this.isMark('(') && this.touches()) made = this.#called(made)
      } else return made
    }
  }
}

const backtick: EscapeDecoder = {
  lead: '`',
  decode(text, at, end) {
    const next = at + 1 < end ? (text[at + 1] ?? '') : ''
    if (next === '') return undefined
    const known: Readonly<Record<string, string>> = {
      n: '\n',
      r: '\r',
      t: '\t',
      '0': '\0',
      a: '\x07',
      b: '\b',
      e: '\x1b',
      f: '\f',
      v: '\v',
    }
    return { length: 2, text: Object.hasOwn(known, next) ? (known[next] ?? '') : next }
  },
}

/** Backticks in names say nothing; types are in `System` anyway. */
const plainName: Reader = (sketch, node) => ({
  is: 'name',
  name: sketch
    .raw(node)
    .replace(/`/g, '')
    .replace(/^\[System\./i, '['),
})

const known = new Map(Object.keys(functions).map(name => [name.toLowerCase(), name]))

const staticName: Reader = (sketch, node) => {
  const name = sketch
    .raw(node)
    .replace(/\s/g, '')
    .replace(/^\[System\./i, '[')
  return { is: 'name', name: known.get(name.toLowerCase()) ?? name }
}

const environment: Reader = (sketch, node) => ({ is: 'member', object: -1, name: sketch.raw(node) })

const joined =
  (of: string): Reader =>
  (sketch, node) => ({ is: 'result', of, arguments: sketch.children(node) })

/** `-join` and `-f` work texts out; the others are operators like any. */
const binary: Reader = (sketch, node) => {
  const operator = sketch.raw(sketch.child(node, 'operator')).toLowerCase()
  const [left, right] = [sketch.child(node, 'left'), sketch.child(node, 'right')]
  if (operator === '-join' || operator === '-f' || operator === '-replace')
    return { is: 'result', of: operator, arguments: [left, right] }
  return { is: 'binary', operator, left, right }
}

const pair: Reader = (sketch, node) => ({
  is: 'keyword',
  name: sketch.raw(sketch.child(node, 'key')).replace(/^-|:$/g, ''),
  value: sketch.child(node, 'value'),
})

const powershell: ProgramShape = {
  ...lexedShape,
  kinds: {
    ...lexedShape.kinds,
    'string:raw': lexedString(undefined),
    'string:single': lexedString(doubled("'")),
    'string:double': lexedString(backtick),
    command: plainName,
    static: staticName,
    environment,
    joined: joined('-join'),
    characters: joined('[char]'),
    binary,
    pair,
  },
  comparisons: new Set([...operators].filter(([, { level }]) => level === 3).map(([sign]) => sign)),
  callsTexts: true,
  functions,
}

export function readPowerShell(body: EmbeddedText): ProgramReading {
  const { text } = body
  const { sketch, isCut } = sketchOfNodes(text, new PowerShellParser(text, powershellTokens(text)).program())
  const reading = readSketch(powershell, sketch, body, isCut)
  return { ...reading, environment: environmentIn(text, body, reading) }
}

/** `$env:NAME`, whose only other use is to be assigned. */
function environmentIn(text: string, body: EmbeddedText, reading: ProgramReading): ProgramReading['environment'] {
  const written = new Set(
    reading.assignments
      .filter(({ name }) => /^\$env:/i.test(name))
      .map(({ span }) => `${span.start.line}:${span.start.column}`),
  )
  return [...text.matchAll(/\$(?:env:(\w+)|\{env:(\w+)\})/gi)].map(match => {
    const span = body.span(match.index, match.index + match[0].length)
    const isWritten = written.has(`${span.start.line}:${span.start.column}`)
    return { name: match[1] ?? match[2] ?? '*', access: isWritten ? ('write' as const) : ('read' as const), span }
  })
}
