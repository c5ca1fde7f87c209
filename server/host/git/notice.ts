import { pathOf } from './sides'

/** Where readers say what a reviewer must know, such as an object whose bytes are not what its id names. */
export type Notice = (text: string) => void

/** Collects notices, each once. */
export function noticeInto(notices: string[]): Notice {
  return text => {
    if (!notices.includes(text)) notices.push(text)
  }
}

/** `3 paths ("a", "b", "c"):` with at most five names, for the start of a notice. */
export function listed(keys: readonly string[]): string {
  const names = keys.slice(0, 5).map(key => JSON.stringify(pathOf(key).text))
  const more = keys.length > names.length ? ', …' : ''
  return `${keys.length} ${keys.length === 1 ? 'path' : 'paths'} (${names.join(', ')}${more}):`
}
