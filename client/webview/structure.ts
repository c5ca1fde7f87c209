import { changeMark } from './differences'
import { element, section, shown } from './dom'
import { hasChildren, PartTree } from './partTree'
import { RowList, type RowSource } from './rowList'
import { type Page, shownSide } from './state'
import { countOf, grouped, hex } from './words'

/** The parts of one side as a tree. */
export function structure(page: Page): HTMLElement {
  const { parts, moreParts, format } = shownSide(page)
  const made = section('structure', 'Structure')
  if (parts.length === 0) {
    const why = format === 'unknown' ? 'its format is not known' : 'no part of its format was recognised'
    made.append(element('p', { class: 'muted' }, `No structure to show: ${why}.`))
    return made
  }
  const tree = new PartTree(parts)
  const rows = new RowList(sourceOf(tree), {
    id: 'structure-tree',
    role: 'tree',
    label: 'Parts of the file; Enter shows the bytes of a part',
    rows: 16,
    choose: index => {
      const row = tree.rows[index]
      if (row !== undefined) page.reveal(row.part, `${row.part.kind} ${row.part.name}`)
    },
  })
  made.append(rows.root)
  if (moreParts > 0) made.append(element('p', { class: 'muted' }, `${countOf(moreParts, 'more part')} not listed.`))
  return made
}

function sourceOf(tree: PartTree): RowSource {
  return {
    get count() {
      return tree.rows.length
    },
    label: index => tree.rows[index]?.part.name ?? '',
    key: (key, index) => {
      if (key === 'ArrowLeft') return tree.outwards(index)
      if (key === 'ArrowRight') return tree.inwards(index)
      tree.toggle(index)
      return index
    },
    draw: index => {
      const row = tree.rows[index]!
      const { part, depth, position, siblings, hidesChange } = row
      const { name, kind, note, offset, length, change } = part
      const isParent = hasChildren(row)
      const isOpen = tree.isOpen(row)
      const words = [name, kind, note ?? '', change ?? (hidesChange ? 'holds changes' : '')]
      const label = words
        .filter(word => word !== '')
        .map(shown)
        .join(', ')
      const made = element(
        'div',
        {
          role: 'treeitem',
          'aria-level': depth + 1,
          'aria-posinset': position + 1,
          'aria-setsize': siblings,
          'aria-expanded': isParent ? String(isOpen) : undefined,
          'aria-label': `${label}, at ${hex(offset)}, ${countOf(length, 'byte')}`,
          title: label,
        },
        element(
          'span',
          { class: isParent ? 'twistie' : 'twistie none', 'aria-hidden': 'true' },
          isParent ? (isOpen ? '▾' : '▸') : '',
        ),
        element('span', { class: 'name' }, name === '' ? '(no name)' : shown(name)),
        element('span', { class: 'kind' }, shown(kind)),
        element('span', { class: 'note grow' }, note === undefined ? '' : shown(note)),
        ...(change === undefined ? [] : [changeMark(change)]),
        ...(change === undefined && hidesChange && !isOpen
          ? [element('span', { class: 'change inside' }, 'changes inside')]
          : []),
        element('span', { class: 'offset' }, hex(offset)),
        element('span', { class: 'length' }, grouped(length)),
      )
      made.style.setProperty('--depth', String(depth))
      return made
    },
  }
}
