import { wholeText } from './embeddedText'
import type { ShellReading } from './shell'
import { ShellCollector } from './shellCollector'

/** A file that is shell from end to end. */
export function bashShell(text: string): ShellReading {
  const collector = new ShellCollector(text)
  collector.script(wholeText(text), '')
  return collector.finish()
}
