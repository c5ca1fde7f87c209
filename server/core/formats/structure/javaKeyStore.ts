import type { Outline } from './outline'

const MAX_ENTRIES = 1_000
/** Keyed digest over the whole store. */
const DIGEST = 20

/** Java key stores of the older kind: per entry a tag (1 key, 2 trusted certificate), an alias, a date and its bytes. */
export function readJavaKeyStore(outline: Outline): void {
  const window = outline.window.withOrder(false)
  outline.add('header', 'header', 0, 12, { note: `version ${window.u32(4)}` })
  const count = Math.min(window.u32(8), MAX_ENTRIES)
  let at = 12
  const skipText = () => {
    at += 2 + window.u16(at)
  }
  const skipCertificate = () => {
    if (window.u32(4) === 2) skipText()
    at += 4 + window.u32(at)
  }
  for (let index = 0; index < count && window.has(at, 6); index++) {
    const from = at
    const tag = window.u32(at)
    at += 4
    const alias = window.text(at + 2, Math.min(window.u16(at), 80))
    skipText()
    at += 8
    if (tag === 1) {
      at += 4 + window.u32(at)
      const chain = window.u32(at)
      at += 4
      for (let link = 0; link < Math.min(chain, 100) && window.has(at, 6); link++) skipCertificate()
    } else if (tag === 2) skipCertificate()
    else {
      outline.note(`entry ${index + 1} is of no known kind`)
      return
    }
    if (!outline.add('member', `${tag === 1 ? 'key' : 'trusted certificate'} ${alias}`, from, at - from)) return
  }
  outline.add('table', 'digest', at, DIGEST)
  outline.endAt(at + DIGEST)
}
