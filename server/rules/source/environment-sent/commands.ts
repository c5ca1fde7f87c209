import type { CodeUnit } from '../../../core/embedded/code'
import { programOf, wordText } from '../../../core/facts/shellRoles'
import type { TextSpan } from '../../../core/model/location'
import type { ShellCommand, ShellPipeline, ShellWord } from '../../../core/syntax/shell'

export interface CommandSending {
  readonly of: 'whole' | 'keys'
  /** Where it is read. */
  readonly span: TextSpan
  readonly sender: TextSpan
  readonly program: string
  readonly keys: string
}

const SENDERS = /^(?:curl|wget|nc|ncat|netcat|mail|mailx|sendmail|scp|rsync|ftp|tftp|socat|telnet)$/
const STORES =
  /(?:^|[/~}@])(\.(?:npmrc|pypirc|netrc|git-credentials)|\.ssh\/(?:id_\w+|\*)?|\.aws\/credentials|\.kube\/config|\.docker\/config\.json|\.gnupg\b[\w/]*|wallet\.dat)$|^(\/proc\/(?:self|\$\$|\d+)\/environ)$/

/** What commands of one program read and, in the same pipe or through a variable or a file, send. */
export function commandSendings(unit: CodeUnit): readonly CommandSending[] {
  const { pipelines } = unit.shell()
  const found: CommandSending[] = []
  const kept = new Map<string, { readonly of: 'whole' | 'keys'; readonly span: TextSpan; readonly keys: string }>()
  for (const pipeline of pipelines) {
    let held: { of: 'whole' | 'keys'; span: TextSpan; keys: string } | undefined
    for (const command of pipeline.commands) {
      const { name } = programOf(command)
      held = readBy(command) ?? held
      if (SENDERS.test(name)) {
        const given = held ?? keptIn(command, kept) ?? storeIn(command)
        if (given !== undefined)
          found.push({ of: given.of, span: given.span, keys: given.keys, sender: command.span, program: name })
      } else held ??= keptIn(command, kept)
    }
    if (held !== undefined) for (const place of placesOf(pipeline)) kept.set(place, held)
  }
  return found
}

function readBy(command: ShellCommand): { of: 'whole' | 'keys'; span: TextSpan; keys: string } | undefined {
  const { name, words } = programOf(command)
  const own = words.length > 0 ? name : command.name
  const rest = command.words.slice(1).map(wordText)
  const isWhole =
    (/^(?:env|printenv|set)$/.test(command.name) && rest.every(word => /^-[0xp]$|^--null$/.test(word))) ||
    (/^(?:export|declare|typeset)$/.test(command.name) && rest.length === 1 && /^-[px]+$/.test(rest[0] ?? ''))
  if (isWhole) return { of: 'whole', span: command.span, keys: '' }
  return /^(?:cat|base64|gzip|tar|xxd|od|strings|zip)$/.test(own) ? storeIn(command) : undefined
}

function storeIn(command: ShellCommand): { of: 'keys'; span: TextSpan; keys: string } | undefined {
  for (const word of [...command.words.slice(1), ...command.redirects.map(({ target }) => target)]) {
    const isKeyOption = /^(?:-[iEoOKcb]|--(?:key|cert|output|config|netrc-file|cookie|cookie-jar|cacert))$/.test(
      previous(command, word),
    )
    const match = isKeyOption ? null : STORES.exec(wordText(word).replace(/^(?:\w+=)?@/, '@'))
    if (match !== null) return { of: 'keys', span: command.span, keys: match[1] ?? match[2] ?? '' }
  }
  return undefined
}

/** `scp -i ~/.ssh/id_rsa` uses a key, `curl -o ~/.npmrc` writes the file: neither sends it. */
function previous(command: ShellCommand, word: ShellWord): string {
  const at = command.words.indexOf(word)
  return at > 0 ? wordText(command.words[at - 1]) : ''
}

function keptIn(
  command: ShellCommand,
  kept: ReadonlyMap<string, { of: 'whole' | 'keys'; span: TextSpan; keys: string }>,
): { of: 'whole' | 'keys'; span: TextSpan; keys: string } | undefined {
  if (kept.size === 0) return undefined
  for (const word of [...command.words.slice(1), ...command.redirects.map(({ target }) => target)]) {
    for (const variable of word.variables) {
      const held = kept.get(`$${variable}`)
      if (held !== undefined) return held
    }
    const held = kept.get(wordText(word).replace(/^(?:[\w-]+=)?[@<]/, ''))
    if (held !== undefined) return held
  }
  return undefined
}

/** Variables and files that get the output. */
function placesOf({ commands, assignedTo }: ShellPipeline): readonly string[] {
  const last = commands.at(-1)
  const files = (last?.redirects ?? [])
    .filter(({ operator, descriptor }) => /^(?:>|>>|>\||&>)$/.test(operator) && descriptor !== '2')
    .map(({ target }) => wordText(target))
    .filter(path => path !== '' && !path.startsWith('/dev/'))
  const tees = commands.filter(({ name }) => name === 'tee').flatMap(({ words }) => words.slice(1).map(wordText))
  return [...(assignedTo === undefined ? [] : [`$${assignedTo}`]), ...files, ...tees]
}
