import type { CodeUnit } from '../embedded/code'
import type { Side, TextSpan } from '../model/location'
import { defineCollector } from '../rule/rule'
import { shownValue } from '../syntax/value'
import type { FactDraft } from './fact'
import type { SecretAccess } from './programData'
import { programOf } from './shellRoles'
import { factsOfUnits } from './unitFacts'

const sensitiveName =
  /(?:^|[_.-])(?:TOKEN|SECRETS?|PASS(?:W(?:OR)?D|PHRASE)?|PWD_|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|SIGNING_?KEY|CREDENTIALS?|AUTH|PAT|COOKIE|SESSION|MNEMONIC|WALLET)(?:$|[_.\d-])|_KEY$/i

/** Whether a variable of this name holds a credential by common usage. */
export function isSensitiveName(name: string): boolean {
  return sensitiveName.test(name.replace(/([a-z])([A-Z])/g, '$1_$2'))
}

/** Files in which programs keep credentials, by the manuals of those programs; a match is the part that tells. */
const stores =
  /(?:~|\$HOME|\$\{HOME\}|\/root|\/home\/[^/\s'"]+|…)?\/?(?<![\w.])(?:\.ssh\/(?:id_\w+|authorized_keys|config|known_hosts)?|\.aws\/(?:credentials|config)|\.config\/(?:gcloud|gh|hub|git\/credentials)[\w/.]*|\.azure\/[\w.]*|\.kube\/config|\.docker\/config\.json|\.gnupg\/?[\w.]*|\.netrc|\.git-credentials|\.npmrc|\.pypirc|\.gem\/credentials|\.cargo\/credentials(?:\.toml)?|\.m2\/settings\.xml|\.vault-token|\.bash_history|\.zsh_history|\.pgpass|\.my\.cnf|\.electrum[\w/.]*|\.bitcoin\/?[\w.]*|\.ethereum\/keystore)|\/etc\/(?:shadow|gshadow|sudoers)\b|\/proc\/(?:self|\d+|\*|…|\$\w+)\/environ\b|\b(?:Login Data|Local State|cookies\.sqlite|logins\.json|key[34]\.db|wallet\.dat|Local Extension Settings)\b/g

/** GitHub's `secrets` context (its documentation, "Accessing contextual information"). */
const ciSecrets =
  /\$\{\{[^{}\n]{0,200}?\bsecrets(?:\.([A-Za-z_]\w*)|\s*\[\s*['"]([^'"\n]{1,80})['"]\s*\])?[^{}\n]{0,200}?\}\}|^\s*secrets:\s*(inherit)\b/gm

const sideBySide = (text: string, pattern: RegExp) => [...text.matchAll(pattern)]

/** Variables of the environment, stores of credentials and secrets of the build service that code reads or sets. */
export const secretAccess = defineCollector({
  kind: 'secret-access',
  parses: true,
  readsCode: true,
  collect: context =>
    factsOfUnits(context, (unit, side) => [
      ...inProgram(unit, side),
      ...inCommands(unit, side),
      ...inWorkflow(unit, side),
    ]),
})

function* inProgram(unit: CodeUnit, side: Side): Iterable<FactDraft<'secret-access'>> {
  const reading = unit.program()
  if (reading === undefined) return
  for (const { name, access, span } of reading.environment) {
    const isWhole = name === '*'
    yield draft(unit, side, span, name, { form: 'environment', access, isWhole, isSensitive: isSensitiveName(name) })
  }
  for (const { value, span } of reading.strings)
    for (const match of sideBySide(shownValue(value), stores)) yield draft(unit, side, span, match[0], store)
}

const store = { form: 'store', access: 'read', isWhole: false, isSensitive: true } as const
const everything = { form: 'environment', access: 'read', isWhole: true, isSensitive: false } as const

function* inCommands(unit: CodeUnit, side: Side): Iterable<FactDraft<'secret-access'>> {
  const reading = unit.shell()
  const own = new Set(reading.assignments.map(({ name }) => name))
  for (const { commands } of reading.pipelines)
    for (const command of commands) {
      const { name, words } = programOf(command)
      const isList = /^(?:env|printenv|set|export|declare|typeset)$/.test(
        command.words.length === 1 ? command.name : name,
      )
      if (isList && words.length <= 1 + Number(words[1]?.text === '-p' || words[1]?.text === '-x'))
        yield draft(unit, side, command.span, '*', everything)
      for (const word of [...command.words, ...command.redirects.map(({ target }) => target)]) {
        for (const variable of word.variables)
          if (!own.has(variable) && isSensitiveName(variable))
            yield draft(unit, side, word.span, variable, {
              form: 'environment',
              access: 'read',
              isWhole: false,
              isSensitive: true,
            })
        for (const match of sideBySide(word.text, stores)) yield draft(unit, side, word.span, match[0], store)
      }
    }
}

function* inWorkflow(unit: CodeUnit, side: Side): Iterable<FactDraft<'secret-access'>> {
  if (unit.language !== 'yaml') return
  for (const match of unit.body.text.matchAll(ciSecrets)) {
    const name = match[1] ?? match[2] ?? '*'
    const span = unit.spanOf(match.index, match.index + match[0].length)
    yield draft(unit, side, span, name, { form: 'ci', access: 'read', isWhole: name === '*', isSensitive: true })
  }
}

function draft(
  unit: CodeUnit,
  side: Side,
  at: TextSpan,
  subject: string,
  data: Omit<SecretAccess, 'context' | 'decodings'>,
): FactDraft<'secret-access'> {
  return { subject, side, at, data: { ...data, context: unit.context, decodings: unit.decodings } }
}
