import type { WireEvidenceDocument, WireSide, WireSideEvidence } from '../../server/protocol'
import { button, element, list, section, shown } from './dom'
import { sidesOf } from './state'
import { countOf, grouped } from './words'

/** "ELF object, 4,096 → 4,512 bytes", for the top of the page. */
export function summaryLine({ old, new: current }: WireEvidenceDocument): string {
  const side = current ?? old
  if (side === undefined) return ''
  const format = side.format === 'unknown' ? 'no known format' : shown(side.format)
  if (old === undefined) return `${format}, added, ${countOf(side.size, 'byte')}`
  if (current === undefined) return `${format}, deleted, ${countOf(side.size, 'byte')}`
  const was =
    old.format === current.format ? '' : `${old.format === 'unknown' ? 'no known format' : shown(old.format)} → `
  const size =
    old.size === current.size
      ? `${countOf(current.size, 'byte')} on both sides`
      : `${grouped(old.size)} → ${countOf(current.size, 'byte')}`
  return `${was}${format}, ${size}`
}

/** What each side is, side by side. */
export function overview(evidence: WireEvidenceDocument, copyHash: (side: WireSide) => void): HTMLElement {
  const sides = sidesOf(evidence).toReversed()
  const of = (side: WireSide) => evidence[side] as WireSideEvidence
  const row = (name: string, draw: (side: WireSideEvidence, which: WireSide) => readonly (Node | string)[]) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, name),
      ...sides.map(side => element('td', {}, ...draw(of(side), side))),
    )
  const head = element(
    'tr',
    {},
    element('td'),
    ...sides.map(side => element('th', { scope: 'col' }, side === 'old' ? 'Old' : 'New')),
  )
  return section(
    'overview',
    'What it is',
    element(
      'table',
      { class: `facts sides-${sides.length}` },
      ...(sides.length > 1 ? [element('thead', {}, head)] : []),
      element(
        'tbody',
        {},
        row('Format', ({ format }) => [format === 'unknown' ? 'no known format' : shown(format)]),
        row('Size', ({ size }) => [countOf(size, 'byte')]),
        row('SHA-256', ({ hash }, side) => [
          element('span', { class: 'hash' }, shown(hash)),
          ' ',
          button('Copy', () => copyHash(side), {
            class: 'link',
            'aria-label': sides.length > 1 ? `Copy the SHA-256 of the ${side} side` : 'Copy the SHA-256',
          }),
        ]),
        row('Established', ({ established }) =>
          established.length === 0 ? ['nothing beyond its bytes'] : [list(established, { class: 'plain' })],
        ),
      ),
    ),
  )
}
