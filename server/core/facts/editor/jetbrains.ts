import { allElements, attributeOf, readXml, type XmlElement } from '../../manifests/xml'
import type { EditorNote, SettingsFile } from './note'

/** Files of a JetBrains project by which something runs unasked: startup tasks, and watchers of saved files. */
export function* ideaFile({ text }: SettingsFile): Iterable<EditorNote> {
  const elements = allElements(readXml(text).roots)
  for (const element of elements) {
    if (element.name === 'component' && /^ProjectStartup/.test(attributeOf(element, 'name')?.value ?? ''))
      for (const one of allElements([element]).filter(({ name }) => name === 'configuration'))
        yield {
          what: 'startup',
          key: 'startup task',
          value: attributeOf(one, 'name')?.value ?? 'a run configuration',
          spans: [one.tagSpan],
        }
    if (element.name === 'TaskOptions' && attributeOf(element, 'isEnabled')?.value === 'true') {
      const program = optionOf(element, 'program')
      if (program !== '')
        yield {
          what: 'startup',
          key: 'file watcher',
          value: `${program} ${optionOf(element, 'arguments')}`.trim(),
          spans: [element.tagSpan],
        }
    }
  }
}

function optionOf(element: XmlElement, name: string): string {
  const option = element.children.find(child => attributeOf(child, 'name')?.value === name)
  return (option === undefined ? undefined : attributeOf(option, 'value')?.value) ?? ''
}
