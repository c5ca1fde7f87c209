import type { WireString } from '../../server/protocol'
import { element, section, shown } from './dom'
import { RowList, type RowSource } from './rowList'
import { type Page, shownSide } from './state'
import { countOf, grouped, hex } from './words'

/** Printed text in the file, what matters first, with a box to filter it. */
export function strings(page: Page): HTMLElement {
  const { strings: all, stringCount } = shownSide(page)
  const made = section('strings', 'Strings')
  if (all.length === 0) {
    made.append(element('p', { class: 'muted' }, 'No printed text of any length in its bytes.'))
    return made
  }
  let listed: readonly WireString[] = all
  const rows = new RowList(sourceOf(listed), {
    id: 'strings-list',
    role: 'listbox',
    label: 'Strings in the file; Enter shows the bytes of one',
    rows: 14,
    choose: index => {
      const chosen = listed[index]
      if (chosen !== undefined) page.reveal(chosen, 'string')
    },
  })
  const status = element('span', { class: 'muted', role: 'status' })
  const filter = element('input', { type: 'search', placeholder: 'Filter strings', 'aria-label': 'Filter strings' })
  const onlyNew = element('input', { type: 'checkbox', id: 'strings-new' })
  const apply = () => {
    const wanted = filter.value.trim().toLowerCase()
    listed = all.filter(
      ({ text, matters = '', isNew }) =>
        (!onlyNew.checked || isNew === true) &&
        (text.toLowerCase().includes(wanted) || matters.toLowerCase().includes(wanted)),
    )
    rows.show(sourceOf(listed))
    status.textContent = statusText(listed.length, all.length, stringCount)
  }
  filter.addEventListener('input', apply)
  onlyNew.addEventListener('change', apply)
  const isPair = all.some(({ isNew }) => isNew !== undefined)
  made.append(
    element(
      'div',
      { class: 'tools' },
      filter,
      ...(isPair ? [element('label', { for: 'strings-new' }, onlyNew, ` Only on the ${page.side} side`)] : []),
      status,
    ),
    rows.root,
  )
  apply()
  return made
}

function statusText(listed: number, all: number, found: number): string {
  if (listed === 0) return 'No string matches.'
  if (listed < all) return `${grouped(listed)} of ${grouped(all)} listed`
  return found > all ? `${grouped(all)} of ${countOf(found, 'string')} listed` : countOf(all, 'string')
}

function sourceOf(listed: readonly WireString[]): RowSource {
  return {
    count: listed.length,
    label: index => listed[index]?.text ?? '',
    draw: index => {
      const { text, offset, matters, isNew } = listed[index]!
      const marks = [...(isNew === true ? ['only on this side'] : []), ...(matters === undefined ? [] : [matters])]
      return element(
        'div',
        { role: 'option', title: shown(text), 'aria-label': [shown(text), ...marks, `at ${hex(offset)}`].join(', ') },
        element('span', { class: 'matters' }, matters === undefined ? '' : shown(matters)),
        element('span', { class: 'string grow' }, shown(text)),
        ...(isNew === true ? [element('span', { class: 'change added' }, 'only here')] : []),
        element('span', { class: 'offset' }, hex(offset)),
      )
    },
  }
}
