import { type DataMap, itemsAt, nodeAt, textAt } from '../../documents/dataNode'
import { commandText, type EditorNote, mapsWith, type SettingsFile } from './note'

const systems = ['windows', 'osx', 'linux'] as const
/** Tasks that depend on each other are followed this deep. */
const deepest = 5

/** VS Code's documentation, "Tasks", "Run behavior": tasks that start when the folder is opened. */
export function* openedTasks({ maps, span }: SettingsFile): Iterable<EditorNote> {
  const tasks = mapsWith(maps, 'runOptions').map(({ map }) => map)
  for (const task of tasks) {
    const options = nodeAt(task, 'runOptions')
    if (textAt(options, 'runOn')?.toLowerCase() !== 'folderopen') continue
    const own = commandsOf(task, maps, 0)
    const entry = options?.kind === 'map' ? options.entries.find(({ key }) => key === 'runOn') : undefined
    yield {
      what: 'task',
      key: textAt(task, 'label') ?? textAt(task, 'taskName') ?? 'task',
      value: own.join(' ; '),
      ...(isOutOfSight(task) || maps.some(isOutOfSight) ? { isHidden: true } : {}),
      spans: [
        ...(entry === undefined ? [] : [span(entry.keyStart, entry.value.end)]),
        ...task.entries
          .filter(({ key }) => key === 'command' || key === 'args')
          .map(one => span(one.keyStart, one.value.end)),
        span(task.start, task.end),
      ],
    }
  }
}

function commandsOf(task: DataMap, maps: readonly DataMap[], depth: number): readonly string[] {
  const own = [task, ...systems.map(system => nodeAt(task, system))].flatMap(place => {
    const text = commandText(nodeAt(place, 'command'), nodeAt(place, 'args') ?? nodeAt(task, 'args'))
    return nodeAt(place, 'command') === undefined || text === '' ? [] : [text]
  })
  const script = textAt(task, 'script')
  if (script !== undefined) own.push(`npm run ${script}`)
  const wanted = namesIn(task)
  if (wanted.size === 0 || depth >= deepest) return own
  const others = mapsWith(maps, 'label').map(({ map }) => map)
  return [
    ...own,
    ...others
      .filter(other => other !== task && wanted.has(textAt(other, 'label') ?? ''))
      .slice(0, 20)
      .flatMap(other => commandsOf(other, maps, depth + 1)),
  ].slice(0, 50)
}

function namesIn(task: DataMap): ReadonlySet<string> {
  const one = textAt(task, 'dependsOn')
  const many = itemsAt(task, 'dependsOn').map(item => (item.kind === 'text' ? item.text().text : ''))
  return new Set(one === undefined ? many : [one])
}

/** Its terminal does not come up, shows no command, or goes away with the task. */
function isOutOfSight(task: DataMap): boolean {
  const shown = (key: string) => textAt(task, 'presentation', key)
  return (
    /^(?:never|silent)$/.test(shown('reveal') ?? '') ||
    shown('echo') === 'false' ||
    shown('close') === 'true' ||
    textAt(task, 'hide') === 'true'
  )
}
