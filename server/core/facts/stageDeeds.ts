import { latin1 } from '../model/path'
import { shorten } from '../model/visible'
import { readShell } from '../syntax/shell'
import type { UnwrapStage } from '../unwrap/unwrapped'
import { shellDeeds } from './deed'
import { addressesIn } from './endpoint'
import { wordText } from './shellRoles'

const MOST_OF_ONE = 6
const LONGEST = 64 * 1024

/** What the text of a stage would do as a shell script: deeds, other machines it names, files it would write. */
export function stageDeeds({ bytes, index }: UnwrapStage): readonly string[] {
  if (bytes.length > LONGEST) return []
  const text = latin1(bytes)
  const reading = readShell('bash', text)
  const deeds = [...shellDeeds(reading)].map(({ says }) => says)
  const hosts = addressesIn(text).map(({ host }) => `names ${host}`)
  const files = reading.pipelines
    .flatMap(({ commands }) => commands)
    .flatMap(({ redirects }) => redirects)
    .filter(({ operator, descriptor }) => /^(?:&?>>?|>\|)$/.test(operator) && (descriptor ?? '1') === '1')
    .map(({ target }) => wordText(target))
    .filter(path => !/^&|^\/dev\//.test(path))
    .map(path => `would write ${path}`)
  const all = [...new Set([...deeds, ...hosts, ...files])]
  return all.slice(0, MOST_OF_ONE).map(says => `text ${index + 1} ${shorten(says, 100)}`)
}
