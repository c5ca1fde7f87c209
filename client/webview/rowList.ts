import { element } from './dom'
import { moveBy, TypeAhead } from './partTree'

/** What a list shows. Rows are drawn when they come into view. */
export interface RowSource {
  readonly count: number
  draw(index: number): HTMLElement
  /** What letters typed are compared with. */
  label(index: number): string
  /** Keys of its own; gives the row to be on. */
  key?(key: string, index: number): number | undefined
}

export interface RowListOptions {
  readonly id: string
  readonly role: 'tree' | 'listbox'
  readonly label: string
  /** Rows shown at most without scrolling. */
  readonly rows: number
  readonly choose: (index: number) => void
}

const ROW_PX = 22
const OVERSCAN = 8

/**
 * A list or tree of rows of equal height of which only those in view exist, so that thousands cost nothing. The
 * keyboard stays on the list itself, which names the row it is on (`aria-activedescendant`).
 */
export class RowList {
  readonly root: HTMLElement
  readonly #sizer = element('div', { class: 'rows-sizer', role: 'none' })
  readonly #typed = new TypeAhead()
  #drawn = new Map<number, HTMLElement>()
  #active = 0
  #chosen: number | undefined

  constructor(
    private source: RowSource,
    private readonly options: RowListOptions,
  ) {
    const { id, role, label } = options
    this.root = element('div', { id, class: 'rows', role, tabindex: 0, 'aria-label': label }, this.#sizer)
    this.root.addEventListener('scroll', () => this.#draw(), { passive: true })
    this.root.addEventListener('keydown', event => this.#key(event))
    this.root.addEventListener('click', event => this.#click(event))
    new ResizeObserver(() => this.#draw()).observe(this.root)
    this.refresh()
  }

  get active(): number {
    return this.#active
  }

  /** Shows another list in the same place. */
  show(source: RowSource): void {
    this.source = source
    this.#active = 0
    this.#chosen = undefined
    this.root.scrollTop = 0
    this.refresh()
  }

  /** Draws anew what may have changed. */
  refresh(): void {
    const { count } = this.source
    this.#active = Math.max(0, Math.min(this.#active, count - 1))
    this.#sizer.style.height = `${count * ROW_PX}px`
    this.root.style.height = `${Math.min(count, this.options.rows) * ROW_PX + 2}px`
    for (const row of this.#drawn.values()) row.remove()
    this.#drawn.clear()
    this.#draw()
  }

  #draw(): void {
    const { clientHeight, scrollTop } = this.root
    const height = clientHeight === 0 ? this.options.rows * ROW_PX : clientHeight
    const from = Math.max(0, Math.floor(scrollTop / ROW_PX) - OVERSCAN)
    const to = Math.min(this.source.count, Math.ceil((scrollTop + height) / ROW_PX) + OVERSCAN)
    for (const [index, row] of this.#drawn) {
      if (index >= from && index < to) continue
      row.remove()
      this.#drawn.delete(index)
    }
    for (let index = from; index < to; index += 1) if (!this.#drawn.has(index)) this.#add(index)
    this.#mark()
  }

  #add(index: number): void {
    const row = this.source.draw(index)
    row.id = `${this.options.id}-${index}`
    row.classList.add('row')
    row.dataset.index = String(index)
    row.style.transform = `translateY(${index * ROW_PX}px)`
    this.#drawn.set(index, row)
    this.#sizer.append(row)
  }

  #mark(): void {
    for (const [index, row] of this.#drawn) {
      row.classList.toggle('active', index === this.#active)
      row.setAttribute('aria-selected', String(index === this.#chosen))
    }
    if (this.#drawn.has(this.#active)) {
      this.root.setAttribute('aria-activedescendant', `${this.options.id}-${this.#active}`)
    } else this.root.removeAttribute('aria-activedescendant')
  }

  #goTo(index: number): void {
    this.#active = index
    const top = index * ROW_PX
    const { scrollTop, clientHeight } = this.root
    if (top < scrollTop) this.root.scrollTop = top
    else if (top + ROW_PX > scrollTop + clientHeight) this.root.scrollTop = top + ROW_PX - clientHeight
    this.#draw()
  }

  #choose(index: number): void {
    this.#chosen = index
    this.#goTo(index)
    this.options.choose(index)
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || this.source.count === 0) return
    const { key } = event
    const page = Math.floor(this.root.clientHeight / ROW_PX) - 1
    const moved = moveBy(key, this.#active, this.source.count, page)
    if (moved !== undefined) this.#goTo(moved)
    else if (key === 'Enter' || key === ' ') this.#choose(this.#active)
    else if (key === 'ArrowLeft' || key === 'ArrowRight') this.#sideways(key)
    else if (key.length === 1) {
      const { source } = this
      const found = this.#typed.find(key, event.timeStamp, this.#active, source)
      if (found !== undefined) this.#goTo(found)
    } else return
    event.preventDefault()
  }

  #sideways(key: string): void {
    const index = this.source.key?.(key, this.#active)
    if (index === undefined) return
    this.refresh()
    this.#goTo(index)
  }

  #click(event: MouseEvent): void {
    const { target } = event
    const row = target instanceof Element ? target.closest<HTMLElement>('.row') : null
    if (row === null) return
    const index = Number(row.dataset.index)
    if (target instanceof Element && target.closest('.twistie') !== null) {
      this.#active = index
      this.source.key?.('Toggle', index)
      this.refresh()
    } else this.#choose(index)
  }
}
