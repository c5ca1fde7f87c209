import { strict as assert } from 'node:assert'
import { nearest, readArguments, UsageError } from '../../server/cli/arguments'
import { helpText } from '../../server/cli/help'
import { COMMANDS, type CommandName, OPTIONS } from '../../server/cli/options'
import { Cli } from './runCli'

const names = Object.keys(COMMANDS) as CommandName[]

function invocation(...args: string[]) {
  const request = readArguments(args)
  assert.equal(request.kind, 'run')
  return (request as Extract<typeof request, { kind: 'run' }>).invocation
}

function refusal(...args: string[]): UsageError {
  try {
    readArguments(args)
  } catch (error) {
    if (error instanceof UsageError) return error
  }
  throw new Error(`${args.join(' ')} was taken`)
}

describe('arguments', () => {
  it('have their defaults', () => {
    const { format, mode, failOn, color, progress, directory, jobs } = invocation('review')
    assert.deepEqual(
      { format, mode, failOn, color, progress, directory, jobs },
      {
        format: 'text',
        mode: 'regular',
        failOn: 'high',
        color: 'auto',
        progress: true,
        directory: '.',
        jobs: undefined,
      },
    )
    assert.equal(invocation('history').format, 'ndjson')
  })

  it('may stand in any order', () => {
    const given = invocation('-C', 'x', '--format=json', 'review', 'A..B', '-q')
    assert.deepEqual([given.directory, given.format, given.words, given.quiet], ['x', 'json', ['A..B'], true])
  })

  it('take a dash as a value and a revision after two dashes', () => {
    assert.equal(invocation('review', '--patch', '-').patch, '-')
    assert.deepEqual(invocation('review', '--', '-odd-name').words, ['-odd-name'])
  })

  it('collect rules', () => {
    assert.deepEqual(invocation('review', '--rule', 'a/b=off', '--rule', 'c/d=low').rules, {
      'a/b': 'off',
      'c/d': 'low',
    })
  })

  it('are refused with a hint', () => {
    const cases: readonly (readonly [readonly string[], RegExp, RegExp])[] = [
      [['revew'], /no command "revew"/, /plainsight review/],
      [['review', '--formt', 'json'], /no option --formt/, /--format/],
      [['review', '--format', 'xml'], /--format "xml" is not known/, /text, json, sarif, markdown/],
      [['review', '--format', 'ndjson'], /not known/, /text/],
      [['review', '--output', '--quiet'], /--output needs a value/, /FILE/],
      [['review', '--stdin'], /review takes no --stdin/, /review --help/],
      [['review', 'A', 'B'], /does not take "B" as well/, /review --help/],
      [['review', '--quiet=yes'], /--quiet takes no value/, /^$/],
      [['review', '--jobs', '0'], /whole number from 1/, /^$/],
      [['review', '--max-file-bytes', '1e3'], /whole number/, /^$/],
      [['review', '--rule', 'a/b'], /ID=off/, /severities/],
      [['review', '--rule', 'a/b=loud'], /ID=off/, /severities/],
      [['accept'], /accept needs an argument/, /accept --help/],
      [['accept', 'v1:0000', '--expires', 'soon'], /a day such as/, /^$/],
      [['--quiet'], /no command given/, /plainsight review/],
    ]
    for (const [args, message, hint] of cases) {
      const error = refusal(...args)
      assert.match(error.message, message)
      assert.match(error.hint ?? '', hint, args.join(' '))
    }
  })

  it('find what was meant', () => {
    assert.equal(nearest('revew', names), 'review')
    assert.equal(nearest('hist', names), 'history')
    assert.equal(nearest('zzz', names), undefined)
  })

  it('are all explained, with an example for every command there is', () => {
    for (const name of names) {
      const help = helpText(name)
      for (const option of COMMANDS[name].options) assert.ok(help.includes(`--${option}`), `${name} --${option}`)
      for (const [example] of COMMANDS[name].examples) assert.ok(help.includes(example))
      if (name !== 'release') assert.ok(COMMANDS[name].examples.length > 0, name)
      assert.ok(helpText(undefined).includes(`  ${name} `))
    }
    const used = new Set(names.flatMap(name => COMMANDS[name].options))
    assert.deepEqual(
      Object.keys(OPTIONS).filter(option => !used.has(option as keyof typeof OPTIONS)),
      [],
    )
  })

  it('in examples are taken as they are printed', () => {
    for (const name of names)
      for (const [example] of COMMANDS[name].examples) {
        const line = example.slice(example.indexOf('plainsight ') + 'plainsight '.length)
        const args = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(match => match[1] ?? match[2] ?? '')
        assert.equal(invocation(...args).command, name, example)
      }
  })
})

describe('the command line tool', () => {
  const cli = new Cli()
  after(() => cli.dispose())

  it('prints help and version and ends well', async () => {
    for (const args of [['--help'], ['-h'], ['help'], []]) {
      const { code, stdout } = await cli.run(args)
      assert.equal(code, 0)
      assert.equal(stdout, helpText(undefined))
    }
    assert.equal((await cli.run(['review', '--help'])).stdout, helpText('review'))
    assert.match((await cli.run(['--version'])).stdout, /^\d+\.\d+\.\d+\n$/)
  })

  it('ends with 2 on wrong usage, with nothing on standard output', async () => {
    for (const args of [
      ['review', '--nope'],
      ['nope'],
      ['release', 'x.tar.gz'],
      ['lsp'],
      ['review', '--rule', 'no/rule=off'],
    ]) {
      const { code, stdout, stderr } = await cli.run(args)
      assert.equal(code, 2, args.join(' '))
      assert.equal(stdout, '')
      assert.match(stderr, /^plainsight: .*\n {2}try: /, args.join(' '))
    }
  })

  it('refuses two changes at once', async () => {
    const { code, stderr } = await cli.run(['review', 'HEAD', '--staged'])
    assert.equal(code, 2)
    assert.match(stderr, /--staged and "HEAD" name different changes/)
  })
})
