import { entriesAt } from '../documents/dataNode'
import { readJson } from '../documents/json'
import { ManifestText } from '../manifests/manifestText'
import { isInside, type TextSpan } from '../model/location'
import { folderOf } from '../model/path'
import type { SideContext } from '../rule/context'
import { defineCollector } from '../rule/rule'
import { type Deed, deedOf } from './deed'
import type { FactDraft } from './fact'

const ofInstallation = /^(?:preinstall|install|postinstall|prepare|preprepare|postprepare)$/

/** Scripts of a package.json that run when the package is installed (npm's documentation, "scripts", life cycle). */
export const installHook = defineCollector({
  kind: 'install-hook',
  files: { paths: ['**/package.json'] },
  triggers: ['"preinstall"', '"install"', '"postinstall"', 'prepare"'],
  readsCode: true,
  collect: side => (side.side === 'new' ? collect(side) : []),
})

function collect(side: SideContext): readonly FactDraft<'install-hook'>[] {
  const before = new Set(hooksIn(side.other?.text ?? '').map(({ key }) => key))
  return hooksIn(side.text.text).map(({ hook, command, key, at }): FactDraft<'install-hook'> => {
    const runs = fileOf(command, folderOf(side.path))
    const deed = deedIn(side, at)
    return {
      subject: hook,
      side: 'new',
      at,
      data: {
        hook,
        command,
        ...(runs === undefined ? {} : { runs }),
        ...(deed === undefined ? {} : { deed }),
        stoodBefore: before.has(key),
      },
    }
  })
}

/** What the command in a stretch does, or a program it is given as a word. */
function deedIn(side: SideContext, at: TextSpan): Deed | undefined {
  const units = side.code().filter(({ host, span }) => host !== undefined && isInside(span, at))
  const deeds = units.map(unit => ({ deed: deedOf(unit), isShell: unit.language === 'bash' }))
  // To start another program is all that most hooks do, but not from inside a program in it.
  return deeds.find(({ deed, isShell }) => deed !== undefined && (deed.kind !== 'starts' || !isShell))?.deed
}

interface FoundHook {
  readonly hook: string
  readonly command: string
  readonly key: string
  /** From the key to the end of the command. */
  readonly at: TextSpan
}

/** A key of that name elsewhere, such as a dependency called `install`, runs nothing. */
function hooksIn(text: string): readonly FoundHook[] {
  const source = new ManifestText(text)
  const { root, loose } = readJson(source.body())
  // A bare patch may not show the line that opens the object.
  const open = loose.flat().flatMap(entry => (entry.key === 'scripts' ? entriesAt(entry.value) : [entry]))
  return [...entriesAt(root, 'scripts'), ...open].flatMap(({ key: hook, keyStart, value }): FoundHook[] => {
    if (!ofInstallation.test(hook) || value.kind !== 'text') return []
    const command = value.text().text
    return [{ hook, command, key: `${hook} ${command}`, at: source.span(keyStart, value.end) }]
  })
}

/** `node ./lib/build.js`, `sh setup.sh`: the first word that names a file of the package. */
function fileOf(command: string, folder: string): string | undefined {
  const word = command.split(/[\s;&|]+/).find(one => /^(\.\/)?[\w./-]+\.(c?js|mjs|ts|sh|py|rb|cmd|bat|ps1)$/.test(one))
  if (word === undefined) {
    const module = /^node\s+(?:\.\/)?([\w./-]+)/.exec(command)?.[1]
    return module === undefined || module.startsWith('-') ? undefined : join(folder, `${module}.js`)
  }
  return join(folder, word.replace(/^\.\//, ''))
}

function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`
}
