import { EmbeddedTextBuilder } from './embeddedText'
import { LineTable } from './lineTable'
import type { ShellReading } from './shell'
import { ShellCollector } from './shellCollector'

/** A file that is shell from end to end. */
export function bashShell(text: string): ShellReading {
  const collector = new ShellCollector(text)
  collector.script(new EmbeddedTextBuilder(text, new LineTable(text)).copy(0, text.length).build(), '')
  return collector.finish()
}
