import { cutToWidth } from '../core/explain/wrap'

/** One line on a terminal that tells how far the work is; nothing at all elsewhere. */
export interface Progress {
  show(text: string): void
  clear(): void
}

const EVERY_MS = 100
const NONE: Progress = { show: () => undefined, clear: () => undefined }

export function progressOn(stream: NodeJS.WriteStream, isWanted: boolean): Progress {
  if (!isWanted || !stream.isTTY) return NONE
  let isShown = false
  let last = 0
  return {
    show(text) {
      const now = Date.now()
      if (now - last < EVERY_MS) return
      last = now
      isShown = true
      stream.write(`\r\u001b[K${cutToWidth(text, Math.max(20, (stream.columns || 80) - 1))}`)
    },
    clear() {
      if (isShown) stream.write('\r\u001b[K')
      isShown = false
    },
  }
}
