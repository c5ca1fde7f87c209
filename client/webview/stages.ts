import type { WireStage, WireStages } from '../../server/protocol'
import { visibleLines } from '../surfaces/text'
import { button, element, list, section, sentence, shown } from './dom'
import { fromBase64 } from './hexRows'
import { drawHex } from './hexView'
import { firstStages, originsOf } from './stageList'
import type { Page } from './state'
import { countOf } from './words'

/** Depth of the deepest stage that is drawn further in. */
const LIMIT_INDENT = 6
/** Stages that are opened by themselves. */
const OPENED = 3

export interface StageActions {
  start(): void
  cancel(): void
}

/** What comes out of the file by unpacking and decoding; arrives later than the rest. */
export class StagesSection {
  readonly root = section('stages', 'Decoded')
  readonly #body = element('div')

  constructor(
    private readonly page: Page,
    private readonly actions: StageActions,
  ) {
    this.root.append(this.#body)
  }

  wait(): void {
    const line = element(
      'p',
      { class: 'waiting', role: 'status' },
      element('span', { class: 'busy', 'aria-hidden': 'true' }),
      'Unpacking and decoding… ',
    )
    line.append(button('Cancel', () => this.actions.cancel(), { class: 'secondary' }))
    this.#body.replaceChildren(line)
  }

  fail(message: string): void {
    this.#body.replaceChildren(
      element(
        'p',
        { role: 'status' },
        ...sentence(message),
        ' ',
        button('Decode', () => this.actions.start(), { class: 'secondary' }),
      ),
    )
  }

  show(all: WireStages): void {
    this.#list(all, firstStages(all.stages))
  }

  #list({ stages, more, notes }: WireStages, listed: readonly WireStage[]): void {
    const items: HTMLElement[] = []
    let opened = 0
    for (const stage of listed) {
      const isOpen = stage.isNotable && opened < OPENED
      if (isOpen) opened += 1
      items.push(this.#draw(stage, Math.min(LIMIT_INDENT, originsOf(stage, stages).length), isOpen))
    }
    const first = listed.length < stages.length ? items.length : undefined
    const showAll = () => {
      this.#list({ stages, more, notes }, stages)
      this.#body.querySelectorAll('summary')[first ?? 0]?.focus()
    }
    this.#body.replaceChildren(
      ...(items.length === 0
        ? [element('p', { class: 'muted' }, 'Nothing came out by unpacking, decoding or mapping its bytes.')]
        : [element('ol', { class: 'stages', role: 'list' }, ...items)]),
      ...(first === undefined ? [] : [button(`Show all ${stages.length}`, showAll, { class: 'secondary' })]),
      ...(more > 0 ? [element('p', { class: 'muted' }, `${countOf(more, 'more stage')} not listed.`)] : []),
      ...(notes.length > 0 ? [list(notes, { class: 'muted' })] : []),
    )
  }

  #draw(stage: WireStage, depth: number, isOpen: boolean): HTMLElement {
    const { how, format, size, fault, isNotable, place } = stage
    const name = format === 'unknown' ? 'bytes of no known format' : shown(format)
    const summary = element(
      'summary',
      {},
      element('span', { class: 'how' }, ...sentence(how)),
      element('span', { class: 'muted' }, ` → ${name}, ${countOf(size, 'byte')}`),
      ...(isNotable ? [element('span', { class: 'notable' }, 'look at this')] : []),
      ...(fault === undefined ? [] : [element('span', { class: 'fault' }, ...sentence(fault))]),
    )
    const details = element('details', { open: isOpen }, summary)
    const draw = () => {
      if (details.childElementCount > 1) return
      details.append(
        ...content(stage),
        button('Show where it is in the file', () => this.page.reveal(place, how), { class: 'link' }),
      )
    }
    // most stages are never looked at
    if (isOpen) draw()
    details.addEventListener('toggle', draw)
    const item = element('li', {}, details)
    item.style.setProperty('--depth', String(depth))
    return item
  }
}

function content({ head, isText, size }: WireStage): readonly HTMLElement[] {
  const bytes = fromBase64(head)
  if (bytes.length === 0)
    return [element('p', { class: 'muted' }, size === 0 ? 'It is empty.' : 'No byte of it is kept here.')]
  const text = isText ? visibleLines(new TextDecoder().decode(bytes)) : undefined
  const shownBytes =
    text === undefined
      ? element(
          'div',
          { class: 'hex decoded', tabindex: 0, role: 'group', 'aria-label': 'Decoded bytes' },
          ...drawHex(bytes),
        )
      : element('pre', { class: 'decoded', tabindex: 0, role: 'group', 'aria-label': 'Decoded text' }, text)
  if (bytes.length >= size) return [shownBytes]
  return [
    shownBytes,
    element('p', { class: 'muted' }, `The first ${countOf(bytes.length, 'byte')} of ${countOf(size, 'byte')}.`),
  ]
}
