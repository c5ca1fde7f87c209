import { bitsText, densityOf, describeStrip, stretches } from './density'
import { element, section } from './dom'
import { moveBy } from './partTree'
import { type Page, shownSide } from './state'
import { countOf, rangeOf } from './words'

const SVG = 'http://www.w3.org/2000/svg'
/** Eight bits are all that a byte can hold. */
const FULL = 800
const LISTED = 8

/** Where the file is dense: a picture, a slider over it for the keyboard, and a sentence. */
export function strip(page: Page): HTMLElement {
  const { strip: given, size } = shownSide(page)
  const made = section('density', 'Density')
  const said = describeStrip(given, size)
  if (given.bits.length === 0) {
    made.append(element('p', { class: 'muted' }, said))
    return made
  }
  made.append(picture(page), element('p', { class: 'muted', id: 'density-words' }, said))
  const dense = stretches(given, size).filter(({ density }) => density === 'dense')
  if (dense.length > 0) made.append(denseList(page, dense))
  return made
}

function denseList(page: Page, dense: readonly { readonly offset: number; readonly length: number }[]): HTMLElement {
  const longest = [...dense].sort((a, b) => b.length - a.length || a.offset - b.offset).slice(0, LISTED)
  const items = longest.map(stretch => {
    const words = `${rangeOf(stretch)}, ${countOf(stretch.length, 'byte')}`
    const jump = element('button', { type: 'button', class: 'link' }, words)
    jump.addEventListener('click', () => page.reveal(stretch, 'dense stretch'))
    return element('li', {}, jump)
  })
  const more = dense.length - longest.length
  if (more > 0)
    items.push(element('li', { class: 'muted' }, `${countOf(more, 'shorter stretch', 'shorter stretches')}`))
  const summary = element('summary', {}, `${countOf(dense.length, 'dense stretch', 'dense stretches')}`)
  return element('details', {}, summary, element('ul', { class: 'plain' }, ...items))
}

function picture(page: Page): HTMLElement {
  const { strip: given, size } = shownSide(page)
  const { step, bits } = given
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('viewBox', `0 0 ${bits.length} ${FULL}`)
  svg.setAttribute('preserveAspectRatio', 'none')
  svg.setAttribute('aria-hidden', 'true')
  for (const [index, value] of bits.entries()) svg.append(bar(index, value))
  const cursor = document.createElementNS(SVG, 'rect')
  cursor.setAttribute('class', 'cursor')
  cursor.setAttribute('y', '0')
  cursor.setAttribute('width', '1')
  cursor.setAttribute('height', String(FULL))
  svg.append(cursor)
  const made = element(
    'div',
    {
      class: 'strip',
      role: 'slider',
      tabindex: 0,
      'aria-label': 'Place in the file, by density; Enter shows its bytes',
      'aria-describedby': 'density-words',
      'aria-valuemin': 0,
      'aria-valuemax': bits.length - 1,
    },
    svg,
  )
  let at = 0
  const spanOf = (index: number) => ({ offset: index * step, length: Math.min(step, size - index * step) })
  const goTo = (index: number) => {
    at = index
    cursor.setAttribute('x', String(index))
    const words = `${rangeOf(spanOf(index))}: ${bitsText(bits[index] ?? 0)}`
    made.setAttribute('aria-valuenow', String(index))
    made.setAttribute('aria-valuetext', words)
    made.title = words
  }
  const under = ({ clientX }: MouseEvent) => {
    const { left, width } = svg.getBoundingClientRect()
    return Math.max(0, Math.min(bits.length - 1, Math.floor(((clientX - left) / Math.max(1, width)) * bits.length)))
  }
  const reveal = () => page.reveal(spanOf(at), `density ${bitsText(bits[at] ?? 0)}`)
  made.addEventListener('mousemove', event => {
    const index = under(event)
    made.title = `${rangeOf(spanOf(index))}: ${bitsText(bits[index] ?? 0)}`
  })
  made.addEventListener('click', event => {
    goTo(under(event))
    reveal()
  })
  made.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    // a slider goes up to the right
    const asList: Readonly<Record<string, string>> = {
      ArrowRight: 'ArrowDown',
      ArrowUp: 'ArrowDown',
      ArrowLeft: 'ArrowUp',
      ArrowDown: 'ArrowUp',
      PageUp: 'PageDown',
      PageDown: 'PageUp',
    }
    const moved = moveBy(asList[event.key] ?? event.key, at, bits.length, 16)
    if (moved !== undefined) goTo(moved)
    else if (event.key === 'Enter' || event.key === ' ') reveal()
    else return
    event.preventDefault()
  })
  goTo(0)
  return made
}

function bar(index: number, value: number): SVGElement {
  const made = document.createElementNS(SVG, 'rect')
  const height = Math.max(12, Math.min(FULL, value))
  made.setAttribute('class', densityOf(value))
  made.setAttribute('x', String(index))
  made.setAttribute('y', String(FULL - height))
  // without a gap of a hair between neighbours
  made.setAttribute('width', '1.02')
  made.setAttribute('height', String(height))
  return made
}
