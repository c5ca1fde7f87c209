import type { WireSide } from '../../server/protocol'
import { button, element, sentence } from './dom'
import {
  asciiOf,
  fromBase64,
  type HexRow,
  hexOf,
  lastPage,
  marked,
  NARROW_ROW_BYTES,
  pageOf,
  ROW_BYTES,
  readOffset,
  rowsOf,
  type Span,
} from './hexRows'
import { PAGE_BYTES } from './messages'
import { countOf, hex, rangeOf } from './words'

/** A row of sixteen bytes needs more. */
const NARROW_PX = 520
/** Pages kept, of both sides together. */
const LIMIT_PAGES = 32

/** The bytes of a side, a page at a time; asked for when they are first looked at. */
export class HexView {
  readonly root: HTMLElement
  readonly #title = element('h2', { id: 'bytes-title' }, 'Bytes')
  readonly #status = element('span', { class: 'muted', role: 'status' })
  readonly #rows = element('div', { class: 'hex', tabindex: 0, role: 'group', 'aria-labelledby': 'bytes-title' })
  readonly #goTo = element('input', {
    type: 'text',
    placeholder: 'Offset',
    'aria-label': 'Go to offset, such as 0x1f40 or 8000',
    size: 10,
  })
  readonly #back = button('Previous', () => this.#open(this.#page - PAGE_BYTES), {
    class: 'secondary',
    'aria-label': 'Previous page of bytes',
  })
  readonly #forth = button('Next', () => this.#open(this.#page + PAGE_BYTES), {
    class: 'secondary',
    'aria-label': 'Next page of bytes',
  })
  readonly #pages = new Map<string, Uint8Array>()
  #side: WireSide = 'new'
  #size = 0
  #page = 0
  #rowBytes = ROW_BYTES
  #span: Span = { offset: 0, length: 0 }

  constructor(private readonly ask: (side: WireSide, offset: number) => void) {
    const tools = element('div', { class: 'tools' }, this.#back, this.#forth, this.#goTo, this.#status)
    this.root = element('section', { id: 'bytes', 'aria-labelledby': 'bytes-title' }, this.#title, tools, this.#rows)
    this.#goTo.addEventListener('keydown', event => {
      if (event.key === 'Enter') this.#goToTyped()
    })
    new ResizeObserver(() => {
      if (rowBytesIn(this.#rows) !== this.#rowBytes) this.#draw()
    }).observe(this.#rows)
  }

  /** Another side, or another state of the file. */
  show(side: WireSide, size: number): void {
    this.#side = side
    this.#size = size
    this.reveal({ offset: 0, length: 0 }, '')
  }

  forget(): void {
    this.#pages.clear()
  }

  reveal(span: Span, what: string): void {
    this.#span = span
    const name = this.#side === 'old' ? 'Bytes of the old side' : 'Bytes'
    this.#title.replaceChildren(name, ...(what === '' ? [] : [': ', ...sentence(what)]))
    this.#open(pageOf(Math.min(span.offset, Math.max(0, this.#size - 1))))
  }

  /** A page that was asked for; drawn when it is still wanted. */
  take(side: WireSide, offset: number, base64: string): void {
    const [oldest] = this.#pages.keys()
    if (this.#pages.size >= LIMIT_PAGES && oldest !== undefined) this.#pages.delete(oldest)
    this.#pages.set(keyOf(side, offset), fromBase64(base64))
    if (side === this.#side && offset === this.#page) this.#draw()
  }

  fail(side: WireSide, offset: number, message: string): void {
    if (side === this.#side && offset === this.#page) this.#rows.replaceChildren(...sentence(message))
  }

  #goToTyped(): void {
    const offset = readOffset(this.#goTo.value)
    const isInside = offset !== undefined && offset < this.#size
    this.#goTo.setAttribute('aria-invalid', String(!isInside))
    if (isInside) this.reveal({ offset, length: 1 }, `offset ${hex(offset)}`)
    else this.#status.textContent = `There is no such offset: the last one is ${hex(Math.max(0, this.#size - 1))}.`
  }

  #open(page: number): void {
    this.#page = Math.max(0, Math.min(page, lastPage(this.#size)))
    this.#back.disabled = this.#page === 0
    this.#forth.disabled = this.#page >= lastPage(this.#size)
    if (this.#size === 0) {
      this.#status.textContent = 'This side is empty.'
      this.#rows.replaceChildren()
      return
    }
    const length = Math.min(PAGE_BYTES, this.#size - this.#page)
    const selected =
      this.#span.length === 0 ? '' : `; marked: ${rangeOf(this.#span)}, ${countOf(this.#span.length, 'byte')}`
    this.#status.textContent = `${rangeOf({ offset: this.#page, length })} of ${countOf(this.#size, 'byte')}${selected}`
    if (this.#pages.has(keyOf(this.#side, this.#page))) this.#draw()
    else {
      this.#rows.replaceChildren(element('p', { class: 'muted' }, 'Reading…'))
      this.ask(this.#side, this.#page)
    }
  }

  #draw(): void {
    const bytes = this.#pages.get(keyOf(this.#side, this.#page))
    if (bytes === undefined) return
    this.#rowBytes = rowBytesIn(this.#rows)
    const rows = rowsOf(bytes, this.#page, this.#rowBytes)
    this.#rows.style.setProperty('--row-bytes', String(this.#rowBytes))
    this.#rows.replaceChildren(...rows.map(row => drawRow(row, this.#span)))
    const first = Math.floor((this.#span.offset - this.#page) / this.#rowBytes)
    const target = this.#rows.children[first]
    this.#rows.scrollTop = 0
    if (first > 2 && target instanceof HTMLElement) this.#rows.scrollTop = target.offsetTop - 2 * target.offsetHeight
  }
}

function rowBytesIn({ clientWidth }: HTMLElement): number {
  return clientWidth > 0 && clientWidth < NARROW_PX ? NARROW_ROW_BYTES : ROW_BYTES
}

function drawRow(row: HexRow, span: Span): HTMLElement {
  const { offset, bytes } = row
  const range = marked(row, span)
  const [from, to] = range ?? [0, 0]
  const parts = [bytes.slice(0, from), bytes.slice(from, to), bytes.slice(to)] as const
  const texts = (draw: (bytes: readonly number[]) => string, gap: string) => {
    if (range === undefined) return [draw(bytes)]
    const [before, inside, after] = parts
    return [
      before.length === 0 ? '' : `${draw(before)}${gap}`,
      element('mark', {}, draw(inside)),
      after.length === 0 ? '' : `${gap}${draw(after)}`,
    ]
  }
  return element(
    'div',
    { class: 'hex-row' },
    element('span', { class: 'hex-offset' }, offset.toString(16).padStart(8, '0')),
    element('span', { class: 'hex-bytes' }, ...texts(hexOf, ' ')),
    element('span', { class: 'hex-text' }, ...texts(asciiOf, '')),
  )
}

/** Rows without a mark, for bytes that came out of the file. */
export function drawHex(bytes: Uint8Array): readonly HTMLElement[] {
  return rowsOf(bytes, 0).map(row => drawRow(row, { offset: 0, length: 0 }))
}

function keyOf(side: WireSide, offset: number): string {
  return `${side} ${offset}`
}
