import { type CommandReading, commandReadings } from '../../../core/facts/commandReadings'
import { fetchOf } from '../../../core/facts/fetchRole'
import { isSensitiveName } from '../../../core/facts/secretAccess'
import { operands } from '../../../core/facts/shellRoles'
import { secretsOnce, secretVariables } from '../../../core/manifests/workflow/secrets'
import { readWorkflow } from '../../../core/manifests/workflow/workflow'
import { spanOf, type TextSpan } from '../../../core/model/location'
import type { FileContext } from '../../../core/rule/context'
import { defineRule } from '../../../core/rule/rule'
import type { ShellCommand, ShellPipeline, ShellWord } from '../../../core/syntax/shell'

export default defineRule({
  id: 'ci/secret-leaves-in-request',
  title: 'workflow sends a secret as data, or takes all of them at once',
  severity: 'high',
  confidence: 'medium',
  mode: 'regular',
  scope: ['review', 'scan'],
  precedents: ['ghostaction-2025'],
  tags: ['CWE-200', 'CWE-522'],
  files: {
    paths: [
      '**/.{github,gitea,forgejo}/**/*.{yml,yaml}',
      '**/action.{yml,yaml}',
      '**/*gitlab-ci*.{yml,yaml}',
      '**/.{circleci,gitlab,buildkite,semaphore,woodpecker}/**/*.{yml,yaml}',
      '**/{azure-pipelines,bitbucket-pipelines,cloudbuild}*.{yml,yaml}',
      '**/{.,}{travis,drone,woodpecker,appveyor,cirrus,buildkite}.{yml,yaml}',
      '**/Jenkinsfile*',
    ],
  },
  triggers: [
    'secrets',
    'inherit',
    'workflows/',
    '|',
    '<<<',
    'curl',
    'wget',
    'Invoke-',
    'nc ',
    'ncat',
    'http',
    'irm',
    'iwr',
  ],
  readsCode: true,
  readsLongLines: true,
  messages: {
    sent: {
      message: 'Secret `{secret}` is now part of the data that `{program}` sends',
      why: 'Whoever runs the receiving host can then use it.\nA secret that proves who is asking belongs in a header of a request to a service it was made for.',
      benign: 'A service that takes its key in the body or the address of the request.',
      question: 'Which service receives this, and could the secret go into an authorisation header?',
      commands: ['git grep -n -F -e {secret} -- .github'],
    },
    all: {
      message: 'All secrets of the repository are now handed over at once',
      why: 'The step gets every secret there is, also those it has no use for.\nWhat it does with them is not visible in this expression.',
      benign: 'A deployment step that picks its own variables by name.',
      question: 'Which secrets does the step need? Could they be named one by one?',
      commands: ["git grep -n -F -e 'toJSON(secrets)' -- .github"],
    },
    inherited: {
      message: 'All secrets of this workflow now go to `{to}`, a workflow of another repository',
      why: 'It gets every secret there is, also those it has no use for, and what it does can change without a change here.',
      benign: 'A workflow that several projects of one owner share.',
      question: 'Which secrets does it need? Could they be named, and the workflow be fixed to a commit?',
      commands: ["git grep -n -F -e 'secrets: inherit' -- .github"],
    },
    printed: {
      message: 'Secret `{secret}` is now printed in another form, by `{program}`',
      why: 'A build service hides a secret in its log only where it stands as it is.\nLogs of public projects can be read by everybody.',
      benign: 'A look at how long a value is, or whether it is set.',
      question: 'Who needs to see this, and has the secret been replaced if it was in a log?',
      commands: ['git grep -n -F -e {secret} -- .github'],
    },
  },
  examine: { file: examine },
})

/** GitHub's expressions (its documentation, "Accessing contextual information"). */
const EXPRESSION = /\$\{\{\s*secrets(?:\.(\w+)|\[\s*'(\w+)'\s*\])\s*\}\}/g
const VARIABLE = /\$\{?(?:env:)?([A-Za-z_]\w*)\}?/g
/** Options by which a client is told who is asking, alone or with their value. */
const PROVES =
  /^-[a-zA-Z]*[HuAbE]$|^-[Hu]\S|^--?(?:header|user|oauth2-bearer|user-agent|cookie|cert|key|password|http-password|Headers|Token|Credential|Authentication)(?:=|$)/
const BODY =
  /^-[a-zA-Z]*[dFT]$|^-[dF]\S|^--?(?:data[\w-]*|form[\w-]*|json|post-data|body-data|upload-file|url-query|Body|Form)(?:=|$)/
const POWERSHELL = /^(?:Invoke-WebRequest|Invoke-RestMethod|iwr|irm)$/i

function examine(context: FileContext): void {
  const text = context.side('new')?.text ?? ''
  const workflow = readWorkflow(context.path, text)
  const taken = secretVariables(text)
  const before = readWorkflow(context.path, context.side('old')?.text)
  for (const { at, kind, to } of secretsOnce(text, workflow, before))
    if (context.isChanged('new', at))
      if (kind === 'all') context.report({ message: 'all', at })
      else context.report({ message: 'inherited', at, severity: kind === 'moved' ? 'medium' : 'low', data: { to } })
  const isGithub = /(?:^|\/)(?:\.(?:github|gitea|forgejo)\/|action\.ya?ml$)/.test(context.path)
  const reported = new Set<string>()
  for (const one of commandReadings(context, 'new')) {
    const secrets = new Secrets(one, taken, isGithub)
    for (const pipeline of one.reading.pipelines) tellPrinted(context, pipeline, secrets, reported)
    for (const pipeline of one.reading.pipelines)
      for (const { word, found, secret, isSure } of sentBy(pipeline, secrets)) {
        const at = placeIn(word, found)
        const key = `${at.start.line}:${at.start.column}`
        const command = pipeline.commands.find(each => clientOf(each) !== undefined)
        if (command === undefined || !context.isChanged('new', at) || reported.has(key)) continue
        reported.add(key)
        const isNamed = isNamedAfterHost(secret, fetchOf(command)?.host ?? operands(command).join(' '))
        context.report({
          message: 'sent',
          at,
          severity: isNamed || !isSure ? 'medium' : 'high',
          data: { secret, program: clientOf(command) ?? '' },
        })
      }
  }
}

interface FoundSecret {
  readonly word: ShellWord
  /** Where in the word as written. */
  readonly found: { readonly index: number; readonly length: number }
  readonly secret: string
  /** Known to be a secret, and not by its name alone; in a place that is no address. */
  readonly isSure: boolean
}

/** What of a word is a secret: expressions, and variables that were given one, however often passed on. */
class Secrets {
  readonly #taken: ReadonlyMap<string, string>
  readonly #isGithub: boolean
  readonly #own: ReadonlySet<string>

  constructor({ reading }: CommandReading, taken: ReadonlyMap<string, string>, isGithub: boolean) {
    const all = new Map(taken)
    this.#taken = all
    this.#isGithub = isGithub
    this.#own = new Set(reading.assignments.map(({ name }) => name))
    for (const { name, value } of reading.assignments) {
      const [first] = this.in(value)
      if (first !== undefined) all.set(name, first.secret)
    }
  }

  in(
    word: ShellWord,
  ): readonly (Omit<FoundSecret, 'isSure'> & { readonly isExpression: boolean; readonly isByName: boolean })[] {
    const direct = [...word.raw.matchAll(EXPRESSION)].map(match => ({
      word,
      found: { index: match.index, length: match[0].length },
      secret: match[1] ?? match[2] ?? '',
      isExpression: true,
      isByName: false,
    }))
    const held = [...word.raw.matchAll(VARIABLE)].flatMap(match => {
      const name = match[1] ?? ''
      const secret = this.#taken.get(name) ?? (this.#isByName(name) ? name : undefined)
      const found = { index: match.index, length: match[0].length }
      return secret === undefined
        ? []
        : [{ word, found, secret, isExpression: false, isByName: !this.#taken.has(name) }]
    })
    return [...direct, ...held]
  }

  /** Elsewhere than on GitHub, secrets are variables of the environment; the token of the job itself is no matter. */
  #isByName(name: string): boolean {
    return !this.#isGithub && !this.#own.has(name) && !/^CI_JOB_TOKEN$/.test(name) && isSensitiveName(name)
  }
}

function clientOf(command: ShellCommand): string | undefined {
  return fetchOf(command)?.program ?? (POWERSHELL.test(command.name) ? command.name : undefined)
}

function* sentBy({ commands }: ShellPipeline, secrets: Secrets): Iterable<FoundSecret> {
  for (const [at, command] of commands.entries()) {
    if (clientOf(command) === undefined) continue
    for (const [index, word] of command.words.entries()) {
      const option = command.words[index - 1]?.text ?? ''
      if (isPlainHeader(option, word.text)) {
        for (const one of secrets.in(word)) yield { ...one, isSure: false }
        continue
      }
      if (PROVES.test(word.text) || (PROVES.test(option) && !/^-\w+=|^--\w[\w-]*=/.test(option))) continue
      const isBody = BODY.test(option) || BODY.test(word.text)
      for (const one of secrets.in(word)) {
        // The address as a whole is where the request goes, not what it says.
        if (!isBody && one.found.length >= word.raw.replace(/^["']|["']$/g, '').length) continue
        const isQuery = word.raw.slice(0, one.found.index).includes('?')
        if (isBody || isQuery || one.isExpression) yield { ...one, isSure: !one.isByName }
      }
    }
    const takesInput =
      /^(?:nc|ncat|netcat|socat)$/.test(clientOf(command) ?? '') ||
      operands(command).some(word => /^(?:[\w-]+=)?@-$|^-$|^--(?:post|body)-file=-$|@\/dev\/stdin$/.test(word))
    const texts = commands.slice(0, at).flatMap(({ words }) => words.slice(1))
    if (takesInput)
      for (const word of texts) for (const one of secrets.in(word)) yield { ...one, isSure: !one.isByName }
  }
}

/** A header whose name says nothing of proving who is asking. */
function isPlainHeader(option: string, text: string): boolean {
  const name = /^-[a-zA-Z]*H$|^--header$/.test(option) ? /^([\w-]+)\s*:/.exec(text)?.[1] : undefined
  return name !== undefined && !/auth|token|key|secret|cookie|user|sess|sign|cred|pass|client|account|id$/i.test(name)
}

/** Programs that write what they read in another form. */
const REWRITES =
  /^(?:base(?:16|32|64)|xxd|rev|od|hexdump|hd|tr|sed|fold|cut|gzip|openssl|gpg|awk|perl|jq|basenc|uuencode)$/

/** The output goes to the log, after a program that makes something else of the secret. */
function tellPrinted(
  context: FileContext,
  { commands, form }: ShellPipeline,
  secrets: Secrets,
  reported: Set<string>,
): void {
  const last = commands[commands.length - 1]
  if (last === undefined || form === 'substitution' || form === 'stored' || !REWRITES.test(last.name)) return
  const goesOn = (command: ShellCommand) => command.redirects.some(({ operator }) => /^&?>/.test(operator))
  const isDecoding = last.words.some(({ text }) => /^(?:-d|-D|--decode|-r|--import|-n?i\S*)$/.test(text))
  const fills = last.words.some(({ text }) => /^(?:-out|-o|--output)$/.test(text))
  if (isDecoding || fills || commands.some(command => goesOn(command) || clientOf(command) !== undefined)) return
  const given = last.redirects.flatMap(({ operator, target }) => (operator === '<<<' ? [target] : []))
  const said = commands
    .slice(0, -1)
    .flatMap(({ name, words }) => (/^(?:echo|printf)$/.test(name) ? words.slice(1) : []))
  for (const word of [...said, ...given])
    for (const { found, secret, isByName } of secrets.in(word)) {
      const at = placeIn(word, found)
      const key = `${at.start.line}:${at.start.column}`
      if (!context.isChanged('new', at) || reported.has(key)) continue
      reported.add(key)
      const severity = isByName ? 'medium' : 'high'
      context.report({ message: 'printed', at, severity, data: { secret, program: last.name } })
    }
}

function placeIn({ raw, span }: ShellWord, { index, length }: FoundSecret['found']): TextSpan {
  const before = raw.slice(0, index).split('\n')
  const line = span.start.line + before.length - 1
  const column = (before.length === 1 ? span.start.column : 0) + (before[before.length - 1]?.length ?? 0)
  return spanOf(line, column, length)
}

/** `COVERITY_TOKEN` sent to coverity.invalid: a service that wants its own key in the body. A name proves little. */
function isNamedAfterHost(secret: string, host: string): boolean {
  const words = secret.toLowerCase().split('_')
  return words.some(
    word => word.length >= 5 && !/^(token|secret|password|access|upload|deploy)$/.test(word) && host.includes(word),
  )
}
