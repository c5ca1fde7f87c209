import './evidence.css'
import type { WireEvidenceDocument, WireSide, WireStages } from '../../server/protocol'
import { differences } from './differences'
import { button, element, list, section, sentence, shown } from './dom'
import type { Span } from './hexRows'
import { HexView } from './hexView'
import type { FromPage, ToPage } from './messages'
import { overview, summaryLine } from './overview'
import { StagesSection } from './stages'
import { type Page, shownSide, sidesOf } from './state'
import { strings } from './strings'
import { strip } from './strip'
import { structure } from './structure'

declare function acquireVsCodeApi(): { postMessage(message: FromPage): void; setState(state: unknown): void }

const editor = acquireVsCodeApi()

/** The page: asks the extension for everything, and draws what it is told. */
class EvidencePage implements Page {
  readonly #bar = element('header', { class: 'bar' })
  readonly #content = element('main')
  readonly #hex = new HexView((side, offset) => editor.postMessage({ type: 'bytes', side, offset }))
  readonly #stages = new Map<WireSide, WireStages | string>()
  #evidence: WireEvidenceDocument | undefined
  #stagesSection: StagesSection | undefined
  #name = ''
  side: WireSide = 'new'

  constructor() {
    document.body.replaceChildren(this.#bar, this.#content)
    this.#content.append(
      element('p', { class: 'waiting', role: 'status' }, element('span', { class: 'busy' }), 'Reading the file…'),
    )
    window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => this.#take(data))
    editor.postMessage({ type: 'ready' })
  }

  get evidence(): WireEvidenceDocument {
    return this.#evidence as WireEvidenceDocument
  }

  reveal(span: Span, what: string, side: WireSide = this.side): void {
    if (side !== this.side && this.evidence[side] !== undefined) this.#show(side)
    this.#hex.reveal(span, what)
  }

  #take(message: ToPage): void {
    switch (message.type) {
      case 'target':
        this.#name = message.name
        editor.setState(message.target)
        break
      case 'evidence':
        this.#evidence = message.evidence
        this.#stages.clear()
        this.#hex.forget()
        this.#open()
        // the next frame shows what was drawn in this one
        requestAnimationFrame(() => editor.postMessage({ type: 'shown', turn: message.turn }))
        break
      case 'problem':
        this.#fail(message.message, message.remedy)
        break
      case 'bytes':
        this.#hex.take(message.side, message.offset, message.bytes)
        break
      case 'noBytes':
        this.#hex.fail(message.side, message.offset, message.message)
        break
      case 'stages':
        this.#takeStages(message.side, message.stages)
        break
      case 'noStages':
        this.#takeStages(message.side, message.message)
        break
    }
  }

  #fail(message: string, remedy: string | undefined): void {
    this.#bar.replaceChildren(element('h1', {}, shown(this.#name)))
    this.#hex.root.remove()
    this.#content.replaceChildren(
      element('p', { role: 'alert' }, 'There is no evidence to show: ', ...sentence(message), '.'),
      ...(remedy === undefined ? [] : [element('p', {}, 'What helps: ', ...sentence(remedy), '.')]),
      button('Try again', () => editor.postMessage({ type: 'again' })),
    )
  }

  #open(): void {
    const sides = sidesOf(this.evidence)
    const [first] = sides
    if (!sides.includes(this.side) && first !== undefined) this.side = first
    const { path } = this.evidence
    const slash = path.lastIndexOf('/') + 1
    this.#bar.replaceChildren(
      element(
        'div',
        { class: 'names' },
        element('h1', {}, shown(path.slice(slash)), element('span', { class: 'folder' }, shown(path.slice(0, slash)))),
        element('p', { class: 'muted' }, summaryLine(this.evidence)),
      ),
      ...(sides.length > 1 ? [this.#switch(sides)] : []),
    )
    document.body.append(this.#hex.root)
    this.#show(this.side)
  }

  #switch(sides: readonly WireSide[]): HTMLElement {
    const choices = sides.toReversed().map(side => {
      const input = element('input', { type: 'radio', name: 'side', value: side, checked: side === this.side })
      input.addEventListener('change', () => this.#show(side))
      return element('label', {}, input, element('span', {}, side === 'old' ? 'Old' : 'New'))
    })
    return element(
      'fieldset',
      { class: 'switch' },
      element('legend', { class: 'unseen' }, 'Side of the change'),
      ...choices,
    )
  }

  /** Draws what depends on the side. */
  #show(side: WireSide): void {
    this.side = side
    for (const input of this.#bar.querySelectorAll('input')) input.checked = input.value === side
    const top = this.#content.scrollTop
    const { size } = shownSide(this)
    const stages = new StagesSection(this, {
      start: () => this.#askStages(side),
      cancel: () => editor.postMessage({ type: 'cancelStages', side }),
    })
    this.#stagesSection = stages
    const found = differences(this)
    this.#content.replaceChildren(
      ...(found === undefined ? [] : [found]),
      overview(this.evidence, which => editor.postMessage({ type: 'copyHash', side: which })),
      structure(this),
      stages.root,
      strings(this),
      strip(this),
      ...this.#notExamined(),
    )
    this.#content.scrollTop = top
    this.#hex.show(side, size)
    const known = this.#stages.get(side)
    if (known === undefined) this.#askStages(side)
    else this.#takeStages(side, known)
  }

  #notExamined(): readonly HTMLElement[] {
    const { notes } = shownSide(this)
    if (notes.length === 0) return []
    return [section('notes', 'Not examined', list(notes))]
  }

  #askStages(side: WireSide): void {
    this.#stages.delete(side)
    this.#stagesSection?.wait()
    editor.postMessage({ type: 'stages', side })
  }

  #takeStages(side: WireSide, stages: WireStages | string): void {
    this.#stages.set(side, stages)
    if (side !== this.side) return
    if (typeof stages === 'string') this.#stagesSection?.fail(stages)
    else this.#stagesSection?.show(stages)
  }
}

new EvidencePage()
