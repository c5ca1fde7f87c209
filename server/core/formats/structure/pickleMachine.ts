/** A function or class that a pickle names. */
export interface Lookup {
  /** `module.name`; a part that the pickle computes is `?`. */
  readonly name: string
  /** Offset of the operation in the pickle. */
  readonly at: number
  isCalled: boolean
}

/** What is known of a value on the stack: its text, that it was looked up, or that a mark was set here. */
interface Item {
  readonly text?: string
  readonly lookup?: Lookup
  readonly isMark?: true
}

const unknown: Item = {}
const mark: Item = { isMark: true }
/** Beyond these, values are forgotten, which a lookup shows as `?`. */
const MAX_STACK = 100_000
const MAX_LOOKUPS = 2_000

/** How many values an operation takes; it then pushes one that nothing is known of. */
const replaces: Readonly<Record<string, number>> = { Q: 1, '\x85': 1, '\x86': 2, '\x87': 3 }
/** How many values an operation takes without pushing one. */
const drops: Readonly<Record<string, number>> = { '0': 1, a: 1, b: 1, s: 2 }
const strings = new Set('SVUTX\x8c\x8d')
const pushes = new Set('NFIJKLMGPBC}])\x88\x89\x8a\x8b\x8e\x8f\x96\x97\x82\x83\x84')

/** The stack and memo of a pickle with texts and looked-up names in them, and nothing else: nothing is ever made. */
export class PickleMachine {
  readonly #lookups = new Map<string, Lookup>()
  #stack: Item[] = []
  #memo = new Map<number, Item>()

  /** Each name once, in the order of its first use. */
  get lookups(): Iterable<Lookup> {
    return this.#lookups.values()
  }

  restart(): void {
    this.#stack = []
    this.#memo = new Map()
  }

  /** @param argument what follows the opcode, one character per byte */
  step(code: string, argument: string, at: number): void {
    if (strings.has(code)) this.#push({ text: code === 'S' ? argument.replace(/^(['"])([\s\S]*)\1$/, '$2') : argument })
    else if (pushes.has(code)) this.#push(unknown)
    else if (drops[code] !== undefined) this.#drop(drops[code])
    else if (replaces[code] !== undefined) {
      this.#drop(replaces[code])
      this.#push(unknown)
    } else {
      const item = this.#resultOf(code, argument, at) ?? this.#remember(code, argument)
      if (item !== undefined) this.#push(item)
    }
  }

  /** What an operation leaves on the stack, once its own values are taken off. */
  #resultOf(code: string, argument: string, at: number): Item | undefined {
    switch (code) {
      case '(':
        return mark
      case '2':
        return this.#stack.at(-1) ?? unknown
      case '1':
      case 'e':
      case 'u':
      case '\x90':
        this.#dropToMark()
        return undefined
      case 'd':
      case 'l':
      case 't':
      case '\x91':
        this.#dropToMark()
        return unknown
      case 'c':
        return this.#lookUp(argument.replace('\n', '.'), at)
      case '\x93': {
        const [module, name] = this.#drop(2)
        return this.#lookUp(`${module?.text ?? '?'}.${name?.text ?? '?'}`, at)
      }
      case 'i':
        this.#dropToMark()
        return this.#call(this.#lookUp(argument.replace('\n', '.'), at))
      case 'o':
        return this.#call(this.#dropToMark()[0])
      case 'R':
      case '\x81':
        return this.#call(this.#drop(2)[0])
      case '\x92':
        return this.#call(this.#drop(3)[0])
      default:
        return undefined
    }
  }

  #remember(code: string, argument: string): Item | undefined {
    const index = /^[gp]$/.test(code)
      ? Number(argument)
      : [...argument].reduceRight((value, letter) => value * 256 + letter.charCodeAt(0), 0)
    if (code === 'g' || code === 'h' || code === 'j') return this.#memo.get(index) ?? unknown
    if (code === 'p' || code === 'q' || code === 'r') this.#memo.set(index, this.#stack.at(-1) ?? unknown)
    else if (code === '\x94') this.#memo.set(this.#memo.size, this.#stack.at(-1) ?? unknown)
    return undefined
  }

  #lookUp(name: string, at: number): Item {
    const known = this.#lookups.get(name)
    if (known !== undefined) return { lookup: known }
    const lookup = { name, at, isCalled: false }
    if (this.#lookups.size < MAX_LOOKUPS) this.#lookups.set(name, lookup)
    return { lookup }
  }

  #call(callee: Item | undefined): Item {
    if (callee?.lookup !== undefined) callee.lookup.isCalled = true
    return unknown
  }

  #push(item: Item): void {
    if (this.#stack.length >= MAX_STACK) this.#stack.splice(0, MAX_STACK / 2)
    this.#stack.push(item)
  }

  #drop(count: number): readonly Item[] {
    return this.#stack.splice(Math.max(0, this.#stack.length - count))
  }

  /** The values above the last mark, which goes too. */
  #dropToMark(): readonly Item[] {
    const at = this.#stack.lastIndexOf(mark)
    const items = this.#stack.splice(Math.max(0, at))
    return at === -1 ? items : items.slice(1)
  }
}
