import { visibleText } from '../surfaces/text'

type Attributes = Readonly<Record<string, string | number | boolean | undefined>>

/**
 * Makes an element. Strings become text nodes and nothing else, so no text of a file can become markup; `false` and
 * undefined leave an attribute out.
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : String(value))
  }
  made.append(...children)
  return made
}

/** Text of the file on one line, with what hides in it made visible. */
export function shown(text: string): string {
  return visibleText(text)
}

/** A sentence about the file: what it quotes in backticks becomes code. */
export function sentence(text: string): readonly (Node | string)[] {
  const parts = shown(text).split('`')
  if (parts.length % 2 === 0) return [parts.join('`')]
  return parts.map((part, index) => (index % 2 === 1 ? element('code', {}, part) : part))
}

export function button(label: string, onClick: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const made = element('button', { type: 'button', ...attributes }, label)
  made.addEventListener('click', onClick)
  return made
}

/** A part of the page with a heading, named by it. */
export function section(id: string, title: string, ...children: readonly (Node | string)[]): HTMLElement {
  const heading = element('h2', { id: `${id}-title` }, title)
  return element('section', { id, 'aria-labelledby': `${id}-title` }, heading, ...children)
}

export function list(items: readonly string[], attributes: Attributes = {}): HTMLUListElement {
  return element('ul', attributes, ...items.map(item => element('li', {}, ...sentence(item))))
}
