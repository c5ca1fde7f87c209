import { spanOf } from '../model/location'
import { folderOf } from '../model/path'
import type { SideContext } from '../rule/context'
import { defineCollector } from '../rule/rule'
import { type Deed, deedOf } from './deed'
import type { FactDraft } from './fact'

const HOOK = /^\s*"(preinstall|install|postinstall|prepare|preprepare|postprepare)"\s*:\s*"((?:[^"\\]|\\.)*)"/

/** Scripts of a package.json that run when the package is installed (npm's documentation, "scripts", life cycle). */
export const installHook = defineCollector({
  kind: 'install-hook',
  files: { paths: ['**/package.json'] },
  triggers: ['"preinstall"', '"install"', '"postinstall"', 'prepare"'],
  readsCode: true,
  collect: side => (side.side === 'new' ? collect(side) : []),
})

function collect(side: SideContext): readonly FactDraft<'install-hook'>[] {
  const { lines } = side.text
  const old = side.other?.lines ?? []
  const before = new Set(old.flatMap((_, index) => hookOn(old, index)?.key ?? []))
  return lines.flatMap((line, index): FactDraft<'install-hook'>[] => {
    const found = hookOn(lines, index)
    if (found === undefined) return []
    const { hook, command } = found
    const runs = fileOf(command, folderOf(side.path))
    const deed = deedOn(side, index + 1)
    return [
      {
        subject: hook,
        side: 'new',
        at: spanOf(index + 1, line.indexOf('"'), line.trim().replace(/,$/, '').length),
        data: {
          hook,
          command,
          ...(runs === undefined ? {} : { runs }),
          ...(deed === undefined ? {} : { deed }),
          stoodBefore: before.has(found.key),
        },
      },
    ]
  })
}

/** What the command on a line does, or a program it is given as a word. */
function deedOn(side: SideContext, line: number): Deed | undefined {
  const units = side.code().filter(({ host, span }) => host !== undefined && span.start.line === line)
  const deeds = units.map(unit => ({ deed: deedOf(unit), isShell: unit.language === 'bash' }))
  // To start another program is all that most hooks do, but not from inside a program on the line.
  return deeds.find(({ deed, isShell }) => deed !== undefined && (deed.kind !== 'starts' || !isShell))?.deed
}

interface FoundHook {
  readonly hook: string
  readonly command: string
  readonly key: string
}

function hookOn(lines: readonly string[], index: number): FoundHook | undefined {
  const found = HOOK.exec(lines[index] ?? '')
  if (found === null || !isUnderScripts(lines, index)) return undefined
  const [, hook = '', command = ''] = found
  return { hook, command, key: `${hook} ${command}` }
}

/** A key of that name elsewhere in the file, such as a dependency called `install`, runs nothing. */
function isUnderScripts(lines: readonly string[], index: number): boolean {
  for (let at = index - 1; at >= 0 && index - at < 80; at--) {
    const opened = /^\s*"(\w[\w-]*)"\s*:\s*\{/.exec(lines[at] ?? '')
    if (opened !== null) return opened[1] === 'scripts'
    if (/^\s*\}/.test(lines[at] ?? '')) return false
  }
  // A bare patch may not show the line that opens the object.
  return true
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
