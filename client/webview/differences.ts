import type { WirePartChange } from '../../server/protocol'
import { element, section, sentence, shown } from './dom'
import { RowList } from './rowList'
import type { Page } from './state'
import { countOf, hex } from './words'

/** A word with the colour that the editor gives to such a change; the word alone says it too. */
export function changeMark(change: WirePartChange): HTMLElement {
  return element('span', { class: `change ${change}` }, change)
}

/** What differs between the sides; a place of it is one key away. */
export function differences(page: Page): HTMLElement | undefined {
  const { evidence } = page
  const { differences: all, moreDifferences, notCompared, old, new: current } = evidence
  const isPair = old !== undefined && current !== undefined
  if (!isPair && notCompared === undefined) return undefined
  const made = section('differences', 'Differences')
  if (notCompared !== undefined) {
    made.append(
      element('p', { class: 'muted' }, 'The sides were not compared part by part: ', ...sentence(notCompared), '.'),
    )
  }
  if (all.length > 0) {
    const rows = new RowList(
      {
        count: all.length,
        label: index => all[index]?.text ?? '',
        draw: index => {
          const { kind, text, at, side } = all[index]!
          const place = `${side === 'old' ? 'old ' : ''}${hex(at.offset)}`
          return element(
            'div',
            { role: 'option', 'aria-label': `${kind}: ${shown(text)}, at ${place}`, title: shown(text) },
            changeMark(kind),
            element('span', { class: 'grow' }, ...sentence(text)),
            element('span', { class: 'offset' }, place),
          )
        },
      },
      {
        id: 'differences-list',
        role: 'listbox',
        label: 'Differences between the old and the new side',
        rows: 12,
        choose: index => {
          const { text, at, side } = all[index]!
          page.reveal(at, text, side)
        },
      },
    )
    made.append(rows.root)
  } else if (notCompared === undefined) {
    const isSame = old?.hash === current?.hash
    made.append(
      element(
        'p',
        { class: 'muted' },
        isSame ? 'Both sides hold the same bytes.' : 'No part of the structure differs; the bytes do.',
      ),
    )
  }
  if (moreDifferences > 0)
    made.append(element('p', { class: 'muted' }, `${countOf(moreDifferences, 'more difference')} not listed.`))
  return made
}
